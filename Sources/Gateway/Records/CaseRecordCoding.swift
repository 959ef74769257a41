// SPDX-License-Identifier: EUPL-1.2
package import Domain
internal import Encodings

extension CaseRecord {
    /// The canonical bytes to seal; the record's id stands in its row (a place has one of its own).
    package var bytes: [UInt8] { bytes(taken: nil) }

    /// The same with how the act was taken beside it.
    package func bytes(taken evidence: ActEvidence?) -> [UInt8] {
        var out = RecordWriter()
        write(to: &out)
        evidence?.write(to: &out)
        return out.bytes
    }

    private func write(to out: inout RecordWriter) {
        switch self {
        case .participant(let place):
            out.add("plaats", place.id.hex)
            out.add("partner", place.partner.text)
            out.add("rol", place.role.text)
            out.add("doel", place.purpose.text)
            out.add("voor", place.groups.sorted().map(\.text))
            out.add("status", place.status.rawValue)
            out.add("door", place.invitedBy.text)
            out.add("op", place.at.rfc3339)
            out.add("gebruiker", optional: place.user)
            if place.isDirectlyInvolved { out.add("directBetrokken", true) }
            out.add("genoemdVoor", optional: place.namedFor?.rawValue)
            if place.isAnonymous { out.add("anoniem", true) }
        case .gezag(let fact):
            out.add("soort", fact.soort.rawValue)
            out.add("houders", fact.holders.map(\.hex))
            out.add("bron", fact.bron.rawValue)
            out.add("peildatum", fact.peildatum.description)
            out.add("ots", fact.ondertoezichtstelling.rawValue)
            out.add("door", fact.recordedBy.text)
            out.add("op", fact.recordedAt.rfc3339)
        case .question(let question):
            out.add("personen", question.persons.sorted().map(\.hex))
            out.add("betreft", optional: question.about?.hex)
            out.add("bereik", question.scope.json)
            out.add("op", question.at.rfc3339)
        case .answer(let answer):
            out.add("vraag", answer.question.hex)
            out.add("persoon", answer.person.hex)
            out.add("antwoord", answer.answer.rawValue)
            out.add("op", answer.at.rfc3339)
        case .hearing(let hearing):
            out.add("bereik", hearing.scope.json)
            out.add("akkoord", hearing.agrees)
            out.add("op", hearing.at.rfc3339)
        case .bericht(let notice):
            out.add("personen", notice.persons.sorted().map(\.hex))
            out.add("soort", notice.soort.rawValue)
            out.add("betreft", optional: notice.about?.hex)
            out.add("bereik", notice.scope.json)
            out.add("op", notice.at.rfc3339)
        case .consent(let consent, let evidence): Self.write(consent, evidence, to: &out)
        case .withdrawal(let withdrawal):
            out.add("toestemming", withdrawal.consent.hex)
            out.add("door", withdrawal.recordedBy.text)
            out.add("op", withdrawal.at.rfc3339)
        case .objection(let objection):
            out.add("persoon", objection.person.hex)
            out.add("betreft", optional: objection.about?.hex)
            objection.scope.write(to: &out)
            out.add("op", objection.at.rfc3339)
        case .weighing(let weighing):
            out.add("over", weighing.act.hex)
            out.add("gaatDoor", weighing.continues)
            out.add("op", weighing.at.rfc3339)
        case .life(let record): record.write(to: &out)
        case .work(let record): record.write(to: &out)
        case .safety(let record): record.write(to: &out)
        case .plan(let record): record.write(to: &out)
        case .exchange(let record): record.write(to: &out)
        case .joined(let casus): out.add("casus", casus.hex)
        }
    }

    /// Reads back what `bytes` wrote.
    ///
    /// - Throws: `.notCanonical`, or `.malformed` with the member's name.
    package init(kind: Kind, id: RandomID, bytes: [UInt8]) throws(RecordError) {
        let row = try RecordReader(bytes)
        switch kind {
        case .participant:
            self = .participant(
                Participant(
                    id: try row.identifier("plaats"), partner: try row.partner("partner"),
                    role: try row.value("rol") { RoleCode($0) },
                    purpose: try row.value("doel") { PurposeCode($0) },
                    groups: Set(try row.values("voor") { VeldgroepCode($0) }),
                    status: try row.value("status") { ParticipantStatus(rawValue: $0) },
                    invitedBy: try row.partner("door"), at: try row.instant("op"),
                    user: row.optionalText("gebruiker"),
                    isDirectlyInvolved: row.optionalFlag("directBetrokken") ?? false,
                    namedFor: try row.optional("genoemdVoor") {
                        Participant.Arrangement(rawValue: $0)
                    }, isAnonymous: row.optionalFlag("anoniem") ?? false))
        case .gezag:
            let fact = GezagFact(
                id: id, soort: try row.value("soort") { GezagSoort(rawValue: $0) },
                holders: try row.identifiers("houders"),
                bron: try row.value("bron") { GezagBron(rawValue: $0) },
                peildatum: try row.date("peildatum"),
                ondertoezichtstelling: try row.value("ots") { Ondertoezichtstelling(rawValue: $0) },
                recordedBy: try row.partner("door"), recordedAt: try row.instant("op"))
            self = .gezag(try Self.valid(fact, "houders"))
        case .question:
            let question = Question(
                id: id, persons: Set(try row.identifiers("personen")),
                about: try row.optionalIdentifier("betreft"),
                scope: try Scope(reading: row.object("bereik")), at: try row.instant("op"))
            self = .question(try Self.valid(question, "personen"))
        case .answer:
            self = .answer(
                QuestionAnswer(
                    id: id, question: try row.identifier("vraag"),
                    person: try row.identifier("persoon"),
                    answer: try row.value("antwoord") { QuestionAnswer.Answer(rawValue: $0) },
                    at: try row.instant("op")))
        case .hearing:
            self = .hearing(
                Hearing(
                    id: id, scope: try Scope(reading: row.object("bereik")),
                    agrees: try row.flag("akkoord"), at: try row.instant("op")))
        case .bericht:
            let notice = Bericht(
                id: id, persons: Set(try row.identifiers("personen")),
                soort: try row.value("soort") { Bericht.Soort(rawValue: $0) },
                about: try row.optionalIdentifier("betreft"),
                scope: try Scope(reading: row.object("bereik")), at: try row.instant("op"))
            self = .bericht(try Self.valid(notice, "personen"))
        case .consent: self = try Self.consent(id, row)
        case .withdrawal:
            self = .withdrawal(
                Withdrawal(
                    id: id, consent: try row.identifier("toestemming"),
                    at: try row.instant("op"), recordedBy: try row.partner("door")))
        case .objection:
            self = .objection(
                Bezwaar(
                    id: id, person: try row.identifier("persoon"),
                    about: try row.optionalIdentifier("betreft"),
                    scope: try ObjectionScope(reading: row), at: try row.instant("op")))
        case .weighing:
            self = .weighing(
                Weighing(
                    act: try row.identifier("over"), continues: try row.flag("gaatDoor"),
                    at: try row.instant("op")))
        case .meeting, .seatAnswer, .attendance, .caseload, .visit, .readers, .meetingReminder,
            .agendaItem:
            self = .work(try Self.valid(WorkRecord(kind: kind, row), "soort"))
        case .emergency, .emergencyUse, .emergencyReview, .secondPerson, .withholding,
            .withholdingReview, .youthViewChoice, .sourceViewChoice, .protectionWeighing:
            self = .safety(try SafetyRecord(kind: kind, id: id, row: row))
        case .parentException, .incapacity, .restriction, .restrictionLifted, .agreement, .lapse,
            .reconfirmation:
            self = .life(try LifeRecord(kind: kind, id: id, row))
        case .planEdition, .planAgreement, .planAsked, .planProgress:
            self = .plan(try Self.valid(try PlanRecord(kind, id: id, row), "soort"))
        case .informationRequest, .requestAnswer, .recall, .recallAnswer:
            self = .exchange(try Self.valid(try ExchangeRecord(kind, id: id, row), "soort"))
        case .joined: self = .joined(try row.identifier("casus"))
        }
    }

    static func valid<T>(_ value: T?, _ member: String) throws(RecordError) -> T {
        guard let value else { throw .malformed(member: member) }
        return value
    }
}

extension Scope {
    /// The scope as an object of a stored record or a log line.
    var json: JSON {
        var out = RecordWriter()
        out.add("bron", source.text)
        out.add("ontvanger", recipient.text)
        out.add("rol", optional: recipientRole?.text)
        out.add("doel", purpose.text)
        out.add("veldgroepen", groups.sorted().map(\.text))
        return out.json
    }

    init(reading row: RecordReader) throws(RecordError) {
        let scope = Scope(
            source: try row.partner("bron"), recipient: try row.partner("ontvanger"),
            recipientRole: try row.optional("rol") { RoleCode($0) },
            purpose: try row.value("doel") { PurposeCode($0) },
            groups: Set(try row.values("veldgroepen") { VeldgroepCode($0) }))
        guard let scope else { throw .malformed(member: "bereik") }
        self = scope
    }
}
