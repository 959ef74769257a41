// SPDX-License-Identifier: EUPL-1.2
import Consent
import Domain
import Testing

struct `The own voice, by age and purpose` {
    private func home(age: Int, purpose: String = "P14") throws -> Household {
        var home = try Household(age: age, group: "C12.verhaal")
        home.flow = Flow(
            source: home.flow.source, recipient: home.flow.recipient,
            recipientRole: home.flow.recipientRole,
            purpose: try #require(PurposeCode(purpose)), group: home.flow.group)
        try home.record(
            gezag: .gezamenlijkOuderlijkGezag, [Household.mother, Household.father])
        return home
    }

    @Test(arguments: Regime.allCases)
    func `goes by the jongere alone from 12, also against a parent's no`(regime: Regime) throws {
        for age in [12, 15, 16, 18] {
            var home = try home(age: age)
            try home.no(Household.mother, minutesAgo: 10)
            home.object(Household.father, minutesAgo: 10)
            #expect(home.finding(regime).status == .nooitGevraagd)
            try home.yes(Household.child)
            #expect(home.finding(regime).status == .volledig)
            #expect(!home.finding(regime).hasOpenObjection)
            #expect(!home.finding(regime).hasOpenNo)
            home.object(Household.child, minutesAgo: 5)
            #expect(home.finding(regime).status == .geweigerd)
            #expect(home.finding(regime).hasOpenObjection)
        }
    }

    @Test(arguments: Regime.allCases)
    func `goes under 12 by the child and a parent together`(regime: Regime) throws {
        var home = try home(age: 11)
        try home.ask(Household.mother, Household.father)
        try home.yes(Household.mother)
        #expect(home.finding(regime).status == .onvolledig)
        try home.yes(Household.child)
        #expect(home.finding(regime).status == .volledig)
        try home.no(Household.father, minutesAgo: 10)
        #expect(home.finding(regime).status == .geweigerd)
    }

    @Test func `goes to research under 16 by the jongere and a holder of gezag`() throws {
        for age in [8, 13, 15] {
            for regime in Regime.allCases {
                var home = try home(age: age, purpose: "P12")
                try home.ask(Household.mother, Household.father)
                try home.yes(Household.child)
                #expect(home.finding(regime, alone: true).status == .onvolledig)
                try home.yes(Household.father)
                #expect(home.finding(regime, alone: true).status == .volledig)
            }
        }
        var home = try home(age: 16, purpose: "P12")
        try home.no(Household.father)
        try home.yes(Household.child)
        #expect(home.finding().status == .volledig)
    }

    @Test func `does not go to research by an exception of a care professional`() throws {
        var home = try home(age: 13, purpose: "P12")
        try home.yes(Household.child)
        home.family.exceptions = [
            ParentException(
                id: Household.id(50), scope: home.scope,
                weighedPersons: [Household.mother, Household.father], at: home.ago(minutes: 5))
        ]
        #expect(home.finding(.jeugdwet).status == .onvolledig)
        try home.no(Household.mother)
        #expect(home.finding(.jeugdwet).status == .geweigerd)
    }
}
