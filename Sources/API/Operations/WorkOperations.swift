// SPDX-License-Identifier: EUPL-1.2
internal import Domain
internal import Encodings
internal import Gateway
internal import HTTP

/// The work at the table: meetings, caseload, visits, and whom the jongere chose as readers.
extension Operations {
    var work: [Operation] {
        [
            planMeeting, listMeetings, changeMeeting, answerMeeting, recordAttendance,
            remindSeats, bringToMeeting, takeIntoCaseload, listCaseload, endCaseload, planVisit,
            listVisits, cancelVisit, chooseReaders, listReaders,
        ]
    }

    /// An operation that records one act.
    private func recording(
        _ template: StaticString, _ name: String, _ summary: String, body: Schema,
        act: @escaping @Sendable (Call) throws -> WorkAct
    ) -> Operation {
        Operation(
            .post, template, name, .overleg, summary, body: body,
            success: .json(.created, Shapes.recorded)
        ) { call in
            let answer = try await RecordWork(region)(
                try act(call), casus: try call.identifier("casus"), by: call.caller,
                key: call.once)
            return Answer.created([
                ("id", .string(answer.value.hex)), ("logregel", answer.receipts[0].json),
            ])
        }
    }

    /// An operation that lists items of a casus.
    private func listing<Item: Sendable>(
        _ template: StaticString, _ name: String, _ summary: String, _ member: String,
        of shape: Schema, items: @escaping @Sendable (RandomID, Caller) async throws -> [Item],
        json: @escaping @Sendable (Item) -> JSON
    ) -> Operation {
        Operation(
            .get, template, name, .overleg, summary,
            success: .json(.ok, Shapes.page(member, of: shape))
        ) { call in
            let items = try await items(try call.identifier("casus"), call.caller)
            return Answer.json(.ok, .page(member, items.map(json), next: nil))
        }
    }

    // MARK: Meetings

    private var planMeeting: Operation {
        recording(
            "/v1/casussen/{casus}/overleggen", "planOverleg",
            "Plan een casuïstiekoverleg, met per deelnemer waarom", body: Shapes.planMeeting
        ) { call in
            .planMeeting(
                at: call.root.needed("wanneer").instant,
                seats: call.root.needed("deelnemers").seats,
                agenda: call.root["agenda"]?.veldgroepen ?? [])
        }
    }

    private var listMeetings: Operation {
        listing(
            "/v1/casussen/{casus}/overleggen", "lijstOverleggen",
            "Overleggen: de organisator ziet de hele lijst, een genodigde alleen de eigen plaats",
            "overleggen", of: Shapes.meetingView,
            items: { try await WorkLists(region).meetings(of: $0, by: $1) }, json: \.json)
    }

    private var changeMeeting: Operation {
        recording(
            "/v1/casussen/{casus}/overleggen/{overleg}/versies", "wijzigOverleg",
            "Wijzig een overleg of zeg het af; wat niet is genoemd, blijft",
            body: Shapes.changeMeeting
        ) { call in
            .changeMeeting(
                try call.identifier("overleg"), at: call.root["wanneer"]?.instant,
                seats: call.root["deelnemers"]?.seats, agenda: call.root["agenda"]?.veldgroepen,
                isCancelled: call.root["status"] != nil)
        }
    }

    private var answerMeeting: Operation {
        recording(
            "/v1/casussen/{casus}/overleggen/{overleg}/antwoorden", "beantwoordOverleg",
            "Aanvaard of weiger uw plaats in een overleg", body: Shapes.answerInvitation
        ) { call in
            .answerSeat(
                try call.identifier("overleg"),
                accepts: call.root.needed("antwoord").text == "aanvaard")
        }
    }

    private var recordAttendance: Operation {
        recording(
            "/v1/casussen/{casus}/overleggen/{overleg}/ouderkeuze", "legOuderkeuzeVast",
            "Leg vast dat het gezin is gevraagd of het erbij wil zijn, en wat het koos",
            body: Shapes.attendance
        ) { call in
            let choices = try (call.root["keuzen"]?.elements ?? []).map { item in
                guard
                    let answer = QuestionAnswer.Answer(rawValue: item.needed("antwoord").text)
                else { throw Problem.fault }
                return AttendanceQuestion.Choice(
                    person: item.needed("persoon").identifier, answer: answer)
            }
            guard
                let channel = ConsentEvidence.Channel(rawValue: call.root.needed("kanaal").text)
            else { throw Problem.fault }
            return .attendance(
                try call.identifier("overleg"),
                asked: call.root.needed("gevraagdAan").elements.map(\.identifier),
                choices: choices, at: call.root.needed("gevraagdOp").instant, channel)
        }
    }

    private var remindSeats: Operation {
        recording(
            "/v1/casussen/{casus}/overleggen/{overleg}/herinneringen", "herinnerOverleg",
            "Herinner wie nog niet antwoordde; hooguit eens per dag", body: Shapes.nothing
        ) { call in .remind(try call.identifier("overleg")) }
    }

    private var bringToMeeting: Operation {
        recording(
            "/v1/casussen/{casus}/overleggen/{overleg}/agendapunten", "brengAgendapuntIn",
            "Zeg als genodigde welke veldgroepen van uzelf aan tafel komen",
            body: Shapes.agendaItem
        ) { call in
            .agenda(
                try call.identifier("overleg"),
                groups: call.root.needed("veldgroepen").veldgroepen)
        }
    }

    // MARK: Caseload

    private var takeIntoCaseload: Operation {
        recording(
            "/v1/casussen/{casus}/caseload", "neemInCaseload",
            "Leg vast welke van uw eigen medewerkers het kind in de caseload heeft",
            body: Shapes.caseload
        ) { call in
            .caseload(
                user: call.root["gebruiker"]?.text, role: call.root.needed("rol").role,
                since: call.root["vanaf"]?.date)
        }
    }

    private var listCaseload: Operation {
        listing(
            "/v1/casussen/{casus}/caseload", "lijstCaseload",
            "Uw eigen medewerkers met dit kind in de caseload", "caseload",
            of: Shapes.caseloadView,
            items: { try await WorkLists(region).caseload(of: $0, by: $1) }, json: \.json)
    }

    private var endCaseload: Operation {
        recording(
            "/v1/casussen/{casus}/caseload/{regel}/beeindigingen", "beeindigCaseload",
            "Beëindig een regel van uw caseload", body: Shapes.endCaseload
        ) { call in
            .endCaseload(try call.identifier("regel"), until: call.root["tot"]?.date)
        }
    }

    // MARK: Visits

    private var planVisit: Operation {
        recording(
            "/v1/casussen/{casus}/bezoeken", "planBezoek",
            "Plan een bezoek: alleen in die tijd kan een adres worden opgehaald",
            body: Shapes.visit
        ) { call in
            .visit(
                call.root.needed("bezoeker").addressee, from: call.root.needed("van").instant,
                until: call.root.needed("tot").instant)
        }
    }

    private var listVisits: Operation {
        listing(
            "/v1/casussen/{casus}/bezoeken", "lijstBezoeken",
            "Bezoeken die u plande of waar u zelf gaat", "bezoeken", of: Shapes.visitView,
            items: { try await WorkLists(region).visits(of: $0, by: $1) }, json: \.json)
    }

    private var cancelVisit: Operation {
        recording(
            "/v1/casussen/{casus}/bezoeken/{bezoek}/afzeggingen", "zegBezoekAf",
            "Zeg een bezoek af dat u plande", body: Shapes.nothing
        ) { call in .cancelVisit(try call.identifier("bezoek")) }
    }

    // MARK: The own voice

    private var chooseReaders: Operation {
        recording(
            "/v1/casussen/{casus}/lezerskeuzen", "legLezerskeuzeVast",
            "Leg vast wie de jongere koos als lezers van het eigen verhaal; dat werkt meteen",
            body: Shapes.chooseReaders
        ) { call in
            let root = call.root
            guard let channel = ConsentEvidence.Channel(rawValue: root.needed("kanaal").text)
            else { throw Problem.fault }
            return .readers(
                root.needed("lezers").elements.map(\.addressee),
                parents: root["ouders"]?.elements.map(\.identifier) ?? [],
                with: root["samenMet"]?.identifier, at: root.needed("gekozenOp").instant, channel,
                textVersion: root.needed("tekst").needed("versie").text,
                textDigest: root.needed("tekst").needed("sha256").text)
        }
    }

    private var listReaders: Operation {
        listing(
            "/v1/casussen/{casus}/lezerskeuzen", "lijstLezerskeuzen",
            "De keuze die nu geldt, als u die vastlegde", "lezerskeuzen",
            of: Shapes.readersView,
            items: { try await WorkLists(region).readers(of: $0, by: $1) }, json: \.json)
    }
}

extension Body.Value {
    fileprivate var addressee: Addressee {
        Addressee(partner: needed("partner").partner, role: needed("rol").role)
    }

    fileprivate var seats: [SeatInput] {
        elements.map { SeatInput(addressee: $0.addressee, reason: $0.needed("reden").text) }
    }

    fileprivate var veldgroepen: Set<VeldgroepCode> { Set(elements.map(\.veldgroep)) }
}

extension MeetingView {
    /// As `Shapes.meetingView` says.
    fileprivate var json: JSON {
        var members: [(String, JSON)] = [
            ("id", .string(id.hex)), ("wanneer", .string(at.rfc3339)),
            ("status", .string(status.rawValue)),
            ("rol", organised == nil ? "genodigde" : "organisator"),
            ("deelnemers", .array(seats.map(\.json))),
        ]
        guard let organised else { return JSON(members) }
        members.append(
            (
                "agenda",
                .array(
                    organised.agenda.map {
                        [
                            "bron": .string($0.source.text),
                            "veldgroepen": .texts($0.groups.sorted().map(\.text)),
                        ]
                    })
            ))
        if let asked = organised.choiceAsked {
            members.append(("ouderkeuzeGevraagdOp", .string(asked.rfc3339)))
        }
        members.append(
            (
                "ouderkeuzen",
                .array(
                    organised.choices.map {
                        [
                            "persoon": .string($0.person.hex),
                            "antwoord": .string($0.answer.rawValue),
                        ]
                    })
            ))
        if let reminded = organised.reminded {
            members.append(("herinnerdOp", .string(reminded.rfc3339)))
        }
        return JSON(members)
    }
}

extension SeatView {
    fileprivate var json: JSON {
        var members: [(String, JSON)] = [
            ("partner", .string(partner.text)), ("rol", .string(role.text)),
            ("status", .string(status.rawValue)),
        ]
        if let reason { members.append(("reden", .string(reason))) }
        if let answered { members.append(("geantwoordOp", .string(answered.rfc3339))) }
        return JSON(members)
    }
}

extension CaseloadView {
    fileprivate var json: JSON {
        var members: [(String, JSON)] = [
            ("id", .string(id.hex)), ("gebruiker", .string(entry.user)),
            ("rol", .string(entry.role.text)), ("vanaf", .string(entry.since.description)),
        ]
        if let until = entry.until { members.append(("tot", .string(until.description))) }
        return JSON(members)
    }
}

extension VisitView {
    fileprivate var json: JSON {
        JSON([
            ("id", .string(id.hex)),
            (
                "bezoeker",
                ["partner": .string(visit.partner.text), "rol": .string(visit.role.text)]
            ),
            ("van", .string(visit.from.rfc3339)), ("tot", .string(visit.until.rfc3339)),
            ("status", .string(status.rawValue)),
        ])
    }
}

extension ReadersView {
    fileprivate var json: JSON {
        JSON([
            (
                "lezers",
                .array(
                    readers.map {
                        ["partner": .string($0.partner.text), "rol": .string($0.role.text)]
                    })
            ),
            ("ouders", .texts(parents.map(\.hex))), ("gekozenOp", .string(at.rfc3339)),
        ])
    }
}
