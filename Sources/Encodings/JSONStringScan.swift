// SPDX-License-Identifier: EUPL-1.2

/// The grammar of strings: where one ends, and what it says.
enum JSONStringScan {
    /// What a scan found.
    struct Found {
        /// The offset behind the closing quote.
        var end: Int
        /// Bytes of UTF-8 that the string stands for.
        var decodedCount: Int
        /// Whether there is a backslash in it.
        var hasEscapes: Bool
    }

    /// Checks the string whose opening quote stands at `start`.
    static func scan(_ bytes: Span<UInt8>, from start: Int) throws(JSONError) -> Found {
        let count = bytes.count
        var offset = start + 1
        var removed = 0
        while offset < count {
            let byte = bytes[offset]
            if isPlain(byte) {
                offset += 1
            } else if byte == UInt8(ascii: "\"") {
                return Found(
                    end: offset + 1, decodedCount: offset - start - 1 - removed,
                    hasEscapes: removed > 0)
            } else if byte == UInt8(ascii: "\\") {
                let (length, scalar) = try escape(in: bytes, at: offset)
                removed += length - UTF8.width(UInt32(scalar))
                offset += length
            } else if byte < 0x20 {
                throw JSONError(.controlByte, at: offset)
            } else {
                offset = try sequenceEnd(in: bytes, at: offset)
            }
        }
        throw JSONError(.unexpectedEnd, at: count)
    }

    /// Whether a byte stands for itself: ASCII, no control, no quote, no backslash.
    private static func isPlain(_ byte: UInt8) -> Bool {
        byte &- 0x20 < 0x60 && byte != UInt8(ascii: "\"") && byte != UInt8(ascii: "\\")
    }

    /// The length of the escape at a backslash and the scalar that it stands for.
    static func escape(
        in bytes: Span<UInt8>, at offset: Int
    ) throws(JSONError) -> (length: Int, scalar: UInt32) {
        guard offset + 1 < bytes.count else { throw JSONError(.unexpectedEnd, at: bytes.count) }
        switch bytes[offset + 1] {
        case UInt8(ascii: "\""): return (2, 0x22)
        case UInt8(ascii: "\\"): return (2, 0x5c)
        case UInt8(ascii: "/"): return (2, 0x2f)
        case UInt8(ascii: "b"): return (2, 0x08)
        case UInt8(ascii: "f"): return (2, 0x0c)
        case UInt8(ascii: "n"): return (2, 0x0a)
        case UInt8(ascii: "r"): return (2, 0x0d)
        case UInt8(ascii: "t"): return (2, 0x09)
        case UInt8(ascii: "u"): break
        default: throw JSONError(.invalidEscape, at: offset)
        }
        let unit = try codeUnit(in: bytes, at: offset)
        switch unit {
        case 0xd800...0xdbff:
            guard offset + 7 < bytes.count, bytes[offset + 6] == UInt8(ascii: "\\"),
                bytes[offset + 7] == UInt8(ascii: "u")
            else { throw JSONError(.loneSurrogate, at: offset) }
            let low = try codeUnit(in: bytes, at: offset + 6)
            guard low & 0xfc00 == 0xdc00 else { throw JSONError(.loneSurrogate, at: offset) }
            return (12, 0x10000 + (unit & 0x3ff) << 10 + low & 0x3ff)
        case 0xdc00...0xdfff: throw JSONError(.loneSurrogate, at: offset)
        default: return (6, unit)
        }
    }

    /// The value of the four digits behind `\u` at this offset.
    private static func codeUnit(
        in bytes: Span<UInt8>, at offset: Int
    ) throws(JSONError) -> UInt32 {
        var unit: UInt32 = 0
        for place in (offset + 2)..<(offset + 6) {
            guard place < bytes.count else { throw JSONError(.unexpectedEnd, at: bytes.count) }
            let byte = bytes[place]
            let digit: UInt8
            switch byte {
            case 0x30...0x39: digit = byte - 0x30
            case 0x41...0x46: digit = byte - 0x41 + 10
            case 0x61...0x66: digit = byte - 0x61 + 10
            default: throw JSONError(.invalidEscape, at: offset)
            }
            unit = unit << 4 | UInt32(digit)
        }
        return unit
    }

    /// The offset behind the UTF-8 sequence of two to four bytes that starts here.
    ///
    /// Source: the table of well-formed sequences, Unicode 3.9, table 3-7.
    private static func sequenceEnd(
        in bytes: Span<UInt8>, at offset: Int
    ) throws(JSONError) -> Int {
        let second: ClosedRange<UInt8>
        let length: Int
        switch bytes[offset] {
        case 0xc2...0xdf: (second, length) = (0x80...0xbf, 2)
        case 0xe0: (second, length) = (0xa0...0xbf, 3)
        case 0xed: (second, length) = (0x80...0x9f, 3)
        case 0xe1...0xef: (second, length) = (0x80...0xbf, 3)
        case 0xf0: (second, length) = (0x90...0xbf, 4)
        case 0xf1...0xf3: (second, length) = (0x80...0xbf, 4)
        case 0xf4: (second, length) = (0x80...0x8f, 4)
        default: throw JSONError(.invalidUTF8, at: offset)
        }
        guard offset + length <= bytes.count, second.contains(bytes[offset + 1]) else {
            throw JSONError(.invalidUTF8, at: offset)
        }
        for place in (offset + 2)..<(offset + length) where bytes[place] & 0xc0 != 0x80 {
            throw JSONError(.invalidUTF8, at: offset)
        }
        return offset + length
    }
}

/// The decoded bytes of a string that was scanned before, one by one.
struct JSONStringReader {
    private var offset: Int
    private let end: Int
    /// Bytes of an escape that are still to come, lowest first, and how many.
    private var waiting: UInt32 = 0
    private var waitingCount = 0

    /// Starts behind the opening quote of the string in this range, quotes included.
    init(_ range: Range<Int>) {
        offset = range.lowerBound + 1
        end = range.upperBound - 1
    }

    /// The next byte, nil at the end.
    mutating func next(in bytes: Span<UInt8>) -> UInt8? {
        if waitingCount > 0 {
            let byte = UInt8(truncatingIfNeeded: waiting)
            waiting >>= 8
            waitingCount -= 1
            return byte
        }
        guard offset < end else { return nil }
        let byte = bytes[offset]
        guard byte == UInt8(ascii: "\\") else {
            offset += 1
            return byte
        }
        guard let (length, value) = try? JSONStringScan.escape(in: bytes, at: offset),
            let scalar = Unicode.Scalar(value), let units = UTF8.encode(scalar)
        else {
            preconditionFailure("a string that is read was scanned before, over the same bytes")
        }
        offset += length
        for unit in units {
            waiting |= UInt32(unit) << (8 * waitingCount)
            waitingCount += 1
        }
        return next(in: bytes)
    }
}

extension UTF8 {
    /// Bytes of a scalar value.
    static func width(_ scalar: UInt32) -> Int {
        scalar < 0x80 ? 1 : scalar < 0x800 ? 2 : scalar < 0x10000 ? 3 : 4
    }
}
