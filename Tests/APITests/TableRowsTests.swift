// SPDX-License-Identifier: EUPL-1.2
import Domain
import Encodings
import HTTP
import PartnerClient
import Testing

/// Rows that open only around a meeting or a visit, played from invitation to collection.
@Suite(.serialized, .loopbackRegion)
struct TableRowsTests {
    private static func newest(_ partner: LoopbackPartner, _ kind: String) throws -> JSON {
        let inbox = try partner.get("/v1/postvak?aantal=100")["berichten"]?.array ?? []
        return try #require(inbox.last { $0["soort"]?.string == kind })
    }

    private static func accept(_ partner: LoopbackPartner) throws {
        let item = try newest(partner, "uitnodiging")
        let path = "/v1/casussen/\(item["casus"]?.string ?? "")/deelnemers"
        try partner.post(
            "\(path)/\(item["deelnemer"]?.string ?? "")/antwoorden", ["antwoord": "aanvaard"])
    }

    private static func collect(_ partner: LoopbackPartner) throws -> Status {
        let envelope = try newest(partner, "envelop")["envelop"]?.string ?? ""
        return try partner.session().post(
            "/v1/verstrekkingen", ["envelop": .string(envelope)]
        ).status
    }

    private static func fragment(
        _ category: String, _ purpose: String, _ content: JSON, _ partner: LoopbackPartner
    ) -> JSON {
        [
            "categorie": .string(category), "doel": .string(purpose), "inhoud": content,
            "ontvangers": [
                ["partner": .string(partner.id.text), "rol": .string(partner.role.text)]
            ],
        ]
    }

    private static func invitation(
        _ made: LoopbackCase, _ partner: LoopbackPartner, _ purpose: String, _ group: String
    ) throws -> JSON {
        var body = try #require(made.invitation.object)
        body["partner"] = .string(partner.id.text)
        body["rol"] = .string(partner.role.text)
        body["doel"] = .string(purpose)
        body["voor"] = [.string(group)]
        return .object(body)
    }

    @Test func `a participant of a meeting is invited and told in its window, and not outside it`()
        async throws
    {
        let region = try #require(LoopbackRegion.current)
        let made = try await LoopbackCase.withTeam(region, "-venster")
        let care = try await LoopbackPartner.join(
            region, "gemeente/jgz-venster", .jgz, role: "jeugdarts")
        let bereik: JSON = [
            "ontvanger": ["partner": .string(care.id.text), "rol": "jeugdarts"], "doel": "P6",
            "veldgroepen": ["C6.observatie", "C1.identificatie"],
        ]
        for (path, body) in [
            ("vragen-aan-ouders", made.question), ("hoorgesprekken", made.hearing),
            ("toestemmingen", made.consent),
        ] {
            var scoped = try #require(body.object)
            scoped["bereik"] = bereik
            try made.school.post("\(made.path)/\(path)", .object(scoped))
        }
        let invitation = try Self.invitation(made, care, "P6", "C6.observatie")
        func invite() throws -> Status {
            try made.school.session().post("\(made.path)/deelnemers", invitation).status
        }
        #expect(try invite() == .forbidden, "there is no meeting")
        let planned = try made.school.post(
            "\(made.path)/overleggen",
            [
                "wanneer": .string(region.clock.now().adding(days: 10).rfc3339),
                "deelnemers": [
                    [
                        "partner": .string(care.id.text), "rol": "jeugdarts",
                        "reden": "slaap en belasting",
                    ]
                ],
            ])
        let path = "\(made.path)/overleggen/\(planned["id"]?.string ?? "")"
        func askParents() throws {
            try made.school.post(
                "\(path)/ouderkeuze",
                [
                    "gevraagdAan": [.string(made.mother), .string(made.father)],
                    "gevraagdOp": made.now, "kanaal": "gesprek",
                ])
        }
        try askParents()
        #expect(try invite() == .forbidden, "ten days is too early")
        try made.school.post(
            "\(path)/versies",
            ["wanneer": .string(region.clock.now().adding(days: 7).rfc3339)])
        #expect(try invite() == .forbidden, "parents were not asked for this time")
        try askParents()
        #expect(try invite() == .created)
        try Self.accept(care)
        try made.school.post(
            "\(made.path)/fragmenten",
            Self.fragment("C6", "P6", ["C6.observatie": ["observatie": "Is moe."]], care))
        try made.school.post("\(path)/versies", ["status": "afgezegd"])
        #expect(try Self.collect(care) == .notFound, "called off: nothing goes to its table")
    }

    @Test func `an address opens within the visit, and shuts when it is called off`() async throws {
        let region = try #require(LoopbackRegion.current)
        let made = try await LoopbackCase.withTeam(region, "-thuis")
        let home = try await LoopbackPartner.join(
            region, "flex/school-thuis", .school, role: "leerkracht")
        let bereik: JSON = [
            "ontvanger": ["partner": .string(home.id.text), "rol": "leerkracht"], "doel": "P1",
            "veldgroepen": ["C1.adres", "C1.identificatie", "C4.niveau"],
        ]
        try made.school.post(
            "\(made.path)/berichten",
            [
                "aan": [.string(made.mother), .string(made.father)], "soort": "verstrekking",
                "bereik": bereik, "gegevenOp": made.now, "kanaal": "brief",
            ])
        var invitation = try #require(
            try Self.invitation(made, home, "P1", "C1.adres").object)
        invitation["genoemdVoor"] = "flexarrangement"
        func invite() throws -> Status {
            try made.school.session().post(
                "\(made.path)/deelnemers", .object(invitation)
            ).status
        }
        #expect(try invite() == .forbidden, "no visit is planned")
        let visit = try made.school.post(
            "\(made.path)/bezoeken",
            [
                "bezoeker": ["partner": .string(home.id.text), "rol": "leerkracht"],
                "van": made.now,
                "tot": .string(region.clock.now().adding(days: 1).rfc3339),
            ])
        #expect(try invite() == .created)
        try Self.accept(home)
        let address = Self.fragment(
            "C1", "P1", ["C1.adres": ["adres": .string(LoopbackCase.canary)]], home)
        try made.school.post("\(made.path)/fragmenten", address)
        #expect(try Self.collect(home) == .created)
        try made.school.post("\(made.path)/fragmenten", address)
        try made.school.post(
            "\(made.path)/bezoeken/\(visit["id"]?.string ?? "")/afzeggingen", [:])
        #expect(try Self.collect(home) == .notFound)
        let later = try made.school.post("\(made.path)/fragmenten", address)
        #expect(later["uitkomsten"]?[0]?["redenen"]?[0]?["code"]?.string == "geen-relatie")
    }
}
