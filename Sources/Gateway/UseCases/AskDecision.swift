// SPDX-License-Identifier: EUPL-1.2
internal import AuditLog
package import Domain

/// A question whether something may be shared, without sharing it.
package struct DecisionInput: Sendable {
    package let category: CategoryCode
    package let purpose: PurposeCode
    package let groups: Set<VeldgroepCode>
    package let regime: Regime?
    package let isNecessary: Bool
    /// It is to go without identity.
    package let isAnonymous: Bool
    /// The help was given without a beschikking.
    package let isWithoutBeschikking: Bool
    package let addressees: [Addressee]

    package init(
        category: CategoryCode, purpose: PurposeCode, groups: Set<VeldgroepCode>,
        regime: Regime?, isNecessary: Bool, isAnonymous: Bool = false,
        isWithoutBeschikking: Bool = false, addressees: [Addressee]
    ) {
        self.category = category
        self.purpose = purpose
        self.groups = groups
        self.regime = regime
        self.isNecessary = isNecessary
        self.isAnonymous = isAnonymous
        self.isWithoutBeschikking = isWithoutBeschikking
        self.addressees = addressees
    }
}

extension Region {
    /// Reads the facts of a casus and decides about one recipient, within a transaction that is open.
    ///
    /// Writes nothing and remembers nothing; nil where there is no such casus or source.
    package func verdict(
        _ input: DecisionInput, about casus: RandomID, from source: PartnerID,
        as role: RoleCode, for addressee: Addressee,
        _ state: borrowing some StateReading & ~Copyable
    ) throws -> Verdict? {
        guard let source = partners[source]?.partner,
            let regime = input.regime ?? source.type.defaultRegime,
            let file = try CaseFile(casus, from: state)
        else { return nil }
        let matter = Matter(
            source: source, sourceRole: role, regime: regime, category: input.category,
            groups: input.groups, purpose: input.purpose, content: ContentFacts(),
            isNecessary: input.isNecessary, isAnonymous: input.isAnonymous,
            isWithoutBeschikking: input.isWithoutBeschikking, invitation: nil, expires: nil)
        return try decide(matter, moment: .question, for: addressee, in: file, state).verdict
    }
}

/// Answers "may I share this?" for the source's eyes; asked of the own casus only, and logged.
package struct AskDecision: Sendable {
    private let region: Region

    package init(_ region: Region) { self.region = region }

    /// The outcomes, and a receipt for each in the same order.
    package func callAsFunction(
        _ input: DecisionInput, casus: RandomID, by caller: Caller, key: WriteKey
    ) async throws(UseCaseFailure) -> Answered<[OutcomeRecord]> {
        let (source, regime) = try region.source(of: caller, regime: input.regime)
        let matter = Matter(
            source: source, sourceRole: caller.role, regime: regime, category: input.category,
            groups: input.groups, purpose: input.purpose, content: ContentFacts(),
            isNecessary: input.isNecessary, isAnonymous: input.isAnonymous,
            isWithoutBeschikking: input.isWithoutBeschikking, invitation: nil, expires: nil)
        return try await region.writeInCasus(
            .askDecision, caller, key,
            casus: { try $0.pseudonym(named: casus, for: caller.partnerRow) },
            work: { [self] transaction, place in
                let (outcomes, first) = try ask(matter, input.addressees, place, transaction)
                var reference = Reference()
                reference.add("blad", first)
                return .answer(Step(value: outcomes, reference: reference))
            },
            replay: { [self] transaction, reference in
                try replay(matter, input.addressees, caller, casus, reference, transaction)
            })
    }

    private func ask(
        _ matter: Matter, _ addressees: [Addressee], _ place: Place,
        _ transaction: borrowing LedgerTransaction
    ) throws -> ([OutcomeRecord], Int) {
        var outcomes: [OutcomeRecord] = []
        for addressee in addressees {
            let decision = try region.decide(
                matter, moment: .question, for: addressee, in: place.file, transaction)
            var details = place.details
            details.activity = Activity.delen.uri
            try details.record(
                decision, matter, addressee, fields: decision.verdict.permitted)
            let line = try transaction.append(
                LineDraft(.beslissingGevraagd, details: details),
                about: .casus(place.file.id, matter.stream(place.file.safety)),
                parties: place.caller.parties)
            transaction.wantReceipt(at: line.index)
            outcomes.append(
                OutcomeRecord(
                    decision, addressee, groups: decision.verdict.permitted,
                    missing: try place.missing(in: decision, transaction), expires: nil,
                    sourceProofKey: nil, lineIndex: line.index))
        }
        return (outcomes, outcomes[0].lineIndex)
    }

    /// A retry asks anew and logs nothing: the answer is what holds now, under the first lines.
    private func replay(
        _ matter: Matter, _ addressees: [Addressee], _ caller: Caller, _ casus: RandomID,
        _ reference: RecordReader, _ transaction: borrowing LedgerTransaction
    ) throws -> [OutcomeRecord] {
        guard let names = try transaction.pseudonym(named: casus, for: caller.partnerRow),
            let file = try CaseFile(names.casus, from: transaction)
        else { throw UseCaseFailure.unavailable }
        let first = Int(try reference.integer("blad"))
        let place = Place(caller: caller, names: names, file: file)
        var outcomes: [OutcomeRecord] = []
        for (offset, addressee) in addressees.enumerated() {
            let decision = try region.decide(
                matter, moment: .question, for: addressee, in: file, transaction)
            transaction.wantReceipt(at: first + offset)
            outcomes.append(
                OutcomeRecord(
                    decision, addressee, groups: decision.verdict.permitted,
                    missing: try place.missing(in: decision, transaction), expires: nil,
                    sourceProofKey: nil, lineIndex: first + offset))
        }
        return outcomes
    }
}
