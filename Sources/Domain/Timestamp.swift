// SPDX-License-Identifier: EUPL-1.2

/// An instant: milliseconds UTC since 1970, in the years 1 to 9999.
///
/// Outside: RFC 3339 with `Z` and exactly three decimals.
package struct Timestamp: Hashable, Sendable, Comparable, CustomStringConvertible {
    /// Milliseconds since 1970-01-01T00:00:00Z, without leap seconds.
    package let milliseconds: Int64

    /// The instants that there are.
    package static let range: ClosedRange<Int64> =
        Int64(CivilDate.dayNumbers.lowerBound)
        * millisecondsPerDay...(Int64(
            CivilDate.dayNumbers.upperBound) + 1) * millisecondsPerDay - 1

    static let millisecondsPerDay: Int64 = 86_400_000

    /// The instant this many milliseconds after 1970; it must lie within `range`.
    package init(milliseconds: Int64) {
        precondition(Self.range.contains(milliseconds), "an instant lies in the years 1 to 9999")
        self.milliseconds = milliseconds
    }

    /// The instant of a stored number; nil outside `range`.
    package init?(checking milliseconds: Int64) {
        guard Self.range.contains(milliseconds) else { return nil }
        self.milliseconds = milliseconds
    }

    /// Parses exactly `YYYY-MM-DDThh:mm:ss.sssZ`; no other length, zone, case or leap second.
    package init?(rfc3339 text: String) { self.init(rfc3339: text.utf8.span) }

    /// Parses exactly the bytes `YYYY-MM-DDThh:mm:ss.sssZ`.
    package init?(rfc3339 bytes: Span<UInt8>) {
        guard bytes.count == 24, bytes[10] == 0x54, bytes[13] == 0x3A, bytes[16] == 0x3A,
            bytes[19] == 0x2E, bytes[23] == 0x5A,
            let date = CivilDate(iso: bytes.extracting(0..<10)),
            let hour = bytes.decimal(11..<13), hour < 24,
            let minute = bytes.decimal(14..<16), minute < 60,
            let second = bytes.decimal(17..<19), second < 60,
            let fraction = bytes.decimal(20..<23)
        else { return nil }
        let seconds = (hour * 60 + minute) * 60 + second
        self.init(
            milliseconds: Int64(date.dayNumber) * Self.millisecondsPerDay
                + Int64(seconds * 1000 + fraction))
    }

    /// `YYYY-MM-DDThh:mm:ss.sssZ`.
    package var rfc3339: String {
        let rest = Int(milliseconds - Int64(utcDayNumber) * Self.millisecondsPerDay)
        let seconds = rest / 1000
        var text: [UInt8] = []
        text.reserveCapacity(24)
        utcDay.write(to: &text)
        text.append(0x54)
        text.append(decimal: seconds / 3600, width: 2)
        text.append(0x3A)
        text.append(decimal: seconds / 60 % 60, width: 2)
        text.append(0x3A)
        text.append(decimal: seconds % 60, width: 2)
        text.append(0x2E)
        text.append(decimal: rest % 1000, width: 3)
        text.append(0x5A)
        return String(decoding: text, as: UTF8.self)
    }

    package var description: String { rfc3339 }

    /// The day in UTC; the day that people mean is `Amsterdam.day(of:)`.
    package var utcDay: CivilDate { CivilDate(dayNumber: utcDayNumber) }

    private var utcDayNumber: Int {
        let quotient = milliseconds / Self.millisecondsPerDay
        return Int(milliseconds % Self.millisecondsPerDay < 0 ? quotient - 1 : quotient)
    }

    /// The instant this many milliseconds later, or earlier if negative.
    package func adding(milliseconds: Int64) -> Timestamp {
        Timestamp(milliseconds: self.milliseconds + milliseconds)
    }

    /// The instant this many times 24 hours later.
    package func adding(days: Int) -> Timestamp {
        adding(milliseconds: Int64(days) * Self.millisecondsPerDay)
    }

    package static func < (left: Timestamp, right: Timestamp) -> Bool {
        left.milliseconds < right.milliseconds
    }
}
