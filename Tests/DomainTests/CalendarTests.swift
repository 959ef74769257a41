// SPDX-License-Identifier: EUPL-1.2
import Domain
import Foundation
import Testing

private func day(_ text: String) throws -> CivilDate { try #require(CivilDate(iso: text)) }

struct `Civil dates` {
    @Test func `every day from 1583 to 2500 reads back from its number and its text`() throws {
        var previous = try day("1582-12-31")
        let last = try day("2500-12-31")
        while previous < last {
            let next = previous.adding(days: 1)
            #expect(next.dayNumber == previous.dayNumber + 1)
            #expect(next > previous)
            #expect(next.weekday == previous.weekday % 7 + 1)
            guard CivilDate(iso: next.description) == next else {
                Issue.record("\(next) does not read back")
                return
            }
            previous = next
        }
    }

    @Test func `the calendar agrees with Foundation`() throws {
        var calendar = Calendar(identifier: .gregorian)
        calendar.timeZone = try #require(TimeZone(identifier: "UTC"))
        for number in stride(from: 0, to: 40_000, by: 13) {
            let date = Date(timeIntervalSince1970: Double(number) * 86_400)
            let parts = calendar.dateComponents([.year, .month, .day, .weekday], from: date)
            let ours = CivilDate(dayNumber: number)
            #expect(ours.year == parts.year && ours.month == parts.month && ours.day == parts.day)
            #expect(ours.weekday % 7 + 1 == parts.weekday)
        }
    }

    @Test func `the first and the last day are where the range says`() throws {
        #expect(try day("0001-01-01").dayNumber == CivilDate.dayNumbers.lowerBound)
        #expect(try day("9999-12-31").dayNumber == CivilDate.dayNumbers.upperBound)
    }

    @Test(arguments: [
        "2026-2-1", "2026-02-29", "2100-02-29", "2026-13-01", "2026-00-10", "2026-04-31",
        "2026-01-00", "0000-01-01", "20260101", "2026-01-01Z", "2026/01/01", "-026-01-01",
        "２026-01-01",
    ])
    func `what is no day is no date`(text: String) { #expect(CivilDate(iso: text) == nil) }

    @Test func `29 February becomes 1 March in common years`() throws {
        let leapling = try day("2012-02-29")
        #expect(leapling.adding(years: 12) == (try day("2024-02-29")))
        #expect(leapling.adding(years: 16) == (try day("2028-02-29")))
        #expect(leapling.adding(years: 18) == (try day("2030-03-01")))
    }
}

struct `Ages` {
    @Test(arguments: [
        ("2013-05-10", "2025-05-09", 11), ("2013-05-10", "2025-05-10", 12),
        ("2012-02-29", "2024-02-28", 11), ("2012-02-29", "2024-02-29", 12),
        ("2012-02-29", "2030-02-28", 17), ("2012-02-29", "2030-03-01", 18),
        ("2026-01-01", "2025-12-31", -1), ("2026-01-01", "2026-01-01", 0),
    ])
    func `a year is added on the birthday itself`(born: String, on: String, age: Int) throws {
        #expect(try day(born).age(on: try day(on)) == age)
    }

    @Test func `bands change on the 12th, 16th and 18th birthday`() throws {
        let born = try day("2010-11-30")
        let expected: [(Int, AgeBand, AgeBand)] = [
            (12, .under12, .from12To15), (16, .from12To15, .from16To17), (18, .from16To17, .adult),
        ]
        for (age, before, after) in expected {
            let birthday = born.adding(years: age)
            #expect(AgeBand(born: born, on: birthday.adding(days: -1)) == before)
            #expect(AgeBand(born: born, on: birthday) == after)
        }
        #expect(AgeBand.allCases == AgeBand.allCases.sorted())
    }
}

struct `Timestamps` {
    @Test(arguments: UInt64(0)..<200)
    func `an instant reads back from its text`(seed: UInt64) {
        var state = seed &* 0x9E37_79B9_7F4A_7C15 &+ 1
        for _ in 0..<50 {
            state = state &* 6_364_136_223_846_793_005 &+ 1_442_695_040_888_963_407
            let span = UInt64(Timestamp.range.upperBound - Timestamp.range.lowerBound)
            let instant = Timestamp(
                milliseconds: Timestamp.range.lowerBound + Int64((state >> 2) % span))
            #expect(Timestamp(rfc3339: instant.rfc3339) == instant)
        }
    }

    @Test func `known instants are written as expected`() {
        #expect(Timestamp(milliseconds: 0).rfc3339 == "1970-01-01T00:00:00.000Z")
        #expect(Timestamp(milliseconds: -1).rfc3339 == "1969-12-31T23:59:59.999Z")
        #expect(
            Timestamp(milliseconds: 1_773_482_700_123).rfc3339 == "2026-03-14T10:05:00.123Z")
        #expect(
            Timestamp(milliseconds: Timestamp.range.upperBound).rfc3339
                == "9999-12-31T23:59:59.999Z")
    }

    @Test(arguments: [
        "2026-03-14T10:05:00Z", "2026-03-14T10:05:00.12Z", "2026-03-14T10:05:00.1234Z",
        "2026-03-14t10:05:00.123Z", "2026-03-14T10:05:00.123z", "2026-03-14T10:05:00.123+00:00",
        "2026-03-14T24:00:00.000Z", "2026-03-14T23:60:00.000Z", "2026-03-14T23:59:60.000Z",
        "2026-02-29T10:05:00.123Z", "2026-03-14 10:05:00.123Z", "2026-03-14T10:05:00,123Z", "",
    ])
    func `other spellings are refused`(text: String) { #expect(Timestamp(rfc3339: text) == nil) }

    @Test func `numbers outside the years 1 to 9999 are no instants`() {
        #expect(Timestamp(checking: Timestamp.range.upperBound + 1) == nil)
        #expect(Timestamp(checking: Timestamp.range.lowerBound - 1) == nil)
        #expect(Timestamp(checking: .min) == nil)
    }
}

struct `The calendar of Amsterdam` {
    @Test func `every half hour from 1996 to 2037 has the offset of the tz database`() throws {
        let zone = try #require(TimeZone(identifier: "Europe/Amsterdam"))
        let step: Int64 = 1_800_000
        var mismatches = 0
        var at: Int64 = 820_454_400_000
        while at < 2_145_916_800_000 {
            let offset = zone.secondsFromGMT(for: Date(timeIntervalSince1970: Double(at / 1000)))
            if Amsterdam.offsetMilliseconds(at: Timestamp(milliseconds: at)) != Int64(offset) * 1000
            {
                mismatches += 1
            }
            at += step
        }
        #expect(mismatches == 0)
    }

    @Test func `a day begins at midnight, and the millisecond before is the day before`() throws {
        var date = try #require(CivilDate(iso: "2019-12-30"))
        let end = try #require(CivilDate(iso: "2037-01-02"))
        while date < end {
            let start = Amsterdam.startOfDay(date)
            #expect(Amsterdam.day(of: start) == date)
            #expect(Amsterdam.day(of: start.adding(milliseconds: -1)) == date.adding(days: -1))
            date = date.adding(days: 1)
        }
    }

    @Test func `summer time changes at one o'clock UTC on the last Sunday`() throws {
        let cases: [(String, Int64)] = [
            ("2026-03-29T00:59:59.999Z", 1), ("2026-03-29T01:00:00.000Z", 2),
            ("2026-10-25T00:59:59.999Z", 2), ("2026-10-25T01:00:00.000Z", 1),
        ]
        for (text, hours) in cases {
            let instant = try #require(Timestamp(rfc3339: text))
            #expect(Amsterdam.offsetMilliseconds(at: instant) == hours * 3_600_000)
        }
    }
}
