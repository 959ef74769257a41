// SPDX-License-Identifier: EUPL-1.2
internal import Domain
package import JOSE
package import OpenSSL

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

    /// The rule sets to decide by; the one in force changes while the gateway runs.
    let knownRules: KnownRules
    /// Who may put other rules in force; nil where nobody can.
    package let policyKey: PublicKey?
    private let arrivals = InboxArrivals()
    /// What a collect of an unknown id judges for the work alone.
    let rehearsals = Rehearsals()

    package init(
        origin: String, ledger: LedgerWriter, reader: LedgerReader, partners: PartnerRegister,
        refusals: RefusalBudget = RefusalBudget(), sealer: EnvelopeSealer, rules: RuleSet,
        policyKey: PublicKey? = nil
    ) {
        self.origin = origin
        self.ledger = ledger
        self.reader = reader
        self.partners = partners
        self.refusals = refusals
        self.sealer = sealer
        knownRules = KnownRules(rules)
        self.policyKey = policyKey
    }

    /// The rule set in force, as far as committed.
    package var rules: RuleSet { knownRules.current }

    /// The rules that a transaction or snapshot decides by, as they hold on its day in Amsterdam.
    func rules(_ state: borrowing some StateReading & ~Copyable) throws -> RulesInForce {
        knownRules.inForce(try ruleSet(state), on: Amsterdam.day(of: state.now))
    }

    /// The version that lines of this transaction name; of a snapshot the one in force.
    private func ruleSet(_ state: borrowing some StateReading & ~Copyable) throws -> RuleSet {
        guard let version = state.policyVersion else { return knownRules.current }
        if let known = knownRules.set(version) { return known }
        guard let row = try state.policy(version.bytes) else { return knownRules.current }
        let set = try RuleSet(PolicyFiles(stored: row.content))
        knownRules.add(set)
        return set
    }

    /// Who waits for something new in an inbox.
    var inboxArrivals: InboxArrivals { arrivals }

    /// A verifier of assertions for this region.
    package var authentication: Authentication {
        Authentication(register: partners, origin: origin)
    }
}
