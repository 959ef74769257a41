// SPDX-License-Identifier: EUPL-1.2
internal import Consent
internal import Domain
internal import Encodings

// MARK: Caseload

extension WorkDesk {
    /// A partner says of its own users who has this child in the caseload, from today on at the earliest.
    func take(
        _ user: String?, _ role: RoleCode, _ since: CivilDate?,
        _ transaction: borrowing LedgerTransaction
    ) throws -> WorkStep {
        let today = Amsterdam.day(of: transaction.now)
        let since = since ?? today
        guard region.rules.roles.mayAssert(role, as: caller.type) else {
            throw invalid("/rol", "past niet bij uw soort partner")
        }
        guard since >= today, since <= today.adding(days: Self.daysAheadLimit) else {
            throw invalid("/vanaf", "moet vandaag zijn of binnen een jaar")
        }
        let user = user ?? caller.user
        guard Caller.isPairwise(user) else {
            throw invalid("/gebruiker", "is geen kenmerk van een medewerker")
        }
        let isThere = journal.caseload.contains {
            $0.entry.partner == caller.partner && $0.entry.role == role
                && $0.entry.user.isSameProfessional(as: user) && $0.entry.until == nil
        }
        guard !isThere else {
            throw invalid("/gebruiker", "heeft het kind al in de caseload, in deze rol")
        }
        let row = CaseloadRecord(
            id: transaction.newID(),
            entry: CaseloadEntry(
                partner: caller.partner, user: user, role: role, since: since, until: nil),
            recordedBy: caller.user, recordedAt: transaction.now)
        return WorkStep(id: row.id, record: .caseload(row), facts: Self.facts(of: row))
    }

    /// Ends a row, from today on at the earliest; the day itself no longer counts.
    func end(
        _ id: RandomID, _ until: CivilDate?, _ transaction: borrowing LedgerTransaction
    ) throws -> WorkStep {
        let today = Amsterdam.day(of: transaction.now)
        guard
            let old = journal.caseload.first(where: {
                $0.id == id && $0.entry.partner == caller.partner
            }), old.entry.until.map({ today < $0 }) ?? true
        else { throw UseCaseFailure.unavailable }
        let until = until ?? today
        guard until >= today, until <= today.adding(days: Self.daysAheadLimit) else {
            throw invalid("/tot", "moet vandaag zijn of binnen een jaar")
        }
        let row = CaseloadRecord(
            id: old.id,
            entry: CaseloadEntry(
                partner: old.entry.partner, user: old.entry.user, role: old.entry.role,
                since: old.entry.since, until: until),
            recordedBy: caller.user, recordedAt: transaction.now)
        return WorkStep(id: row.id, record: .caseload(row), facts: Self.facts(of: row))
    }

    private static func facts(of row: CaseloadRecord) -> JSON {
        var members: [(String, JSON)] = [
            ("caseload", .string(row.id.hex)), ("gebruiker", .string(row.entry.user)),
            ("rol", .string(row.entry.role.text)),
            ("vanaf", .string(row.entry.since.description)),
        ]
        if let until = row.entry.until { members.append(("tot", .string(until.description))) }
        return JSON(members)
    }
}

// MARK: Visits

extension WorkDesk {
    /// A visit is planned for another by who opened the casus or invited the visitor: nobody opens an
    /// address for itself. Who is to be invited for the visit has no place yet.
    func visit(
        _ visitor: Addressee, _ from: Timestamp, _ until: Timestamp,
        _ transaction: borrowing LedgerTransaction
    ) throws -> WorkStep {
        let seat = place.file.participants.last {
            $0.partner == visitor.partner && $0.role == visitor.role && $0.status == .aanvaard
        }
        let isOwn = visitor.partner == caller.partner
        guard place.isOpener || (!isOwn && seat?.invitedBy == caller.partner) else {
            throw UseCaseFailure.unavailable
        }
        let row = try row(of: visitor, at: "/bezoeker", transaction)
        let visit = Visit(
            id: transaction.newID(), partner: visitor.partner, role: visitor.role,
            from: try ahead(from, "/van", transaction), until: until)
        guard let visit else {
            throw invalid("/tot", "moet na het begin liggen, hooguit \(Visit.hoursLimit) uur later")
        }
        return try keep(visit, .planned, visitor, row, transaction)
    }

    /// Called off by who planned it: from now on the address stays shut.
    func cancelVisit(
        _ id: RandomID, _ transaction: borrowing LedgerTransaction
    ) throws -> WorkStep {
        guard
            let old = journal.visits.first(where: {
                $0.visit.id == id && $0.recordedBy == caller.partner && $0.status == .planned
            })
        else { throw UseCaseFailure.unavailable }
        let visitor = Addressee(partner: old.visit.partner, role: old.visit.role)
        let row = region.partners[visitor.partner]?.partner.row
        return try keep(old.visit, .cancelled, visitor, row, transaction)
    }

    private func keep(
        _ visit: Visit, _ status: Meeting.Status, _ visitor: Addressee, _ row: RandomID?,
        _ transaction: borrowing LedgerTransaction
    ) throws -> WorkStep {
        if let row, row != caller.partnerRow {
            _ = try transaction.givePseudonym(of: place.file.id, to: row)
            let alias = try transaction.giveExternalID(of: visit.id, to: row)
            try tell(row, .bezoek, Message(visit: alias), transaction)
        }
        return WorkStep(
            id: visit.id,
            record: .visit(
                VisitRecord(
                    visit: visit, status: status, recordedBy: caller.partner,
                    recordedAt: transaction.now)),
            facts: [
                "bezoek": .string(visit.id.hex), "status": .string(status.rawValue),
                "van": .string(visit.from.rfc3339), "tot": .string(visit.until.rfc3339),
            ], other: visitor)
    }
}

// MARK: The own voice of the jongere

extension WorkDesk {
    /// The choice that a jongere told a professional: from now on these readers, and nobody else.
    ///
    /// From 12 the jongere chooses alone, below that along with somebody who has gezag. A recipient does
    /// not record for itself that it was chosen. Source: domain.md §6; §7, row 38.
    func choose(
        _ addressees: [Addressee], _ parents: [RandomID], _ with: RandomID?, _ at: Timestamp,
        _ evidence: ConsentEvidence, _ transaction: borrowing LedgerTransaction
    ) throws -> WorkStep {
        let standing = place.file.work.readers
        for (offset, addressee) in addressees.enumerated() {
            _ = try row(of: addressee, at: "/lezers/\(offset)", transaction)
            let isNew = !place.file.work.isChosenReader(addressee.partner, addressee.role)
            if addressee.partner == caller.partner, isNew {
                throw invalid("/lezers/\(offset)", "mag niet uzelf zijn")
            }
        }
        let opened = try parents.enumerated().map { offset, id in
            try place.person(id, at: "/ouders/\(offset)", transaction)
        }
        if let child = opened.firstIndex(of: place.file.family.child) {
            throw invalid("/ouders/\(child)", "is geen ouder")
        }
        let companion = try with.map { try place.person($0, at: "/samenMet", transaction) }
        let today = Amsterdam.day(of: transaction.now)
        if AgeBand(born: place.file.family.born, on: today) == .under12 {
            guard let companion, place.file.family.attendees(on: today).contains(companion) else {
                throw invalid("/samenMet", "moet onder de 12 iemand met gezag zijn")
            }
        }
        let chosenAt = try past(at, "/gekozenOp", transaction)
        guard standing.map({ $0.at <= chosenAt }) ?? true else {
            throw invalid("/gekozenOp", "ligt voor de laatste keuze")
        }
        let choice = ReaderChoice(
            readers: Set(
                addressees.map { ReaderChoice.Reader(partner: $0.partner, role: $0.role) }),
            parents: Set(opened), at: chosenAt)
        try destroyOthers(choice, transaction)
        let id = transaction.newID()
        // Whom the jongere chose stands in the record alone.
        return WorkStep(
            id: id,
            record: .readers(
                ReaderChoiceRecord(choice: choice, evidence: evidence, with: companion)),
            facts: ["lezerskeuze": .string(id.hex), "kanaal": .string(evidence.channel.rawValue)])
    }

    /// Destroys what lies ready, or lay ready, for a reader who is no longer chosen, and tells it.
    private func destroyOthers(
        _ choice: ReaderChoice, _ transaction: borrowing LedgerTransaction
    ) throws {
        for row in try transaction.fragments(of: place.file.id) {
            let fragment = try FragmentRecord(row.content.copied())
            guard fragment.category.text == "C12" else { continue }
            for envelope in try transaction.envelopes(ofFragment: row.id) {
                let sealed = try EnvelopeRecord(envelope.content.copied())
                let isChosen = choice.readers.contains {
                    $0.role == sealed.role
                        && region.partners[$0.partner]?.partner.row == envelope.recipient
                }
                guard !isChosen, envelope.state != .withdrawn, envelope.state != .expired else {
                    continue
                }
                _ = try transaction.destroyEnvelope(envelope.id)
                try tell(
                    envelope.recipient, .intrekking, Message(envelope: envelope.id), transaction)
            }
        }
    }
}
