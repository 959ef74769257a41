// SPDX-License-Identifier: EUPL-1.2
internal import AuditLog
internal import Domain
internal import Encodings

/// Turns what a professional says about safety into a record, its line and the source's agenda.
struct SafetyRecorder {
    let region: Region
    let place: Place
    let told: ToldPartners

    /// What was recorded, and where its line stands.
    struct Step {
        let outcome: SafetyOutcome
        let lineIndex: Int
    }

    var records: SafetyFile { place.file.safetyRecords }
    var author: Signatory { place.caller.signatory }

    /// - Throws: `.unavailable` for what the caller may not know of; `.invalid` with a pointer.
    func record(
        _ input: SafetyInput, _ transaction: borrowing LedgerTransaction
    ) throws -> Step {
        switch input {
        case .emergency(let input): return try emergency(input, transaction)
        case .confirmEmergency(let id, let function):
            return try confirmEmergency(id, function, transaction)
        case .reviewEmergency(let id, let isJustified, let findings):
            return try reviewEmergency(id, isJustified, findings, transaction)
        case .weighing(let recipient, let groups, let motivation, let at, let inform):
            return try weigh(
                ProtectionWeighing(
                    id: transaction.newID(), author: author, recipient: recipient, groups: groups,
                    motivation: motivation, at: at, inform: inform), transaction)
        case .withhold(let input): return try withhold(input, transaction)
        case .confirmWithholding(let id, let function):
            return try confirmWithholding(id, function, transaction)
        case .reviewWithholding(let id, let until, let motivation):
            return try reviewWithholding(id, until, motivation, transaction)
        case .youthChoice(let parent, let isOpen, let at, let taken):
            return try choose(parent: parent, isOpen, at, taken, transaction)
        case .sourceChoice(let reader, let isOpen): return try choose(reader, isOpen, transaction)
        }
    }

    /// The details of a line about safety; such lines have an activity and a stream of their own.
    var details: LineDetails {
        var details = place.details
        details.activity = Activity.veiligheid.uri
        return details
    }

    func append(
        _ event: Event, _ details: LineDetails, _ transaction: borrowing LedgerTransaction
    ) throws -> Int {
        try transaction.append(
            LineDraft(event, details: details), about: .casus(place.file.id, .withheld),
            parties: place.caller.parties
        ).index
    }

    func insert(
        _ record: SafetyRecord, _ id: RandomID, taken evidence: ActEvidence? = nil,
        _ transaction: borrowing LedgerTransaction
    ) throws {
        try place.insert(.safety(record), id: id, taken: evidence, transaction)
    }

    @discardableResult
    func insertSecond(
        of record: RandomID, to first: Signatory, _ function: SecondPerson.Function,
        _ transaction: borrowing LedgerTransaction
    ) throws -> SecondPerson {
        if function == .jeugdarts, author.role.text != SecondPerson.Function.jeugdarts.rawValue {
            throw invalid("/als", "past niet bij uw rol")
        }
        try checkSecond(to: first)
        let second = SecondPerson(
            record: record, by: author, function: function, at: transaction.now)
        try insert(.second(second), transaction.newID(), transaction)
        return second
    }

    func checkSecond(to first: Signatory) throws {
        guard author.isSecond(to: first) else {
            throw UseCaseFailure.invalid([.init("", "moet iemand anders van uw organisatie doen")])
        }
    }

    func plan(
        _ matter: SafetyAgenda.Matter, _ record: RandomID, _ due: CivilDate,
        row: RandomID? = nil, _ transaction: borrowing LedgerTransaction
    ) throws {
        var agenda = try SafetyAgenda(of: row ?? place.caller.partnerRow, transaction)
        agenda.put(.init(matter: matter, casus: place.file.id, record: record, due: due))
        try agenda.store(transaction)
    }

    /// Not telling the family yet is a withholding, which is looked at again.
    func planImplied(
        _ id: RandomID, _ record: SafetyRecord, _ transaction: borrowing LedgerTransaction
    ) throws {
        guard let standing = try? standing(of: id, adding: record) else { return }
        try plan(.withholding, id, standing.due, transaction)
    }

    func checkPast(_ at: Timestamp, _ pointer: String, _ now: Timestamp) throws {
        guard at.milliseconds <= now.milliseconds + FactRecorder.clockSkewMilliseconds else {
            throw invalid(pointer, "ligt in de toekomst")
        }
    }

    func invalid(_ pointer: String, _ reason: String) -> UseCaseFailure {
        .invalid([.init(pointer, reason)])
    }
}

extension SafetyOutcome {
    /// Something recorded that nothing more is asked of.
    static func done(_ id: RandomID) -> SafetyOutcome {
        SafetyOutcome(
            id: id, isComplete: true, shortcomings: [], needsSecond: false, expires: nil, due: nil)
    }
}

extension Caller {
    /// Who acts, as a record keeps it.
    var signatory: Signatory { Signatory(partner: partner, user: user, role: role) }
}
