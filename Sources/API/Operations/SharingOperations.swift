// SPDX-License-Identifier: EUPL-1.2
internal import Domain
internal import Encodings
internal import Gateway
internal import HTTP

extension Operations {
    var sharing: [Operation] { [askDecision, offerFragment, listFragments] }

    private var askDecision: Operation {
        Operation(
            .post, "/v1/casussen/{casus}/beslissingen", "vraagBeslissing", .delen,
            "Mag ik dit delen? Alleen voor uw eigen ogen, en vastgelegd", body: Shapes.decision,
            success: .json(.created, Shapes.decisions)
        ) { call in
            let root = call.root
            let input = DecisionInput(
                category: root.needed("categorie").category, purpose: root.needed("doel").purpose,
                groups: Set(root.needed("veldgroepen").elements.map(\.veldgroep)),
                regime: root["regime"].flatMap { Regime(rawValue: $0.text) },
                isNecessary: root["noodzakelijk"]?.bool ?? false,
                isAnonymous: root["anoniem"]?.bool ?? false,
                isWithoutBeschikking: root["beschikkingsvrij"]?.bool ?? false,
                addressees: root.addressees)
            let answer = try await AskDecision(region)(
                input, casus: try call.identifier("casus"), by: call.caller, key: call.once)
            return Answer.created([
                ("uitkomsten", outcomes(answer.value, answer.receipts, permitted: "toegestaan"))
            ])
        }
    }

    private var offerFragment: Operation {
        Operation(
            .post, "/v1/casussen/{casus}/fragmenten", "biedFragmentAan", .delen,
            "Bied een fragment aan; per ontvanger en per veldgroep wordt beslist",
            body: Shapes.fragment, success: .json(.created, Shapes.offered)
        ) { call in
            guard let body = call.body else { throw Problem.fault }
            let root = call.root
            let input = FragmentInput(
                category: root.needed("categorie").category, purpose: root.needed("doel").purpose,
                regime: root["regime"].flatMap { Regime(rawValue: $0.text) },
                isNecessary: root["noodzakelijk"]?.bool ?? false,
                betrokkenen: root["betrokkenen"]?.elements.map(\.identifier) ?? [],
                isAnonymous: root["anoniem"]?.bool ?? false,
                isWithoutBeschikking: root["beschikkingsvrij"]?.bool ?? false,
                addressees: root.addressees,
                withholding: root["afgeschermd"]?.withholdingAtOffer, text: body.bytes,
                index: body.index,
                content: root.needed("inhoud").node, submission: call.submission)
            let answer = try await OfferFragment(region, random: random)(
                input, casus: try call.identifier("casus"), by: call.caller, key: call.once)
            return Answer.created(
                [
                    ("id", .string(answer.value.fragment.hex)),
                    (
                        "uitkomsten",
                        outcomes(answer.value.outcomes, answer.receipts, permitted: "aangeboden")
                    ),
                ] + (answer.value.withholding.map { [("afscherming", .string($0.hex))] } ?? [])
                    + warnings(answer.value.warnings))
        }
    }

    private var listFragments: Operation {
        Operation(
            .get, "/v1/casussen/{casus}/fragmenten", "lijstFragmenten", .delen,
            "Fragmenten die u aanbood",
            success: .json(.ok, Shapes.page("fragmenten", of: Shapes.fragmentView))
        ) { call in
            let views = try await CaseLists(region).fragments(
                of: try call.identifier("casus"), by: call.caller)
            let items = views.map {
                JSON([
                    ("id", .string($0.id.hex)),
                    ("categorie", .string($0.category.text)),
                    ("doel", .string($0.purpose.text)),
                    ("aangebodenOp", .string($0.offered.rfc3339)),
                    ("verlooptOp", .string($0.expires.rfc3339)),
                ])
            }
            return Answer.json(.ok, .page("fragmenten", items, next: nil))
        }
    }

    private func warnings(_ warnings: [AnonymityWarning]) -> [(String, JSON)] {
        guard !warnings.isEmpty else { return [] }
        let items = warnings.map {
            JSON([("code", .string($0.rawValue)), ("tekst", .string($0.text))])
        }
        return [("waarschuwingen", .array(items))]
    }

    private func outcomes(
        _ records: [OutcomeRecord], _ receipts: [Receipt], permitted word: String
    ) -> JSON {
        .array(
            zip(records, receipts).map { record, receipt in
                record.json(permitted: word, receipt: receipt)
            })
    }
}

extension Body.Value {
    /// The recipients, each once, in the order given.
    fileprivate var addressees: [Addressee] {
        var seen: Set<Addressee> = []
        return needed("ontvangers").elements.compactMap {
            let addressee = Addressee(
                partner: $0.needed("partner").partner, role: $0.needed("rol").role)
            return seen.insert(addressee).inserted ? addressee : nil
        }
    }
}
