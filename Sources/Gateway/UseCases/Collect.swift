// SPDX-License-Identifier: EUPL-1.2
internal import AuditLog
package import Domain
internal import Encodings
internal import Memory
package import OpenSSL

/// An envelope on its way out, with what its recipient needs to check that it was logged first.
package struct Disclosure: Sendable {
    /// The id of the leaf, under which it is acknowledged.
    package let leaf: RandomID
    /// The compact JWE.
    package let envelope: [UInt8]
    /// What the recipient checks the leaf's commitment with.
    package let receiptSalt: Digest
    /// The signed release note, with the obligations in force now.
    package let releaseNote: [UInt8]
}

/// Hands an envelope to its recipient: decided again on the facts of this moment, logged, committed,
/// and only then given out. Source: design.md §4; transparency-log.md §9.
package struct Collect: Sendable {
    private let region: Region

    package init(_ region: Region) { self.region = region }

    /// The disclosure, and one receipt: that of its decision.
    package func callAsFunction(
        _ envelope: RandomID, by caller: Caller, key: WriteKey
    ) async throws(UseCaseFailure) -> Answered<Disclosure> {
        let told = ToldPartners()
        let answer: Answered<Release>
        do {
            answer = try await region.write(
                .collect, caller, key,
                work: { [self] transaction in
                    if let refusal: Work<Release> = try region.refuseCaller(caller, transaction) {
                        return refusal
                    }
                    return try collect(envelope, caller, told, transaction)
                },
                replay: { [self] transaction, reference in
                    try release(again: reference, envelope, caller, transaction)
                })
        } catch {
            region.inboxArrivals.announce(told.partners)
            throw error
        }
        return Answered(
            value: try answer.value.signed(by: region, for: caller), receipts: answer.receipts)
    }

    // MARK: Within the transaction

    private func collect(
        _ id: RandomID, _ caller: Caller, _ told: ToldPartners,
        _ transaction: borrowing LedgerTransaction
    ) throws -> Work<Release> {
        guard let found = try find(id, caller, transaction) else {
            rehearse(caller, transaction)
            return try refuse(caller, transaction)
        }
        region.rehearsals.note(id, for: caller.partnerRow)
        let judged = try judge(found, caller, transaction)
        guard judged.codes.isEmpty, let compact = try transaction.sealedEnvelope(found.row) else {
            let codes = judged.codes.isEmpty ? [.opnieuwAanbieden] : judged.codes
            return try refuse(found, judged, codes, caller, told, transaction)
        }
        var details = try details(found, judged, caller)
        details.outcome = .allowed
        details.fields = CodeList(found.envelope.groups)
        details.envelope = Digest(hex: found.envelope.digestHex)
        let breakGlass = judged.matter.breakGlass(
            for: found.envelope.groups, to: judged.addressee, found.file.safety,
            now: transaction.now)
        details.record(breakGlass)
        let line = try transaction.appendDecision(
            LineDraft(breakGlass.isEmpty ? .verstrekking : .noodverstrekking, details: details),
            about: .casus(found.file.id, judged.matter.stream(found.file.safety)),
            parties: found.parties, envelope: id)
        try spend(breakGlass, found, transaction)
        guard let salt = line.receiptSalt else {
            throw UseCaseFailure.fault("a disclosure without a receipt salt")
        }
        if found.row.state == .ready { try transaction.setEnvelope(id, state: .collected) }
        transaction.wantReceipt(at: line.index)
        var reference = Reference()
        reference.add("envelop", id)
        reference.add("d", line.id)
        reference.add("blad", line.index)
        let release = Release(
            leaf: line.id, envelope: compact.copied(), receiptSalt: salt,
            obligations: judged.decision.verdict.obligations, at: transaction.now)
        return .answer(Step(value: release, reference: reference))
    }

    /// A retry is a release: it decides again. Allowed, it gives the same envelope under the same entry;
    /// refused, the decision is closed as not known to have arrived.
    private func release(
        again reference: RecordReader, _ id: RandomID, _ caller: Caller,
        _ transaction: borrowing LedgerTransaction
    ) throws -> Release {
        let leaf = try reference.identifier("d")
        let index = Int(try reference.integer("blad"))
        guard var found = try find(id, caller, transaction) else {
            throw UseCaseFailure.unavailable
        }
        // The collection that is asked for again used up its break-glass itself.
        found.file = found.file.beforeCollection(of: id)
        let judged = try judge(found, caller, transaction)
        guard judged.codes.isEmpty, let compact = try transaction.sealedEnvelope(found.row) else {
            try closeUnknown(leaf, found, transaction)
            throw judged.codes == [.verlopen] ? UseCaseFailure.expired : .unavailable
        }
        transaction.wantReceipt(at: index)
        let opened = try transaction.openDetails(of: leaf)
        return Release(
            leaf: leaf, envelope: compact.copied(), receiptSalt: opened.receiptSalt,
            obligations: judged.decision.verdict.obligations, at: transaction.now)
    }

    /// One record covers one collection of each category.
    private func spend(
        _ breakGlass: [BreakGlass], _ found: Found, _ transaction: borrowing LedgerTransaction
    ) throws {
        for record in breakGlass {
            let use = CaseRecord.safety(
                .use(
                    EmergencyUse(
                        record: record.id, category: found.fragment.category,
                        envelope: found.row.id, at: transaction.now)))
            let content = use.bytes
            try transaction.insertRecord(
                transaction.newID(), casus: found.file.id, partner: found.fragmentRow.partner,
                kind: use.kind, content: content.span)
        }
    }

    // MARK: Judging

    private struct Found {
        let row: EnvelopeRow<OpenedBytes>
        let envelope: EnvelopeRecord
        let fragment: FragmentRecord
        let fragmentRow: FragmentRow<OpenedBytes>
        var file: CaseFile
        let names: PseudonymRow
        let sourceNames: PseudonymRow?

        var parties: LineParties {
            LineParties(source: fragmentRow.partner, recipient: row.recipient)
        }
    }

    private struct Judged {
        let decision: Decision
        let codes: [RefusalCode]
        let matter: Matter
        let addressee: Addressee
    }

    /// The envelope with everything that its decision needs; nil unless it is this caller's.
    private func find(
        _ id: RandomID, _ caller: Caller, _ transaction: borrowing LedgerTransaction
    ) throws -> Found? {
        guard let row = try transaction.envelope(id), row.recipient == caller.partnerRow,
            let fragmentRow = try transaction.fragment(row.fragment),
            let file = try CaseFile(row.casus, from: transaction),
            let names = try transaction.pseudonym(of: row.casus, for: caller.partnerRow)
        else { return nil }
        return Found(
            row: row, envelope: try EnvelopeRecord(row.content.copied()),
            fragment: try FragmentRecord(fragmentRow.content.copied()), fragmentRow: fragmentRow,
            file: file, names: names,
            sourceNames: try transaction.pseudonym(of: row.casus, for: fragmentRow.partner))
    }

    /// Decides on the facts of this moment; permitted only if every sealed group still is.
    private func judge(
        _ found: Found, _ caller: Caller, _ transaction: borrowing LedgerTransaction
    ) throws -> Judged {
        let fragment = found.fragment
        guard let source = region.partners[fragment.source]?.partner else {
            throw UseCaseFailure.fault("the source of a fragment is not in the register")
        }
        let matter = Matter(
            source: source, sourceRole: fragment.sourceRole, regime: fragment.regime,
            category: fragment.category, groups: Set(found.envelope.groups),
            purpose: fragment.purpose, content: fragment.content,
            isNecessary: fragment.isNecessary, betrokkenen: fragment.betrokkenen,
            isAnonymous: fragment.isAnonymous,
            isWithoutBeschikking: fragment.isWithoutBeschikking, fragment: found.row.fragment,
            recipientUser: caller.user,
            invitation: fragment.invitation, expires: found.row.expires)
        let addressee = Addressee(partner: caller.partner, role: found.envelope.role)
        let decision = try region.decide(
            matter, moment: .collect, for: addressee, in: found.file, transaction)
        var codes = decision.verdict.codes
        if caller.role != found.envelope.role { codes.append(.geenRelatie) }
        if !region.rules.roles.mayAssert(caller.role, as: caller.type) {
            codes.append(.rolOnbekend)
        }
        if found.row.expires <= transaction.now { codes.append(.verlopen) }
        let isWhole = Set(found.envelope.groups).isSubset(of: decision.verdict.permitted)
        if !isWhole { codes.append(.opnieuwAanbieden) }
        return Judged(
            decision: decision, codes: Set(codes).sorted(), matter: matter, addressee: addressee)
    }

    private func details(_ found: Found, _ judged: Judged, _ caller: Caller) throws -> LineDetails {
        var details = LineDetails()
        details.activity = Activity.ontvangen.uri
        details.source = found.fragment.source
        details.sourceRole = found.fragment.sourceRole.text
        details.sourceUser = found.fragment.sourceUser
        try details.record(judged.decision, judged.matter, judged.addressee, fields: [])
        details.recipientUser = caller.user
        details.recipientRole = caller.role.text
        details.responsible = caller.user
        details.subjectForSource = found.sourceNames?.subjectPseudonym
        details.caseForSource = found.sourceNames?.casusPseudonym
        details.subjectForRecipient = found.names.subjectPseudonym
        details.caseForRecipient = found.names.casusPseudonym
        return details
    }

    // MARK: Refusing

    /// Does the work of a refusal for one of the caller's own envelopes, and drops what came of it.
    ///
    /// A partner to which nothing was ever offered has no refusals of its own to compare with.
    private func rehearse(_ caller: Caller, _ transaction: borrowing LedgerTransaction) {
        let offered = try? transaction.messages(for: caller.partnerRow, after: 0, limit: 8)
        let own = region.rehearsals[caller.partnerRow] ?? offered?.compactMap(\.envelope).first
        guard let own, let found = try? find(own, caller, transaction),
            let judged = try? judge(found, caller, transaction)
        else { return }
        _ = try? details(found, judged, caller)
    }

    /// An id that is nobody's or another's: the same line in length and look, about a stand-in.
    private func refuse(
        _ caller: Caller, _ transaction: borrowing LedgerTransaction
    ) throws -> Work<Release> {
        guard region.refusals.take(caller.partner, at: transaction.now) else {
            return .refusal(
                .tooManyRefusals(retryAfterSeconds: RefusalBudget.retryAfterSeconds))
        }
        var details = LineDetails()
        details.activity = Activity.ontvangen.uri
        details.recipient = caller.partner
        details.recipientRole = caller.role.text
        details.recipientUser = caller.user
        details.responsible = caller.user
        details.outcome = .refused
        details.reasons = CodeList([RefusalCode.geenRelatie])
        _ = try transaction.appendDecision(
            LineDraft(.weigering, kind: .decision, details: details),
            about: .standIn(partner: caller.partnerRow),
            parties: LineParties(recipient: caller.partnerRow), envelope: nil)
        return .refusal(.unavailable)
    }

    private func refuse(
        _ found: Found, _ judged: Judged, _ codes: [RefusalCode], _ caller: Caller,
        _ told: ToldPartners, _ transaction: borrowing LedgerTransaction
    ) throws -> Work<Release> {
        guard region.refusals.take(caller.partner, at: transaction.now) else {
            return .refusal(
                .tooManyRefusals(retryAfterSeconds: RefusalBudget.retryAfterSeconds))
        }
        var details = try details(found, judged, caller)
        details.outcome = .refused
        details.reasons = CodeList(codes)
        _ = try transaction.appendDecision(
            LineDraft(.weigering, kind: .decision, details: details),
            about: .casus(found.file.id, judged.matter.stream(found.file.safety)),
            parties: found.parties, envelope: found.row.id)
        try tellSource(found, told, transaction)
        return .refusal(codes == [.verlopen] ? .expired : .unavailable)
    }

    /// The source is told once that it must offer again; its id of the envelope marks that it was.
    private func tellSource(
        _ found: Found, _ told: ToldPartners, _ transaction: borrowing LedgerTransaction
    ) throws {
        let source = found.fragmentRow.partner
        guard try transaction.externalID(of: found.row.id, for: source) == nil else { return }
        _ = try transaction.giveExternalID(of: found.row.id, to: source)
        let message = Message(fragment: found.fragmentRow.id).bytes
        try transaction.insertMessage(
            transaction.newID(), to: source, kind: .opnieuwAanbieden, casus: found.file.id,
            expires: transaction.now.adding(days: WithdrawConsent.noticeDays),
            content: message.span)
        told.add(source)
    }

    private func closeUnknown(
        _ leaf: RandomID, _ found: Found, _ transaction: borrowing LedgerTransaction
    ) throws {
        var details = LineDetails()
        details.activity = Activity.ontvangen.uri
        details.source = found.fragment.source
        details.recipient =
            found.names.partner == found.row.recipient
            ? region.partners[row: found.row.recipient]?.partner.id : nil
        details.outcome = .unknown
        let closed = try transaction.close(
            leaf, with: LineDraft(.ontvangstOnbekend, kind: .outcome, details: details))
        if closed != nil, found.row.state == .collected {
            try transaction.setEnvelope(found.row.id, state: .unknown)
        }
    }
}

/// What a transaction lets go of; it becomes a disclosure only inside `Committed`.
private struct Release: Sendable {
    let leaf: RandomID
    let envelope: [UInt8]
    let receiptSalt: Digest
    let obligations: [Obligation]
    let at: Timestamp

    func signed(
        by region: Region, for caller: Caller
    ) throws(UseCaseFailure) -> Disclosure {
        do {
            let note = try region.sealer.releaseNote(
                leaf: leaf, envelope: Digest(hashing: envelope.span), obligations: obligations,
                recipient: caller.partner, at: at)
            return Disclosure(
                leaf: leaf, envelope: envelope, receiptSalt: receiptSalt, releaseNote: note)
        } catch {
            throw .fault("\(error)")
        }
    }
}
