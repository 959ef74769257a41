// SPDX-License-Identifier: EUPL-1.2

/// Working days as Dutch law counts terms: not Saturdays, Sundays or recognised holidays.
///
/// Source: Algemene termijnenwet, article 3.
package enum WorkingDays {
    /// The day on which a term of so many working days ends, counted from the day after.
    package static func adding(_ count: Int, to day: CivilDate) -> CivilDate {
        precondition(count >= 0, "a term does not run backwards")
        var last = day
        var left = count
        while left > 0 {
            last = last.adding(days: 1)
            if isWorkingDay(last) { left -= 1 }
        }
        return last
    }

    /// Whether people work on this day.
    package static func isWorkingDay(_ day: CivilDate) -> Bool {
        day.weekday < 6 && !isHoliday(day)
    }

    /// New Year's Day, Good Friday, Easter Monday, King's Day, 5 May, Ascension Day, Whit Monday, Christmas.
    private static func isHoliday(_ day: CivilDate) -> Bool {
        switch (day.month, day.day) {
        case (1, 1), (5, 5), (12, 25), (12, 26): return true
        // King's Day moves to Saturday where it would be a Sunday; neither is worked anyway.
        case (4, 27): return true
        default: break
        }
        let sinceEaster = day.dayNumber - easter(day.year).dayNumber
        return [-2, 1, 39, 50].contains(sinceEaster)
    }

    /// Easter Sunday of a year.
    ///
    /// Source: the anonymous Gregorian algorithm (Nature, 1876).
    static func easter(_ year: Int) -> CivilDate {
        let golden = year % 19
        let (century, rest) = (year / 100, year % 100)
        let (leapCenturies, centuryRest) = (century / 4, century % 4)
        let moonShift = (century - (century + 8) / 25 + 1) / 3
        let epact = (19 * golden + century - leapCenturies - moonShift + 15) % 30
        let weekday = (32 + 2 * centuryRest + 2 * (rest / 4) - epact - rest % 4) % 7
        let late = (golden + 11 * epact + 22 * weekday) / 451
        let number = epact + weekday - 7 * late + 114
        guard let day = CivilDate(year: year, month: number / 31, day: number % 31 + 1) else {
            preconditionFailure("Easter lies in March or April")
        }
        return day
    }
}
