// SPDX-License-Identifier: EUPL-1.2
internal import Domain
internal import Encodings
internal import Gateway
internal import HTTP

extension Operations {
    var safety: [Operation] {
        [
            breakGlass, listEmergencies, readEmergency, confirmEmergency, reviewEmergency,
            weighProtection,
            withhold, listWithholdings, readWithholding, confirmWithholding, reviewWithholding,
            chooseYouthView,
            chooseSourceView,
        ]
    }

    /// An operation that records something about safety.
    private func recording(
        _ template: StaticString, _ name: String, _ summary: String, body: Schema,
        input: @escaping @Sendable (Call) throws -> SafetyInput
    ) -> Operation {
        Operation(
            .post, template, name, .veiligheid, summary, body: body,
            success: .json(.created, Shapes.safetyRecorded)
        ) { call in
            let answer = try await RecordSafety(region)(
                try input(call), casus: try call.identifier("casus"), by: call.caller,
                key: call.once)
            return Answer.created(answer.value.members + [("logregel", answer.receipts[0].json)])
        }
    }

    private var breakGlass: Operation {
        recording(
            "/v1/casussen/{casus}/noodverstrekkingen", "legNoodverstrekkingVast",
            "Leg een noodverstrekking vast; wat onvolledig is opent niets", body: Shapes.emergency
        ) { call in
            let root = call.root
            guard let reason = BreakGlass.Reason(rawValue: root.needed("reden").text) else {
                throw Problem.fault
            }
            let inform = root["gezinInformeren"]
            return .emergency(
                EmergencyInput(
                    reason: reason, recipient: root["ontvanger"]?.addressee,
                    groups: Set(root["veldgroepen"]?.elements.map(\.veldgroep) ?? []),
                    motivation: root["motivering"]?.text,
                    whyNoConsent: root["waaromGeenToestemming"]?.text,
                    colleague: root["collega"]?.text, noColleagueReason: root["geenCollega"]?.text,
                    at: root["tijdstip"]?.instant, expires: root["eindigtOp"]?.instant,
                    inform: inform?.needed("besluit").text, informUntil: inform?["tot"]?.date))
        }
    }

    private var listEmergencies: Operation {
        Operation(
            .get, "/v1/casussen/{casus}/noodverstrekkingen", "lijstNoodverstrekkingen",
            .veiligheid, "Uw noodverstrekkingen, zonder de teksten",
            success: .json(.ok, Shapes.page("noodverstrekkingen", of: Shapes.emergencyView))
        ) { call in
            let views = try await SafetyLists(region).emergencies(
                of: try call.identifier("casus"), by: call.caller)
            return Answer.json(.ok, .page("noodverstrekkingen", views.map(\.json), next: nil))
        }
    }

    private var confirmEmergency: Operation {
        recording(
            "/v1/casussen/{casus}/noodverstrekkingen/{nood}/bevestigingen",
            "bevestigNoodverstrekking", "Een tweede persoon van de bron beslist mee",
            body: Shapes.secondPerson
        ) { call in
            .confirmEmergency(try call.identifier("nood"), try call.root.function)
        }
    }

    private var reviewEmergency: Operation {
        recording(
            "/v1/casussen/{casus}/noodverstrekkingen/{nood}/beoordelingen",
            "beoordeelNoodverstrekking", "Beoordeel achteraf, binnen vijf werkdagen",
            body: Shapes.emergencyReview
        ) { call in
            .reviewEmergency(
                try call.identifier("nood"),
                isJustified: call.root.needed("uitkomst").text == "terecht",
                findings: call.root.needed("bevinding").text)
        }
    }

    private var weighProtection: Operation {
        recording(
            "/v1/casussen/{casus}/afwegingen", "legAfwegingVast",
            "Leg de afweging vast om de Raad voor de Kinderbescherming in te lichten",
            body: Shapes.protectionWeighing
        ) { call in
            let root = call.root
            let inform = root.needed("gezinInformeren")
            guard
                let decision = InformDecision(
                    word: inform.needed("besluit").text, until: inform["tot"]?.date)
            else {
                throw UseCaseFailure.invalid([
                    .init("/gezinInformeren/tot", "hoort bij later en niet, en alleen daarbij")
                ])
            }
            return .weighing(
                recipient: root.needed("ontvanger").addressee,
                groups: Set(root.needed("veldgroepen").elements.map(\.veldgroep)),
                motivation: root.needed("motivering").text, at: root.needed("tijdstip").instant,
                inform: decision)
        }
    }

    private var withhold: Operation {
        recording(
            "/v1/casussen/{casus}/afschermingen", "schermAf",
            "Scherm regels af voor ouders of jongere; dat werkt meteen", body: Shapes.withholding
        ) { call in
            let root = call.root
            let subjects: [WithholdingInput.Subject] = [
                (root["fragment"]?.identifier).map { .fragment($0) },
                (root["envelop"]?.identifier).map { .envelope($0) },
                (root["noodverstrekking"]?.identifier).map { .pointer($0) },
            ].compactMap(\.self)
            guard subjects.count == 1, let subject = subjects.first else {
                throw UseCaseFailure.invalid([
                    .init("", "noem precies één fragment, envelop of noodverstrekking")
                ])
            }
            return .withhold(
                WithholdingInput(
                    subject: subject, from: root["van"]?.elements.map(\.identifier),
                    motivation: root["motivering"]?.text, review: root["herbeoordelenOp"]?.date))
        }
    }

    private var listWithholdings: Operation {
        Operation(
            .get, "/v1/casussen/{casus}/afschermingen", "lijstAfschermingen", .veiligheid,
            "Afschermingen waarvan u de bron bent, zonder de teksten",
            success: .json(.ok, Shapes.page("afschermingen", of: Shapes.withholdingView))
        ) { call in
            let views = try await SafetyLists(region).withholdings(
                of: try call.identifier("casus"), by: call.caller)
            return Answer.json(.ok, .page("afschermingen", views.map(\.json), next: nil))
        }
    }

    private var confirmWithholding: Operation {
        recording(
            "/v1/casussen/{casus}/afschermingen/{afscherming}/bevestigingen",
            "bevestigAfscherming", "Een tweede persoon van de bron beslist mee",
            body: Shapes.secondPerson
        ) { call in
            .confirmWithholding(try call.identifier("afscherming"), try call.root.function)
        }
    }

    private var reviewWithholding: Operation {
        recording(
            "/v1/casussen/{casus}/afschermingen/{afscherming}/beoordelingen",
            "beoordeelAfscherming", "Verleng een afscherming of hef haar op",
            body: Shapes.withholdingReview
        ) { call in
            let root = call.root
            let until = root["tot"]?.date
            guard (root.needed("besluit").text == "verlengen") == (until != nil) else {
                throw UseCaseFailure.invalid([
                    .init("/tot", "hoort bij verlengen, en alleen daarbij")
                ])
            }
            return .reviewWithholding(
                try call.identifier("afscherming"), until: until,
                motivation: root.needed("motivering").text)
        }
    }

    private var chooseYouthView: Operation {
        recording(
            "/v1/casussen/{casus}/inzagekeuzes", "legInzagekeuzeVast",
            "Leg vast of de jongere van 16 of 17 een ouder laat meelezen",
            body: Shapes.youthChoice
        ) { call in
            .youthChoice(
                parent: call.root.needed("ouder").identifier, isOpen: call.root.needed("open").bool,
                at: call.root.needed("gekozenOp").instant, try call.root.taken)
        }
    }

    private var chooseSourceView: Operation {
        recording(
            "/v1/casussen/{casus}/inzage-instellingen", "stelInzageIn",
            "Kies wie uw eigen regels mag zien, waar de wet dat aan u laat",
            body: Shapes.sourceChoice
        ) { call in
            guard let reader = SourceViewChoice.Reader(rawValue: call.root.needed("lezer").text)
            else { throw Problem.fault }
            return .sourceChoice(reader, isOpen: call.root.needed("open").bool)
        }
    }
}

extension Body.Value {
    fileprivate var addressee: Addressee {
        Addressee(partner: needed("partner").partner, role: needed("rol").role)
    }

    /// As what a second person decides, as `Shapes.secondPerson` says.
    fileprivate var function: SecondPerson.Function {
        get throws {
            guard let function = SecondPerson.Function(rawValue: needed("als").text) else {
                throw Problem.fault
            }
            return function
        }
    }

    /// As `Shapes.withholdingAtOffer` says.
    var withholdingAtOffer: WithholdingAtOffer {
        WithholdingAtOffer(
            from: self["van"]?.elements.map(\.identifier), motivation: self["motivering"]?.text,
            review: self["herbeoordelenOp"]?.date)
    }
}

extension SafetyOutcome {
    fileprivate var members: [(String, JSON)] {
        var members: [(String, JSON)] = [
            ("id", .string(id.hex)), ("volledig", .bool(isComplete)),
            ("ontbreekt", .texts(shortcomings)), ("tweedePersoonNodig", .bool(needsSecond)),
        ]
        if let expires { members.append(("eindigtOp", .string(expires.rfc3339))) }
        if let due { members.append(("uiterlijk", .string(due.description))) }
        return members
    }
}

extension EmergencyView {
    fileprivate var json: JSON { JSON(members) }

    var members: [(String, JSON)] {
        var members: [(String, JSON)] = [
            ("id", .string(id.hex)), ("reden", .string(reason.rawValue)),
            ("vastgelegdOp", .string(recorded.rfc3339)), ("ontbreekt", .texts(shortcomings)),
            ("tweedePersoonNodig", .bool(awaitsSecond)),
        ]
        if let expires { members.append(("eindigtOp", .string(expires.rfc3339))) }
        members.append(("beoordelenVoor", .string(reviewDue.description)))
        members.append(("beoordeeld", .bool(isReviewed)))
        return members
    }
}

extension WithholdingView {
    fileprivate var json: JSON { JSON(members) }

    var members: [(String, JSON)] {
        [
            ("id", .string(id.hex)), ("over", .string(subject.hex)),
            ("van", .texts(from.map(\.hex))), ("sinds", .string(since.rfc3339)),
            ("volledig", .bool(isComplete)), ("uiterlijk", .string(due.description)),
            ("teLaat", .bool(isOverdue)), ("opgeheven", .bool(isLifted)),
        ]
    }
}
