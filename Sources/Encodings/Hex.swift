// SPDX-License-Identifier: EUPL-1.2

/// Hexadecimal in lowercase: two characters a byte, high half first.
package enum Hex {
    private static let digits: [UInt8] = Array("0123456789abcdef".utf8)

    /// Lowercase text of twice as many characters as there are bytes.
    package static func encode(_ bytes: Span<UInt8>) -> String {
        var text: [UInt8] = []
        text.reserveCapacity(bytes.count * 2)
        append(bytes, to: &text)
        return String(decoding: text, as: UTF8.self)
    }

    /// Lowercase text of twice as many characters as there are bytes.
    package static func encode(_ bytes: [UInt8]) -> String { encode(bytes.span) }

    /// Adds the text of the bytes at the end, without making a string.
    package static func append(_ bytes: Span<UInt8>, to text: inout [UInt8]) {
        let digits = Self.digits
        for index in bytes.indices {
            let byte = bytes[index]
            text.append(digits[Int(byte >> 4)])
            text.append(digits[Int(byte & 0x0f)])
        }
    }

    /// The bytes of lowercase text.
    ///
    /// - Throws: `.invalidLength` for an odd number of characters, `.invalidByte` for anything but
    ///   `0`…`9` and `a`…`f`.
    package static func decode(_ text: Span<UInt8>) throws(EncodingError) -> [UInt8] {
        guard text.count.isMultiple(of: 2) else { throw .invalidLength(text.count) }
        var bytes: [UInt8] = []
        bytes.reserveCapacity(text.count / 2)
        for index in 0..<(text.count / 2) {
            let high = try value(at: index * 2, of: text)
            let low = try value(at: index * 2 + 1, of: text)
            bytes.append(high << 4 | low)
        }
        return bytes
    }

    /// The bytes of lowercase text.
    package static func decode(_ text: String) throws(EncodingError) -> [UInt8] {
        try decode(text.utf8.span)
    }

    private static func value(
        at offset: Int, of text: Span<UInt8>
    ) throws(EncodingError) -> UInt8 {
        switch text[offset] {
        case let byte where byte >= 0x30 && byte <= 0x39: return byte - 0x30
        case let byte where byte >= 0x61 && byte <= 0x66: return byte - 0x61 + 10
        default: throw .invalidByte(offset: offset)
        }
    }
}
