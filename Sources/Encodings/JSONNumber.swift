// SPDX-License-Identifier: EUPL-1.2

/// A number as it was written.
///
/// The literal is kept, so nothing is lost here; and only literals are accepted of which no
/// ordinary reader loses anything either:
/// - without fraction and exponent: the value fits in `Int64`;
/// - else: at most `significantDigitLimit` digits from the first to the last that is not zero, and
///   a power of ten of the first within ±`exponentLimit`. Every such decimal survives the way
///   through IEEE 754 double precision and back. Of zero, the written exponent is held to that
///   limit.
///
/// Numbers are equal when their literals are: `1`, `1.0` and `1e0` are three numbers.
package struct JSONNumber: Equatable, Sendable {
    /// The text, as RFC 8259 §6 allows it.
    package let literal: String

    /// The longest literal, in bytes.
    package static let byteLimit = 128
    /// The most digits of a number with fraction or exponent.
    package static let significantDigitLimit = 15
    /// The greatest power of ten of the first digit, to both sides, of such a number.
    package static let exponentLimit = 307

    /// A whole number.
    package init(_ value: Int64) { literal = String(value) }

    /// A literal of the grammar and the rule above.
    package init(literal: String) throws(JSONError) {
        let end = try JSONNumberScan.end(of: literal.utf8.span, from: 0)
        guard end == literal.utf8.count else { throw JSONError(.invalidNumber, at: end) }
        self.literal = literal
    }

    /// A literal that was scanned before.
    init(scanned literal: String) { self.literal = literal }

    /// The value of a literal without fraction and exponent; nil for others and for `-0`.
    package var integer: Int64? { literal == "-0" ? nil : Int64(literal) }
}

/// The grammar of numbers and the rule against loss.
enum JSONNumberScan {
    /// The offset behind the number that starts at `start`.
    static func end(of bytes: Span<UInt8>, from start: Int) throws(JSONError) -> Int {
        let count = bytes.count
        var offset = start
        if offset < count, bytes[offset] == UInt8(ascii: "-") { offset += 1 }
        let wholeStart = offset
        offset = try digitsEnd(of: bytes, from: offset)
        if offset - wholeStart > 1, bytes[wholeStart] == UInt8(ascii: "0") {
            throw JSONError(.invalidNumber, at: wholeStart)
        }
        let wholeEnd = offset
        var exponentStart: Int?
        if offset < count, bytes[offset] == UInt8(ascii: ".") {
            offset = try digitsEnd(of: bytes, from: offset + 1)
        }
        let mantissaEnd = offset
        if offset < count, bytes[offset] | 0x20 == UInt8(ascii: "e") {
            offset += 1
            exponentStart = offset
            if offset < count,
                bytes[offset] == UInt8(ascii: "+") || bytes[offset] == UInt8(ascii: "-")
            {
                offset += 1
            }
            offset = try digitsEnd(of: bytes, from: offset)
        }
        guard offset - start <= JSONNumber.byteLimit else {
            throw JSONError(.numberByteLimit(JSONNumber.byteLimit), at: start)
        }
        // Eighteen digits always fit; the longer ones are worth a look.
        if offset == wholeEnd {
            if wholeEnd - wholeStart > 18, integer(of: bytes, in: start..<offset) == nil {
                throw JSONError(.lossyNumber, at: start)
            }
        } else {
            let exponent = exponentStart.map { self.exponent(of: bytes, in: $0..<offset) } ?? 0
            guard isExact(bytes, wholeStart..<mantissaEnd, wholeEnd: wholeEnd, exponent) else {
                throw JSONError(.lossyNumber, at: start)
            }
        }
        return offset
    }

    /// The value of a scanned literal; nil with a fraction or exponent, for `-0`, or out of range.
    static func integer(of bytes: Span<UInt8>, in range: Range<Int>) -> Int64? {
        let isNegative = bytes[range.lowerBound] == UInt8(ascii: "-")
        if isNegative, range.count == 2, bytes[range.lowerBound + 1] == UInt8(ascii: "0") {
            return nil
        }
        var value: Int64 = 0
        for offset in (range.lowerBound + (isNegative ? 1 : 0))..<range.upperBound {
            let byte = bytes[offset]
            guard isDigit(byte) else { return nil }
            let digit = Int64(byte - UInt8(ascii: "0"))
            let (product, didOverflow) = value.multipliedReportingOverflow(by: 10)
            let (sum, didOverflowAgain) =
                isNegative
                ? product.subtractingReportingOverflow(digit)
                : product.addingReportingOverflow(digit)
            guard !didOverflow, !didOverflowAgain else { return nil }
            value = sum
        }
        return value
    }

    private static func isDigit(_ byte: UInt8) -> Bool { byte &- UInt8(ascii: "0") < 10 }

    /// The offset behind one or more digits.
    private static func digitsEnd(
        of bytes: Span<UInt8>, from start: Int
    ) throws(JSONError) -> Int {
        var offset = start
        while offset < bytes.count, isDigit(bytes[offset]) { offset += 1 }
        guard offset > start else {
            throw offset < bytes.count
                ? JSONError(.invalidNumber, at: offset) : JSONError(.unexpectedEnd, at: offset)
        }
        return offset
    }

    /// The value of an exponent with optional sign; a longer one than any limit stays far beyond
    /// it.
    private static func exponent(of bytes: Span<UInt8>, in range: Range<Int>) -> Int {
        var value = 0
        for offset in range where isDigit(bytes[offset]) {
            value = min(value * 10 + Int(bytes[offset] - UInt8(ascii: "0")), 1_000_000)
        }
        return bytes[range.lowerBound] == UInt8(ascii: "-") ? -value : value
    }

    /// Whether a mantissa with this exponent keeps its value through double precision.
    private static func isExact(
        _ bytes: Span<UInt8>, _ mantissa: Range<Int>, wholeEnd: Int, _ exponent: Int
    ) -> Bool {
        var power = wholeEnd - mantissa.lowerBound - 1
        var first: Int?
        var last = 0
        for offset in mantissa where bytes[offset] != UInt8(ascii: ".") {
            if bytes[offset] != UInt8(ascii: "0") {
                if first == nil { first = power }
                last = power
            }
            power -= 1
        }
        guard let first else { return exponent.magnitude <= JSONNumber.exponentLimit }
        return first - last < JSONNumber.significantDigitLimit
            && (first + exponent).magnitude <= JSONNumber.exponentLimit
    }
}
