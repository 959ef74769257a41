// SPDX-License-Identifier: EUPL-1.2
package import Domain

/// One stored fact about the work at the table: meetings, caseload, visits, and the readers of the
/// young person's own voice.
package enum WorkRecord: Sendable {
    /// A version of a meeting; the last one counts.
    case meeting(MeetingVersion)
    case seatAnswer(SeatAnswer)
    case attendance(AttendanceQuestion)
    /// A row of the caseload; the last one with the same id counts.
    case caseload(CaseloadRecord)
    /// A visit; the last one with the same id counts.
    case visit(VisitRecord)
    case readers(ReaderChoiceRecord)
    case reminder(MeetingReminder)
    case agenda(AgendaItem)

    package var kind: CaseRecord.Kind {
        switch self {
        case .meeting: .meeting
        case .seatAnswer: .seatAnswer
        case .attendance: .attendance
        case .caseload: .caseload
        case .visit: .visit
        case .readers: .readers
        case .reminder: .meetingReminder
        case .agenda: .agendaItem
        }
    }
}

/// A version of a casuïstiekoverleg, as its organiser recorded it.
package struct MeetingVersion: Hashable, Sendable {
    /// The same for all versions of one meeting.
    package let id: RandomID
    package let at: Timestamp
    package let seats: [Meeting.Seat]
    package let status: Meeting.Status
    /// The field groups of the organiser's own that are to be spoken of.
    package let agenda: Set<VeldgroepCode>
    /// The organiser.
    package let recordedBy: PartnerID
    package let recordedAt: Timestamp

    package init(
        id: RandomID, at: Timestamp, seats: [Meeting.Seat], status: Meeting.Status,
        agenda: Set<VeldgroepCode>, recordedBy: PartnerID, recordedAt: Timestamp
    ) {
        self.id = id
        self.at = at
        self.seats = seats
        self.status = status
        self.agenda = agenda
        self.recordedBy = recordedBy
        self.recordedAt = recordedAt
    }
}

/// What an invited partner answered to its seat; a later answer replaces an earlier one.
package struct SeatAnswer: Hashable, Sendable {
    package let meeting: RandomID
    package let partner: PartnerID
    package let role: RoleCode
    package let accepts: Bool
    package let user: String
    /// For which time it was given: a meeting that moves asks anew.
    package let heldAt: Timestamp
    package let at: Timestamp

    package init(
        meeting: RandomID, partner: PartnerID, role: RoleCode, accepts: Bool, user: String,
        heldAt: Timestamp, at: Timestamp
    ) {
        self.meeting = meeting
        self.partner = partner
        self.role = role
        self.accepts = accepts
        self.user = user
        self.heldAt = heldAt
        self.at = at
    }
}

/// That persons of the family were asked whether they attend a meeting, and what they chose (ouderkeuze).
package struct AttendanceQuestion: Hashable, Sendable {
    /// What one person chose; to whom nothing is said, nothing was chosen yet.
    package struct Choice: Hashable, Sendable {
        package let person: RandomID
        package let answer: QuestionAnswer.Answer

        package init(person: RandomID, answer: QuestionAnswer.Answer) {
            self.person = person
            self.answer = answer
        }
    }

    package let meeting: RandomID
    package let asked: Set<RandomID>
    package let choices: [Choice]
    package let channel: ConsentEvidence.Channel
    /// For which time it was asked: a meeting that moves asks anew.
    package let heldAt: Timestamp
    package let at: Timestamp
    package let recordedBy: PartnerID

    /// A question; nil if nobody was asked, or if somebody chose who was not asked.
    package init?(
        meeting: RandomID, asked: Set<RandomID>, choices: [Choice],
        channel: ConsentEvidence.Channel, heldAt: Timestamp, at: Timestamp, recordedBy: PartnerID
    ) {
        guard !asked.isEmpty, asked.isSuperset(of: choices.map(\.person)) else { return nil }
        self.meeting = meeting
        self.asked = asked
        self.choices = choices
        self.channel = channel
        self.heldAt = heldAt
        self.at = at
        self.recordedBy = recordedBy
    }
}

/// A row of a partner's caseload with the id under which it is ended.
package struct CaseloadRecord: Hashable, Sendable {
    package let id: RandomID
    package let entry: CaseloadEntry
    /// The user who recorded it.
    package let recordedBy: String
    package let recordedAt: Timestamp

    package init(id: RandomID, entry: CaseloadEntry, recordedBy: String, recordedAt: Timestamp) {
        self.id = id
        self.entry = entry
        self.recordedBy = recordedBy
        self.recordedAt = recordedAt
    }
}

/// A visit as it was planned, or called off.
package struct VisitRecord: Hashable, Sendable {
    package let visit: Visit
    package let status: Meeting.Status
    /// The partner that planned it.
    package let recordedBy: PartnerID
    package let recordedAt: Timestamp

    package init(
        visit: Visit, status: Meeting.Status, recordedBy: PartnerID, recordedAt: Timestamp
    ) {
        self.visit = visit
        self.status = status
        self.recordedBy = recordedBy
        self.recordedAt = recordedAt
    }
}

/// Whom the jongere chose, and how that was taken.
package struct ReaderChoiceRecord: Hashable, Sendable {
    package let choice: ReaderChoice
    package let evidence: ConsentEvidence
    /// Who of those with gezag chose along; needed below 12.
    package let with: RandomID?

    package init(choice: ReaderChoice, evidence: ConsentEvidence, with: RandomID?) {
        self.choice = choice
        self.evidence = evidence
        self.with = with
    }
}

/// That the organiser reminded those who had not answered.
package struct MeetingReminder: Hashable, Sendable {
    package let meeting: RandomID
    package let at: Timestamp

    package init(meeting: RandomID, at: Timestamp) {
        self.meeting = meeting
        self.at = at
    }
}

/// What another partner than the organiser brings to the table; its last word counts.
package struct AgendaItem: Hashable, Sendable {
    package let meeting: RandomID
    package let source: PartnerID
    package let groups: Set<VeldgroepCode>
    package let at: Timestamp

    package init(
        meeting: RandomID, source: PartnerID, groups: Set<VeldgroepCode>, at: Timestamp
    ) {
        self.meeting = meeting
        self.source = source
        self.groups = groups
        self.at = at
    }
}
