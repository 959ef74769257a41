// SPDX-License-Identifier: EUPL-1.2
internal import Domain
internal import Encodings

extension WorkRecord {
    /// Writes the members of the record, but for the id in its row.
    func write(to out: inout RecordWriter) {
        switch self {
        case .meeting(let meeting): Self.write(meeting, to: &out)
        case .seatAnswer(let answer):
            out.add("overleg", answer.meeting.hex)
            out.add("partner", answer.partner.text)
            out.add("rol", answer.role.text)
            out.add("komt", answer.accepts)
            out.add("gebruiker", answer.user)
            out.add("wanneer", answer.heldAt.rfc3339)
            out.add("op", answer.at.rfc3339)
        case .attendance(let question):
            out.add("overleg", question.meeting.hex)
            out.add("gevraagd", question.asked.sorted().map(\.hex))
            out.add(
                "keuzen",
                .array(
                    question.choices.map {
                        [
                            "persoon": .string($0.person.hex),
                            "antwoord": .string($0.answer.rawValue),
                        ]
                    }))
            out.add("kanaal", question.channel.rawValue)
            out.add("wanneer", question.heldAt.rfc3339)
            out.add("op", question.at.rfc3339)
            out.add("door", question.recordedBy.text)
        case .caseload(let row):
            out.add("regel", row.id.hex)
            out.add("partner", row.entry.partner.text)
            out.add("gebruiker", row.entry.user)
            out.add("rol", row.entry.role.text)
            out.add("vanaf", row.entry.since.description)
            out.add("tot", optional: row.entry.until?.description)
            out.add("door", row.recordedBy)
            out.add("op", row.recordedAt.rfc3339)
        case .visit(let planned):
            out.add("bezoek", planned.visit.id.hex)
            out.add("partner", planned.visit.partner.text)
            out.add("rol", planned.visit.role.text)
            out.add("van", planned.visit.from.rfc3339)
            out.add("tot", planned.visit.until.rfc3339)
            out.add("status", planned.status.rawValue)
            out.add("door", planned.recordedBy.text)
            out.add("op", planned.recordedAt.rfc3339)
        case .readers(let choice): Self.write(choice, to: &out)
        case .reminder(let reminder):
            out.add("overleg", reminder.meeting.hex)
            out.add("op", reminder.at.rfc3339)
        case .agenda(let item):
            out.add("overleg", item.meeting.hex)
            out.add("bron", item.source.text)
            out.add("veldgroepen", item.groups.sorted().map(\.text))
            out.add("op", item.at.rfc3339)
        }
    }

    private static func write(_ meeting: MeetingVersion, to out: inout RecordWriter) {
        out.add("overleg", meeting.id.hex)
        out.add("wanneer", meeting.at.rfc3339)
        out.add(
            "plaatsen",
            .array(
                meeting.seats.map {
                    [
                        "partner": .string($0.partner.text), "rol": .string($0.role.text),
                        "reden": .string($0.reason),
                    ]
                }))
        out.add("status", meeting.status.rawValue)
        out.add("agenda", meeting.agenda.sorted().map(\.text))
        out.add("door", meeting.recordedBy.text)
        out.add("op", meeting.recordedAt.rfc3339)
    }

    private static func write(_ record: ReaderChoiceRecord, to out: inout RecordWriter) {
        let readers = record.choice.readers.sorted {
            ($0.partner, $0.role) < ($1.partner, $1.role)
        }
        out.add(
            "lezers",
            .array(
                readers.map {
                    ["partner": .string($0.partner.text), "rol": .string($0.role.text)]
                }))
        out.add("ouders", record.choice.parents.sorted().map(\.hex))
        out.add("samenMet", optional: record.with?.hex)
        out.add("op", record.choice.at.rfc3339)
        out.add("kanaal", record.evidence.channel.rawValue)
        out.add("tekstversie", record.evidence.textVersion)
        out.add("tekst", record.evidence.textDigest)
        out.add("door", record.evidence.recordedBy.text)
    }

    /// Reads a record of one of the kinds of this file; nil for another kind.
    init?(kind: CaseRecord.Kind, _ row: RecordReader) throws(RecordError) {
        switch kind {
        case .meeting: self = .meeting(try Self.meeting(row))
        case .seatAnswer:
            self = .seatAnswer(
                SeatAnswer(
                    meeting: try row.identifier("overleg"), partner: try row.partner("partner"),
                    role: try row.value("rol") { RoleCode($0) }, accepts: try row.flag("komt"),
                    user: try row.text("gebruiker"), heldAt: try row.instant("wanneer"),
                    at: try row.instant("op")))
        case .attendance: self = .attendance(try Self.attendance(row))
        case .caseload:
            self = .caseload(
                CaseloadRecord(
                    id: try row.identifier("regel"),
                    entry: CaseloadEntry(
                        partner: try row.partner("partner"), user: try row.text("gebruiker"),
                        role: try row.value("rol") { RoleCode($0) },
                        since: try row.date("vanaf"),
                        until: try row.optional("tot") { CivilDate(iso: $0) }),
                    recordedBy: try row.text("door"), recordedAt: try row.instant("op")))
        case .visit: self = .visit(try Self.visit(row))
        case .readers: self = .readers(try Self.readers(row))
        case .meetingReminder:
            self = .reminder(
                MeetingReminder(
                    meeting: try row.identifier("overleg"), at: try row.instant("op")))
        case .agendaItem:
            self = .agenda(
                AgendaItem(
                    meeting: try row.identifier("overleg"), source: try row.partner("bron"),
                    groups: Set(try row.values("veldgroepen") { VeldgroepCode($0) }),
                    at: try row.instant("op")))
        default: return nil
        }
    }

    private static func meeting(_ row: RecordReader) throws(RecordError) -> MeetingVersion {
        var seats: [Meeting.Seat] = []
        for item in try row.list("plaatsen") {
            let seat = Meeting.Seat(
                partner: try item.partner("partner"),
                role: try item.value("rol") { RoleCode($0) }, reason: try item.text("reden"))
            guard let seat else { throw .malformed(member: "reden") }
            seats.append(seat)
        }
        return MeetingVersion(
            id: try row.identifier("overleg"), at: try row.instant("wanneer"), seats: seats,
            status: try row.value("status") { Meeting.Status(rawValue: $0) },
            agenda: Set(try row.values("agenda") { VeldgroepCode($0) }),
            recordedBy: try row.partner("door"), recordedAt: try row.instant("op"))
    }

    private static func attendance(_ row: RecordReader) throws(RecordError) -> AttendanceQuestion {
        var choices: [AttendanceQuestion.Choice] = []
        for item in try row.list("keuzen") {
            choices.append(
                AttendanceQuestion.Choice(
                    person: try item.identifier("persoon"),
                    answer: try item.value("antwoord") { QuestionAnswer.Answer(rawValue: $0) }))
        }
        let question = AttendanceQuestion(
            meeting: try row.identifier("overleg"),
            asked: Set(try row.identifiers("gevraagd")), choices: choices,
            channel: try row.value("kanaal") { ConsentEvidence.Channel(rawValue: $0) },
            heldAt: try row.instant("wanneer"), at: try row.instant("op"),
            recordedBy: try row.partner("door"))
        guard let question else { throw .malformed(member: "gevraagd") }
        return question
    }

    private static func visit(_ row: RecordReader) throws(RecordError) -> VisitRecord {
        let visit = Visit(
            id: try row.identifier("bezoek"), partner: try row.partner("partner"),
            role: try row.value("rol") { RoleCode($0) }, from: try row.instant("van"),
            until: try row.instant("tot"))
        guard let visit else { throw .malformed(member: "tot") }
        return VisitRecord(
            visit: visit, status: try row.value("status") { Meeting.Status(rawValue: $0) },
            recordedBy: try row.partner("door"), recordedAt: try row.instant("op"))
    }

    private static func readers(_ row: RecordReader) throws(RecordError) -> ReaderChoiceRecord {
        var readers: Set<ReaderChoice.Reader> = []
        for item in try row.list("lezers") {
            readers.insert(
                ReaderChoice.Reader(
                    partner: try item.partner("partner"),
                    role: try item.value("rol") { RoleCode($0) }))
        }
        return ReaderChoiceRecord(
            choice: ReaderChoice(
                readers: readers,
                parents: Set(try row.identifiers("ouders")),
                at: try row.instant("op")),
            evidence: ConsentEvidence(
                channel: try row.value("kanaal") { ConsentEvidence.Channel(rawValue: $0) },
                textVersion: try row.text("tekstversie"), textDigest: try row.text("tekst"),
                recordedBy: try row.partner("door")),
            with: try row.optionalIdentifier("samenMet"))
    }
}
