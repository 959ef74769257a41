// SPDX-License-Identifier: EUPL-1.2
import Consent
import Domain
import Testing

/// The household, with a brother and somebody whose age nobody knows.
private struct Home {
    static let brother = Household.id(5)
    static let grandmother = Household.id(6)
    var home: Household

    init(age: Int = 10) throws {
        home = try Household(age: age, group: "C8.gezin")
        home.family.members.append(FamilyMember(id: Self.brother, aanduiding: .broerOfZus))
        home.family.members.append(FamilyMember(id: Self.grandmother, aanduiding: .volwassene))
        try home.record(gezag: .gezamenlijkOuderlijkGezag, [Household.mother, Household.father])
    }

    mutating func say(
        yes: Bool, _ person: RandomID, about: RandomID?, minutesAgo: Int64 = 60,
        secrecy: Bool = true, items: Set<ConsentItem> = []
    ) throws {
        let at = home.ago(minutes: minutesAgo)
        let until = Amsterdam.day(of: at).adding(days: 90)
        let bases = try #require(ConsentBases(consent: true, secrecy: secrecy))
        let act = Toestemming(
            id: Household.id(UInt8(20 + home.family.toestemmingen.count)), person: person,
            about: about, scope: home.scope, items: items,
            answer: yes ? .given(bases: bases, until: until) : .refused, at: at)
        home.family.toestemmingen.append(try #require(act))
    }

    mutating func tell(_ persons: Set<RandomID>, about: RandomID?) throws {
        let notice = Bericht(
            id: Household.id(70), persons: persons, soort: .informatie, about: about,
            scope: home.scope, at: home.ago(minutes: 50))
        home.family.berichten.append(try #require(notice))
    }

    func question(
        _ regime: Regime = .avg, words: ConsentQuestion.Words = .unknown
    ) -> ConsentQuestion {
        ConsentQuestion(
            flow: home.flow, regime: regime, settings: ConsentSettings(), words: words,
            now: home.now)
    }

    func standing(_ persons: Set<RandomID>, _ regime: Regime = .avg) -> BetrokkenenStanding {
        home.family.standing(of: persons, for: question(regime))
    }
}

struct `Persons beside the child` {
    @Test func `are none where only the child is named`() throws {
        let home = try Home()
        #expect(home.standing([]) == .geen)
        #expect(home.standing([Household.child]) == .geen)
    }

    @Test func `decide for themselves when grown, by an act of its own`() throws {
        var home = try Home()
        try home.say(yes: true, Household.mother, about: nil)
        #expect(home.standing([Household.mother]) == .nee)
        try home.say(yes: true, Household.father, about: Household.mother)
        #expect(home.standing([Household.mother]) == .nee)
        try home.say(yes: true, Household.mother, about: Household.mother)
        #expect(home.standing([Household.mother]) == .ja)
        #expect(home.standing([Household.mother, Household.father]) == .nee)
        try home.say(yes: true, Household.father, about: Household.father)
        #expect(home.standing([Household.mother, Household.father]) == .ja)
        #expect(
            home.home.family.finding(of: [Household.mother], for: home.question()).consents
                == [Household.id(22)])
        #expect(home.standing([Home.grandmother]) == .nee)
        try home.say(yes: true, Home.grandmother, about: Home.grandmother)
        #expect(home.standing([Home.grandmother]) == .ja)
    }

    @Test func `without a known age wait for every holder of gezag`() throws {
        for person in [Home.brother, Household.stranger] {
            var home = try Home()
            try home.say(yes: true, Household.mother, about: person)
            #expect(home.standing([person]) == .nee)
            try home.say(yes: true, Household.father, about: person)
            #expect(home.standing([person]) == .ja)
            try home.say(yes: false, person, about: person, minutesAgo: 30)
            #expect(home.standing([person]) == .nee)
            home.home.family.gezag = []
            #expect(home.standing([person]) == .nee)
        }
    }

    @Test func `of another family decide nothing that is known here`() throws {
        var home = try Home()
        let other = Household.id(99)
        try home.say(yes: true, other, about: other)
        #expect(home.standing([other]) == .nee)
        #expect(home.standing([other, Household.child]) == .nee)
    }

    @Test func `under care say yes only by a text that lifts secrecy too`() throws {
        var home = try Home()
        try home.say(yes: true, Household.mother, about: Household.mother, secrecy: false)
        #expect(home.standing([Household.mother]) == .ja)
        #expect(home.standing([Household.mother], .jeugdwet) == .nee)
        try home.say(yes: true, Household.mother, about: Household.mother, minutesAgo: 30)
        #expect(home.standing([Household.mother], .wgbo) == .ja)
    }

    @Test func `were informed once each decider was told of that person's data`() throws {
        var home = try Home()
        try home.tell([Household.mother, Household.father], about: nil)
        #expect(home.standing([Home.brother]) == .nee)
        try home.tell([Household.mother], about: Home.brother)
        #expect(home.standing([Home.brother]) == .nee)
        try home.say(yes: true, Household.father, about: Home.brother)
        #expect(home.standing([Home.brother]) == .ingelicht)
        let findings = home.home.family.finding(of: [Home.brother], for: home.question())
        #expect(findings.consents.isEmpty)
    }

    @Test func `object until the source weighed it, and never with effect for the child`() throws {
        var home = try Home()
        try home.tell([Household.mother], about: Household.mother)
        #expect(home.standing([Household.mother]) == .ingelicht)
        let act = Bezwaar(
            id: Household.id(60), person: Household.mother, about: Household.mother,
            scope: ObjectionScope(source: home.home.flow.source), at: home.home.ago(minutes: 20))
        home.home.family.bezwaren.append(act)
        #expect(home.standing([Household.mother]) == .nee)
        #expect(!home.home.finding().hasOpenObjection)
        home.home.weigh(act.id, continues: true, minutesAgo: 10)
        #expect(home.standing([Household.mother]) == .ingelicht)
        home.home.weigh(act.id, continues: false, minutesAgo: 5)
        #expect(home.standing([Household.mother]) == .nee)
    }

    @Test func `leave the decision about the child as it was`() throws {
        var home = try Home()
        for person in [Household.mother, Household.father] {
            try home.say(yes: true, person, about: nil)
        }
        let before = home.home.finding(.jeugdwet)
        #expect(before.status == .volledig)
        try home.say(yes: false, Household.mother, about: Household.mother, minutesAgo: 10)
        try home.say(yes: true, Household.mother, about: Home.brother, minutesAgo: 5)
        #expect(home.home.finding(.jeugdwet) == before)
    }
}

struct `A yes to words` {
    private func item(_ letter: Character) throws -> ConsentItem {
        let group = try #require(VeldgroepCode("C8.gezin"))
        let item = ConsentItem(group: group, words: String(repeating: letter, count: 64))
        return try #require(item)
    }

    private func words(_ letter: Character) -> ConsentQuestion.Words {
        .digest(String(repeating: letter, count: 64))
    }

    @Test func `counts for these words and for no others`() throws {
        var home = try Home()
        for person in [Household.mother, Household.father] {
            try home.say(yes: true, person, about: nil, items: [item("a"), item("b")])
        }
        let family = home.home.family
        for (asked, expected) in [
            (words("a"), true), (words("b"), true), (words("c"), false),
            (ConsentQuestion.Words.unknown, false), (.any, true),
        ] {
            let question = home.question(.jeugdwet, words: asked)
            #expect(family.hasItemYes(question) == expected)
            #expect((family.finding(question).status == .volledig) == expected)
        }
    }

    @Test func `is none where the groups were consented to without their words`() throws {
        var home = try Home()
        for person in [Household.mother, Household.father] {
            try home.say(yes: true, person, about: nil)
        }
        let question = home.question(.jeugdwet, words: words("a"))
        #expect(home.home.family.finding(question).status == .volledig)
        #expect(!home.home.family.hasItemYes(question))
    }

    @Test func `falls with a no to the same words only`() throws {
        var home = try Home()
        for person in [Household.mother, Household.father] {
            try home.say(yes: true, person, about: nil, items: [item("a"), item("b")])
        }
        try home.say(
            yes: false, Household.father, about: nil, minutesAgo: 10, items: [item("b")])
        let family = home.home.family
        #expect(family.hasItemYes(home.question(.jeugdwet, words: words("a"))))
        #expect(!family.hasItemYes(home.question(.jeugdwet, words: words("b"))))
        #expect(!family.hasItemYes(home.question(.jeugdwet, words: .unknown)))
    }

    @Test func `has words for each group of its scope`() throws {
        let home = try Home()
        let other = try #require(VeldgroepCode("C8.zorgen"))
        let stray = try #require(
            ConsentItem(group: other, words: String(repeating: "a", count: 64)))
        let act = Toestemming(
            id: Household.id(20), person: Household.mother, scope: home.home.scope,
            items: [stray], answer: .refused, at: home.home.now)
        #expect(act == nil)
        #expect(ConsentItem(group: other, words: "AA") == nil)
    }
}
