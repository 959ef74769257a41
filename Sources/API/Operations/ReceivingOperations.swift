// SPDX-License-Identifier: EUPL-1.2
internal import Domain
internal import Encodings
internal import Gateway
internal import HTTP
internal import OpenSSL

extension Operations {
    var receiving: [Operation] { [readInbox, collect, acknowledge] }

    private var readInbox: Operation {
        Operation(
            .get, "/v1/postvak", "leesPostvak", .ontvangen,
            "Uw postvak: alleen kenmerken, nooit inhoud",
            query: Operation.QueryParameter.paging + [.wait],
            success: .json(.ok, Shapes.page("berichten", of: Shapes.message))
        ) { call in
            let page = try await Inbox(region)(
                after: try call.query.cursor(), count: call.query.count,
                waitSeconds: call.query.integer("wacht", default: 0), by: call.caller)
            return Answer.json(
                .ok, .page("berichten", page.items.map(\.json), next: page.next))
        }
    }

    private var collect: Operation {
        Operation(
            .post, "/v1/verstrekkingen", "haalOp", .ontvangen,
            "Haal een envelop op: opnieuw beslist, eerst vastgelegd, dan gegeven",
            body: Shapes.collect, success: .json(.created, Shapes.disclosure), problems: ["410"]
        ) { call in
            let answer = try await Collect(region)(
                call.root.needed("envelop").identifier, by: call.caller, key: call.once)
            let receipt = answer.receipts[0]
            return Answer.created([
                ("envelop", .string(String(decoding: answer.value.envelope, as: UTF8.self))),
                ("blad", .string(Base64.encode(receipt.leaf))),
                ("ontvangstzout", .string(Base64.encode(answer.value.receiptSalt.bytes))),
                ("bewijs", .string(String(decoding: receipt.proof, as: UTF8.self))),
                ("afgifte", .string(String(decoding: answer.value.releaseNote, as: UTF8.self))),
            ])
        }
    }

    private var acknowledge: Operation {
        Operation(
            .post, "/v1/verstrekkingen/{verstrekking}/ontvangstbevestigingen", "bevestigOntvangst",
            .ontvangen, "Bevestig met uw handtekening dat u de envelop kreeg",
            body: Shapes.acknowledgement, success: .json(.created, Shapes.acknowledged)
        ) { call in
            let answer = try await Acknowledge(region)(
                try call.identifier("verstrekking"),
                acknowledgement: Array(call.root.needed("bevestiging").text.utf8),
                by: call.caller, key: call.once)
            return Answer.created([("logregel", answer.receipts[0].json)])
        }
    }
}

extension InboxItem {
    /// As `Shapes.message` says.
    fileprivate var json: JSON {
        var members: [(String, JSON)] = [
            ("id", .string(id.hex)), ("soort", .string(kind.word)),
            ("datum", .string(created.rfc3339)),
        ]
        if let casus { members.append(("casus", .string(casus.hex))) }
        if let envelope { members.append(("envelop", .string(envelope.hex))) }
        if let expires { members.append(("verlooptOp", .string(expires.rfc3339))) }
        if let participant { members.append(("deelnemer", .string(participant.hex))) }
        if let fragment { members.append(("fragment", .string(fragment.hex))) }
        if let meeting { members.append(("overleg", .string(meeting.hex))) }
        if let visit { members.append(("bezoek", .string(visit.hex))) }
        if let request { members.append(("verzoek", .string(request.hex))) }
        if let former { members.append(("vervallenCasus", .string(former.hex))) }
        if let recall { members.append(("terugroeping", .string(recall.hex))) }
        return JSON(members)
    }
}

extension MessageKind {
    fileprivate var word: String {
        switch self {
        case .envelop: "envelop"
        case .uitnodiging: "uitnodiging"
        case .intrekking: "intrekking"
        case .terugroeping: "terugroeping"
        case .rectificatie: "rectificatie"
        case .opnieuwAanbieden: "opnieuw-aanbieden"
        case .vraag: "vraag"
        case .ontvangstOnbekend: "ontvangst-onbekend"
        case .informatieverzoek: "informatieverzoek"
        case .bericht: "bericht"
        case .overleg: "overleg"
        case .overlegHerinnering: "overleg-herinnering"
        case .bezoek: "bezoek"
        case .planGewijzigd: "plan-gewijzigd"
        case .planTeLaat: "plan-te-laat"
        case .verzoekBeantwoord: "verzoek-beantwoord"
        case .terugroepingBeantwoord: "terugroeping-beantwoord"
        case .casusGesloten: "casus-gesloten"
        case .afgeschermd: "afgeschermd"
        case .afschermingOpgeheven: "afscherming-opgeheven"
        case .casusSamengevoegd: "casus-samengevoegd"
        }
    }
}
