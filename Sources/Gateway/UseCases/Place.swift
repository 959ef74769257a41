// SPDX-License-Identifier: EUPL-1.2
internal import AuditLog
internal import Domain
internal import Encodings

/// A caller's place in a casus, as it stands within the transaction.
struct Place {
    let caller: Caller
    let names: PseudonymRow
    let file: CaseFile

    /// Whether the caller's partner opened the casus: it then knows persons by their own ids.
    var isOpener: Bool { file.opening.source == caller.partner }

    /// When the caller's partner got its place; for who opened the casus, when that was.
    var invited: Timestamp { file.participant(caller.partner)?.at ?? file.opened }

    /// The details that every line about this place has, with the caller as the acting side.
    var details: LineDetails {
        var details = caller.details
        details.subjectForSource = names.subjectPseudonym
        details.caseForSource = names.casusPseudonym
        return details
    }

    /// The person that the caller names.
    /// - Throws: `.invalid` at the pointer where it is nobody of this casus.
    func person(
        _ id: RandomID, at pointer: String, _ state: borrowing some StateReading & ~Copyable
    ) throws -> RandomID {
        let own = isOpener ? id : try state.object(named: id, for: caller.partnerRow)
        guard let own, file.opening.persons.contains(where: { $0.id == own }) else {
            throw UseCaseFailure.invalid([.init(pointer, "is geen persoon van deze casus")])
        }
        return own
    }

    /// The id under which the caller knows a person.
    func externalID(
        ofPerson id: RandomID, _ state: borrowing some StateReading & ~Copyable
    ) throws -> RandomID? {
        isOpener ? id : try state.externalID(of: id, for: caller.partnerRow)
    }
}

extension Region {
    /// The persons that a caller names in a casus; where it has no such casus, none.
    /// - Throws: `.invalid` at the pointer where one is nobody of this casus.
    func persons(
        _ ids: [RandomID], in casus: RandomID, by caller: Caller, at pointer: String
    ) async throws(UseCaseFailure) -> Set<RandomID> {
        guard !ids.isEmpty else { return [] }
        return try await read { state in
            guard let names = try state.pseudonym(named: casus, for: caller.partnerRow),
                let file = try CaseFile(names.casus, from: state)
            else { return [] }
            let place = Place(caller: caller, names: names, file: file)
            return Set(
                try ids.enumerated().map { offset, id in
                    try place.person(id, at: "\(pointer)/\(offset)", state)
                })
        }
    }
}

extension Region {
    /// When the child of a casus was born; nil where the caller has no such casus.
    func born(
        in casus: RandomID, by caller: Caller
    ) async throws(UseCaseFailure) -> CivilDate? {
        try await read { state in
            guard let names = try state.pseudonym(named: casus, for: caller.partnerRow),
                let row = try state.casus(names.casus)
            else { return nil }
            return try CaseOpening(row.content.copied()).born
        }
    }
}

extension Caller {
    /// The details of a line of which this caller is the acting side.
    var details: LineDetails {
        var details = LineDetails()
        details.source = partner
        details.sourceRole = role.text
        details.sourceUser = user
        details.responsible = user
        return details
    }

    /// This caller as the acting side of a line.
    var parties: LineParties { LineParties(source: partnerRow) }
}

/// What a caller must be in a casus.
enum Standing {
    /// Opened it, or accepted a place in it.
    case takesPart
    /// As before, or invited and not yet answered.
    case named
    /// As before, or on the list of a meeting, now or before.
    case seated

    /// Whether a partner is that in a casus.
    func admits(_ partner: PartnerID, to file: CaseFile) -> Bool {
        if file.takesPart(partner) { return true }
        switch self {
        case .takesPart: return false
        case .named: return file.participant(partner) != nil
        case .seated:
            return file.participant(partner) != nil || file.workJournal.wasSeated(partner)
        }
    }
}

extension Region {
    /// Runs a write of a caller that must have a place in a casus.
    ///
    /// A suspended partner, a role that its type may not assert, and a casus that it has no place in are
    /// refused with a line; the last two look alike to the caller only where they must.
    func writeInCasus<Value: Sendable>(
        _ operation: OperationCode, _ caller: Caller, _ key: WriteKey,
        casus: @escaping @Sendable (borrowing LedgerTransaction) throws -> PseudonymRow?,
        standing: Standing = .takesPart,
        work: @escaping @Sendable (borrowing LedgerTransaction, Place) throws -> Work<Value>,
        replay: @escaping @Sendable (borrowing LedgerTransaction, RecordReader) throws -> Value
    ) async throws(UseCaseFailure) -> Answered<Value> {
        try await write(
            operation, caller, key,
            work: { [self] transaction in
                if let refusal: Work<Value> = try refuseCaller(caller, transaction) {
                    return refusal
                }
                guard let names = try casus(transaction),
                    let file = try CaseFile(names.casus, from: transaction), file.isOpen
                else { return try refuse(caller, [.geenRelatie], .unavailable, transaction) }
                let place = Place(caller: caller, names: names, file: file)
                guard standing.admits(caller.partner, to: file),
                    mayKnow(caller, of: file, on: Amsterdam.day(of: transaction.now))
                else {
                    return try refuse(
                        caller, [.geenRelatie], .unavailable, transaction, place: place)
                }
                do {
                    return try work(transaction, place)
                } catch UseCaseFailure.unavailable {
                    // INVARIANT: work looks up what the caller names before it changes anything.
                    return try refuse(
                        caller, [.geenRelatie], .unavailable, transaction, place: place)
                }
            }, replay: replay)
    }

    /// Refuses a caller that may do nothing at all: suspended, or with a role that is not its type's.
    func refuseCaller<Value: Sendable>(
        _ caller: Caller, _ transaction: borrowing LedgerTransaction
    ) throws -> Work<Value>? {
        guard try transaction.partnerState(caller.partnerRow) == .active else {
            return try refuse(caller, [.partnerNietToegetreden], .unavailable, transaction)
        }
        guard rules.roles.mayAssert(caller.role, as: caller.type) else {
            return try refuse(caller, [.rolOnbekend], .unknownRole, transaction)
        }
        return nil
    }

    /// Writes the line of a refusal that is no decision at collect, and gives the failure.
    ///
    /// Past the caller's budget of refusals there is no line and the failure is `.tooManyRefusals`.
    func refuse<Value: Sendable>(
        _ caller: Caller, _ codes: [RefusalCode], _ failure: UseCaseFailure,
        _ transaction: borrowing LedgerTransaction, place: Place? = nil
    ) throws -> Work<Value> {
        guard refusals.take(caller.partner, at: transaction.now) else {
            return .refusal(.tooManyRefusals(retryAfterSeconds: RefusalBudget.retryAfterSeconds))
        }
        var details = place?.details ?? caller.details
        details.activity = Activity.refusal.uri
        details.outcome = .refused
        details.reasons = CodeList(codes)
        try transaction.append(
            LineDraft(.weigering, kind: .line, details: details),
            about: place.map { .casus($0.file.id) } ?? .standIn(partner: caller.partnerRow),
            parties: caller.parties)
        return .refusal(failure)
    }
}

/// The verwerkingsactiviteiten that lines name.
enum Activity: String {
    case casus
    case gezin
    case delen
    case ontvangen
    case weigeren
    case beheer
    case logboek
    case overleg
    /// Break-glass and withholding: lines about it may be withheld from the family.
    case veiligheid
    case plan

    static var refusal: Activity { .weigeren }

    var uri: String { "urn:kernpoort:activiteit:\(rawValue)" }
}
