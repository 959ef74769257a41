// SPDX-License-Identifier: EUPL-1.2
internal import Domain
internal import Encodings

/// What one act came to, before it is kept: a record with the facts of its line, or a refusal.
struct WorkStep {
    struct Refusal {
        let codes: [RefusalCode]
        let failure: UseCaseFailure
    }

    /// The caller's id of what it is about.
    let id: RandomID
    let record: WorkRecord
    /// For the line: no id but the caller's own, nothing of the family.
    var facts: JSON
    var groups: Set<VeldgroepCode> = []
    var other: Addressee?
    var refusal: Refusal?
}

/// Carries out acts within the transaction: looks up what the caller names, checks it, tells who must know.
struct WorkDesk {
    let region: Region
    let place: Place
    let told: ToldPartners

    var caller: Caller { place.caller }
    var journal: WorkJournal { place.file.workJournal }

    /// - Throws: `.unavailable` for what the caller may not know of or do, before anything is changed;
    ///   `.invalid` with a pointer.
    func carryOut(
        _ act: WorkAct, _ transaction: borrowing LedgerTransaction
    ) throws -> WorkStep {
        switch act {
        case .planMeeting(let at, let seats, let agenda):
            return try plan(at: at, seats, agenda, transaction)
        case .changeMeeting(let id, let at, let seats, let agenda, let isCancelled):
            return try change(id, at, seats, agenda, isCancelled, transaction)
        case .answerSeat(let id, let accepts): return try answer(id, accepts, transaction)
        case .attendance(let id, let asked, let choices, let at, let channel):
            return try attendance(id, asked, choices, at, channel, transaction)
        case .remind(let id): return try remind(id, transaction)
        case .agenda(let id, let groups): return try bring(groups, to: id, transaction)
        case .caseload(let user, let role, let since):
            return try take(user, role, since, transaction)
        case .endCaseload(let id, let until): return try end(id, until, transaction)
        case .visit(let visitor, let from, let until):
            return try visit(visitor, from, until, transaction)
        case .cancelVisit(let id): return try cancelVisit(id, transaction)
        case .readers(
            let readers, let parents, let with, let at, let channel, let version, let digest):
            let evidence = ConsentEvidence(
                channel: channel, textVersion: version, textDigest: digest,
                recordedBy: caller.partner)
            return try choose(readers, parents, with, at, evidence, transaction)
        }
    }

    // MARK: Parts that acts share

    func invalid(_ pointer: String, _ reason: String) -> UseCaseFailure {
        .invalid([.init(pointer, reason)])
    }

    /// An instant that is not in the future; a clock that is a little ahead is taken back to ours.
    func past(
        _ at: Timestamp, _ pointer: String, _ transaction: borrowing LedgerTransaction
    ) throws -> Timestamp {
        let skew = FactRecorder.clockSkewMilliseconds
        guard at.milliseconds <= transaction.now.milliseconds + skew else {
            throw invalid(pointer, "ligt in de toekomst")
        }
        return min(at, transaction.now)
    }

    /// An instant that is not past, and at most a year ahead.
    func ahead(
        _ at: Timestamp, _ pointer: String, _ transaction: borrowing LedgerTransaction
    ) throws -> Timestamp {
        let skew = FactRecorder.clockSkewMilliseconds
        guard at.milliseconds >= transaction.now.milliseconds - skew else {
            throw invalid(pointer, "ligt in het verleden")
        }
        guard at <= transaction.now.adding(days: Self.daysAheadLimit) else {
            throw invalid(pointer, "ligt meer dan een jaar vooruit")
        }
        return at
    }

    /// Nothing is planned further ahead than this.
    static let daysAheadLimit = 366

    /// The row of an active partner of which professionals may have this role.
    func row(
        of addressee: Addressee, at pointer: String, _ transaction: borrowing LedgerTransaction
    ) throws -> RandomID {
        guard let partner = region.partners[addressee.partner]?.partner,
            try transaction.partnerState(partner.row) == .active, partner.type.mayJoin,
            region.rules.roles.mayAssert(addressee.role, as: partner.type)
        else { throw invalid(pointer, "is geen partner met deze rol") }
        return partner.row
    }

    func type(of partner: PartnerID) -> PartnerType? { region.partners[partner]?.partner.type }

    /// Puts a notice into an inbox: its kind, and the receiver's own id of what it is about.
    func tell(
        _ row: RandomID, _ kind: MessageKind, _ message: Message,
        _ transaction: borrowing LedgerTransaction
    ) throws {
        let bytes = message.bytes
        try transaction.insertMessage(
            transaction.newID(), to: row, kind: kind, casus: place.file.id,
            expires: transaction.now.adding(days: WithdrawConsent.noticeDays),
            content: bytes.span)
        told.add(row)
    }
}
