// SPDX-License-Identifier: EUPL-1.2

/// Reads and writes `datetime`: milliseconds since 1970 in the proleptic Gregorian calendar.
enum Datetime {
    static let dayMilliseconds: Int64 = 86_400_000

    /// `YYYY-MM-DD`, or that with `Thh:mm:ss`, perhaps `.SSS`, and `Z` or `+hhmm` or `-hhmm`.
    static func parse(_ text: Text) -> Int64? {
        var scanner = ByteScanner(text)
        guard let year = scanner.takeExactly(4), scanner.take(UInt8(ascii: "-")),
            let month = scanner.takeExactly(2), scanner.take(UInt8(ascii: "-")),
            let day = scanner.takeExactly(2), (1...12).contains(month),
            day >= 1, day <= daysIn(month: month, year: year)
        else { return nil }
        let midnight = days(year: year, month: month, day: day) * dayMilliseconds
        if scanner.isAtEnd { return midnight }
        guard scanner.take(UInt8(ascii: "T")), let hour = scanner.takeExactly(2), hour <= 23,
            scanner.take(UInt8(ascii: ":")), let minute = scanner.takeExactly(2), minute <= 59,
            scanner.take(UInt8(ascii: ":")), let second = scanner.takeExactly(2), second <= 59
        else { return nil }
        var milliseconds: Int64 = 0
        if scanner.take(UInt8(ascii: ".")) {
            guard let fraction = scanner.takeExactly(3) else { return nil }
            milliseconds = fraction
        }
        let time = ((hour * 60 + minute) * 60 + second) * 1_000 + milliseconds
        guard let offset = zoneOffset(&scanner), scanner.isAtEnd else { return nil }
        return midnight + time - offset
    }

    private static func zoneOffset(_ scanner: inout ByteScanner) -> Int64? {
        if scanner.take(UInt8(ascii: "Z")) { return 0 }
        let isWest = scanner.take(UInt8(ascii: "-"))
        guard isWest || scanner.take(UInt8(ascii: "+")), let hours = scanner.takeExactly(2),
            let minutes = scanner.takeExactly(2), hours <= 23, minutes <= 59
        else { return nil }
        let offset = (hours * 60 + minutes) * 60_000
        return isWest ? -offset : offset
    }

    private static func daysIn(month: Int64, year: Int64) -> Int64 {
        switch month {
        case 2: year % 4 == 0 && (year % 100 != 0 || year % 400 == 0) ? 29 : 28
        case 4, 6, 9, 11: 30
        default: 31
        }
    }

    /// Days since 1970-01-01 of a civil date, by eras of 400 years that begin in March.
    private static func days(year: Int64, month: Int64, day: Int64) -> Int64 {
        let shifted = month <= 2 ? year - 1 : year
        let era = (shifted >= 0 ? shifted : shifted - 399) / 400
        let yearOfEra = shifted - era * 400
        let dayOfYear = (153 * (month + (month > 2 ? -3 : 9)) + 2) / 5 + day - 1
        let dayOfEra = yearOfEra * 365 + yearOfEra / 4 - yearOfEra / 100 + dayOfYear
        return era * 146_097 + dayOfEra - 719_468
    }

    /// The start of the day, or nil where it lies before the first instant.
    static func day(of instant: Int64) -> Int64? {
        let (day, overflow) = instant.subtractingReportingOverflow(time(of: instant))
        return overflow ? nil : day
    }

    /// Milliseconds since midnight, never negative.
    static func time(of instant: Int64) -> Int64 {
        let remainder = instant % dayMilliseconds
        return remainder < 0 ? remainder + dayMilliseconds : remainder
    }
}

/// Reads and writes `duration`: milliseconds.
enum DurationText {
    /// `-?([0-9]+d)?([0-9]+h)?([0-9]+m)?([0-9]+s)?([0-9]+ms)?`, with at least one part.
    static func parse(_ text: Text) -> Int64? {
        var scanner = ByteScanner(text)
        let isNegative = scanner.take(UInt8(ascii: "-"))
        let units: [(StaticString, Int64)] = [
            ("d", 86_400_000), ("h", 3_600_000), ("m", 60_000), ("s", 1_000), ("ms", 1),
        ]
        var next = 0
        var total: Int64 = 0
        while !scanner.isAtEnd {
            var amount: Int64 = 0
            guard scanner.takeDigits(into: &amount, isNegative: isNegative) > 0,
                let unit = takeUnit(&scanner), unit >= next, !scanner.hasOverflowed
            else { return nil }
            next = unit + 1
            let (part, first) = amount.multipliedReportingOverflow(by: units[unit].1)
            let (sum, second) = total.addingReportingOverflow(part)
            guard !first, !second else { return nil }
            total = sum
        }
        return next == 0 ? nil : total
    }

    private static func takeUnit(_ scanner: inout ByteScanner) -> Int? {
        if scanner.take("ms") { return 4 }
        if scanner.take("d") { return 0 }
        if scanner.take("h") { return 1 }
        if scanner.take("m") { return 2 }
        return scanner.take("s") ? 3 : nil
    }

    /// A text that parses to this value.
    static func text(_ milliseconds: Int64) -> String { "\(milliseconds)ms" }
}
