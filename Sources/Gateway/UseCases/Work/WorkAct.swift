// SPDX-License-Identifier: EUPL-1.2
internal import AuditLog
package import Domain

/// One seat that an organiser asks for.
package struct SeatInput: Sendable {
    package let addressee: Addressee
    package let reason: String

    package init(addressee: Addressee, reason: String) {
        self.addressee = addressee
        self.reason = reason
    }
}

/// What a professional does at the table, as it is recorded.
package enum WorkAct: Sendable {
    case planMeeting(at: Timestamp, seats: [SeatInput], agenda: Set<VeldgroepCode>)
    /// A new version: what is nil stays as it was.
    case changeMeeting(
        RandomID, at: Timestamp?, seats: [SeatInput]?, agenda: Set<VeldgroepCode>?,
        isCancelled: Bool)
    case answerSeat(RandomID, accepts: Bool)
    /// The family was asked whether it attends (ouderkeuze).
    case attendance(
        RandomID, asked: [RandomID], choices: [AttendanceQuestion.Choice], at: Timestamp,
        ConsentEvidence.Channel)
    case remind(RandomID)
    /// What a partner at table brings of its own.
    case agenda(RandomID, groups: Set<VeldgroepCode>)
    /// Without a user: the caller.
    case caseload(user: String?, role: RoleCode, since: CivilDate?)
    case endCaseload(RandomID, until: CivilDate?)
    case visit(Addressee, from: Timestamp, until: Timestamp)
    case cancelVisit(RandomID)
    case readers(
        [Addressee], parents: [RandomID], with: RandomID?, at: Timestamp,
        ConsentEvidence.Channel, textVersion: String, textDigest: String)

    var operation: OperationCode {
        switch self {
        case .planMeeting: .planMeeting
        case .changeMeeting: .changeMeeting
        case .answerSeat: .answerSeat
        case .attendance: .recordAttendance
        case .remind: .remindSeats
        case .agenda: .setAgenda
        case .caseload: .recordCaseload
        case .endCaseload: .endCaseload
        case .visit, .cancelVisit: .recordVisit
        case .readers: .chooseReaders
        }
    }

    var event: Event {
        switch self {
        case .planMeeting, .changeMeeting, .answerSeat, .attendance, .remind, .agenda: .overleg
        case .caseload, .endCaseload: .caseloadGewijzigd
        case .visit, .cancelVisit: .bezoekGewijzigd
        case .readers: .lezersGekozen
        }
    }

    /// An invited partner that has no place in the casus yet may answer to its seat, and no more.
    var standing: Standing {
        switch self {
        case .answerSeat: .seated
        default: .takesPart
        }
    }
}

/// Records one act of the work at the table: meetings, caseload, visits and chosen readers.
///
/// Whoever it concerns finds a notice in the inbox; the list of a meeting is for its organiser alone.
package struct RecordWork: Sendable {
    private let region: Region

    package init(_ region: Region) { self.region = region }

    /// The caller's id of the meeting, row, visit or choice, and one receipt.
    package func callAsFunction(
        _ act: WorkAct, casus: RandomID, by caller: Caller, key: WriteKey
    ) async throws(UseCaseFailure) -> Answered<RandomID> {
        let told = ToldPartners()
        let answer: Answered<RandomID> = try await region.writeInCasus(
            act.operation, caller, key,
            casus: { try $0.pseudonym(named: casus, for: caller.partnerRow) },
            standing: act.standing,
            work: { [region] transaction, place in
                let desk = WorkDesk(region: region, place: place, told: told)
                let step = try desk.carryOut(act, transaction)
                if let refusal = step.refusal {
                    return try region.refuse(
                        caller, refusal.codes, refusal.failure, transaction, place: place)
                }
                return try Self.conclude(step, act, place, transaction)
            },
            replay: { transaction, reference in
                transaction.wantReceipt(at: Int(try reference.integer("blad")))
                return try reference.identifier("id")
            })
        region.inboxArrivals.announce(told.partners)
        return answer
    }

    /// Keeps the record, writes its line, and answers.
    private static func conclude(
        _ step: WorkStep, _ act: WorkAct, _ place: Place,
        _ transaction: borrowing LedgerTransaction
    ) throws -> Work<RandomID> {
        let record = CaseRecord.work(step.record)
        let content = record.bytes
        try transaction.insertRecord(
            transaction.newID(), casus: place.file.id, partner: place.caller.partnerRow,
            kind: record.kind, content: content.span)
        var details = place.details
        details.activity = Activity.overleg.uri
        details.fields = CodeList(step.groups)
        if let other = step.other {
            details.recipient = other.partner
            details.recipientRole = other.role.text
        }
        details.facts = try Facts(step.facts)
        let line = try transaction.append(
            LineDraft(act.event, details: details), about: .casus(place.file.id),
            parties: place.caller.parties)
        transaction.wantReceipt(at: line.index)
        var reference = Reference()
        reference.add("id", step.id)
        reference.add("blad", line.index)
        return .answer(Step(value: step.id, reference: reference))
    }
}
