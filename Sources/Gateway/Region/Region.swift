// SPDX-License-Identifier: EUPL-1.2
internal import Domain
package import JOSE
internal import Synchronization

/// One region's gateway: what all use cases share.
package final class Region: Sendable {
    /// The region's origin: `aud` of assertions, `iss` of envelopes.
    package let origin: String
    package let ledger: LedgerWriter
    package let reader: LedgerReader
    package let partners: PartnerRegister
    package let refusals: RefusalBudget
    /// Signs envelopes and release notes.
    let sealer: EnvelopeSealer
    /// What recipients verify envelopes and release notes with.
    package var envelopeKey: JWK { sealer.publicKey }

    /// The version that every line names, as activated in the ledger.
    private let ruleSet: RuleSet
    /// The rules of the day on which they were asked for last.
    private let rulesOfDay: Mutex<RulesInForce?> = Mutex(nil)
    private let arrivals = InboxArrivals()
    /// What a collect of an unknown id judges for the work alone.
    let rehearsals = Rehearsals()

    package init(
        origin: String, ledger: LedgerWriter, reader: LedgerReader, partners: PartnerRegister,
        refusals: RefusalBudget = RefusalBudget(), sealer: EnvelopeSealer, rules: RuleSet
    ) {
        self.origin = origin
        self.ledger = ledger
        self.reader = reader
        self.partners = partners
        self.refusals = refusals
        self.sealer = sealer
        ruleSet = rules
    }

    /// The rule set that every line now names.
    package var rules: RuleSet { ruleSet }

    /// The rules as they hold on the day of an instant in Amsterdam.
    func rules(at now: Timestamp) -> RulesInForce {
        let day = Amsterdam.day(of: now)
        return rulesOfDay.withLock { known in
            if let known, known.day == day { return known }
            let rules = ruleSet.inForce(on: day)
            known = rules
            return rules
        }
    }

    /// Who waits for something new in an inbox.
    var inboxArrivals: InboxArrivals { arrivals }

    /// A verifier of assertions for this region.
    package var authentication: Authentication {
        Authentication(register: partners, origin: origin)
    }
}
