// SPDX-License-Identifier: EUPL-1.2

/// Sixteen random bytes that name something; outside, 32 lowercase hex digits.
///
/// No prefix, no order, no meaning. Ids that leave the gateway are random per partner.
package struct RandomID: Hashable, Sendable, Comparable, CustomStringConvertible {
    private let high: UInt64
    private let low: UInt64

    /// The length in bytes.
    package static let byteCount = 16

    /// A new id.
    package init(from random: some RandomSource) {
        let bytes = random.bytes(count: Self.byteCount)
        self.init(words: bytes.span)
    }

    /// The id of these bytes; nil unless there are exactly sixteen.
    package init?(bytes: Span<UInt8>) {
        guard bytes.count == Self.byteCount else { return nil }
        self.init(words: bytes)
    }

    /// The id of these bytes; nil unless there are exactly sixteen.
    package init?(bytes: [UInt8]) {
        self.init(bytes: bytes.span)
    }

    /// Parses 32 lowercase hex digits; anything else is nil.
    package init?(hex: String) { self.init(hex: hex.utf8.span) }

    /// Parses the bytes of 32 lowercase hex digits; anything else is nil.
    package init?(hex digits: Span<UInt8>) {
        guard let parsed = Self.parse(digits) else { return nil }
        self = parsed
    }

    private init(words bytes: Span<UInt8>) {
        var high: UInt64 = 0
        var low: UInt64 = 0
        for index in 0..<8 {
            high = high << 8 | UInt64(bytes[index])
            low = low << 8 | UInt64(bytes[index + 8])
        }
        self.high = high
        self.low = low
    }

    private init(high: UInt64, low: UInt64) {
        self.high = high
        self.low = low
    }

    private static func parse(_ digits: Span<UInt8>) -> RandomID? {
        guard digits.count == byteCount * 2 else { return nil }
        var high: UInt64 = 0
        var low: UInt64 = 0
        for index in 0..<digits.count {
            let digit: UInt8
            switch digits[index] {
            case let byte where byte >= 0x30 && byte <= 0x39: digit = byte - 0x30
            case let byte where byte >= 0x61 && byte <= 0x66: digit = byte - 0x61 + 10
            default: return nil
            }
            if index < 16 {
                high = high << 4 | UInt64(digit)
            } else {
                low = low << 4 | UInt64(digit)
            }
        }
        return RandomID(high: high, low: low)
    }

    /// The sixteen bytes.
    package var bytes: [UInt8] {
        // On the ledger's path: one allocation, no closures.
        var bytes: [UInt8] = []
        bytes.reserveCapacity(Self.byteCount)
        for place in 0..<8 { bytes.append(UInt8(truncatingIfNeeded: high >> (56 - 8 * place))) }
        for place in 0..<8 { bytes.append(UInt8(truncatingIfNeeded: low >> (56 - 8 * place))) }
        return bytes
    }

    /// The 32 lowercase hex digits.
    package var hex: String {
        var digits: [UInt8] = []
        digits.reserveCapacity(Self.byteCount * 2)
        write(hexTo: &digits)
        return String(decoding: digits, as: UTF8.self)
    }

    /// Adds the 32 lowercase hex digits.
    package func write(hexTo digits: inout [UInt8]) {
        // On the ledger's path: no closures.
        for word in [high, low] {
            for place in 0..<16 {
                let digit = UInt8(truncatingIfNeeded: word >> (60 - 4 * place)) & 15
                digits.append(digit < 10 ? digit + 0x30 : digit - 10 + 0x61)
            }
        }
    }

    package var description: String { hex }

    package static func < (left: RandomID, right: RandomID) -> Bool {
        (left.high, left.low) < (right.high, right.low)
    }
}
