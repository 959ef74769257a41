// SPDX-License-Identifier: EUPL-1.2
internal import Domain
internal import Encodings
internal import Gateway
internal import HTTP

extension Operations {
    var exchange: [Operation] {
        [
            requestInformation, listRequests, answerRequest, recall, listRecalls, rectify,
            answerRecall, joinCasussen, closeCasus,
        ]
    }

    private var requestInformation: Operation {
        Operation(
            .post, "/v1/casussen/{casus}/informatieverzoeken", "vraagInformatie", .delen,
            "Vraag een andere partner om informatie; dit zegt niets over wat er is",
            body: Shapes.request, success: .json(.created, Shapes.recorded)
        ) { call in
            let root = call.root
            guard
                let reason = InformationRequest.Reason(rawValue: root.needed("reden").text)
            else { throw Problem.fault }
            let input = RequestInput(
                asked: root.needed("aan").taker,
                groups: root.needed("veldgroepen").elements.map(\.veldgroep),
                purpose: root.needed("doel").purpose, reason: reason)
            let answer = try await RequestInformation(region)(
                input, casus: try call.identifier("casus"), by: call.caller, key: call.once)
            return Answer.recorded(answer)
        }
    }

    private var listRequests: Operation {
        Operation(
            .get, "/v1/casussen/{casus}/informatieverzoeken", "lijstInformatieverzoeken", .delen,
            "Wat u vroeg en wat aan u is gevraagd",
            success: .json(.ok, Shapes.page("informatieverzoeken", of: Shapes.requestView))
        ) { call in
            let views = try await ListRequests(region)(
                casus: try call.identifier("casus"), by: call.caller)
            return Answer.json(.ok, .page("informatieverzoeken", views.map(\.json), next: nil))
        }
    }

    private var answerRequest: Operation {
        Operation(
            .post, "/v1/casussen/{casus}/informatieverzoeken/{verzoek}/antwoorden",
            "beantwoordInformatieverzoek", .delen,
            "Beantwoord een verzoek: met wat u aanbood, of met een gewoon nee",
            body: Shapes.requestAnswer, success: .json(.created, Shapes.recorded)
        ) { call in
            let answer = try await AnswerRequest(region)(
                try call.root.requestOutcome, to: try call.identifier("verzoek"),
                casus: try call.identifier("casus"), by: call.caller, key: call.once)
            return Answer.recorded(answer)
        }
    }

    private var recall: Operation {
        Operation(
            .post, "/v1/fragmenten/{fragment}/terugroepingen", "roepTerug", .delen,
            "Roep een fragment terug: wat wacht verdwijnt, wie het heeft moet bevestigen",
            body: Shapes.recall, success: .json(.created, Shapes.recalled)
        ) { call in
            guard let reason = Recall.Reason(rawValue: call.root.needed("reden").text) else {
                throw Problem.fault
            }
            let answer = try await RecallFragment(region)(
                try call.identifier("fragment"), replacement: nil, reason: reason,
                by: call.caller, key: call.once)
            return Answer.recalled(answer)
        }
    }

    private var listRecalls: Operation {
        Operation(
            .get, "/v1/fragmenten/{fragment}/terugroepingen", "lijstTerugroepingen", .delen,
            "Wie bevestigde, en wie nog niet",
            success: .json(.ok, Shapes.page("terugroepingen", of: Shapes.recallView))
        ) { call in
            let views = try await ListRecalls(region)(
                of: try call.identifier("fragment"), by: call.caller)
            return Answer.json(.ok, .page("terugroepingen", views.map(\.json), next: nil))
        }
    }

    private var rectify: Operation {
        Operation(
            .post, "/v1/rectificaties", "rectificeer", .delen,
            "Zet een ander fragment op de plaats van een fragment dat niet klopt",
            body: Shapes.rectification, success: .json(.created, Shapes.recalled)
        ) { call in
            let root = call.root
            let reason = root["reden"].flatMap { Recall.Reason(rawValue: $0.text) }
            let answer = try await RecallFragment(region)(
                root.needed("fragment").identifier,
                replacement: root.needed("vervangend").identifier, reason: reason ?? .wrong,
                by: call.caller, key: call.once)
            return Answer.recalled(answer)
        }
    }

    private var answerRecall: Operation {
        Operation(
            .post, "/v1/terugroepingen/{terugroeping}/bevestigingen", "bevestigTerugroeping",
            .ontvangen, "Bevestig met uw handtekening wat u met het teruggeroepene deed",
            body: Shapes.recallAnswer, success: .json(.created, Shapes.acknowledged)
        ) { call in
            let answer = try await AnswerRecall(region)(
                try call.identifier("terugroeping"),
                answer: Array(call.root.needed("bevestiging").text.utf8), by: call.caller,
                key: call.once)
            return Answer.created([("logregel", answer.receipts[0].json)])
        }
    }

    private var joinCasussen: Operation {
        Operation(
            .post, "/v1/casussen/{casus}/samenvoegingen", "voegSamen", .casussen,
            "Laat een andere casus over hetzelfde kind in deze opgaan", body: Shapes.joining,
            success: .json(.created, Shapes.joined)
        ) { call in
            let input = JoinInput(
                gone: call.root.needed("casus").identifier,
                persons: call.root.needed("personen").elements.map {
                    ($0.needed("id").identifier, $0.needed("andere").identifier)
                })
            let answer = try await JoinCasussen(region)(
                input, into: try call.identifier("casus"), by: call.caller, key: call.once)
            return Answer.created([
                ("logregel", answer.receipts[0].json),
                ("vernietiging", answer.receipts[1].json),
            ])
        }
    }

    private var closeCasus: Operation {
        Operation(
            .post, "/v1/casussen/{casus}/afsluiting", "sluitCasus", .casussen,
            "Sluit de casus: de sleutel en alles wat eronder lag worden vernietigd",
            body: Shapes.closing, success: .json(.created, Shapes.closed)
        ) { call in
            guard let reason = ClosingReason(rawValue: call.root.needed("reden").text) else {
                throw Problem.fault
            }
            let answer = try await CloseCasus(region)(
                reason, casus: try call.identifier("casus"), by: call.caller, key: call.once)
            return Answer.created([
                ("status", "gesloten"), ("logregel", answer.receipts[0].json),
                ("vernietiging", answer.receipts[1].json),
            ])
        }
    }
}

extension Answer {
    /// As `Shapes.recorded` says.
    fileprivate static func recorded(_ answer: Answered<RandomID>) -> Response {
        created([("id", .string(answer.value.hex)), ("logregel", answer.receipts[0].json)])
    }

    /// As `Shapes.recalled` says.
    fileprivate static func recalled(_ answer: Answered<RecallView>) -> Response {
        created([
            ("id", .string(answer.value.id.hex)),
            ("vernietigdeEnveloppen", .integer(Int64(answer.value.destroyedCount))),
            ("ontvangenEnveloppen", .integer(Int64(answer.value.receivedCount))),
            ("logregel", answer.receipts[0].json),
        ])
    }
}

extension Body.Value {
    /// - Throws: `.invalidRequest` where a fragment is missing or too much.
    fileprivate var requestOutcome: RequestOutcome {
        get throws(Problem) {
            switch (needed("uitkomst").text, self["fragment"]) {
            case ("aangeboden", let fragment?): return .offered(fragment.identifier)
            case ("nee", nil): return .no
            case ("niet-nodig", nil): return .notNeeded
            default:
                throw .invalidRequest([
                    .init(pointer: "/fragment", reason: "hoort alleen bij aangeboden")
                ])
            }
        }
    }
}

extension RequestView {
    /// As `Shapes.requestView` says.
    fileprivate var json: JSON {
        JSON([
            ("id", .string(id.hex)),
            ("richting", isOwn ? "gesteld" : "ontvangen"),
            ("partner", .string(other.partner.text)),
            ("rol", .string(other.role.text)),
            ("veldgroepen", .texts(groups.map(\.text))),
            ("doel", .string(purpose.text)),
            ("reden", .string(reason.rawValue)),
            ("gevraagdOp", .string(at.rfc3339)),
            ("status", .string(status)),
        ])
    }
}

extension RecallShown {
    /// As `Shapes.recallView` says.
    fileprivate var json: JSON {
        var members: [(String, JSON)] = [
            ("id", .string(id.hex)),
            ("soort", replacement == nil ? "terugroeping" : "rectificatie"),
        ]
        if let replacement { members.append(("vervangend", .string(replacement.hex))) }
        members += [
            ("reden", .string(reason.rawValue)), ("op", .string(at.rfc3339)),
            ("ontvangers", .array(receivers.map(\.json))),
            ("openstaand", .integer(Int64(receivers.count { $0.outcome == nil }))),
        ]
        return JSON(members)
    }
}

extension RecallShown.Receiver {
    fileprivate var json: JSON {
        var members: [(String, JSON)] = [
            ("partner", .string(partner.text)), ("rol", .string(role.text)),
        ]
        if let outcome { members.append(("uitkomst", .string(outcome.rawValue))) }
        if let at { members.append(("bevestigdOp", .string(at.rfc3339))) }
        return JSON(members)
    }
}
