// SPDX-License-Identifier: EUPL-1.2
internal import AuditLog
internal import Consent
internal import Domain
internal import Encodings

extension SafetyRecorder {
    func choose(
        parent: RandomID, _ isOpen: Bool, _ at: Timestamp, _ taken: TakenInput,
        _ transaction: borrowing LedgerTransaction
    ) throws -> Step {
        try checkPast(at, "/gekozenOp", transaction.now)
        let person = try place.person(parent, at: "/ouder", transaction)
        let today = Amsterdam.day(of: transaction.now)
        guard person != place.file.family.child else {
            throw invalid("/ouder", "is de jongere zelf")
        }
        guard AgeBand(born: place.file.family.born, on: today) >= .from16To17 else {
            throw invalid("/ouder", "de jongere kiest dit vanaf 16 jaar")
        }
        let id = transaction.newID()
        let choice = YouthViewChoice(
            parent: person, isOpen: isOpen, at: min(at, transaction.now),
            recordedBy: place.caller.partner)
        try insert(
            .youthChoice(choice), id, taken: taken.evidence(by: place.caller), transaction)
        return try chosen(id, isOpen, transaction)
    }

    func choose(
        _ reader: SourceViewChoice.Reader, _ isOpen: Bool,
        _ transaction: borrowing LedgerTransaction
    ) throws -> Step {
        let id = transaction.newID()
        let choice = SourceViewChoice(
            source: place.caller.partner, reader: reader, isOpen: isOpen, at: transaction.now)
        try insert(.sourceChoice(choice), id, transaction)
        return try chosen(id, isOpen, transaction)
    }

    private func chosen(
        _ id: RandomID, _ isOpen: Bool, _ transaction: borrowing LedgerTransaction
    ) throws -> Step {
        var details = place.details
        details.activity = Activity.gezin.uri
        details.facts = try Facts(["record": .string(id.hex), "open": .bool(isOpen)])
        let line = try transaction.append(
            LineDraft(.inzagekeuze, details: details), about: .casus(place.file.id),
            parties: place.caller.parties)
        return Step(outcome: .done(id), lineIndex: line.index)
    }
}
