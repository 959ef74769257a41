// SPDX-License-Identifier: EUPL-1.2
internal import Domain
internal import Encodings
internal import Gateway
internal import HTTP

extension Operations {
    var family: [Operation] {
        [
            recordGezag, listGezag, askParents, listQuestions, recordAnswer, recordHearing,
            giveNotice, recordConsent, listConsents, withdrawConsent,
            withdrawInCasus, object, weigh,
        ]
    }

    /// An operation that records one fact about a family.
    func recording(
        _ template: StaticString, _ name: String, _ summary: String, body: Schema,
        fact: @escaping @Sendable (Call) throws -> FamilyFact
    ) -> Operation {
        Operation(
            .post, template, name, .familie, summary, body: body,
            success: .json(.created, Shapes.recorded)
        ) { call in
            let answer = try await RecordFamilyFact(region)(
                try fact(call), taken: try call.root.taken,
                casus: try call.identifier("casus"), by: call.caller, key: call.once)
            return Answer.created([
                ("id", .string(answer.value.hex)), ("logregel", answer.receipts[0].json),
            ])
        }
    }

    private var recordGezag: Operation {
        recording(
            "/v1/casussen/{casus}/gezag", "legGezagVast", "Leg vast wie het gezag heeft",
            body: Shapes.gezag
        ) { call in
            let root = call.root
            guard let soort = GezagSoort(rawValue: root.needed("soort").text),
                let bron = GezagBron(rawValue: root.needed("bron").text)
            else { throw Problem.fault }
            let ots = root["ondertoezichtstelling"].flatMap {
                Ondertoezichtstelling(rawValue: $0.text)
            }
            return .gezag(
                soort, holders: root.needed("gezaghouders").elements.map(\.identifier), bron: bron,
                peildatum: root.needed("peildatum").date, ondertoezichtstelling: ots ?? .geen)
        }
    }

    private var listGezag: Operation {
        Operation(
            .get, "/v1/casussen/{casus}/gezag", "lijstGezag", .familie,
            "Wat u over gezag vastlegde",
            success: .json(.ok, Shapes.page("gezag", of: Shapes.gezagFact))
        ) { call in
            let facts = try await CaseLists(region).gezag(
                of: try call.identifier("casus"), by: call.caller)
            let items = facts.map {
                JSON([
                    ("id", .string($0.id.hex)),
                    ("soort", .string($0.soort.rawValue)),
                    ("gezaghouders", .texts($0.holders.map(\.hex))),
                    ("bron", .string($0.bron.rawValue)),
                    ("peildatum", .string($0.peildatum.description)),
                    ("vastgelegdOp", .string($0.recordedAt.rfc3339)),
                ])
            }
            return Answer.json(.ok, .page("gezag", items, next: nil))
        }
    }

    private var askParents: Operation {
        recording(
            "/v1/casussen/{casus}/vragen-aan-ouders", "vraagOuders",
            "Leg een vraag aan ouders of jongere vast", body: Shapes.question
        ) { call in
            .question(
                persons: call.root.needed("gevraagdAan").elements.map(\.identifier),
                about: call.root["betreft"]?.identifier, call.root.needed("bereik").scope,
                at: call.root.needed("gevraagdOp").instant)
        }
    }

    private var listQuestions: Operation {
        Operation(
            .get, "/v1/casussen/{casus}/vragen-aan-ouders", "lijstVragenAanOuders", .familie,
            "Uw vragen met de antwoorden",
            success: .json(.ok, Shapes.page("vragen", of: Shapes.questionView))
        ) { call in
            let views = try await CaseLists(region).questions(
                of: try call.identifier("casus"), by: call.caller)
            return Answer.json(.ok, .page("vragen", views.map(\.json), next: nil))
        }
    }

    private var recordAnswer: Operation {
        recording(
            "/v1/casussen/{casus}/vragen-aan-ouders/{vraag}/antwoorden", "legAntwoordVast",
            "Leg het antwoord van één persoon vast; nee is een gewoon antwoord",
            body: Shapes.questionAnswer
        ) { call in
            guard
                let answer = QuestionAnswer.Answer(rawValue: call.root.needed("antwoord").text)
            else { throw Problem.fault }
            return .answer(
                question: try call.identifier("vraag"),
                person: call.root.needed("persoon").identifier, answer,
                at: call.root.needed("geantwoordOp").instant)
        }
    }

    private var recordHearing: Operation {
        recording(
            "/v1/casussen/{casus}/hoorgesprekken", "legHoorgesprekVast",
            "Leg vast dat de leerling is gehoord", body: Shapes.hearing
        ) { call in
            .hearing(
                call.root.needed("bereik").scope,
                agrees: call.root.needed("uitkomst").text == "ja",
                at: call.root.needed("gehoordOp").instant)
        }
    }

    private var giveNotice: Operation {
        recording(
            "/v1/casussen/{casus}/berichten", "legBerichtVast",
            "Leg vast dat het gezin een bericht kreeg", body: Shapes.bericht
        ) { call in
            guard let soort = Bericht.Soort(rawValue: call.root.needed("soort").text) else {
                throw Problem.fault
            }
            return .notice(
                persons: call.root.needed("aan").elements.map(\.identifier), soort,
                about: call.root["betreft"]?.identifier,
                call.root.needed("bereik").scope, at: call.root.needed("gegevenOp").instant)
        }
    }

    private var recordConsent: Operation {
        Operation(
            .post, "/v1/casussen/{casus}/toestemmingen", "legToestemmingVast", .familie,
            "Leg een toestemming of een weigering van één persoon vast", body: Shapes.consent,
            success: .json(.created, Shapes.recordedConsent)
        ) { call in
            let input = try call.root.consent
            let fact: FamilyFact =
                call.root.needed("besluit").text == "geweigerd"
                ? .refusal(input)
                : .consent(
                    input, until: call.root["geldigTot"]?.date,
                    liftsSecrecy: call.root["heftGeheimOp"]?.bool ?? false)
            let answer = try await RecordFamilyFact(region)(
                fact, casus: try call.identifier("casus"), by: call.caller, key: call.once)
            let receipt = try await ConsentReceipts(region)(answer.value, by: call.caller)
            return Answer.created([
                ("id", .string(answer.value.hex)), ("ontvangstbewijs", .string(receipt)),
                ("logregel", answer.receipts[0].json),
            ])
        }
    }

    private var listConsents: Operation {
        Operation(
            .get, "/v1/casussen/{casus}/toestemmingen", "lijstToestemmingen", .familie,
            "Toestemmingen waarvan u de bron bent",
            success: .json(.ok, Shapes.page("toestemmingen", of: Shapes.consentView))
        ) { call in
            let views = try await CaseLists(region).consents(
                of: try call.identifier("casus"), by: call.caller)
            return Answer.json(.ok, .page("toestemmingen", views.map(\.json), next: nil))
        }
    }

    private var withdrawConsent: Operation {
        Operation(
            .post, "/v1/toestemmingen/{toestemming}/intrekkingen", "trekToestemmingIn", .familie,
            "Trek een toestemming in: dat werkt meteen", body: Shapes.withdrawal,
            success: .json(.created, Shapes.withdrawn)
        ) { call in
            let answer = try await WithdrawConsent(region)(
                try call.identifier("toestemming"), at: call.root.needed("ingetrokkenOp").instant,
                taken: try call.root.taken, by: call.caller, key: call.once)
            var members: [(String, JSON)] = [
                ("id", .string(answer.value.id.hex)),
                ("vernietigdeEnveloppen", .integer(Int64(answer.value.destroyedCount))),
            ]
            let receipt = try await ConsentReceipts(region).ifOwn(
                try call.identifier("toestemming"), by: call.caller)
            if let receipt { members.append(("ontvangstbewijs", .string(receipt))) }
            return Answer.created(members + [("logregel", answer.receipts[0].json)])
        }
    }

    private var withdrawInCasus: Operation {
        Operation(
            .post, "/v1/casussen/{casus}/intrekkingen", "trekAllesIn", .familie,
            "Trek elk ja van een persoon in, voor zover bedoeld; elke deelnemer legt dit vast",
            body: Shapes.withdrawalInCasus, success: .json(.created, Shapes.recorded)
        ) { call in
            let root = call.root
            let input = WithdrawalInput(
                person: root.needed("persoon").identifier, source: root["bron"]?.partner,
                recipient: root["ontvanger"]?.partner, purpose: root["doel"]?.purpose,
                groups: root["veldgroepen"].map { Set($0.elements.map(\.veldgroep)) },
                at: root.needed("ingetrokkenOp").instant, taken: try root.taken)
            let answer = try await WithdrawInCasus(region)(
                input, casus: try call.identifier("casus"), by: call.caller, key: call.once)
            return Answer.created([
                ("id", .string(answer.value.hex)), ("logregel", answer.receipts[0].json),
            ])
        }
    }

    private var object: Operation {
        recording(
            "/v1/casussen/{casus}/bezwaren", "legBezwaarVast", "Leg een bezwaar vast",
            body: Shapes.objection
        ) { call in
            let root = call.root
            return .objection(
                person: root.needed("persoon").identifier,
                about: root["betreft"]?.identifier, source: root["bron"]?.partner,
                recipient: root["ontvanger"]?.partner, purpose: root["doel"]?.purpose,
                groups: root["veldgroepen"].map { Set($0.elements.map(\.veldgroep)) },
                at: root.needed("gemaaktOp").instant)
        }
    }

    private var weigh: Operation {
        recording(
            "/v1/casussen/{casus}/bezwaren/{bezwaar}/afhandelingen", "handelBezwaarAf",
            "Leg vast hoe een bezwaar is afgewogen", body: Shapes.weighing
        ) { call in
            .weighing(
                of: try call.identifier("bezwaar"),
                continues: call.root.needed("uitkomst").text == "ongegrond",
                at: call.root.needed("afgehandeldOp").instant)
        }
    }
}

extension Body.Value {
    /// What was asked and shown, as `Shapes.consent` says.
    fileprivate var consent: ConsentInput {
        get throws {
            let text = needed("tekst")
            guard let channel = ConsentEvidence.Channel(rawValue: needed("kanaal").text) else {
                throw Problem.fault
            }
            let items = try (self["onderdelen"]?.elements ?? []).map { item in
                let group = item.needed("veldgroep").veldgroep
                guard let item = ConsentItem(group: group, words: item.needed("woorden").text)
                else { throw Problem.fault }
                return item
            }
            return ConsentInput(
                person: needed("persoon").identifier, about: self["betreft"]?.identifier,
                scope: needed("bereik").scope, items: Set(items),
                at: needed("gegevenOp").instant, channel: channel,
                textVersion: text.needed("versie").text, textDigest: text.needed("sha256").text)
        }
    }

    /// A scope, as `Shapes.scope` says.
    var scope: ScopeInput {
        let recipient = needed("ontvanger")
        return ScopeInput(
            source: self["bron"]?.partner, recipient: recipient.needed("partner").partner,
            recipientRole: recipient.needed("rol").role, purpose: needed("doel").purpose,
            groups: Set(needed("veldgroepen").elements.map(\.veldgroep)))
    }
}

extension QuestionView {
    fileprivate var json: JSON {
        JSON(
            [
                ("id", .string(id.hex)),
                ("gevraagdAan", .texts(persons.map(\.hex))),
                ("bereik", scope.json),
                ("gevraagdOp", .string(asked.rfc3339)),
            ] + (evidence?.members ?? []) + [
                ("antwoorden", .array(answers.map(\.json)))
            ])
    }
}

extension AnswerView {
    fileprivate var json: JSON {
        JSON(
            [
                ("persoon", .string(answer.person.hex)),
                ("antwoord", .string(answer.answer.rawValue)),
                ("geantwoordOp", .string(answer.at.rfc3339)),
            ] + (evidence?.members ?? []))
    }
}

extension ConsentView {
    fileprivate var json: JSON {
        var members: [(String, JSON)] = [
            ("id", .string(id.hex)),
            ("persoon", .string(person.hex)),
            ("status", .string(status.rawValue)),
            ("volledig", .bool(isComplete)),
            ("bereik", scope.json),
            ("gegevenOp", .string(given.rfc3339)),
            ("kanaal", .string(evidence.channel.rawValue)),
            (
                "tekst",
                [
                    "versie": .string(evidence.textVersion),
                    "sha256": .string(evidence.textDigest),
                ]
            ),
        ]
        if let about { members.append(("betreft", .string(about.hex))) }
        if let until { members.append(("geldigTot", .string(until.description))) }
        if let withdrawnAt {
            let when = ("ingetrokkenOp", JSON.string(withdrawnAt.rfc3339))
            members.append(("intrekking", JSON([when] + (withdrawal?.members ?? []))))
        }
        if let band = evidence.band {
            members.append(("leeftijd", .string(band.rawValue)))
        }
        if let user = evidence.user { members.append(("vastgelegdDoor", .string(user))) }
        return JSON(members)
    }
}
