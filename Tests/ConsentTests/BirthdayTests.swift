// SPDX-License-Identifier: EUPL-1.2
import Consent
import Domain
import Testing

private let parents = [Household.mother, Household.father]

/// A household in which the child has its birthday tomorrow in Amsterdam.
private func eve(age: Int, group: String = "C6.observatie") throws -> Household {
    var home = try Household(age: age, group: group)
    home.family.born = Amsterdam.day(of: home.now).adding(days: 1).adding(years: -age)
    try home.record(gezag: .gezamenlijkOuderlijkGezag, parents)
    return home
}

private func midnight(after home: Household) -> Timestamp {
    Amsterdam.startOfDay(Amsterdam.day(of: home.now).adding(days: 1))
}

struct `The 16th birthday` {
    @Test func `ends what rests on the parents, at midnight in Amsterdam`() throws {
        var home = try eve(age: 16)
        try home.yes(Household.mother)
        try home.yes(Household.father)
        home.hear(agrees: true)
        let birthday = midnight(after: home)
        let before = home.finding(.avg, at: birthday.adding(milliseconds: -1))
        #expect(before.status == .volledig)
        let after = home.finding(.avg, at: birthday)
        #expect(after.status == .vervallen)
        #expect(
            after.missing == [ConsentFinding.Missing(person: Household.child, reason: .neverAsked)])
        #expect(after.isHeard)
    }

    @Test func `leaves standing what the jongere said in person`() throws {
        var home = try eve(age: 16, group: "C9.bestaan")
        try home.yes(Household.mother)
        try home.yes(Household.father)
        let own = try home.yes(Household.child)
        let after = home.finding(.jeugdwet, at: midnight(after: home))
        #expect(after.status == .volledig)
        #expect(after.consents == [own])
    }

    @Test func `ends the effect of a parent's no`() throws {
        var home = try eve(age: 16)
        try home.no(Household.father)
        home.object(Household.mother)
        try home.yes(Household.child)
        let birthday = midnight(after: home)
        #expect(home.finding(.avg, at: birthday.adding(milliseconds: -1)).status == .geweigerd)
        let after = home.finding(.avg, at: birthday)
        #expect(after.status == .volledig)
        #expect(!after.hasOpenNo && !after.hasOpenObjection)
    }

    @Test func `of one born on 29 February is 1 March in a common year`() throws {
        var home = try Household(age: 15, now: "2028-02-01T12:00:00.000Z")
        home.family.born = try #require(CivilDate(iso: "2012-02-29"))
        try home.yes(Household.mother)
        try home.yes(Household.child)
        let leapDay = try #require(CivilDate(iso: "2028-02-29"))
        let before = Amsterdam.startOfDay(leapDay).adding(milliseconds: -1)
        #expect(!home.finding(.avg, at: before).isGezagKnown)
        #expect(home.finding(.avg, at: Amsterdam.startOfDay(leapDay)).status == .volledig)
        home.family.born = try #require(CivilDate(iso: "2016-02-29"))
        let march = try #require(CivilDate(iso: "2032-02-29"))
        #expect(home.family.born.adding(years: 16) == march)
        #expect(home.family.born.adding(years: 12).description == "2028-02-29")
        #expect(home.family.born.adding(years: 13).description == "2029-03-01")
    }
}

struct `The 12th birthday` {
    @Test func `asks the jongere as well, and the parents' old yes has lapsed`() throws {
        var home = try eve(age: 12)
        try home.yes(Household.mother)
        try home.ask(Household.mother, Household.father)
        let birthday = midnight(after: home)
        #expect(
            home.finding(.jeugdwet, at: birthday.adding(milliseconds: -1)).status == .volledig)
        #expect(home.finding(.jeugdwet, at: birthday).status == .vervallen)
        try home.yes(Household.child, minutesAgo: -60 * 24)
        let later = home.now.adding(days: 2)
        #expect(home.finding(.jeugdwet, at: later).status == .vervallen)
        try home.yes(Household.mother, minutesAgo: -60 * 24)
        #expect(home.finding(.jeugdwet, at: later).status == .volledig)
    }

    @Test func `changes nothing where the jongere had said yes in person before`() throws {
        var home = try eve(age: 12)
        try home.yes(Household.mother)
        try home.yes(Household.child)
        try home.ask(Household.father)
        #expect(home.finding(.jeugdwet, at: midnight(after: home)).status == .volledig)
    }

    @Test func `a yes withdrawn before the birthday does not count as said in person`() throws {
        var home = try eve(age: 12)
        try home.yes(Household.mother)
        try home.ask(Household.father)
        try home.yes(Household.child, minutesAgo: 60, withdrawnMinutesAgo: 30)
        try home.yes(Household.child, minutesAgo: -60 * 24)
        #expect(home.finding(.jeugdwet, at: home.now.adding(days: 2)).status == .vervallen)
    }

    @Test func `at school leaves the parents' yes, and asks to hear the pupil`() throws {
        var home = try eve(age: 12)
        try home.yes(Household.mother)
        try home.ask(Household.father)
        let birthday = midnight(after: home)
        #expect(home.finding(.avg, at: birthday.adding(milliseconds: -1)).isHeard)
        let after = home.finding(.avg, at: birthday)
        #expect(after.status == .volledig)
        #expect(!after.isHeard)
    }
}

struct `Deciding alone at 12 to 15 under a care regime` {
    @Test func `the setting replaces silent parents, never a parent's no`() throws {
        var home = try Household(age: 14, group: "C9.bestaan")
        try home.record(gezag: .gezamenlijkOuderlijkGezag, parents)
        try home.yes(Household.child)
        #expect(home.finding(.jeugdwet).status == .onvolledig)
        #expect(home.finding(.jeugdwet, alone: true).status == .volledig)
        #expect(home.finding(.avg, alone: true).status != .volledig)
        try home.no(Household.father)
        #expect(home.finding(.jeugdwet, alone: true).status == .geweigerd)
    }

    @Test func `unknown gezag stays a refusal`() throws {
        var home = try Household(age: 14, group: "C9.bestaan")
        try home.yes(Household.child)
        let finding = home.finding(.jeugdwet, alone: true)
        #expect(finding.status == .onvolledig)
        #expect(!finding.isGezagKnown)
    }

    @Test func `an exception record overcomes only the no that it names and weighs`() throws {
        var home = try Household(age: 14, group: "C9.bestaan")
        try home.record(gezag: .gezamenlijkOuderlijkGezag, parents)
        try home.yes(Household.child)
        try home.no(Household.father)
        for (weighed, expected) in [
            ([], ConsentStatus.geweigerd), ([Household.mother], .geweigerd),
            ([Household.father], .volledig),
        ] as [([RandomID], ConsentStatus)] {
            home.family.exceptions = [
                ParentException(
                    id: Household.id(70), scope: home.scope, weighedPersons: Set(weighed),
                    at: home.ago(minutes: 5))
            ]
            #expect(home.finding(.jeugdwet).status == expected)
        }
        try home.no(Household.child, minutesAgo: 1)
        #expect(home.finding(.jeugdwet).status == .geweigerd)
    }
}

struct `Somebody who can't judge the own interests` {
    @Test func `has parents decide until 18`() throws {
        var home = try Household(age: 17)
        try home.record(gezag: .eenhoofdigOuderlijkGezag, [Household.mother])
        home.family.incapacity = Incapacity(
            since: Amsterdam.day(of: home.now).adding(days: -3), representative: nil)
        try home.yes(Household.child)
        #expect(home.finding().status != .volledig)
        try home.yes(Household.mother)
        #expect(home.finding().status == .volledig)
    }

    @Test func `as an adult needs a recorded curator or mentor`() throws {
        var home = try Household(age: 19)
        home.family.incapacity = Incapacity(
            since: Amsterdam.day(of: home.now), representative: nil)
        try home.yes(Household.child)
        try home.yes(Household.mother)
        #expect(!home.finding().isGezagKnown)
        #expect(home.finding().status != .volledig)
        home.family.incapacity = Incapacity(
            since: Amsterdam.day(of: home.now), representative: Household.mother)
        #expect(home.finding().status == .volledig)
    }
}

struct `The young person's own voice` {
    @Test func `is decided by the jongere alone from 12, also against a parent's no`() throws {
        for age in [12, 15, 16] {
            var home = try Household(age: age, group: "C12.verhaal")
            try home.record(gezag: .gezamenlijkOuderlijkGezag, parents)
            try home.no(Household.father)
            #expect(home.finding().status != .volledig)
            try home.yes(Household.child)
            #expect(home.finding().status == .volledig)
        }
    }
}

struct `Agreement to the handelingsdeel` {
    @Test func `is needed of every holder until 18, then of the pupil`() throws {
        for (age, persons) in [(13, parents), (17, parents), (18, [Household.child])] {
            var home = try Household(age: age, group: "C5.opp")
            try home.record(gezag: .gezamenlijkOuderlijkGezag, parents)
            for (index, person) in persons.enumerated() {
                #expect(!home.finding().isAgreed)
                home.family.overeenstemmingen.append(
                    Overeenstemming(
                        id: Household.id(UInt8(40 + index)), person: person, agreed: true,
                        at: home.ago(minutes: 20)))
            }
            #expect(home.finding().isAgreed)
            home.family.overeenstemmingen.append(
                Overeenstemming(
                    id: Household.id(50), person: persons[0], agreed: false,
                    at: home.ago(minutes: 20)))
            #expect(!home.finding().isAgreed)
        }
    }
}

struct `The life of a consent` {
    @Test func `goes from asked to given to withdrawn, and every step says what must happen`()
        throws
    {
        let day = try #require(CivilDate(iso: "2026-03-10"))
        let until = day.adding(years: 1)
        let given = ConsentLife.given(until: until)
        #expect(
            ConsentLife.requested.applying(.answeredYes(on: day, until: until))
                == .moved(to: given, effects: []))
        #expect(
            given.applying(.withdrawn)
                == .moved(to: .withdrawn, effects: [.destroyWaitingEnvelopes, .tellRecipients]))
        #expect(given.applying(.dayBegan(until.adding(days: -1))) == .unchanged)
        #expect(
            given.applying(.dayBegan(until))
                == .moved(to: .lapsed, effects: [.destroyWaitingEnvelopes, .askAgain]))
        #expect(
            given.applying(.authorityEnded)
                == .moved(to: .lapsed, effects: [.destroyWaitingEnvelopes, .askAgain]))
        #expect(given.applying(.superseded) == .moved(to: .superseded, effects: []))
    }

    @Test func `refuses what does not follow`() throws {
        let day = try #require(CivilDate(iso: "2026-03-10"))
        for until in [day, day.adding(years: 1).adding(days: 1)] {
            #expect(
                ConsentLife.requested.applying(.answeredYes(on: day, until: until))
                    == .refused(.periodInvalid))
        }
        #expect(ConsentLife.refused.applying(.withdrawn) == .refused(.nothingGiven))
        #expect(ConsentLife.requested.applying(.withdrawn) == .refused(.nothingGiven))
        #expect(ConsentLife.withdrawn.applying(.withdrawn) == .unchanged)
        #expect(ConsentLife.refused.applying(.answeredNo) == .refused(.answeredAlready))
    }
}
