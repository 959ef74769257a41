// SPDX-License-Identifier: EUPL-1.2

/// A value of one of the four extension types, compared by its internal value.
package enum ExtensionValue: Hashable, Sendable {
    /// Ten-thousandths.
    case decimal(Int64)
    case ip(IPAddress)
    /// Milliseconds since 1970-01-01T00:00:00Z.
    case datetime(Int64)
    /// Milliseconds.
    case duration(Int64)

    var kind: ValueKind {
        switch self {
        case .decimal: .decimal
        case .ip: .ipaddr
        case .datetime: .datetime
        case .duration: .duration
        }
    }

    static func order(_ left: ExtensionValue, _ right: ExtensionValue) -> Order {
        switch (left, right) {
        case (.decimal(let a), .decimal(let b)), (.datetime(let a), .datetime(let b)),
            (.duration(let a), .duration(let b)):
            return Value.order(a, b)
        case (.ip(let a), .ip(let b)): return IPAddress.order(a, b)
        default: return Text.order(Text(left.kind.rawValue), Text(right.kind.rawValue))
        }
    }
}

/// Reads and writes the texts of `decimal`: `-?[0-9]+\.[0-9]{1,4}`, ten-thousandths in 64 bits.
enum Decimal {
    /// The value in ten-thousandths, or nil where the text is not a decimal or does not fit.
    static func parse(_ text: Text) -> Int64? {
        var scanner = ByteScanner(text)
        let isNegative = scanner.take(UInt8(ascii: "-"))
        var total: Int64 = 0
        guard scanner.takeDigits(into: &total, isNegative: isNegative) > 0,
            scanner.take(UInt8(ascii: "."))
        else { return nil }
        let fraction = scanner.takeDigits(into: &total, isNegative: isNegative)
        guard (1...4).contains(fraction), scanner.isAtEnd, !scanner.hasOverflowed else {
            return nil
        }
        for _ in fraction..<4 {
            let (next, overflow) = total.multipliedReportingOverflow(by: 10)
            guard !overflow else { return nil }
            total = next
        }
        return total
    }

    /// The shortest text that parses to this value.
    static func text(_ value: Int64) -> String {
        let magnitude = value.magnitude
        var fraction = String(magnitude % 10_000 + 10_000).dropFirst()
        while fraction.count > 1, fraction.last == "0" { fraction.removeLast() }
        return "\(value < 0 ? "-" : "")\(magnitude / 10_000).\(fraction)"
    }
}

/// Walks over ASCII text; digits accumulate with overflow noticed and never trapped.
struct ByteScanner {
    private let bytes: [UInt8]
    private var offset = 0
    /// Set once a number did not fit in 64 bits.
    private(set) var hasOverflowed = false

    init(_ text: Text) { bytes = Array(text.string.utf8) }

    var isAtEnd: Bool { offset == bytes.count }
    var peek: UInt8? { offset < bytes.count ? bytes[offset] : nil }

    mutating func take(_ byte: UInt8) -> Bool {
        guard peek == byte else { return false }
        offset += 1
        return true
    }

    mutating func take(_ word: StaticString) -> Bool {
        var next = offset
        for byte in word.description.utf8 {
            guard next < bytes.count, bytes[next] == byte else { return false }
            next += 1
        }
        offset = next
        return true
    }

    /// Appends decimal digits to a number of the given sign; returns how many there were.
    mutating func takeDigits(into total: inout Int64, isNegative: Bool) -> Int {
        var count = 0
        while let byte = peek, (UInt8(ascii: "0")...UInt8(ascii: "9")).contains(byte) {
            let digit = Int64(byte - UInt8(ascii: "0"))
            let (scaled, first) = total.multipliedReportingOverflow(by: 10)
            let (next, second) =
                isNegative
                ? scaled.subtractingReportingOverflow(digit)
                : scaled.addingReportingOverflow(digit)
            if first || second { hasOverflowed = true } else { total = next }
            offset += 1
            count += 1
        }
        return count
    }

    /// Reads exactly this many digits, or nil.
    mutating func takeExactly(_ count: Int) -> Int64? {
        var total: Int64 = 0
        for _ in 0..<count {
            guard let byte = peek, (UInt8(ascii: "0")...UInt8(ascii: "9")).contains(byte) else {
                return nil
            }
            total = total * 10 + Int64(byte - UInt8(ascii: "0"))
            offset += 1
        }
        return total
    }
}
