// SPDX-License-Identifier: EUPL-1.2
package import Domain
internal import Memory

extension StateReading where Self: ~Copyable {
    /// When something falls due in a casus; nil where nothing of that kind does.
    package func deadline(
        of casus: RandomID, kind: DeadlineKind
    ) throws(LedgerError) -> Timestamp? {
        try context.state.deadline(of: casus, kind: kind)
    }

    /// Casussen in which a term of this kind is over, the longest over first.
    package func deadlines(
        kind: DeadlineKind, limit: Int
    ) throws(LedgerError) -> [RandomID] {
        try context.state.deadlines(kind: kind, dueAt: now, limit: limit)
    }
}

extension LedgerTransaction {
    /// Sets the one term of a kind in a casus, or takes it away.
    package func setDeadline(
        of casus: RandomID, kind: DeadlineKind, due: Timestamp?
    ) throws(LedgerError) {
        try batch.ledger.setDeadline(of: casus, kind: kind, due: due)
    }

    /// Closes a casus: the X line of its key, and every row that this sealed destroyed or sealed anew.
    ///
    /// What stays, under a key of its own that lives as long as the lines: who the family is, the facts
    /// that tell who may see which line, and of fragments and envelopes what is no content. Envelopes
    /// themselves, items in inboxes and all names that partners have for it are gone.
    /// - Parameters:
    ///   - partners: rows of all partners that may know it.
    ///   - objects: ids of what partners know by own ids besides records, fragments and envelopes.
    /// - Returns: the X line, or nil where the casus had no key.
    package func closeCasus(
        _ id: RandomID, partners: [RandomID], objects: [RandomID], reason: String
    ) throws(LedgerError) -> AppendedLine? {
        guard let casus = try casus(id) else { throw .missing }
        let records = try allRecords(of: id)
        let fragments = try fragments(of: id)
        var envelopes: [EnvelopeRow<OpenedBytes>] = []
        for fragment in fragments { envelopes += try self.envelopes(ofFragment: fragment.id) }
        let line = try erase([.casus(id)], reason: reason)
        _ = try batch.keyRing.boundKey(for: .archive(id), batch.ledger)
        let kept = ArchivedCasus(
            casus: try seal(casus.content, of: id, .casus, id),
            records: try records.filter(\.kind.outlivesCasus).mapThrowing {
                row throws(LedgerError) in
                ArchivedRow(row.id, try seal(row.content, of: id, .record, row.id))
            },
            fragments: try fragments.mapThrowing { row throws(LedgerError) in
                ArchivedRow(row.id, try seal(row.content, of: id, .fragment, row.id))
            },
            envelopes: try envelopes.mapThrowing { row throws(LedgerError) in
                ArchivedRow(row.id, try seal(row.content, of: id, .envelope, row.id))
            })
        try batch.ledger.closeCasus(
            id, keeping: kept,
            dropping: records.filter { !$0.kind.outlivesCasus }.map(\.id), partners: partners,
            objects: objects)
        return line
    }

    /// Every record of a casus, however many there are.
    func allRecords(
        of casus: RandomID
    ) throws(LedgerError) -> [RecordRow<OpenedBytes>] {
        var found: [RecordRow<OpenedBytes>] = []
        while true {
            let page = try records(
                of: casus, after: found.last?.position ?? 0, limit: CaseFile.recordCountLimit)
            found += page
            if page.count < CaseFile.recordCountLimit { return found }
        }
    }

    private func seal(
        _ content: OpenedBytes, of casus: RandomID, _ table: SealedTable, _ row: RandomID
    ) throws(LedgerError) -> SealedBytes {
        try content.withBytes { (bytes: Span<UInt8>) throws(LedgerError) in
            try batch.seal(bytes, .archive(casus), table, row)
        }
    }
}

extension CaseRecord.Kind {
    /// Whether a fact stays for as long as the lines do: the acts of the family, who may see what, and
    /// the records about safety. Source: domain.md §11.
    var outlivesCasus: Bool {
        switch self {
        case .gezag, .question, .answer, .hearing, .bericht, .consent, .withdrawal, .objection,
            .weighing, .parentException, .incapacity, .restriction, .restrictionLifted, .agreement,
            .lapse, .reconfirmation, .readers, .emergency, .emergencyUse, .emergencyReview,
            .secondPerson, .withholding, .withholdingReview, .youthViewChoice, .sourceViewChoice,
            .protectionWeighing, .joined:
            true
        case .participant, .meeting, .seatAnswer, .attendance, .caseload, .visit,
            .meetingReminder, .agendaItem, .planEdition, .planAgreement, .planAsked,
            .planProgress, .informationRequest, .requestAnswer, .recall, .recallAnswer:
            false
        }
    }
}
