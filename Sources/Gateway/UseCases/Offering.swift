// SPDX-License-Identifier: EUPL-1.2
internal import AuditLog
internal import Domain
internal import Encodings
internal import JOSE
internal import Memory
internal import OpenSSL
internal import Sealing

/// The content of an offer: slices of the request's own memory, never strings.
struct OfferedContent: Sendable {
    let groups: [EnvelopeContent.Group]
    let text: OpenedBytes
    let facts: ContentFacts
    var warnings: [AnonymityWarning] = []
    /// SHA-256 of the request's body, as the source's assertion signs it.
    let submission: Digest
}

/// An envelope sealed before the ledger was asked; it exists only if the ledger agrees.
struct SealedForOne: Sendable {
    let id: RandomID
    let addressee: Addressee
    let recipientRow: RandomID
    let key: RandomID
    let groups: [VeldgroepCode]
    /// The version of the rules and the duties that the envelope names.
    let policy: Digest
    let obligations: Set<Obligation>
    let envelope: Envelope.Sealed
}

/// Seals what may go, then lets the ledger decide again and keep what still may.
struct Offering: Sendable {
    let region: Region
    let matter: Matter
    let content: OfferedContent
    let addressees: [Addressee]
    let fragment: RandomID
    let expires: Timestamp

    /// Decides on a snapshot and seals for each recipient what it may have.
    ///
    /// Nothing here is binding: `store` decides again. After this no plaintext is needed any more.
    func seal(casus: RandomID, random: any RandomSource) async throws -> [SealedForOne] {
        let wanted = try await region.read { [self] state in
            try permissions(casus: casus, state)
        }
        var sealed: [SealedForOne] = []
        for (addressee, decision) in wanted {
            guard let partner = region.partners[addressee.partner],
                let key = partner.receivingKey(at: decision.now)
            else { continue }
            let names = try await region.pseudonym(of: casus, for: partner.partner.row)
            let id = RandomID(from: random)
            let groups = decision.permitted
            let claims = EnvelopeClaims(
                issuer: region.origin, recipient: addressee.partner, id: id,
                issuedAt: decision.now, expiresAt: expires, casus: names.casusPseudonym,
                purpose: matter.purpose, category: matter.category,
                policy: decision.policy, obligations: Set(decision.obligations),
                retainUntil: nil, source: matter.source.id, sourceRole: matter.sourceRole)
            let envelope = try region.sealer.seal(
                EnvelopeContent(
                    content.groups.filter { groups.contains($0.code) }, of: content.text),
                claims: claims, submission: content.submission, for: key.jwk)
            sealed.append(
                SealedForOne(
                    id: id, addressee: addressee, recipientRow: partner.partner.row, key: key.row,
                    groups: groups, policy: decision.policy,
                    obligations: Set(decision.obligations), envelope: envelope))
        }
        return sealed
    }

    private struct Permission: Sendable {
        let now: Timestamp
        let permitted: [VeldgroepCode]
        let obligations: [Obligation]
        let policy: Digest
    }

    private func permissions(
        casus: RandomID, _ state: borrowing some StateReading & ~Copyable
    ) throws -> [(Addressee, Permission)] {
        guard let file = try CaseFile(casus, from: state), file.isOpen,
            file.takesPart(matter.source.id)
        else { return [] }
        var wanted: [(Addressee, Permission)] = []
        for addressee in addressees {
            let decision = try region.decide(
                matter, moment: .offer, for: addressee, in: file, state)
            guard decision.verdict.isPermitted else { continue }
            wanted.append(
                (
                    addressee,
                    Permission(
                        now: state.now, permitted: decision.verdict.permitted,
                        obligations: decision.verdict.obligations,
                        policy: try region.rules(state).version)
                ))
        }
        return wanted
    }

    /// Decides again on the facts of this transaction, keeps what still may go, logs a line for each.
    ///
    /// - Returns: what became of each recipient, in the order asked.
    func store(
        _ sealed: [SealedForOne], at place: Place, told: ToldPartners,
        _ transaction: borrowing LedgerTransaction
    ) throws -> [OutcomeRecord] {
        var outcomes: [OutcomeRecord] = []
        var kept: [(SealedForOne, Decision)] = []
        for addressee in addressees {
            let decision = try region.decide(
                matter, moment: .offer, for: addressee, in: place.file, transaction)
            let ready = sealed.first { $0.addressee == addressee }
            let outcome: OutcomeRecord
            let version = try region.rules(transaction).version
            // An envelope says by which rules it was sealed and which duties travel with it.
            if let ready, Set(ready.groups).isSubset(of: decision.verdict.permitted),
                ready.policy == version,
                ready.obligations.isSuperset(of: decision.verdict.obligations)
            {
                outcome = try accept(ready, decision, place, transaction)
                kept.append((ready, decision))
            } else {
                outcome = try refuse(addressee, decision, place, transaction)
            }
            transaction.wantReceipt(at: outcome.lineIndex)
            outcomes.append(outcome)
        }
        try keep(kept, outcomes, at: place, told: told, transaction)
        return outcomes
    }

    private func accept(
        _ ready: SealedForOne, _ decision: Decision, _ place: Place,
        _ transaction: borrowing LedgerTransaction
    ) throws -> OutcomeRecord {
        var details = try self.details(decision, ready.addressee, place, fields: ready.groups)
        if let names = try transaction.pseudonym(of: place.file.id, for: ready.recipientRow) {
            details.subjectForRecipient = names.subjectPseudonym
            details.caseForRecipient = names.casusPseudonym
        }
        details.envelope = ready.envelope.digest
        let safety = place.file.safety
        details.record(
            matter.breakGlass(
                for: ready.groups, to: ready.addressee, safety, now: transaction.now))
        let line = try transaction.append(
            LineDraft(.fragmentAangeboden, details: details),
            about: .casus(place.file.id, matter.stream(safety)),
            parties: LineParties(source: place.caller.partnerRow, recipient: ready.recipientRow))
        return OutcomeRecord(
            decision, ready.addressee, groups: ready.groups, expires: expires,
            sourceProofKey: ready.envelope.sourceProofKey, lineIndex: line.index)
    }

    private func refuse(
        _ addressee: Addressee, _ decision: Decision, _ place: Place,
        _ transaction: borrowing LedgerTransaction
    ) throws -> OutcomeRecord {
        guard region.refusals.take(place.caller.partner, at: transaction.now) else {
            throw UseCaseFailure.tooManyRefusals(
                retryAfterSeconds: RefusalBudget.retryAfterSeconds)
        }
        var codes = decision.verdict.codes
        // Allowed now, yet nothing was sealed: no key to seal for, or facts or rules changed meanwhile.
        if decision.verdict.isPermitted { codes = [.opnieuwAanbieden] }
        var details = try self.details(decision, addressee, place, fields: [])
        details.reasons = CodeList(codes)
        let line = try transaction.append(
            LineDraft(.weigering, kind: .line, details: details),
            about: .casus(place.file.id, matter.stream(place.file.safety)),
            parties: LineParties(
                source: place.caller.partnerRow,
                recipient: region.partners[addressee.partner]?.partner.row))
        return OutcomeRecord(
            decision, addressee, groups: [],
            missing: try place.missing(in: decision, transaction),
            extraCodes: decision.verdict.isPermitted ? [.opnieuwAanbieden] : [], expires: nil,
            sourceProofKey: nil, lineIndex: line.index)
    }

    private func details(
        _ decision: Decision, _ addressee: Addressee, _ place: Place, fields: [VeldgroepCode]
    ) throws -> LineDetails {
        var details = place.details
        details.activity = Activity.delen.uri
        try details.record(decision, matter, addressee, fields: fields)
        return details
    }

    private func keep(
        _ kept: [(SealedForOne, Decision)], _ outcomes: [OutcomeRecord], at place: Place,
        told: ToldPartners, _ transaction: borrowing LedgerTransaction
    ) throws {
        let record = FragmentRecord(
            source: matter.source.id, sourceRole: matter.sourceRole,
            sourceUser: place.caller.user, regime: matter.regime, category: matter.category,
            purpose: matter.purpose, content: matter.content, isNecessary: matter.isNecessary,
            betrokkenen: matter.betrokkenen, isAnonymous: matter.isAnonymous,
            isWithoutBeschikking: matter.isWithoutBeschikking, warnings: content.warnings,
            invitation: matter.invitation, offered: transaction.now, outcomes: outcomes)
        let bytes = record.bytes
        try transaction.insertFragment(
            fragment, casus: place.file.id, partner: place.caller.partnerRow, expires: expires,
            content: bytes.span)
        for (ready, decision) in kept {
            let content = EnvelopeRecord(
                role: ready.addressee.role, groups: ready.groups,
                digestHex: Hex.encode(ready.envelope.digest.bytes)
            ).bytes
            try transaction.insertEnvelope(
                ready.id, fragment: fragment, casus: place.file.id,
                recipient: ready.recipientRow, expires: expires, key: ready.key,
                content: content.span, envelope: ready.envelope.compact.span,
                consents: decision.verdict.consents)
            let message = Message().bytes
            try transaction.insertMessage(
                transaction.newID(), to: ready.recipientRow, kind: .envelop,
                casus: place.file.id, envelope: ready.id, expires: expires,
                content: message.span)
            told.add(ready.recipientRow)
        }
    }
}

extension Region {
    /// Prepares an offer and seals it on a snapshot; where the caller has no such casus nothing is
    /// sealed, and the ledger refuses.
    func sealed(
        in casus: RandomID, by caller: Caller, random: any RandomSource,
        _ prepare: () async throws -> Offering
    ) async throws(UseCaseFailure) -> (Offering, [SealedForOne]) {
        do {
            let offering = try await prepare()
            let names = try await read { state in
                try state.pseudonym(named: casus, for: caller.partnerRow)
            }
            guard let names else { return (offering, []) }
            return (offering, try await offering.seal(casus: names.casus, random: random))
        } catch let failure as UseCaseFailure {
            throw failure
        } catch {
            throw .fault("\(error)")
        }
    }

    /// Checks content against the catalogue, in place; and for how many days it may be kept.
    ///
    /// The content of a category without groups is never read.
    func intake(
        _ node: JSONIndex.Node, of code: CategoryCode, in index: JSONIndex, text: OpenedBytes,
        submission: Digest, at pointer: String, anonymity: Anonymity? = nil
    ) throws(UseCaseFailure) -> (OfferedContent, days: Int) {
        guard let category = rules.catalogue.category(code) else {
            throw .invalid([.init("/categorie", "staat niet in de catalogus")])
        }
        let days = category.ttlDays ?? Self.longestDays
        guard !category.groups.isEmpty else {
            let none = OfferedContent(
                groups: [], text: text, facts: ContentFacts(), submission: submission)
            return (none, days)
        }
        let outcome = text.withBytes { bytes in
            rules.catalogue.check(
                node, of: category, in: index, bytes: bytes, at: pointer, anonymity: anonymity)
        }
        switch outcome {
        case .invalid(let complaints): throw .invalid(complaints)
        case .valid(let checked):
            let groups = checked.parts.map {
                EnvelopeContent.Group($0.group, at: index.range(of: $0.node))
            }
            let content = OfferedContent(
                groups: groups, text: text, facts: checked.facts, warnings: checked.warnings,
                submission: submission)
            return (content, days)
        }
    }

    /// What lives as long as its casus is offered anew after this many days.
    static let longestDays = 365

    /// The partner whose fragment it is, and the regime of its record.
    func source(
        of caller: Caller, regime: Regime?
    ) throws(UseCaseFailure) -> (Partner, Regime) {
        guard let source = partners[caller.partner]?.partner,
            let regime = regime ?? caller.type.defaultRegime, caller.type.regimes.contains(regime)
        else { throw .invalid([.init("/regime", "past niet bij uw soort partner")]) }
        return (source, regime)
    }

    /// What a partner calls a casus, made now where it has no name for it yet.
    ///
    /// A name alone opens nothing: what a partner may see of a casus hangs on its place in it.
    func pseudonym(of casus: RandomID, for partner: RandomID) async throws -> PseudonymRow {
        let known = try await read { state in
            try state.pseudonym(of: casus, for: partner)
        }
        if let known { return known }
        return try await append { try $0.givePseudonym(of: casus, to: partner) }.value
    }
}
