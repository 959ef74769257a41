// SPDX-License-Identifier: EUPL-1.2
internal import Consent
package import Domain

/// The records of the work at the table, in their order, and what decisions may ask of them.
package struct WorkJournal: Sendable {
    /// The latest version of each meeting, in the order in which they were first planned.
    package private(set) var meetings: [MeetingVersion] = []
    package private(set) var seatAnswers: [SeatAnswer] = []
    package private(set) var attendance: [AttendanceQuestion] = []
    /// The latest state of each row.
    package private(set) var caseload: [CaseloadRecord] = []
    /// The latest state of each visit.
    package private(set) var visits: [VisitRecord] = []
    package private(set) var readers: ReaderChoiceRecord?
    package private(set) var reminders: [MeetingReminder] = []
    /// The last word of each partner about each meeting.
    package private(set) var agenda: [AgendaItem] = []
    /// Every partner that was ever on the list of a meeting.
    private var seatedEver: Set<PartnerID> = []

    package init() {}

    package mutating func add(_ record: WorkRecord) {
        switch record {
        case .meeting(let meeting):
            seatedEver.formUnion(meeting.seats.map(\.partner))
            if let place = meetings.firstIndex(where: { $0.id == meeting.id }) {
                meetings[place] = meeting
            } else {
                meetings.append(meeting)
            }
        case .seatAnswer(let answer): seatAnswers.append(answer)
        case .attendance(let question): attendance.append(question)
        case .caseload(let row):
            caseload.removeAll { $0.id == row.id }
            caseload.append(row)
        case .visit(let visit):
            visits.removeAll { $0.visit.id == visit.visit.id }
            visits.append(visit)
        case .readers(let choice): readers = choice
        case .reminder(let reminder): reminders.append(reminder)
        case .agenda(let item):
            agenda.removeAll { $0.meeting == item.meeting && $0.source == item.source }
            agenda.append(item)
        }
    }

    /// The latest version of a meeting.
    package func meeting(_ id: RandomID) -> MeetingVersion? { meetings.first { $0.id == id } }

    /// What a partner's role answered to its seat for the time that now stands; nil without answer.
    package func answer(
        of partner: PartnerID, _ role: RoleCode, to meeting: MeetingVersion
    ) -> SeatAnswer? {
        seatAnswers.last {
            $0.meeting == meeting.id && $0.partner == partner && $0.role == role
                && $0.heldAt == meeting.at
        }
    }

    /// Whether a partner was ever on the list of a meeting.
    package func wasSeated(_ partner: PartnerID) -> Bool { seatedEver.contains(partner) }

    /// What decisions ask for.
    ///
    /// A seat that was declined is no seat. The parents were asked about a meeting once everyone of
    /// `attendees` was, for the time at which it now stands; without attendees, once anybody was.
    package func facts(
        attendees: @autoclosure () -> Set<RandomID>, openedByProfessional: String?
    ) -> WorkFacts {
        let attendees = meetings.isEmpty ? [] : attendees()
        return WorkFacts(
            meetings: meetings.map { meeting in
                Meeting(
                    id: meeting.id, at: meeting.at,
                    seats: meeting.seats.filter {
                        answer(of: $0.partner, $0.role, to: meeting)?.accepts ?? true
                    },
                    status: meeting.status,
                    choiceAsked: choiceAsked(meeting, attendees: attendees),
                    recordedBy: meeting.recordedBy, recordedAt: meeting.recordedAt)
            },
            caseload: caseload.map(\.entry),
            visits: visits.filter { $0.status == .planned }.map(\.visit),
            readers: readers?.choice, openedByProfessional: openedByProfessional)
    }

    private func choiceAsked(
        _ meeting: MeetingVersion, attendees: Set<RandomID>
    ) -> Timestamp? {
        let questions = attendance.filter { $0.meeting == meeting.id && $0.heldAt == meeting.at }
        guard let first = questions.map(\.at).min() else { return nil }
        var all = first
        for person in attendees {
            let asked = questions.filter { $0.asked.contains(person) }.map(\.at).min()
            guard let asked else { return nil }
            all = max(all, asked)
        }
        return all
    }
}

extension Family {
    /// Who is to be asked whether they attend a talk: those with gezag, where that is not known all
    /// parents; from 18 on the jongere.
    package func attendees(on day: CivilDate) -> Set<RandomID> {
        if AgeBand(born: born, on: day) == .adult { return [child] }
        let holders = gezagFinding(on: day).holders
        if !holders.isEmpty { return Set(holders) }
        return Set(
            members.filter { [.moeder, .vader, .ouder, .voogd].contains($0.aanduiding) }.map(\.id))
    }
}
