// SPDX-License-Identifier: EUPL-1.2
internal import Domain
internal import Encodings
internal import Gateway
internal import HTTP
internal import OpenSSL

extension Operations {
    var catalogue: [Operation] {
        [
            Operation(
                .get, "/v1/catalogus", "leesCatalogus", .catalogus,
                "Categorieën, veldgroepen, doelen en rollen die nu gelden",
                success: .json(.ok, Shapes.catalogue)
            ) { call in
                try await region.checked(call.caller)
                return Answer.json(.ok, region.rules.json)
            }
        ]
    }

    var casus: [Operation] {
        [
            openCasus, listCasussen, readCasus, invite, listParticipants, answerInvitation,
        ]
    }

    private var openCasus: Operation {
        Operation(
            .post, "/v1/casussen", "openCasus", .casussen, "Open een casus over één kind",
            body: Shapes.openCasus,
            success: .json(.created, Shapes.openedCasus)
        ) { call in
            let persons = call.root.needed("personen").elements.compactMap {
                Aanduiding(rawValue: $0.needed("aanduiding").text)
            }
            let answer = try await OpenCasus(region)(
                born: call.root.needed("geboortedatum").date, persons: persons, by: call.caller,
                key: call.once)
            return Answer.created(
                answer.value.members + [("logregel", answer.receipts[0].json)])
        }
    }

    private var listCasussen: Operation {
        Operation(
            .get, "/v1/casussen", "lijstCasussen", .casussen, "Uw casussen",
            query: Operation.QueryParameter.paging,
            success: .json(.ok, Shapes.page("casussen", of: Shapes.casus))
        ) { call in
            let page = try await CaseLists(region).casussen(
                after: try call.query.cursor(), count: call.query.count, by: call.caller)
            return Answer.json(
                .ok, .page("casussen", page.items.map { JSON($0.members) }, next: page.next))
        }
    }

    private var readCasus: Operation {
        Operation(
            .get, "/v1/casussen/{casus}", "leesCasus", .casussen, "Eén casus",
            success: .json(.ok, Shapes.casus)
        ) { call in
            let view = try await CaseLists(region).casus(
                try call.identifier("casus"), by: call.caller)
            return Answer.json(.ok, JSON(view.members))
        }
    }

    private var invite: Operation {
        Operation(
            .post, "/v1/casussen/{casus}/deelnemers", "nodigDeelnemerUit", .casussen,
            "Nodig een partner uit, met één verzegelde C1.identificatie", body: Shapes.invite,
            success: .json(.created, Shapes.invited)
        ) { call in
            guard let body = call.body else { throw Problem.fault }
            let identification = call.root["identificatie"].map {
                InvitationInput.Identification(
                    text: body.bytes, index: body.index, node: $0.node,
                    submission: call.submission)
            }
            guard (identification == nil) == (call.root["anoniem"]?.bool ?? false) else {
                throw Problem.invalidRequest([
                    .init(pointer: "", reason: "heeft identificatie nodig, of anoniem")
                ])
            }
            let input = InvitationInput(
                addressee: Addressee(
                    partner: call.root.needed("partner").partner,
                    role: call.root.needed("rol").role),
                purpose: call.root.needed("doel").purpose,
                regime: call.root["regime"].flatMap { Regime(rawValue: $0.text) },
                groups: Set(call.root.needed("voor").elements.map(\.veldgroep)),
                isDirectlyInvolved: call.root["directBetrokken"]?.bool ?? false,
                namedFor: call.root["genoemdVoor"].flatMap {
                    Participant.Arrangement(rawValue: $0.text)
                },
                isWithoutBeschikking: call.root["beschikkingsvrij"]?.bool ?? false,
                identification: identification)
            let answer = try await Invite(region, random: random)(
                input, casus: try call.identifier("casus"), by: call.caller, key: call.once)
            var members: [(String, JSON)] = [
                ("id", .string(answer.value.participant.hex)), ("status", "uitgenodigd"),
            ]
            if let outcome = answer.value.outcome {
                members.append(
                    (
                        "uitkomst",
                        outcome.json(permitted: "aangeboden", receipt: answer.receipts[0])
                    ))
            }
            members.append(("logregel", answer.receipts[1].json))
            return Answer.created(members)
        }
    }

    private var listParticipants: Operation {
        Operation(
            .get, "/v1/casussen/{casus}/deelnemers", "lijstDeelnemers", .casussen,
            "Deelnemers: de bron ziet allen, een ander zichzelf",
            success: .json(.ok, Shapes.page("deelnemers", of: Shapes.participant))
        ) { call in
            let views = try await CaseLists(region).participants(
                of: try call.identifier("casus"), by: call.caller)
            let items = views.map {
                JSON([
                    ("id", .string($0.id.hex)),
                    ("partner", .string($0.partner.text)),
                    ("rol", .string($0.role.text)),
                    ("doel", .string($0.purpose.text)),
                    ("status", .string($0.status.rawValue)),
                    ("uitgenodigdOp", .string($0.invited.rfc3339)),
                ])
            }
            return Answer.json(.ok, .page("deelnemers", items, next: nil))
        }
    }

    private var answerInvitation: Operation {
        Operation(
            .post, "/v1/casussen/{casus}/deelnemers/{deelnemer}/antwoorden",
            "beantwoordUitnodiging", .casussen, "Aanvaard of weiger een uitnodiging",
            body: Shapes.answerInvitation, success: .json(.created, Shapes.answeredInvitation)
        ) { call in
            let answer = try await AnswerInvitation(region)(
                try call.identifier("deelnemer"),
                accepts: call.root.needed("antwoord").text == "aanvaard",
                casus: try call.identifier("casus"), by: call.caller, key: call.once)
            return Answer.created([
                ("status", .string(answer.value.rawValue)),
                ("logregel", answer.receipts[0].json),
            ])
        }
    }
}

extension RuleSet {
    /// The catalogue, purposes and roles, as `Shapes.catalogue` says.
    fileprivate var json: JSON {
        JSON([
            ("beleid", .string(Hex.encode(version.bytes))),
            ("categorieen", .array(catalogue.categories.map(\.json))),
            (
                "doelen",
                .array(
                    purposes.purposes.map {
                        ["code": .string($0.code.text), "naam": .string($0.name)]
                    })
            ),
            (
                "rollen",
                .array(
                    roles.roles.map {
                        [
                            "code": .string($0.code.text), "naam": .string($0.name),
                            "partnertypen": .texts($0.partnerTypes.map(\.rawValue)),
                        ]
                    })
            ),
        ])
    }
}

extension Catalogue.Category {
    fileprivate var json: JSON {
        var members: [(String, JSON)] = [
            ("code", .string(code.text)), ("naam", .string(name)),
            ("uitleg", .string(explanation)),
        ]
        if let ttlDays { members.append(("ttlDagen", .integer(Int64(ttlDays)))) }
        members.append(
            (
                "veldgroepen",
                .array(
                    groups.map { group in
                        [
                            "code": .string(group.code.text), "naam": .string(group.name),
                            "gevoeligheid": .integer(Int64(group.sensitivity)),
                            "velden": .array(
                                group.fields.map { field in
                                    [
                                        "naam": .string(field.name),
                                        "soort": .string(field.kind.name),
                                        "verplicht": .bool(field.isRequired),
                                    ]
                                }),
                        ]
                    })
            ))
        return JSON(members)
    }
}
