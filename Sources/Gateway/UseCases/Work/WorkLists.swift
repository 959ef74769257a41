// SPDX-License-Identifier: EUPL-1.2
package import Domain
internal import Encodings

/// A seat at a meeting as its organiser sees it, or as the partner on it does.
package struct SeatView: Sendable, Equatable {
    /// Where a seat stands.
    package enum Status: String, Sendable {
        /// Asked, and not answered for the time that now stands.
        case open = "onbeantwoord"
        case accepted = "aanvaard"
        case declined = "geweigerd"
    }

    package let partner: PartnerID
    package let role: RoleCode
    package let status: Status
    /// For the organiser alone: a reason may tell of the child.
    package let reason: String?
    package let answered: Timestamp?
}

/// A meeting: all of it for its organiser, for another partner its own seats.
package struct MeetingView: Sendable, Equatable {
    /// What only the organiser sees.
    package struct Organised: Sendable, Equatable {
        /// What is brought to the table, by whom.
        package let agenda: [AgendaItem]
        /// When everyone of the family who is to be asked was; nil while that is not so.
        package let choiceAsked: Timestamp?
        /// Whom the family is, by the organiser's ids, and what each chose last.
        package let choices: [AttendanceQuestion.Choice]
        package let reminded: Timestamp?
    }

    package let id: RandomID
    package let at: Timestamp
    package let status: Meeting.Status
    package let seats: [SeatView]
    package let organised: Organised?
}

/// A row of the caller's own caseload.
package struct CaseloadView: Sendable, Equatable {
    package let id: RandomID
    package let entry: CaseloadEntry
}

/// A visit, as who planned it or who goes sees it.
package struct VisitView: Sendable, Equatable {
    package let id: RandomID
    package let visit: Visit
    package let status: Meeting.Status
}

/// A choice of readers, for the partner that recorded it.
package struct ReadersView: Sendable, Equatable {
    package let readers: [ReaderChoice.Reader]
    /// By the caller's ids.
    package let parents: [RandomID]
    package let at: Timestamp
}

/// What a partner may read back of the work at the table.
package struct WorkLists: Sendable {
    private let region: Region

    package init(_ region: Region) { self.region = region }

    /// Meetings: the organiser sees all of its own, a partner on the list its own seats.
    package func meetings(
        of casus: RandomID, by caller: Caller
    ) async throws(UseCaseFailure) -> [MeetingView] {
        try await region.readInCasus(casus, by: caller, standing: .seated) { state, place in
            var views: [MeetingView] = []
            for meeting in place.file.workJournal.meetings {
                if meeting.recordedBy == caller.partner {
                    views.append(try MeetingView(organised: meeting, place, state))
                } else if let view = try MeetingView(seated: meeting, place, state) {
                    views.append(view)
                }
            }
            return views
        }
    }

    /// The caller's own users that have the child in the caseload, or had.
    package func caseload(
        of casus: RandomID, by caller: Caller
    ) async throws(UseCaseFailure) -> [CaseloadView] {
        try await region.readInCasus(casus, by: caller) { _, place in
            place.file.workJournal.caseload.filter { $0.entry.partner == caller.partner }
                .map { CaseloadView(id: $0.id, entry: $0.entry) }
        }
    }

    /// Visits that the caller planned, or on which one of its own goes.
    package func visits(
        of casus: RandomID, by caller: Caller
    ) async throws(UseCaseFailure) -> [VisitView] {
        try await region.readInCasus(casus, by: caller) { state, place in
            var views: [VisitView] = []
            for planned in place.file.workJournal.visits {
                let id: RandomID?
                if planned.recordedBy == caller.partner {
                    id = planned.visit.id
                } else if planned.visit.partner == caller.partner {
                    id = try state.externalID(of: planned.visit.id, for: caller.partnerRow)
                } else {
                    id = nil
                }
                guard let id else { continue }
                views.append(VisitView(id: id, visit: planned.visit, status: planned.status))
            }
            return views
        }
    }

    /// The choice that stands, if the caller recorded it.
    package func readers(
        of casus: RandomID, by caller: Caller
    ) async throws(UseCaseFailure) -> [ReadersView] {
        try await region.readInCasus(casus, by: caller) { state, place in
            guard let record = place.file.workJournal.readers,
                record.evidence.recordedBy == caller.partner
            else { return [] }
            var parents: [RandomID] = []
            for person in record.choice.parents.sorted() {
                if let id = try place.externalID(ofPerson: person, state) { parents.append(id) }
            }
            let readers = record.choice.readers.sorted {
                ($0.partner, $0.role) < ($1.partner, $1.role)
            }
            return [ReadersView(readers: readers, parents: parents, at: record.choice.at)]
        }
    }
}

extension MeetingView {
    fileprivate init(
        organised meeting: MeetingVersion, _ place: Place,
        _ state: borrowing some StateReading & ~Copyable
    ) throws {
        let journal = place.file.workJournal
        var choices: [RandomID: QuestionAnswer.Answer] = [:]
        for question in journal.attendance
        where question.meeting == meeting.id && question.heldAt == meeting.at {
            for choice in question.choices { choices[choice.person] = choice.answer }
        }
        var shown: [AttendanceQuestion.Choice] = []
        for (person, answer) in choices {
            guard let id = try place.externalID(ofPerson: person, state) else { continue }
            shown.append(AttendanceQuestion.Choice(person: id, answer: answer))
        }
        let own = AgendaItem(
            meeting: meeting.id, source: meeting.recordedBy, groups: meeting.agenda,
            at: meeting.recordedAt)
        self.init(
            id: meeting.id, at: meeting.at, status: meeting.status,
            seats: meeting.seats.map { SeatView($0, of: meeting, journal, organiser: true) },
            organised: Organised(
                agenda: ([own] + journal.agenda.filter { $0.meeting == meeting.id })
                    .filter { !$0.groups.isEmpty },
                choiceAsked: place.file.work.meetings.first { $0.id == meeting.id }?.choiceAsked,
                choices: shown.sorted { $0.person < $1.person },
                reminded: journal.reminders.last { $0.meeting == meeting.id }?.at))
    }

    /// Nil where the partner is not on the list, or no longer.
    fileprivate init?(
        seated meeting: MeetingVersion, _ place: Place,
        _ state: borrowing some StateReading & ~Copyable
    ) throws {
        let journal = place.file.workJournal
        let partner = place.caller.partner
        let seats = meeting.seats.filter { $0.partner == partner }
        guard !seats.isEmpty,
            let id = try state.externalID(of: meeting.id, for: place.caller.partnerRow)
        else { return nil }
        self.init(
            id: id, at: meeting.at, status: meeting.status,
            seats: seats.map { SeatView($0, of: meeting, journal, organiser: false) },
            organised: nil)
    }
}

extension SeatView {
    fileprivate init(
        _ seat: Meeting.Seat, of meeting: MeetingVersion, _ journal: WorkJournal, organiser: Bool
    ) {
        let answer = journal.answer(of: seat.partner, seat.role, to: meeting)
        let isOwn = seat.partner == meeting.recordedBy
        let status: Status =
            isOwn ? .accepted : answer.map { $0.accepts ? .accepted : .declined } ?? .open
        self.init(
            partner: seat.partner, role: seat.role, status: status,
            reason: organiser ? seat.reason : nil, answered: answer?.at)
    }
}
