// SPDX-License-Identifier: EUPL-1.2
import Domain
import Testing

@Suite struct WorkingDaysTests {
    /// A day, a number of working days, and the last day of the term.
    static let terms = [
        ("2026-03-09", 5, "2026-03-16"),  // Monday to Monday
        ("2026-03-13", 1, "2026-03-16"),  // over a weekend
        ("2026-03-14", 1, "2026-03-16"),  // from a Saturday
        ("2026-03-10", 0, "2026-03-10"),
        ("2026-04-01", 5, "2026-04-10"),  // Good Friday and Easter Monday
        ("2026-04-24", 1, "2026-04-28"),  // King's Day
        ("2026-05-04", 1, "2026-05-06"),  // 5 May
        ("2026-05-13", 1, "2026-05-15"),  // Ascension Day
        ("2026-05-22", 1, "2026-05-26"),  // Whit Monday
        ("2026-12-24", 1, "2026-12-28"),  // Christmas and a weekend
        ("2026-12-31", 1, "2027-01-04"),  // New Year's Day
        ("2024-02-28", 1, "2024-02-29"),
    ]

    @Test(arguments: terms.indices)
    func `a term ends on the right day`(index: Int) throws {
        let (start, count, end) = Self.terms[index]
        let day = try #require(CivilDate(iso: start))
        #expect(WorkingDays.adding(count, to: day) == CivilDate(iso: end), "\(start) + \(count)")
    }

    /// Easter Sundays as printed in calendars.
    static let easters = [
        "2000-04-23", "2008-03-23", "2011-04-24", "2019-04-21", "2024-03-31", "2025-04-20",
        "2026-04-05", "2027-03-28", "2030-04-21", "2038-04-25",
    ]

    @Test(arguments: easters)
    func `the days around Easter are no working days`(text: String) throws {
        let easter = try #require(CivilDate(iso: text))
        let off = Set((-10...60).filter { !WorkingDays.isWorkingDay(easter.adding(days: $0)) })
        #expect(off.isSuperset(of: [-2, 0, 1, 39, 49, 50]))
        #expect(WorkingDays.isWorkingDay(easter.adding(days: -3)))
    }
}
