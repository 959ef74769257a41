// SPDX-License-Identifier: EUPL-1.2
import Consent
import Domain
import Testing

private let parents = [Household.mother, Household.father]

struct `One yes of two` {
    @Test func `counts once the other was asked and says nothing`() throws {
        var home = try Household(age: 13)
        try home.record(gezag: .gezamenlijkOuderlijkGezag, parents)
        let act = try home.yes(Household.mother)
        #expect(home.finding().status == .onvolledig)
        #expect(
            home.finding().missing == [
                ConsentFinding.Missing(person: Household.father, reason: .neverAsked)
            ])
        try home.ask(Household.mother, Household.father)
        #expect(home.finding().status == .volledig)
        #expect(home.finding().consents == [act])
    }

    @Test func `does not count while the other's last act is a no, whatever came first`() throws {
        for minutes in [Int64(30), 60, 90] {
            var home = try Household(age: 13)
            try home.record(gezag: .gezamenlijkOuderlijkGezag, parents)
            try home.yes(Household.mother)
            try home.no(Household.father, minutesAgo: minutes)
            #expect(home.finding().status == .geweigerd)
            #expect(home.finding().missing.isEmpty)
        }
    }

    @Test func `counts again when the other takes the no back with a later yes`() throws {
        var home = try Household(age: 13)
        try home.record(gezag: .gezamenlijkOuderlijkGezag, parents)
        try home.yes(Household.mother)
        try home.no(Household.father, minutesAgo: 50)
        try home.yes(Household.father, minutesAgo: 40)
        #expect(home.finding().status == .volledig)
        #expect(home.finding().consents.count == 2)
    }

    @Test(arguments: [GezagSoort.gezamenlijkOuderlijkGezag, .gezamenlijkGezag, .voogdij])
    func `is not enough for the groups about care and safety`(soort: GezagSoort) throws {
        for group in ["C7.advies", "C8.gezin", "C9.bestaan", "C10.signaal"] {
            var home = try Household(age: 10, group: group)
            try home.record(gezag: soort, parents)
            try home.yes(Household.mother)
            try home.ask(Household.mother, Household.father)
            let finding = home.finding(.jeugdwet)
            #expect(finding.status == .onvolledig)
            #expect(
                finding.missing == [
                    ConsentFinding.Missing(person: Household.father, reason: .silent)
                ])
            try home.yes(Household.father)
            #expect(home.finding(.jeugdwet).status == .volledig)
        }
    }

    @Test func `of somebody without gezag is no yes, and the no of such a person no no`() throws {
        var home = try Household(age: 10)
        try home.record(gezag: .eenhoofdigOuderlijkGezag, [Household.mother])
        try home.yes(Household.stranger)
        #expect(home.finding().status == .nooitGevraagd)
        try home.yes(Household.mother)
        try home.no(Household.father)
        home.object(Household.stranger)
        #expect(home.finding().status == .volledig)
        #expect(!home.finding().hasOpenObjection)
    }
}

struct `Acts of the same time` {
    @Test func `the no counts`() throws {
        var home = try Household(age: 10)
        try home.record(gezag: .eenhoofdigOuderlijkGezag, [Household.mother])
        try home.yes(Household.mother, minutesAgo: 60)
        try home.no(Household.mother, minutesAgo: 60)
        #expect(home.finding().status == .geweigerd)
        #expect(home.finding().hasOpenNo)
    }

    @Test func `a withdrawal at the instant of giving counts`() throws {
        var home = try Household(age: 10)
        try home.record(gezag: .eenhoofdigOuderlijkGezag, [Household.mother])
        try home.yes(Household.mother, minutesAgo: 60, withdrawnMinutesAgo: 60)
        #expect(home.finding().status == .ingetrokken)
    }

    @Test func `of two hearings the no counts`() throws {
        var home = try Household(age: 13)
        try home.record(gezag: .eenhoofdigOuderlijkGezag, [Household.mother])
        home.hear(agrees: true)
        home.hear(agrees: false)
        #expect(!home.finding().isHeard)
    }
}

struct `The end of a consent` {
    @Test func `comes at midnight in Amsterdam of the day it names, in summer and in winter`()
        throws
    {
        let ends = [
            ("2026-07-01", "2026-06-30T22:00:00.000Z"), ("2026-12-01", "2026-11-30T23:00:00.000Z"),
        ]
        for (day, instant) in ends {
            var home = try Household(age: 17)
            try home.yes(Household.child, until: CivilDate(iso: day))
            let end = try #require(Timestamp(rfc3339: instant))
            #expect(home.finding(.avg, at: end.adding(milliseconds: -1)).status == .volledig)
            #expect(home.finding(.avg, at: end).status == .vervallen)
        }
    }

    @Test func `a yes from the future is none yet, a no is never waited for`() throws {
        var home = try Household(age: 17)
        try home.yes(Household.child, minutesAgo: -60)
        #expect(home.finding().status == .nooitGevraagd)
        try home.yes(Household.child, minutesAgo: 60)
        try home.no(Household.child, minutesAgo: -90)
        #expect(home.finding().status == .geweigerd)
    }
}

struct `What a yes covers` {
    @Test func `one text serves as consent and as lifting of secrecy only if it names both`()
        throws
    {
        for (consent, secrecy) in [(true, false), (false, true), (true, true)] {
            var home = try Household(age: 17, group: "C9.bestaan")
            try home.yes(Household.child, consent: consent, secrecy: secrecy)
            let finding = home.finding(.jeugdwet)
            #expect(finding.status == .volledig)
            #expect(finding.carriesConsent == consent)
            #expect(finding.liftsSecrecy == secrecy)
        }
    }

    @Test func `a second text adds the other base`() throws {
        var home = try Household(age: 17, group: "C9.bestaan")
        try home.yes(Household.child, minutesAgo: 90, consent: true, secrecy: false)
        try home.yes(Household.child, minutesAgo: 60, consent: false, secrecy: true)
        let finding = home.finding(.jeugdwet)
        #expect(finding.carriesConsent && finding.liftsSecrecy)
        #expect(finding.consents.count == 2)
    }

    @Test func `yeses for different bases do not add up to one`() throws {
        var home = try Household(age: 10, group: "C9.bestaan")
        try home.record(gezag: .gezamenlijkOuderlijkGezag, parents)
        try home.yes(Household.mother, consent: true, secrecy: false)
        try home.yes(Household.father, consent: false, secrecy: true)
        #expect(home.finding(.jeugdwet).status == .onvolledig)
    }

    @Test(arguments: 0..<5)
    func `another source, recipient, role, purpose or group is another question`(part: Int)
        throws
    {
        var home = try Household(age: 17)
        let flow = home.flow
        let scope = Scope(
            source: part == 0 ? try #require(PartnerID("a/b")) : flow.source,
            recipient: part == 1 ? try #require(PartnerID("a/b")) : flow.recipient,
            recipientRole: part == 2 ? try #require(RoleCode("bpo")) : flow.recipientRole,
            purpose: part == 3 ? try #require(PurposeCode("P4")) : flow.purpose,
            groups: [part == 4 ? try #require(VeldgroepCode("C6.incident")) : flow.group])
        try home.yes(Household.child, scope: scope)
        #expect(home.finding().status == .nooitGevraagd)
        try home.yes(Household.child)
        #expect(home.finding().status == .volledig)
    }
}

struct `Gezag that is not known` {
    @Test func `is a fact older than seven days`() throws {
        for (days, isKnown) in [(0, true), (7, true), (8, false)] {
            var home = try Household(age: 10)
            try home.record(
                gezag: .eenhoofdigOuderlijkGezag, [Household.mother], daysOld: days)
            try home.yes(Household.mother)
            #expect(home.finding().isGezagKnown == isKnown)
            #expect((home.finding().status == .volledig) == isKnown)
        }
    }

    @Test func `is a fact older than a region settled, and no region settles more than a week`()
        throws
    {
        #expect(GezagFinding.ageDaysLimits == 1...7)
        #expect(GezagFinding.ageDaysLimits.contains(GezagFinding.defaultAgeDaysLimit))
        for limit in GezagFinding.ageDaysLimits {
            for days in 0...8 {
                var home = try Household(age: 10)
                home.family.gezagAgeDaysLimit = limit
                try home.record(
                    gezag: .eenhoofdigOuderlijkGezag, [Household.mother], daysOld: days)
                try home.yes(Household.mother)
                #expect(home.finding().isGezagKnown == (days <= limit), "\(days) of \(limit)")
                #expect((home.finding().status == .volledig) == (days <= limit))
            }
        }
    }

    @Test func `is a fact of a day to come`() throws {
        var home = try Household(age: 10)
        try home.record(gezag: .eenhoofdigOuderlijkGezag, [Household.mother], daysOld: -1)
        #expect(!home.finding().isGezagKnown)
    }

    @Test func `is two records that name different people`() throws {
        var home = try Household(age: 10)
        try home.record(gezag: .eenhoofdigOuderlijkGezag, [Household.mother])
        try home.record(
            gezag: .eenhoofdigOuderlijkGezag, [Household.father], by: "lokalis/buurtteam")
        #expect(!home.finding().isGezagKnown)
    }

    @Test func `is a child that holds gezag over itself`() throws {
        var home = try Household(age: 10)
        try home.record(gezag: .eenhoofdigOuderlijkGezag, [Household.child])
        try home.yes(Household.child)
        #expect(!home.finding().isGezagKnown)
        #expect(home.finding().status != .volledig)
    }

    @Test func `is one live record without an answer among others`() throws {
        var home = try Household(age: 10)
        try home.record(gezag: .eenhoofdigOuderlijkGezag, [Household.mother])
        try home.record(gezag: .gezagNietTeBepalen, [], by: "lokalis/buurtteam")
        #expect(!home.finding().isGezagKnown)
    }

    @Test func `of two records the one with more holders counts, for both partners`() throws {
        var home = try Household(age: 10)
        try home.record(gezag: .eenhoofdigOuderlijkGezag, [Household.mother])
        try home.record(gezag: .gezamenlijkOuderlijkGezag, parents, by: "lokalis/buurtteam")
        try home.yes(Household.mother)
        #expect(home.finding().status == .onvolledig)
    }

    @Test func `a partner's newer record replaces its older one`() throws {
        var home = try Household(age: 10)
        try home.record(gezag: .gezamenlijkOuderlijkGezag, parents, minutesAgo: 900)
        try home.record(gezag: .eenhoofdigOuderlijkGezag, [Household.mother], minutesAgo: 800)
        try home.yes(Household.mother)
        #expect(home.finding().status == .volledig)
    }

    @Test func `does not matter from 16 on`() throws {
        var home = try Household(age: 16)
        try home.yes(Household.child)
        #expect(home.finding().isGezagKnown)
        #expect(home.finding().status == .volledig)
    }

    @Test func `lets everyone of the family object, below 16`() throws {
        for age in [10, 16] {
            var home = try Household(age: age)
            home.object(Household.stranger)
            #expect(home.finding().hasOpenObjection == (age < 16))
        }
    }
}

struct `The hearing of the pupil` {
    private func home(age: Int) throws -> Household {
        var home = try Household(age: age)
        try home.record(gezag: .eenhoofdigOuderlijkGezag, [Household.mother])
        try home.yes(Household.mother)
        return home
    }

    @Test(arguments: [(11, true), (12, false), (15, false), (16, true)])
    func `is needed at 12 to 15 under the AVG`(age: Int, isHeard: Bool) throws {
        #expect(try home(age: age).finding().isHeard == isHeard)
        #expect(try home(age: age).finding(.jeugdwet).isHeard)
    }

    @Test func `a yes is enough, a no stops until the source has weighed it`() throws {
        var home = try home(age: 13)
        home.hear(agrees: true)
        #expect(home.finding().isHeard)
        home.hear(agrees: false, minutesAgo: 50)
        #expect(!home.finding().isHeard)
        home.weigh(Household.id(80), continues: false, minutesAgo: 40)
        #expect(!home.finding().isHeard)
        home.weigh(Household.id(80), continues: true)
        #expect(home.finding().isHeard)
    }

    @Test func `a no of the pupil to the question itself counts, unless weighed or taken back`()
        throws
    {
        var home = try home(age: 13)
        home.hear(agrees: true, minutesAgo: 100)
        let act = try home.no(Household.child, minutesAgo: 60)
        #expect(!home.finding().isHeard)
        var weighed = home
        weighed.weigh(act, continues: true)
        #expect(weighed.finding().isHeard)
        home.hear(agrees: true, minutesAgo: 20)
        #expect(home.finding().isHeard)
    }
}

struct `Objections` {
    @Test(arguments: [
        (11, false, true), (12, true, true), (15, true, true), (16, true, false), (18, true, false),
    ])
    func `the jongere from 12, a parent until 16`(age: Int, child: Bool, parent: Bool) throws {
        for regime in Regime.allCases {
            var home = try Household(age: age)
            try home.record(gezag: .gezamenlijkOuderlijkGezag, parents)
            var other = home
            home.object(Household.child)
            #expect(home.finding(regime).hasOpenObjection == child)
            other.object(Household.father)
            #expect(other.finding(regime).hasOpenObjection == parent)
        }
    }

    @Test func `an objection stands until it was weighed for going on`() throws {
        var home = try Household(age: 10)
        try home.record(gezag: .gezamenlijkOuderlijkGezag, parents)
        let act = home.object(Household.father)
        home.weigh(act, continues: false, minutesAgo: 50)
        #expect(home.finding().hasOpenObjection)
        home.weigh(act, continues: true, minutesAgo: 40)
        #expect(!home.finding().hasOpenObjection)
        home.weigh(act, continues: false, minutesAgo: 40)
        #expect(home.finding().hasOpenObjection)
    }

    @Test func `a weighed objection still is a no where a yes is needed`() throws {
        var home = try Household(age: 10)
        try home.record(gezag: .gezamenlijkOuderlijkGezag, parents)
        try home.yes(Household.mother)
        let act = home.object(Household.father)
        home.weigh(act, continues: true)
        #expect(home.finding().status == .geweigerd)
    }

    @Test func `a no to a question is an open no, which weighing closes`() throws {
        var home = try Household(age: 10)
        try home.record(gezag: .gezamenlijkOuderlijkGezag, parents)
        let act = try home.no(Household.father)
        #expect(home.finding().hasOpenNo && !home.finding().hasOpenObjection)
        home.weigh(act, continues: true)
        #expect(!home.finding().hasOpenNo)
    }
}
