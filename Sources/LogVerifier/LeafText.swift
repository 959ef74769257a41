// SPDX-License-Identifier: EUPL-1.2
package import OpenSSL

/// One leaf as a stranger reads it: nine lines of fixed width, checked byte by byte.
package struct LeafText: Equatable, Sendable {
    /// Length of every leaf, in bytes.
    package static let byteCount = 436

    package enum Kind: UInt8, CaseIterable, Sendable {
        /// D: a decision at collect.
        case decision = 0x44
        /// O: its outcome.
        case outcome = 0x4F
        /// L: any other line about a person.
        case line = 0x4C
        /// C: control.
        case control = 0x43
        /// X: keys destroyed.
        case erasure = 0x58
        /// S: the shard opened or closed.
        case shard = 0x53
    }

    /// 16 bytes of a leaf, the first one highest.
    package typealias Word = UInt128

    package let kind: Kind
    /// Minutes since 1970, UTC.
    package let minute: Int
    package let policy: Digest
    package let id: Word
    /// The id of the decision that an outcome closes, else zero.
    package let ref: Word
    /// Chain tags of subject, source and recipient.
    package let tags: [Word]
    package let det: Digest
    package let rcpt: Digest

    /// What stands at each place: `K` a kind, `0` a digit, `x` lowercase hex, anything else itself.
    private static let pattern: [UInt8] = {
        let word = String(repeating: "x", count: 32)
        let lines = [
            "kernpoort-leaf/v1", "kind K", "time 0000-00-00T00:00Z", "policy " + word + word,
            "id " + word, "ref " + word, "tags " + word + " " + word + " " + word,
            "det " + word + word, "rcpt " + word + word,
        ]
        return Array(lines.map { $0 + "\n" }.joined().utf8)
    }()
    /// Where the classes of the pattern hold; all else in it stands for itself.
    private static let varies: [Bool] = {
        var varies = [Bool](repeating: false, count: byteCount)
        let ranges = [
            23..<24, 30..<47, 55..<119, 123..<155, 160..<192, 198..<230, 231..<263, 264..<296,
            301..<365, 371..<435,
        ]
        for range in ranges { for place in range { varies[place] = true } }
        return varies
    }()

    /// Reads a leaf.
    /// - Throws: `.leafMalformed` for any text but the one spelling, and for days that there are not.
    package init(parsing bytes: [UInt8]) throws(LogVerifierError) {
        precondition(Self.pattern.count == Self.byteCount, "the pattern is as long as a leaf")
        guard bytes.count == Self.byteCount else { throw .leafMalformed }
        for place in bytes.indices {
            guard Self.matches(bytes[place], at: place) else { throw .leafMalformed }
        }
        guard let kind = Kind(rawValue: bytes[23]), let minute = Self.minute(bytes[30..<47]),
            let policy = Digest(bytes: Self.decoded(bytes[55..<119])),
            let det = Digest(bytes: Self.decoded(bytes[301..<365])),
            let rcpt = Digest(bytes: Self.decoded(bytes[371..<435]))
        else { throw .leafMalformed }
        self.kind = kind
        self.minute = minute
        self.policy = policy
        id = Self.word(bytes[123..<155])
        ref = Self.word(bytes[160..<192])
        tags = [198, 231, 264].map { Self.word(bytes[$0..<$0 + 32]) }
        self.det = det
        self.rcpt = rcpt
        guard (kind == .outcome) == (ref != 0) else { throw .leafMalformed }
    }

    private static func matches(_ byte: UInt8, at place: Int) -> Bool {
        let expected = pattern[place]
        guard varies[place] else { return byte == expected }
        switch expected {
        case UInt8(ascii: "K"): return true
        case UInt8(ascii: "0"): return isDigit(byte)
        case UInt8(ascii: "x"):
            return isDigit(byte) || (UInt8(ascii: "a")...UInt8(ascii: "f")).contains(byte)
        default: return byte == expected
        }
    }

    private static func isDigit(_ byte: UInt8) -> Bool {
        (UInt8(ascii: "0")...UInt8(ascii: "9")).contains(byte)
    }

    private static func half(_ digit: UInt8) -> UInt8 {
        isDigit(digit) ? digit - UInt8(ascii: "0") : digit - UInt8(ascii: "a") + 10
    }

    private static func word(_ hex: ArraySlice<UInt8>) -> Word {
        hex.reduce(0) { $0 << 4 | Word(half($1)) }
    }

    private static func decoded(_ hex: ArraySlice<UInt8>) -> [UInt8] {
        stride(from: hex.startIndex, to: hex.endIndex, by: 2).map {
            half(hex[$0]) << 4 | half(hex[$0 + 1])
        }
    }

    /// The minutes since 1970 of `YYYY-MM-DDThh:mmZ`; nil if there is no such time.
    private static func minute(_ text: ArraySlice<UInt8>) -> Int? {
        func number(_ start: Int, _ count: Int) -> Int {
            text[(text.startIndex + start)..<(text.startIndex + start + count)].reduce(0) {
                $0 * 10 + Int($1 - UInt8(ascii: "0"))
            }
        }
        let (year, month, day) = (number(0, 4), number(5, 2), number(8, 2))
        let (hour, minute) = (number(11, 2), number(14, 2))
        let isLeap = year % 4 == 0 && (year % 100 != 0 || year % 400 == 0)
        let lengths = [31, isLeap ? 29 : 28, 31, 30, 31, 30, 31, 31, 30, 31, 30, 31]
        guard year >= 1, (1...12).contains(month), (1...lengths[month - 1]).contains(day),
            hour < 24, minute < 60
        else { return nil }
        let before = year - 1
        let leapDays = before / 4 - before / 100 + before / 400
        // 719,162 days lie between the first day of year 1 and 1 January 1970.
        let days =
            before * 365 + leapDays - 719_162 + lengths[..<(month - 1)].reduce(0, +) + day - 1
        return (days * 24 + hour) * 60 + minute
    }
}
