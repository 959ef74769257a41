// SPDX-License-Identifier: EUPL-1.2

/// The calendar that law and family live by: Europe/Amsterdam, for instants from 1996 on.
///
/// Source: Directive 2000/84/EC: summer time runs from the last Sunday of March, 01:00 UTC, to the
/// last Sunday of October, 01:00 UTC. A test compares this with the tz database.
package enum Amsterdam {
    private static let hour: Int64 = 3_600_000

    /// How far local time is ahead of UTC at an instant, in milliseconds.
    package static func offsetMilliseconds(at instant: Timestamp) -> Int64 {
        let year = instant.utcDay.year
        let summer = change(year: year, month: 3)..<change(year: year, month: 10)
        return summer.contains(instant.milliseconds) ? 2 * hour : hour
    }

    /// The day on the calendar in Amsterdam at an instant.
    package static func day(of instant: Timestamp) -> CivilDate {
        instant.adding(milliseconds: offsetMilliseconds(at: instant)).utcDay
    }

    /// 00:00 of a day in Amsterdam; clocks never change at that hour, so it exists once.
    package static func startOfDay(_ day: CivilDate) -> Timestamp {
        let midnight = Timestamp(
            milliseconds: Int64(day.dayNumber) * Timestamp.millisecondsPerDay)
        // Both possible midnights, 22:00 and 23:00 UTC of the day before, fall on the same side of
        // the change at 01:00 UTC, and so does 23:00 itself.
        let offset = offsetMilliseconds(at: midnight.adding(milliseconds: -hour))
        return midnight.adding(milliseconds: -offset)
    }

    /// 01:00 UTC on the last Sunday of a month of 31 days.
    private static func change(year: Int, month: Int) -> Int64 {
        guard let last = CivilDate(year: year, month: month, day: 31) else {
            preconditionFailure("March and October have 31 days")
        }
        let sunday = last.adding(days: -(last.weekday % 7))
        return Int64(sunday.dayNumber) * Timestamp.millisecondsPerDay + hour
    }
}
