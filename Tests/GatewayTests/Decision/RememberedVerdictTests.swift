// SPDX-License-Identifier: EUPL-1.2
import Consent
import Domain
import Gateway
import Testing

/// A verdict that was given before on the same facts stands on the consents of this casus, not of that one.
struct `A verdict on facts that another casus has too` {
    @Test func `names its own consents, and is gone with them`() throws {
        let rules = try PolicyFolder.utrecht().inForce(on: Amsterdam.day(of: Situation.now))
        let one = try Situation(
            age: 13, from: (.school, "mentor"), ["C6.observatie"],
            to: (.buurtteam, "gezinswerker"), "P3")
        var other = one
        other.casus.family.toestemmingen = try other.casus.family.toestemmingen.enumerated().map {
            try Situation.yes(
                $0.element.person, number: UInt8(100 + $0.offset), scope: $0.element.scope,
                about: $0.element.about)
        }
        let first = one.verdict(rules)
        let second = other.verdict(rules)
        #expect(first.isPermitted)
        #expect(!first.consents.isEmpty)
        let own = Set(other.casus.family.toestemmingen.map(\.id))
        #expect(!second.consents.isEmpty && own.isSuperset(of: second.consents))
        #expect(second.permitted == first.permitted && second.rules == first.rules)
        var without = one
        try Flip.withdrawn.apply(to: &without)
        #expect(!without.verdict(rules).isPermitted)
        #expect(one.verdict(rules) == first)
    }
}
