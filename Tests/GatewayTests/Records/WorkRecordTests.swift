// SPDX-License-Identifier: EUPL-1.2
import Domain
import Encodings
import Gateway
import Testing

/// Records of the work at the table: how they are kept, and what they add up to.
@Suite struct WorkRecordTests {
    private static func id(_ byte: UInt8) -> RandomID {
        RandomID(bytes: [UInt8](repeating: byte, count: 16))!
    }

    private static let at = Timestamp(rfc3339: "2026-11-22T10:05:00.123Z")!
    private static let school = PartnerID("trajectum/vo")!
    private static let team = PartnerID("lokalis/buurtteam")!
    private static let mentor = RoleCode("mentor")!
    private static let worker = RoleCode("gezinswerker")!

    private static func seat(_ partner: PartnerID = team, _ role: RoleCode = worker) -> Meeting.Seat
    {
        Meeting.Seat(partner: partner, role: role, reason: "hulp")!
    }

    private static func meeting(
        in days: Int = 3, _ seats: [Meeting.Seat] = [seat()],
        _ status: Meeting.Status = .planned
    ) -> MeetingVersion {
        MeetingVersion(
            id: id(1), at: at.adding(days: days), seats: seats, status: status,
            agenda: [VeldgroepCode("C6.observatie")!], recordedBy: school, recordedAt: at)
    }

    private static func asked(_ persons: UInt8..., in days: Int = 3) -> AttendanceQuestion {
        AttendanceQuestion(
            meeting: id(1), asked: Set(persons.map(id)),
            choices: persons.prefix(1).map { .init(person: id($0), answer: .nee) },
            channel: .telefoon, heldAt: at.adding(days: days), at: at, recordedBy: school)!
    }

    private static func answer(_ accepts: Bool, in days: Int = 3) -> SeatAnswer {
        SeatAnswer(
            meeting: id(1), partner: team, role: worker, accepts: accepts, user: "g-1",
            heldAt: at.adding(days: days), at: at)
    }

    static var records: [WorkRecord] {
        [
            .meeting(meeting()), .seatAnswer(answer(true)), .attendance(asked(3, 4)),
            .caseload(
                CaseloadRecord(
                    id: id(5),
                    entry: CaseloadEntry(
                        partner: team, user: "g-1", role: worker,
                        since: CivilDate(iso: "2026-11-22")!, until: CivilDate(iso: "2027-01-01")!),
                    recordedBy: "g-2", recordedAt: at)),
            .visit(
                VisitRecord(
                    visit: Visit(
                        id: id(6), partner: team, role: worker, from: at,
                        until: at.adding(days: 1))!,
                    status: .cancelled, recordedBy: school, recordedAt: at)),
            .readers(
                ReaderChoiceRecord(
                    choice: ReaderChoice(
                        readers: [.init(partner: team, role: worker)], parents: [id(3)], at: at),
                    evidence: ConsentEvidence(
                        channel: .gesprek, textVersion: "1",
                        textDigest: String(repeating: "a", count: 64), recordedBy: school),
                    with: id(4))),
            .reminder(MeetingReminder(meeting: id(1), at: at)),
            .agenda(
                AgendaItem(
                    meeting: id(1), source: team, groups: [VeldgroepCode("C9.bestaan")!], at: at)),
        ]
    }

    @Test(arguments: records.indices)
    func `a record comes back as it was sealed, and not with a member missing`(
        index: Int
    ) throws {
        let record = CaseRecord.work(Self.records[index])
        let bytes = record.bytes
        let back = try CaseRecord(kind: record.kind, id: Self.id(9), bytes: bytes)
        #expect(back.bytes == bytes)
        let json = try JSON(parsing: bytes)
        let optional: Set<String> = ["samenMet"]
        for key in json.object?.keys ?? []
        where !optional.contains(key) && !(key == "tot" && record.kind == .caseload) {
            var object = try #require(json.object)
            object[key] = nil
            let cut = try CanonicalJSON.encode(.object(object))
            #expect(throws: RecordError.self, "\(key)") {
                _ = try CaseRecord(kind: record.kind, id: Self.id(9), bytes: cut)
            }
        }
    }

    @Test func `every kind of the table is tried`() {
        let kinds = Set(Self.records.map(\.kind.rawValue))
        #expect(kinds == Set(20...27))
    }

    // MARK: Meetings

    private static func facts(
        _ records: [WorkRecord], attendees: Set<RandomID> = [id(3), id(4)]
    ) -> WorkFacts {
        var journal = WorkJournal()
        for record in records { journal.add(record) }
        return journal.facts(attendees: attendees, openedByProfessional: "m-1")
    }

    @Test func `parents were asked once all of them were, for the time that stands`() {
        func asked(_ records: [WorkRecord]) -> Timestamp? {
            Self.facts([.meeting(Self.meeting())] + records).meetings[0].choiceAsked
        }
        #expect(asked([]) == nil)
        #expect(asked([.attendance(Self.asked(3))]) == nil)
        #expect(asked([.attendance(Self.asked(3)), .attendance(Self.asked(4))]) == Self.at)
        #expect(asked([.attendance(Self.asked(3, 4))]) == Self.at)
        #expect(asked([.attendance(Self.asked(3, 4, in: 2))]) == nil, "asked for another time")
        #expect(asked([.attendance(Self.asked(3, 4)), .meeting(Self.meeting(in: 5))]) == nil)
        let nobody = Self.facts(
            [.meeting(Self.meeting()), .attendance(Self.asked(7))], attendees: [])
        #expect(nobody.meetings[0].choiceAsked == Self.at)
    }

    @Test(arguments: [
        (-8, MeetingStanding.outside), (-7, .seated), (0, .seated), (13, .seated), (14, .none),
    ])
    func `who is on the list may receive from seven days before until fourteen days after`(
        days: Int, standing: MeetingStanding
    ) {
        let facts = Self.facts([
            .meeting(Self.meeting(in: 10)), .attendance(Self.asked(3, 4, in: 10)),
            .seatAnswer(Self.answer(true, in: 10)),
        ])
        let now = Self.at.adding(days: 10 + days)
        #expect(facts.meeting(of: Self.team, Self.worker, now: now) == standing)
        let other = facts.meeting(of: Self.school, Self.mentor, now: now)
        #expect(other == (standing == .none ? .none : .outside))
    }

    @Test
    func `a seat that was declined is none, until the time moves; a cancelled meeting is none`() {
        func standing(_ records: [WorkRecord]) -> MeetingStanding {
            Self.facts(records).meeting(of: Self.team, Self.worker, now: Self.at)
        }
        let base: [WorkRecord] = [.meeting(Self.meeting()), .attendance(Self.asked(3, 4))]
        #expect(standing(base) == .seated, "not answered yet")
        #expect(standing(base + [.seatAnswer(Self.answer(false))]) == .outside)
        #expect(
            standing(base + [.seatAnswer(Self.answer(false)), .seatAnswer(Self.answer(true))])
                == .seated)
        #expect(
            standing(
                base + [
                    .seatAnswer(Self.answer(false)), .meeting(Self.meeting(in: 4)),
                    .attendance(Self.asked(3, 4, in: 4)),
                ]) == .seated)
        #expect(standing([.meeting(Self.meeting())]) == .outside, "nobody asked the parents")
        #expect(
            standing(base + [.meeting(Self.meeting([Self.seat()], .cancelled))]) == .none)
    }

    // MARK: Who collects

    private static func place(
        _ status: ParticipantStatus, user: String?, _ role: RoleCode = worker
    ) -> Participant {
        Participant(
            id: id(8), partner: team, role: role, purpose: PurposeCode("P3")!, groups: [],
            status: status, invitedBy: school, at: at, user: user)
    }

    @Test func `only who accepted, opened or has the child in the caseload collects`() {
        let today = CivilDate(iso: "2026-11-22")!
        func may(
            _ user: String?, of partner: PartnerID = Self.team, _ role: RoleCode = Self.worker,
            places: [Participant] = [], caseload: [CaseloadEntry] = [], invitation: Bool = false
        ) -> Bool {
            WorkFacts(caseload: caseload, openedByProfessional: "m-1").mayCollect(
                partner, role, user: user, participants: places, openedBy: Self.school,
                isInvitation: invitation, on: today)
        }
        let accepted = Self.place(.aanvaard, user: "g-1")
        #expect(may("g-1", places: [accepted]))
        #expect(!may("g-2", places: [accepted]))
        #expect(!may("g-2", places: [accepted], invitation: true))
        #expect(!may(nil, places: [accepted]))
        #expect(!may("g-1", places: [Self.place(.aanvaard, user: nil)]))
        #expect(!may("g-1", places: [Self.place(.aanvaard, user: "g-1", Self.mentor)]))
        #expect(!may("g-1", places: [Self.place(.geweigerd, user: "g-1")], invitation: true))
        // An invitation is for anyone of the invited role, until somebody answers it.
        #expect(may("g-9", places: [Self.place(.uitgenodigd, user: nil)], invitation: true))
        #expect(!may("g-9", places: [Self.place(.uitgenodigd, user: nil)]))
        #expect(may("m-1", of: Self.school, Self.mentor))
        #expect(!may("m-2", of: Self.school, Self.mentor))
        #expect(!may("m-1", of: Self.team), "another partner's user of the same name")
        func entry(_ since: Int, _ until: Int?, _ role: RoleCode = Self.worker) -> CaseloadEntry {
            CaseloadEntry(
                partner: Self.team, user: "g-3", role: role, since: today.adding(days: since),
                until: until.map { today.adding(days: $0) })
        }
        #expect(may("g-3", caseload: [entry(0, nil)]))
        #expect(may("g-3", caseload: [entry(-5, 1)]))
        #expect(!may("g-3", caseload: [entry(-5, 0)]), "the end does not belong to it")
        #expect(!may("g-3", caseload: [entry(1, nil)]))
        #expect(!may("g-3", caseload: [entry(0, nil, Self.mentor)]))
        #expect(!may("g-4", caseload: [entry(0, nil)]))
    }

    // MARK: Visits and voices

    @Test func `a visit opens and shuts at its instants, and not at all when it is called off`() {
        let visit = Visit(
            id: Self.id(6), partner: Self.team, role: Self.worker, from: Self.at,
            until: Self.at.adding(milliseconds: 3_600_000))
        func planned(_ status: Meeting.Status) -> WorkRecord {
            .visit(
                VisitRecord(
                    visit: visit!, status: status, recordedBy: Self.school, recordedAt: Self.at))
        }
        func isOpen(_ offset: Int64, _ records: [WorkRecord]) -> Bool {
            Self.facts(records).isVisiting(
                Self.team, Self.worker, now: Self.at.adding(milliseconds: offset))
        }
        #expect(!isOpen(-1, [planned(.planned)]))
        #expect(isOpen(0, [planned(.planned)]))
        #expect(isOpen(3_599_999, [planned(.planned)]))
        #expect(!isOpen(3_600_000, [planned(.planned)]))
        #expect(!isOpen(0, [planned(.planned), planned(.cancelled)]))
    }

    @Test func `a voice is open to parents only where the jongere chose each of them`() {
        let choice = ReaderChoice(readers: [], parents: [Self.id(3)], at: Self.at)
        #expect(choice.isOpen(to: [Self.id(3)]))
        #expect(!choice.isOpen(to: [Self.id(3), Self.id(4)]))
        #expect(!choice.isOpen(to: []))
    }
}
