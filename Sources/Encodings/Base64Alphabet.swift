// SPDX-License-Identifier: EUPL-1.2

/// One of the two base64 alphabets with its rule for padding.
struct Base64Alphabet: Sendable {
    /// Character of each value from 0 to 63.
    private let characters: [UInt8]
    /// Value of each byte, `none` where the byte is not in the alphabet.
    private let values: [UInt8]
    private let isPadded: Bool

    private static let none: UInt8 = 0xff
    private static let pad = UInt8(ascii: "=")

    /// The alphabet whose values 62 and 63 are written with the two characters of `last`.
    init(last: StaticString, isPadded: Bool) {
        let letters = "ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz0123456789"
        characters = Array("\(letters)\(last)".utf8)
        precondition(characters.count == 64, "an alphabet has 64 characters")
        var values = [UInt8](repeating: Self.none, count: 256)
        for (value, character) in characters.enumerated() {
            values[Int(character)] = UInt8(value)
        }
        self.values = values
        self.isPadded = isPadded
    }

    func encode(_ bytes: Span<UInt8>) -> String {
        var text: [UInt8] = []
        text.reserveCapacity((bytes.count + 2) / 3 * 4)
        append(bytes, to: &text)
        return String(decoding: text, as: UTF8.self)
    }

    func append(_ bytes: Span<UInt8>, to text: inout [UInt8]) {
        let start = text.count
        text.append(contentsOf: repeatElement(0, count: encodedCount(of: bytes.count)))
        var span = text.mutableSpan
        encode(bytes, into: &span, from: start)
    }

    /// How many characters this many bytes take.
    func encodedCount(of byteCount: Int) -> Int {
        isPadded ? (byteCount + 2) / 3 * 4 : (byteCount * 4 + 2) / 3
    }

    /// Writes to the end of the memory, which leaves exactly the room that is needed.
    func encode(
        _ bytes: Span<UInt8>, into text: inout MutableSpan<UInt8>, from start: Int = 0
    ) {
        precondition(
            text.count - start == encodedCount(of: bytes.count),
            "memory for text has exactly its size")
        let characters = self.characters
        var read = 0
        var written = start
        while read + 3 <= bytes.count {
            let group =
                UInt32(bytes[read]) << 16 | UInt32(bytes[read + 1]) << 8 | UInt32(bytes[read + 2])
            text[written] = characters[Int(group >> 18)]
            text[written + 1] = characters[Int(group >> 12 & 63)]
            text[written + 2] = characters[Int(group >> 6 & 63)]
            text[written + 3] = characters[Int(group & 63)]
            read += 3
            written += 4
        }
        let left = bytes.count - read
        guard left > 0 else { return }
        let group = UInt32(bytes[read]) << 16 | (left == 2 ? UInt32(bytes[read + 1]) << 8 : 0)
        text[written] = characters[Int(group >> 18)]
        text[written + 1] = characters[Int(group >> 12 & 63)]
        if left == 2 { text[written + 2] = characters[Int(group >> 6 & 63)] }
        if isPadded { for index in (written + 1 + left)..<text.count { text[index] = Self.pad } }
    }

    /// How many bytes text of this length and padding stands for.
    func decodedCount(of text: Span<UInt8>) throws(EncodingError) -> Int {
        let body = try bodyCount(of: text)
        return body / 4 * 3 + max(body % 4 - 1, 0)
    }

    func decode(_ text: Span<UInt8>) throws(EncodingError) -> [UInt8] {
        var bytes = [UInt8](repeating: 0, count: try decodedCount(of: text))
        var span = bytes.mutableSpan
        try decode(text, into: &span)
        return bytes
    }

    func decode(
        _ text: Span<UInt8>, into bytes: inout MutableSpan<UInt8>
    ) throws(EncodingError) {
        let body = try bodyCount(of: text)
        precondition(
            bytes.count == body / 4 * 3 + max(body % 4 - 1, 0),
            "memory for decoded bytes has exactly their size")
        let values = self.values
        var read = 0
        var written = 0
        while read + 4 <= body {
            let first = values[Int(text[read])]
            let second = values[Int(text[read + 1])]
            let third = values[Int(text[read + 2])]
            let fourth = values[Int(text[read + 3])]
            guard (first | second | third | fourth) < 64 else {
                throw foreignByte(in: text, from: read)
            }
            bytes[written] = first << 2 | second >> 4
            bytes[written + 1] = second << 4 | third >> 2
            bytes[written + 2] = third << 6 | fourth
            read += 4
            written += 3
        }
        let left = body - read
        guard left > 0 else { return }
        let first = values[Int(text[read])]
        let second = values[Int(text[read + 1])]
        let third = left == 3 ? values[Int(text[read + 2])] : 0
        guard (first | second | third) < 64 else { throw foreignByte(in: text, from: read) }
        let spare = left == 3 ? third & 0x03 : second & 0x0f
        guard spare == 0 else { throw .nonzeroTrailingBits(offset: body - 1) }
        bytes[written] = first << 2 | second >> 4
        if left == 3 { bytes[written + 1] = second << 4 | third >> 2 }
    }

    /// How many characters stand before the padding.
    private func bodyCount(of text: Span<UInt8>) throws(EncodingError) -> Int {
        var body = text.count
        if isPadded {
            guard body.isMultiple(of: 4) else { throw .invalidLength(text.count) }
            while body > max(text.count - 2, 0), text[body - 1] == Self.pad { body -= 1 }
        }
        guard body % 4 != 1 else { throw .invalidLength(text.count) }
        return body
    }

    private func foreignByte(in text: Span<UInt8>, from start: Int) -> EncodingError {
        var offset = start
        while values[Int(text[offset])] != Self.none { offset += 1 }
        return .invalidByte(offset: offset)
    }
}
