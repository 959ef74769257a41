// SPDX-License-Identifier: EUPL-1.2

/// A day of the Gregorian calendar without time or place, as births and end dates are.
///
/// Years 1 to 9999, real days only.
package struct CivilDate: Hashable, Sendable, Comparable, CustomStringConvertible {
    package let year: Int
    /// 1 to 12.
    package let month: Int
    /// 1 to the number of days in the month.
    package let day: Int

    /// The days that a date may lie from 1970-01-01.
    package static let dayNumbers = -719_162...2_932_896

    /// The date of these parts; nil if there is no such day.
    package init?(year: Int, month: Int, day: Int) {
        guard (1...9999).contains(year), (1...12).contains(month),
            day >= 1, day <= Self.dayCount(year: year, month: month)
        else { return nil }
        self.init(uncheckedYear: year, month: month, day: day)
    }

    /// Parses exactly `YYYY-MM-DD`.
    package init?(iso text: String) {
        self.init(iso: text.utf8.span)
    }

    /// Parses exactly the bytes `YYYY-MM-DD`, for texts that must not become a `String`.
    package init?(iso digits: Span<UInt8>) {
        guard digits.count == 10, digits[4] == 0x2D, digits[7] == 0x2D,
            let year = digits.decimal(0..<4), let month = digits.decimal(5..<7),
            let day = digits.decimal(8..<10)
        else { return nil }
        self.init(year: year, month: month, day: day)
    }

    /// The date that lies this many days after 1970-01-01, within `dayNumbers`.
    ///
    /// Source: Howard Hinnant, chrono-compatible low-level date algorithms, `civil_from_days`.
    package init(dayNumber: Int) {
        precondition(Self.dayNumbers.contains(dayNumber), "a date lies in the years 1 to 9999")
        let shifted = dayNumber + 719_468
        let era = (shifted >= 0 ? shifted : shifted - 146_096) / 146_097
        let dayOfEra = shifted - era * 146_097
        let yearOfEra =
            (dayOfEra - dayOfEra / 1460 + dayOfEra / 36_524 - dayOfEra / 146_096) / 365
        let dayOfYear = dayOfEra - (365 * yearOfEra + yearOfEra / 4 - yearOfEra / 100)
        let shiftedMonth = (5 * dayOfYear + 2) / 153
        let month = shiftedMonth < 10 ? shiftedMonth + 3 : shiftedMonth - 9
        self.init(
            uncheckedYear: yearOfEra + era * 400 + (month <= 2 ? 1 : 0), month: month,
            day: dayOfYear - (153 * shiftedMonth + 2) / 5 + 1)
    }

    private init(uncheckedYear year: Int, month: Int, day: Int) {
        self.year = year
        self.month = month
        self.day = day
    }

    /// How many days this date lies after 1970-01-01.
    package var dayNumber: Int {
        let shiftedYear = month <= 2 ? year - 1 : year
        let era = (shiftedYear >= 0 ? shiftedYear : shiftedYear - 399) / 400
        let yearOfEra = shiftedYear - era * 400
        let dayOfYear = (153 * (month + (month > 2 ? -3 : 9)) + 2) / 5 + day - 1
        let dayOfEra = yearOfEra * 365 + yearOfEra / 4 - yearOfEra / 100 + dayOfYear
        return era * 146_097 + dayOfEra - 719_468
    }

    /// 1 for Monday to 7 for Sunday.
    package var weekday: Int { (dayNumber + 3 - 7 * Self.dayNumbers.lowerBound) % 7 + 1 }

    /// The date this many days later, or earlier if negative; within the years 1 to 9999.
    package func adding(days: Int) -> CivilDate { CivilDate(dayNumber: dayNumber + days) }

    /// The same day in a later year; 29 February becomes 1 March where the year has none.
    package func adding(years: Int) -> CivilDate {
        let later = year + years
        precondition((1...9999).contains(later), "a date lies in the years 1 to 9999")
        if month == 2, day == 29, !Self.isLeap(later) {
            return CivilDate(uncheckedYear: later, month: 3, day: 1)
        }
        return CivilDate(uncheckedYear: later, month: month, day: day)
    }

    /// The same day so many months later; the last day of the month where that has no such day.
    package func adding(months: Int) -> CivilDate {
        let count = year * 12 + month - 1 + months
        let (later, index) = (count / 12, count % 12)
        precondition((1...9999).contains(later), "a date lies in the years 1 to 9999")
        let last = Self.dayCount(year: later, month: index + 1)
        return CivilDate(uncheckedYear: later, month: index + 1, day: min(day, last))
    }

    package static func < (left: CivilDate, right: CivilDate) -> Bool {
        (left.year, left.month, left.day) < (right.year, right.month, right.day)
    }

    /// `YYYY-MM-DD`.
    package var description: String {
        var digits: [UInt8] = []
        digits.reserveCapacity(10)
        write(to: &digits)
        return String(decoding: digits, as: UTF8.self)
    }

    /// Adds `YYYY-MM-DD`.
    package func write(to digits: inout [UInt8]) {
        digits.append(decimal: year, width: 4)
        digits.append(0x2D)
        digits.append(decimal: month, width: 2)
        digits.append(0x2D)
        digits.append(decimal: day, width: 2)
    }

    private static func isLeap(_ year: Int) -> Bool {
        year % 4 == 0 && (year % 100 != 0 || year % 400 == 0)
    }

    private static func dayCount(year: Int, month: Int) -> Int {
        switch month {
        case 2: isLeap(year) ? 29 : 28
        case 4, 6, 9, 11: 30
        default: 31
        }
    }
}

extension Span<UInt8> {
    /// The number that these ASCII digits write; nil if one is no digit.
    func decimal(_ range: Range<Int>) -> Int? {
        var number = 0
        for index in range {
            let byte = self[index]
            guard byte >= 0x30, byte <= 0x39 else { return nil }
            number = number * 10 + Int(byte - 0x30)
        }
        return number
    }
}

extension [UInt8] {
    /// Adds a number that is not negative and has at most `width` digits, with zeros in front.
    mutating func append(decimal number: Int, width: Int) {
        var unit = 1
        for _ in 1..<width { unit *= 10 }
        while unit > 0 {
            append(0x30 + UInt8(number / unit % 10))
            unit /= 10
        }
    }
}
