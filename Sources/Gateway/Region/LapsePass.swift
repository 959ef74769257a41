// SPDX-License-Identifier: EUPL-1.2
internal import AuditLog
internal import Consent
internal import Domain
internal import Encodings

extension Region {
    /// Casussen that one step of the pass looks at.
    static let lapseCasusLimit = 64
    /// Lapses that one transaction records in one casus; the rest waits for the next.
    static let lapseCountLimit = 64

    /// Records the consents that stopped counting by themselves, by their end or by a birthday.
    ///
    /// Each gets a line, what waits on it is destroyed, and its source finds it among what to ask again.
    /// Decisions never wait for this: they compute by the day. What a pass missed, by a standstill or a
    /// crash, the next one does; what it did stays done, since a lapse is recorded with its line. Each
    /// casus is a transaction of its own.
    /// - Throws: the first failure, after all casussen that have none.
    package func recordLapses() async throws {
        let told = ToldPartners()
        var failed: [RandomID: any Error] = [:]
        var isDone = false
        while !isDone {
            let limit = failed.count + Self.lapseCasusLimit
            let due = try await read { state in
                try state.deadlines(kind: .consent, limit: limit)
            }
            let fresh = due.filter { failed[$0] == nil }
            for casus in fresh {
                do {
                    _ = try await append { [self] transaction in
                        try recordLapses(in: casus, told, transaction)
                    }
                } catch { failed[casus] = error }
            }
            isDone = fresh.isEmpty
        }
        inboxArrivals.announce(told.partners)
        if let failure = failed.values.first { throw failure }
    }

    private func recordLapses(
        in casus: RandomID, _ told: ToldPartners, _ transaction: borrowing LedgerTransaction
    ) throws {
        guard let file = try openFile(casus, transaction) else {
            try transaction.setDeadline(of: casus, kind: .consent, due: nil)
            return
        }
        let known = Set(file.life.lapses.map(\.lapse.consent))
        let lapses = file.family.lapses(upTo: transaction.now) { source in
            partners[source]?.partner.type.regimes ?? []
        }.filter { !known.contains($0.consent) }
        for lapse in lapses.prefix(Self.lapseCountLimit) {
            try record(lapse, in: file, told, transaction)
        }
        // Where more lapsed than one transaction takes, the term stays and the next one goes on.
        guard lapses.count <= Self.lapseCountLimit else { return }
        let next = file.family.nextLook(
            after: transaction.now, without: known.union(lapses.map(\.consent)))
        try transaction.setDeadline(of: casus, kind: .consent, due: next)
    }

    /// The casus, where it is still there and open.
    private func openFile(
        _ casus: RandomID, _ transaction: borrowing LedgerTransaction
    ) throws -> CaseFile? {
        do {
            return try CaseFile(casus, from: transaction).flatMap { $0.isOpen ? $0 : nil }
        } catch LedgerError.erased {
            return nil
        }
    }

    private func record(
        _ lapse: Lapse, in file: CaseFile, _ told: ToldPartners,
        _ transaction: borrowing LedgerTransaction
    ) throws {
        guard
            let recorded = file.consents.first(where: { $0.consent.id == lapse.consent }),
            let source = partners[recorded.consent.scope.source]?.partner.row
        else { throw UseCaseFailure.fault("a lapsed consent has no registered source") }
        let id = transaction.newID()
        let record = CaseRecord.life(
            .lapse(RecordedLapse(id: id, lapse: lapse, at: transaction.now)))
        let content = record.bytes
        let position = try transaction.insertRecord(
            id, casus: file.id, partner: source, kind: record.kind, content: content.span)
        try transaction.insertRenewal(
            RenewalRow(record: id, partner: source, casus: file.id, position: position))
        let destroyed = try transaction.destroyEnvelopes(relyingOn: lapse.consent)
        for envelope in destroyed {
            let message = Message(envelope: envelope.id).bytes
            try transaction.insertMessage(
                transaction.newID(), to: envelope.recipient, kind: .intrekking,
                casus: envelope.casus,
                expires: transaction.now.adding(days: WithdrawConsent.noticeDays),
                content: message.span)
            told.add(envelope.recipient)
        }
        try append(lapse, recorded.consent, id, source, destroyed.count, file, transaction)
    }

    private func append(
        _ lapse: Lapse, _ consent: Toestemming, _ id: RandomID, _ source: RandomID,
        _ destroyed: Int, _ file: CaseFile, _ transaction: borrowing LedgerTransaction
    ) throws {
        var details = LineDetails()
        details.activity = Activity.gezin.uri
        details.source = consent.scope.source
        details.recipient = consent.scope.recipient
        details.recipientRole = consent.scope.recipientRole?.text ?? ""
        details.purpose = consent.scope.purpose.text
        details.fields = CodeList(consent.scope.groups)
        details.consents = CodeList([consent.id])
        if let names = try transaction.pseudonym(of: file.id, for: source) {
            details.subjectForSource = names.subjectPseudonym
            details.caseForSource = names.casusPseudonym
        }
        details.facts = try Facts([
            "record": .string(id.hex), "reden": .string(lapse.reason.rawValue),
            "sinds": .string(lapse.since.rfc3339), "vernietigd": .integer(Int64(destroyed)),
        ])
        try transaction.append(
            LineDraft(.toestemmingVervallen, details: details), about: .casus(file.id),
            parties: LineParties(source: source))
    }
}
