// SPDX-License-Identifier: EUPL-1.2
internal import Domain
internal import Encodings
internal import Gateway
internal import HTTP

extension Operations {
    var life: [Operation] {
        [
            receiptOfConsent, listRenewals, recordAgreement, listAgreements, restrict,
            listRestrictions, liftRestriction, recordException, listExceptions,
            recordIncapacity, listIncapacities,
        ]
    }

    private var receiptOfConsent: Operation {
        Operation(
            .get, "/v1/toestemmingen/{toestemming}/ontvangstbewijs", "ontvangstbewijs", .familie,
            "Het getekende ontvangstbewijs van een toestemming die u vastlegde",
            success: .json(.ok, Shapes.receiptOfConsent)
        ) { call in
            let receipt = try await ConsentReceipts(region)(
                try call.identifier("toestemming"), by: call.caller)
            return Answer.json(.ok, ["ontvangstbewijs": .string(receipt)])
        }
    }

    private var listRenewals: Operation {
        Operation(
            .get, "/v1/hernieuwingen", "lijstHernieuwingen", .familie,
            "Toestemmingen die vervielen en die u opnieuw moet vragen, uit al uw casussen",
            query: Operation.QueryParameter.paging,
            success: .json(.ok, Shapes.page("hernieuwingen", of: Shapes.renewal))
        ) { call in
            let page = try await CaseLists(region).renewals(
                after: try call.query.cursor(), count: call.query.count, by: call.caller)
            return Answer.json(
                .ok, .page("hernieuwingen", page.items.map(\.json), next: page.next))
        }
    }

    // MARK: Overeenstemming

    private var recordAgreement: Operation {
        recording(
            "/v1/casussen/{casus}/overeenstemmingen", "legOvereenstemmingVast",
            "Leg vast of iemand instemt met het handelingsdeel van een ontwikkelingsperspectief",
            body: Shapes.agreement
        ) { call in
            let root = call.root
            return .life(
                .agreement(
                    person: root.needed("persoon").identifier, opp: root.needed("opp").text,
                    words: root["woorden"]?.text,
                    agreed: root.needed("besluit").text == "gegeven",
                    at: root.needed("gegevenOp").instant))
        }
    }

    private var listAgreements: Operation {
        Operation(
            .get, "/v1/casussen/{casus}/overeenstemmingen", "lijstOvereenstemmingen", .familie,
            "Wat van uw ontwikkelingsperspectieven is gevonden",
            success: .json(.ok, Shapes.page("overeenstemmingen", of: Shapes.agreementView))
        ) { call in
            let views = try await CaseLists(region).agreements(
                of: try call.identifier("casus"), by: call.caller)
            let items = views.map {
                JSON(
                    [
                        ("id", .string($0.id.hex)), ("persoon", .string($0.person.hex)),
                        ("opp", .string($0.opp)), ("akkoord", .bool($0.agreed)),
                        ("gegevenOp", .string($0.at.rfc3339)),
                    ] + ($0.evidence?.members ?? []))
            }
            return Answer.json(.ok, .page("overeenstemmingen", items, next: nil))
        }
    }

    // MARK: Beperking

    private var restrict: Operation {
        recording(
            "/v1/casussen/{casus}/beperkingen", "stelBeperkingIn",
            "Zet stil wat een bron geeft (AVG 18); elke deelnemer legt dit vast",
            body: Shapes.restriction
        ) { call in
            let root = call.root
            return .life(
                .restriction(
                    source: root["bron"]?.partner, recipient: root["ontvanger"]?.partner,
                    purpose: root["doel"]?.purpose,
                    groups: root["veldgroepen"].map { Set($0.elements.map(\.veldgroep)) },
                    at: root.needed("ingesteldOp").instant))
        }
    }

    private var listRestrictions: Operation {
        Operation(
            .get, "/v1/casussen/{casus}/beperkingen", "lijstBeperkingen", .familie,
            "Beperkingen die u vastlegde of die gelden voor wat u geeft",
            success: .json(.ok, Shapes.page("beperkingen", of: Shapes.restrictionView))
        ) { call in
            let views = try await CaseLists(region).restrictions(
                of: try call.identifier("casus"), by: call.caller)
            return Answer.json(.ok, .page("beperkingen", views.map(\.json), next: nil))
        }
    }

    private var liftRestriction: Operation {
        recording(
            "/v1/casussen/{casus}/beperkingen/{beperking}/opheffingen", "hefBeperkingOp",
            "Hef een beperking op van wat u geeft", body: Shapes.restrictionLift
        ) { call in
            .life(
                .restrictionLift(
                    of: try call.identifier("beperking"),
                    at: call.root.needed("opgehevenOp").instant))
        }
    }

    // MARK: Who decides

    private var recordException: Operation {
        recording(
            "/v1/casussen/{casus}/uitzonderingen", "legUitzonderingVast",
            "Leg vast waarom samen beslissen met ouders goede hulp in de weg staat",
            body: Shapes.exception
        ) { call in
            let root = call.root
            return .life(
                .exception(
                    root.needed("bereik").scope,
                    weighed: root.needed("afgewogen").elements.map(\.identifier),
                    motivation: root.needed("motivering").text,
                    at: root.needed("vastgesteldOp").instant))
        }
    }

    private var listExceptions: Operation {
        Operation(
            .get, "/v1/casussen/{casus}/uitzonderingen", "lijstUitzonderingen", .familie,
            "Uw uitzonderingen, zonder de motivering",
            success: .json(.ok, Shapes.page("uitzonderingen", of: Shapes.exceptionView))
        ) { call in
            let views = try await CaseLists(region).exceptions(
                of: try call.identifier("casus"), by: call.caller)
            let items = views.map {
                JSON([
                    ("id", .string($0.id.hex)), ("bereik", $0.scope.json),
                    ("afgewogen", .texts($0.weighed.map(\.hex))),
                    ("vastgesteldOp", .string($0.at.rfc3339)),
                ])
            }
            return Answer.json(.ok, .page("uitzonderingen", items, next: nil))
        }
    }

    private var recordIncapacity: Operation {
        recording(
            "/v1/casussen/{casus}/wilsonbekwaamheid", "legWilsonbekwaamheidVast",
            "Leg vast of de jongere het eigen belang kan beoordelen", body: Shapes.incapacity
        ) { call in
            let root = call.root
            return .life(
                .incapacity(
                    since: root.needed("sinds").date,
                    isEnded: root.needed("uitkomst").text == "wilsbekwaam",
                    representative: root["vertegenwoordiger"]?.identifier,
                    motivation: root.needed("motivering").text,
                    at: root.needed("vastgesteldOp").instant))
        }
    }

    private var listIncapacities: Operation {
        Operation(
            .get, "/v1/casussen/{casus}/wilsonbekwaamheid", "lijstWilsonbekwaamheid", .familie,
            "Wat u daarover vastlegde, zonder de motivering",
            success: .json(.ok, Shapes.page("wilsonbekwaamheid", of: Shapes.incapacityView))
        ) { call in
            let views = try await CaseLists(region).incapacities(
                of: try call.identifier("casus"), by: call.caller)
            return Answer.json(.ok, .page("wilsonbekwaamheid", views.map(\.json), next: nil))
        }
    }
}

extension RestrictionView {
    fileprivate var json: JSON {
        var members: [(String, JSON)] = [
            ("id", .string(id.hex)), ("bron", .string(scope.source.text)),
        ]
        if let recipient = scope.recipient {
            members.append(("ontvanger", .string(recipient.text)))
        }
        if let purpose = scope.purpose { members.append(("doel", .string(purpose.text))) }
        if let groups = scope.groups {
            members.append(("veldgroepen", .texts(groups.sorted().map(\.text))))
        }
        return JSON(members + [("ingesteldOp", .string(at.rfc3339))])
    }
}

extension IncapacityView {
    fileprivate var json: JSON {
        var members: [(String, JSON)] = [
            ("id", .string(id.hex)),
            ("uitkomst", .string(isEnded ? "wilsbekwaam" : "wilsonbekwaam")),
            ("sinds", .string(since.description)),
        ]
        if let representative {
            members.append(("vertegenwoordiger", .string(representative.hex)))
        }
        return JSON(members + [("vastgesteldOp", .string(at.rfc3339))])
    }
}

extension RenewalView {
    fileprivate var json: JSON {
        var members: [(String, JSON)] = [
            ("id", .string(id.hex)), ("casus", .string(casus.hex)),
            ("toestemming", .string(consent.hex)), ("persoon", .string(person.hex)),
        ]
        if let about { members.append(("betreft", .string(about.hex))) }
        return JSON(
            members + [
                ("bereik", scope.json), ("ontbreekt", .texts(missing.map(\.hex))),
                ("reden", .string(reason)),
                ("vervallenOp", .string(since.rfc3339)),
            ])
    }
}
