// SPDX-License-Identifier: EUPL-1.2
import Consent
import Domain
import Testing

private let parents = [Household.mother, Household.father]

/// A household around a birthday, with the lapses that a look at an instant finds.
private struct Turning {
    var home: Household
    let birthday: Timestamp

    /// A child that turns so old ten days from now.
    init(_ years: Int, group: String = "C6.observatie", now: String? = nil) throws {
        home = try Household(
            age: 5, group: group, now: now ?? "2026-03-10T12:00:00.000Z")
        let day = Amsterdam.day(of: home.now).adding(days: 10)
        home.family.born = day.adding(years: -years)
        birthday = Amsterdam.startOfDay(day)
    }

    func lapses(_ regime: Regime, at instant: Timestamp) -> [Lapse] {
        home.family.lapses(upTo: instant) { _ in [regime] }
    }

    var eve: Timestamp { birthday.adding(milliseconds: -1) }
}

struct `What lapses on a birthday` {
    @Test(arguments: Regime.allCases)
    func `a parent's yes at 16, in every regime`(regime: Regime) throws {
        var turning = try Turning(16)
        let act = try turning.home.yes(Household.mother)
        #expect(turning.lapses(regime, at: turning.eve).isEmpty)
        let expected = Lapse(consent: act, reason: .birthday16, since: turning.birthday)
        #expect(turning.lapses(regime, at: turning.birthday) == [expected])
        #expect(turning.lapses(regime, at: turning.birthday.adding(days: 200)) == [expected])
    }

    @Test func `a parent's yes at 12 under care alone`() throws {
        var turning = try Turning(12, group: "C9.bestaan")
        try turning.home.yes(Household.mother)
        #expect(turning.lapses(.avg, at: turning.birthday).isEmpty)
        #expect(turning.lapses(.jeugdwet, at: turning.birthday).map(\.reason) == [.birthday12])
        #expect(turning.lapses(.wgbo, at: turning.birthday).count == 1)
        let both = turning.home.family.lapses(upTo: turning.birthday) { _ in [.jeugdwet, .avg] }
        #expect(both.count == 1)
    }

    @Test func `nothing where the jongere had said yes in person, to all that it carried`() throws {
        for (years, regime) in [(12, Regime.jeugdwet), (16, .avg), (16, .wgbo)] {
            var turning = try Turning(years, group: "C9.bestaan")
            try turning.home.yes(Household.mother)
            try turning.home.yes(Household.child, secrecy: false)
            #expect(turning.lapses(regime, at: turning.birthday).count == 1)
            try turning.home.yes(Household.child)
            #expect(turning.lapses(regime, at: turning.birthday).isEmpty)
        }
    }

    @Test func `the same whenever it is looked at: a yes of later saves nothing`() throws {
        var turning = try Turning(16)
        try turning.home.yes(Household.mother)
        let at = turning.birthday.adding(days: 1)
        let minutes = (at.milliseconds - turning.home.now.milliseconds) / 60_000
        try turning.home.yes(Household.child, minutesAgo: -minutes)
        #expect(turning.lapses(.avg, at: turning.birthday.adding(days: 5)).count == 1)
    }

    @Test func `nothing of what the jongere said, or what is about another`() throws {
        var turning = try Turning(18)
        try turning.home.yes(Household.child)
        try turning.home.yes(Household.mother)
        #expect(turning.lapses(.avg, at: turning.birthday).isEmpty)
        var sixteen = try Turning(16)
        let at = sixteen.home.ago(minutes: 10)
        let bases = try #require(ConsentBases(consent: true, secrecy: true))
        sixteen.home.family.toestemmingen.append(
            try #require(
                Toestemming(
                    id: Household.id(40), person: Household.mother, about: Household.mother,
                    scope: sixteen.home.scope,
                    answer: .given(bases: bases, until: Amsterdam.day(of: at).adding(days: 90)),
                    at: at)))
        #expect(sixteen.lapses(.avg, at: sixteen.birthday).isEmpty)
    }

    @Test func `a parent's yes for who can't judge only at 18, unless the parent represents`()
        throws
    {
        for years in [12, 16, 18] {
            var turning = try Turning(years, group: "C9.bestaan")
            let since = Amsterdam.day(of: turning.home.now)
            turning.home.family.incapacity = Incapacity(since: since, representative: nil)
            try turning.home.yes(Household.mother)
            #expect(
                turning.lapses(.jeugdwet, at: turning.birthday).map(\.reason)
                    == (years == 18 ? [.birthday18] : []))
            turning.home.family.incapacity = Incapacity(
                since: since, representative: Household.mother)
            #expect(turning.lapses(.jeugdwet, at: turning.birthday).isEmpty)
        }
    }

    @Test func `of a leap day on that day in leap years, on 1 March in others`() throws {
        for (born, years, day) in [
            ("2012-02-29", 16, "2028-02-29"), ("2014-02-28", 12, "2026-02-28"),
            ("2012-02-29", 18, "2030-03-01"),
        ] {
            let birthday = Amsterdam.startOfDay(try #require(CivilDate(iso: day)))
            var home = try Household(age: 5, group: "C9.bestaan", now: "2026-01-01T12:00:00.000Z")
            home.family.born = try #require(CivilDate(iso: born))
            let minutes = (birthday.milliseconds - home.now.milliseconds) / 60_000
            home.family.incapacity =
                years == 18
                ? Incapacity(since: home.family.born, representative: Household.father) : nil
            try home.yes(Household.mother, minutesAgo: 60 * 24 - minutes)
            #expect(
                home.family.lapses(upTo: birthday.adding(milliseconds: -1)) { _ in [.wgbo] }
                    .isEmpty, "\(born)")
            #expect(
                home.family.lapses(upTo: birthday) { _ in [.wgbo] }.map(\.since) == [birthday],
                "\(born)")
        }
    }

    @Test func `at midnight in Amsterdam, on days when clocks change as well`() throws {
        // Ten days on lies the change to summer time, and the change back.
        for (now, midnight) in [
            ("2026-03-19T12:00:00.000Z", "2026-03-28T23:00:00.000Z"),
            ("2026-10-15T12:00:00.000Z", "2026-10-24T22:00:00.000Z"),
        ] {
            var turning = try Turning(16, now: now)
            try turning.home.yes(Household.mother)
            #expect(turning.birthday == Timestamp(rfc3339: midnight))
            #expect(turning.lapses(.avg, at: turning.eve).isEmpty)
            #expect(turning.lapses(.avg, at: turning.birthday).count == 1)
        }
    }
}

struct `What lapses at an end` {
    @Test func `is every yes of which the day came, also about another, and no withdrawn one`()
        throws
    {
        var turning = try Turning(30)
        let until = Amsterdam.day(of: turning.home.now).adding(days: 3)
        try turning.home.yes(Household.mother, until: until)
        try turning.home.yes(Household.father, until: until, withdrawnMinutesAgo: 5)
        try turning.home.no(Household.child)
        let end = Amsterdam.startOfDay(until)
        #expect(turning.lapses(.avg, at: end.adding(milliseconds: -1)).isEmpty)
        #expect(turning.lapses(.avg, at: end).map(\.reason) == [.endDate])
    }

    @Test func `comes after a birthday that took the yes before`() throws {
        var turning = try Turning(16)
        let until = Amsterdam.day(of: turning.birthday).adding(days: 5)
        try turning.home.yes(Household.mother, until: until)
        #expect(
            turning.lapses(.avg, at: turning.birthday.adding(days: 30)).map(\.reason)
                == [.birthday16])
    }

    @Test func `is looked for at each birthday and end, and then no more`() throws {
        var turning = try Turning(16)
        let until = Amsterdam.day(of: turning.birthday).adding(days: 5)
        let act = try turning.home.yes(Household.mother, until: until)
        let family = turning.home.family
        #expect(family.nextLook(after: turning.home.now) == turning.birthday)
        #expect(family.nextLook(after: turning.birthday) == Amsterdam.startOfDay(until))
        #expect(family.nextLook(after: Amsterdam.startOfDay(until)) == nil)
        #expect(family.nextLook(after: turning.home.now, without: [act]) == nil)
    }
}

struct `Agreement to one OPP after another` {
    @Test func `counts for the one of which somebody spoke last, of the source that asks`() throws {
        var home = try Household(age: 13, group: "C5.opp")
        try home.record(gezag: .gezamenlijkOuderlijkGezag, parents)
        func say(_ person: RandomID, _ opp: String, _ agreed: Bool, words: String? = nil) {
            home.family.overeenstemmingen.append(
                Overeenstemming(
                    id: Household.id(UInt8(40 + home.family.overeenstemmingen.count)),
                    person: person, source: home.flow.source, opp: opp, words: words,
                    agreed: agreed, at: home.ago(minutes: 20)))
        }
        say(Household.mother, "1", true)
        say(Household.father, "1", true)
        #expect(home.finding().isAgreed)
        say(Household.mother, "2", true)
        #expect(!home.finding().isAgreed)
        say(Household.father, "2", true)
        #expect(home.finding().isAgreed)
        say(Household.father, "2", false)
        #expect(!home.finding().isAgreed)
        home.family.overeenstemmingen = []
        let words = String(repeating: "a", count: 64)
        say(Household.mother, "3", true, words: words)
        say(Household.father, "3", true, words: words)
        #expect(!home.finding().isAgreed)
        for (known, expected) in [
            (ConsentQuestion.Words.digest(words), true), (.any, true),
            (.digest(String(repeating: "b", count: 64)), false),
        ] {
            let question = ConsentQuestion(
                flow: home.flow, regime: .avg, settings: ConsentSettings(), words: known,
                now: home.now)
            #expect(home.family.finding(question).isAgreed == expected)
        }
        home.family.overeenstemmingen = parents.map {
            Overeenstemming(
                id: Household.id(44), person: $0, source: home.flow.recipient, agreed: true,
                at: home.ago(minutes: 5))
        }
        #expect(!home.finding().isAgreed)
    }
}
