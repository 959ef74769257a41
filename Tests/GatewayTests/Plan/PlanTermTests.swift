// SPDX-License-Identifier: EUPL-1.2
import Domain
import Foundation
import Gateway
import Testing

/// The three months of a routekaart, by the calendar in Amsterdam.
@Suite struct PlanTermTests {
    private static let id = RandomID(bytes: [UInt8](repeating: 7, count: 16))!

    private static func version(_ started: CivilDate) -> PlanVersion {
        PlanVersion(
            id: id, number: 1, takers: [], started: started, at: Timestamp(milliseconds: 0))
    }

    @Test(arguments: [
        ("2026-01-15", "2026-04-15"), ("2026-01-31", "2026-04-30"), ("2026-11-30", "2027-02-28"),
        ("2027-11-30", "2028-02-29"), ("2028-02-29", "2028-05-29"), ("2026-12-31", "2027-03-31"),
        ("2026-10-01", "2027-01-01"), ("2026-08-31", "2026-11-30"),
    ])
    func `the term ends three calendar months later, at the latest on the last of the month`(
        started: String, due: String
    ) throws {
        let day = try #require(CivilDate(iso: started))
        #expect(Self.version(day).due.description == due)
    }

    @Test func `adding months agrees with the calendar of Foundation`() throws {
        var calendar = Calendar(identifier: .gregorian)
        calendar.timeZone = try #require(TimeZone(identifier: "UTC"))
        for dayNumber in stride(from: 18_000, to: 24_000, by: 7) {
            let day = CivilDate(dayNumber: dayNumber)
            let date = Date(timeIntervalSince1970: Double(dayNumber) * 86_400)
            for months in [0, 1, 3, 12, 25] {
                let later = try #require(calendar.date(byAdding: .month, value: months, to: date))
                let number = Int(later.timeIntervalSince1970 / 86_400)
                #expect(day.adding(months: months) == CivilDate(dayNumber: number))
            }
        }
    }

    @Test(
        arguments: [
            ("opening", nil, "2026-03-10"), ("verzuimdag:28", "2026-02-01", "2026-02-28"),
            ("verzuimdag:1", "2026-02-01", "2026-02-01"), ("verzuimdag:28", nil, nil),
            ("opening", "2026-02-01", nil),
        ] as [(String, String?, String?)])
    func `the start rule of the region gives the first day`(
        rule: String, first: String?, day: String?
    ) throws {
        let rule = try #require(PlanStart(rule))
        let today = try #require(CivilDate(iso: "2026-03-10"))
        let given = rule.day(firstAbsence: first.flatMap { CivilDate(iso: $0) }, today: today)
        #expect(given?.description == day)
    }

    @Test(arguments: [
        "", "verzuimdag", "verzuimdag:", "verzuimdag:0", "verzuimdag:028", "verzuimdag:367",
        "Opening", "verzuimdag:2:8", "verzuimdag:+8",
    ])
    func `a start rule that is none is refused`(text: String) { #expect(PlanStart(text) == nil) }

    @Test(arguments: ["opening", "verzuimdag:28"])
    func `a start rule comes back as it was written`(text: String) {
        #expect(PlanStart(text)?.description == text)
    }
}
