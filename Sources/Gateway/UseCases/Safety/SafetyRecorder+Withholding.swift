// SPDX-License-Identifier: EUPL-1.2
internal import AuditLog
internal import Domain
internal import Encodings

extension SafetyRecorder {
    func withhold(
        _ input: WithholdingInput, _ transaction: borrowing LedgerTransaction
    ) throws -> Step {
        let found = try subject(input.subject, transaction)
        return try withhold(
            input, subject: found.subject, source: found.source, sourceRow: found.row,
            transaction)
    }

    /// Withholds a fragment of the caller's own, stored in the same transaction.
    func withhold(
        _ asked: WithholdingAtOffer, ownFragment fragment: RandomID,
        _ transaction: borrowing LedgerTransaction
    ) throws -> RandomID {
        let input = WithholdingInput(
            subject: .fragment(fragment), from: asked.from, motivation: asked.motivation,
            review: asked.review)
        return try withhold(
            input, subject: fragment, source: place.caller.partner,
            sourceRow: place.caller.partnerRow, transaction
        ).outcome.id
    }

    private func withhold(
        _ input: WithholdingInput, subject: RandomID, source: PartnerID, sourceRow: RandomID,
        _ transaction: borrowing LedgerTransaction
    ) throws -> Step {
        let record = WithholdingRecord(
            id: transaction.newID(), source: source, subject: subject,
            from: try persons(input.from, transaction), by: author,
            motivation: EmergencyCheck.said(input.motivation), review: input.review,
            at: transaction.now)
        try insert(.withholding(record), record.id, transaction)
        if !place.file.safety.isWithheld(subject) {
            try tellRecipients(of: subject, .afgeschermd, transaction)
        }
        let standing = try standing(of: record.id, adding: .withholding(record))
        try plan(.withholding, record.id, standing.due, row: sourceRow, transaction)
        var details = self.details
        details.facts = try Facts([
            "record": .string(record.id.hex), "over": .string(subject.hex),
            "volledig": .bool(standing.isComplete),
        ])
        let line = try append(.afscherming, details, transaction)
        return Step(outcome: outcome(standing, record), lineIndex: line)
    }

    func confirmWithholding(
        _ id: RandomID, _ function: SecondPerson.Function,
        _ transaction: borrowing LedgerTransaction
    ) throws -> Step {
        let first: Signatory
        let withholding: RandomID
        if let record = records.withholdings.first(where: { $0.id == id }) {
            (first, withholding) = (record.by, id)
        } else if let review = records.withholdingReviews.first(where: { $0.id == id }) {
            (first, withholding) = (review.by, review.withholding)
        } else {
            throw UseCaseFailure.unavailable
        }
        _ = try ownStanding(withholding)
        let second = try insertSecond(of: id, to: first, function, transaction)
        let standing = try standing(of: withholding, adding: .second(second))
        try plan(.withholding, withholding, standing.due, transaction)
        var details = self.details
        details.facts = try Facts([
            "record": .string(withholding.hex), "over": .string(standing.subject.hex),
            "tweede": .string(function.rawValue), "volledig": .bool(standing.isComplete),
        ])
        let line = try append(.afscherming, details, transaction)
        return Step(outcome: outcome(standing, nil), lineIndex: line)
    }

    func reviewWithholding(
        _ id: RandomID, _ until: CivilDate?, _ motivation: String,
        _ transaction: borrowing LedgerTransaction
    ) throws -> Step {
        guard try !ownStanding(id).isLifted else { throw UseCaseFailure.unavailable }
        let today = Amsterdam.day(of: transaction.now)
        if let until, until <= today { throw invalid("/tot", "moet na vandaag liggen") }
        let review = WithholdingReview(
            id: transaction.newID(), withholding: id, by: author, next: until,
            motivation: motivation, at: transaction.now)
        try insert(.withholdingReview(review), review.id, transaction)
        let standing = try standing(of: id, adding: .withholdingReview(review))
        var agenda = try SafetyAgenda(of: place.caller.partnerRow, transaction)
        if standing.isLifted {
            agenda.remove(.withholding, id)
            let isLast = !place.file.safety.withholdings.contains {
                $0.fragment == standing.subject && !$0.isLifted && $0.id != id
            }
            if isLast {
                try tellRecipients(of: standing.subject, .afschermingOpgeheven, transaction)
            }
        }
        try agenda.store(transaction)
        var details = self.details
        details.facts = try Facts([
            "record": .string(id.hex), "over": .string(standing.subject.hex),
            "beoordeling": .string(review.id.hex), "opgeheven": .bool(review.isLift),
        ])
        let line = try append(.afschermingBeoordeeld, details, transaction)
        return Step(
            outcome: SafetyOutcome(
                id: review.id, isComplete: review.isLift,
                shortcomings: review.isLift ? [] : ["tweede-persoon"],
                needsSecond: !review.isLift, expires: nil,
                due: review.isLift ? nil : standing.due), lineIndex: line)
    }

    /// Tells who collected a fragment what holds now: their own system may have a portal for parents.
    private func tellRecipients(
        of fragment: RandomID, _ kind: MessageKind, _ transaction: borrowing LedgerTransaction
    ) throws {
        for envelope in try transaction.envelopes(ofFragment: fragment) {
            switch envelope.state {
            case .collected, .confirmed, .unknown: break
            case .ready, .withdrawn, .expired: continue
            }
            let message = Message(envelope: envelope.id).bytes
            try transaction.insertMessage(
                transaction.newID(), to: envelope.recipient, kind: kind, casus: place.file.id,
                expires: transaction.now.adding(days: WithdrawConsent.noticeDays),
                content: message.span)
            told.add(envelope.recipient)
        }
    }

    private func subject(
        _ subject: WithholdingInput.Subject, _ transaction: borrowing LedgerTransaction
    ) throws -> (subject: RandomID, source: PartnerID, row: RandomID) {
        let caller = place.caller
        switch subject {
        case .fragment(let id):
            guard let row = try transaction.fragment(id), row.casus == place.file.id,
                row.partner == caller.partnerRow
            else { throw UseCaseFailure.unavailable }
            return (id, caller.partner, caller.partnerRow)
        case .envelope(let id):
            guard let envelope = try transaction.envelope(id), envelope.casus == place.file.id,
                envelope.recipient == caller.partnerRow,
                let row = try transaction.fragment(envelope.fragment)
            else { throw UseCaseFailure.unavailable }
            let fragment = try FragmentRecord(row.content.copied())
            return (row.id, fragment.source, row.partner)
        case .pointer(let id):
            let isOwn =
                ownEmergency(id) != nil
                || records.weighings.contains {
                    $0.id == id && $0.author.partner == caller.partner
                }
            guard isOwn else { throw UseCaseFailure.unavailable }
            return (id, caller.partner, caller.partnerRow)
        }
    }

    /// From whom; where nothing is said from both parents, since accounts get shared and parents talk.
    private func persons(
        _ ids: [RandomID]?, _ transaction: borrowing LedgerTransaction
    ) throws -> Set<RandomID> {
        guard let ids else {
            let parents = place.file.opening.persons.dropFirst().map(\.id)
            return parents.isEmpty ? place.file.everyone : Set(parents)
        }
        return Set(
            try ids.enumerated().map { offset, id in
                try place.person(id, at: "/van/\(offset)", transaction)
            })
    }

    /// A withholding of which the caller is the source.
    private func ownStanding(_ id: RandomID) throws -> WithholdingStanding {
        let standings = records.standings(family: place.file.everyone)
        guard
            let standing = standings.first(where: {
                $0.id == id && $0.source == place.caller.partner
            })
        else { throw UseCaseFailure.unavailable }
        return standing
    }

    /// How a withholding stands with one record more.
    func standing(
        of id: RandomID, adding record: SafetyRecord
    ) throws -> WithholdingStanding {
        var records = records
        records.add(record)
        let standings = records.standings(family: place.file.everyone)
        guard let standing = standings.first(where: { $0.id == id }) else {
            throw UseCaseFailure.fault("a withholding just written is not there")
        }
        return standing
    }

    private func outcome(
        _ standing: WithholdingStanding, _ record: WithholdingRecord?
    ) -> SafetyOutcome {
        var lacks: [String] = []
        if let record {
            if record.review == nil { lacks.append("herbeoordeling") }
            if record.motivation == nil { lacks.append("motivering") }
            if record.by.partner != record.source { lacks.append("bron") }
            lacks.append("tweede-persoon")
        }
        return SafetyOutcome(
            id: standing.id, isComplete: standing.isComplete, shortcomings: lacks.sorted(),
            needsSecond: record != nil, expires: nil, due: standing.due)
    }
}
