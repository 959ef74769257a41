// SPDX-License-Identifier: EUPL-1.2
import Domain
import Encodings
import HTTP
import PartnerClient
import Testing

/// The own voice of a jongere goes to whom the jongere chose; a consult without a name tells of nobody.
@Suite(.serialized, .loopbackRegion)
struct VoiceTests {
    private static func choice(_ made: LoopbackCase, _ readers: [LoopbackPartner]) -> JSON {
        [
            "lezers": .array(
                readers.map {
                    ["partner": .string($0.id.text), "rol": .string($0.role.text)]
                }),
            "gekozenOp": made.now, "kanaal": "gesprek",
            "tekst": ["versie": "1", "sha256": .string(String(repeating: "cd", count: 32))],
        ]
    }

    private static func offer(_ made: LoopbackCase) throws -> JSON {
        let answer = try made.school.post(
            "\(made.path)/fragmenten",
            [
                "categorie": "C12", "doel": "P14",
                "inhoud": ["C12.verhaal": ["verhaal": .string(LoopbackCase.canary)]],
                "ontvangers": [
                    ["partner": .string(made.team.id.text), "rol": .string(made.team.role.text)]
                ],
            ])
        return try #require(answer["uitkomsten"]?[0])
    }

    @Test func `a reader who is no longer chosen finds the waiting envelope gone, at once`()
        async throws
    {
        let region = try #require(LoopbackRegion.current)
        let made = try await LoopbackCase.withTeam(region, "-lezer")
        var consent = try #require(made.consent.object)
        consent["persoon"] = .string(made.pupil)
        consent["bereik"] = [
            "ontvanger": ["partner": .string(made.team.id.text), "rol": "gezinswerker"],
            "doel": "P14", "veldgroepen": ["C12.verhaal"],
        ]
        try made.school.post("\(made.path)/toestemmingen", .object(consent))
        #expect(try Self.offer(made)["uitkomst"]?.string == "geweigerd", "nobody was chosen")
        try made.school.post("\(made.path)/lezerskeuzen", Self.choice(made, [made.team]))
        let outcome = try Self.offer(made)
        #expect(outcome["uitkomst"]?.string == "aangeboden", "\(outcome)")
        #expect(outcome["verplichtingen"]?.array?.contains("zichtbaarheid-ouders") == true)
        let inbox = try #require(try made.team.get("/v1/postvak?aantal=100")["berichten"]?.array)
        let envelope = try #require(
            inbox.last { $0["soort"]?.string == "envelop" }?["envelop"]?.string)
        try made.school.post("\(made.path)/lezerskeuzen", Self.choice(made, []))
        let gone = try made.team.session().post(
            "/v1/verstrekkingen", ["envelop": .string(envelope)])
        #expect(gone.status == .notFound)
        let after = try #require(try made.team.get("/v1/postvak?aantal=100")["berichten"]?.array)
        let notice = try #require(after.last)
        #expect(notice["soort"]?.string == "intrekking")
        #expect(notice["envelop"]?.string == envelope)
        #expect(
            !after.contains {
                $0["soort"]?.string == "envelop" && $0["envelop"]?.string == envelope
            })
        #expect(try Self.offer(made)["uitkomst"]?.string == "geweigerd")
    }

    @Test func `a consult without a name goes while it tells of nobody, with words of caution`()
        async throws
    {
        let region = try #require(LoopbackRegion.current)
        let made = try await LoopbackCase.withTeam(region, "-anoniem")
        func offer(_ text: String, anonymous: Bool = true) throws -> JSON {
            try made.school.post(
                "\(made.path)/fragmenten",
                [
                    "categorie": "C6", "doel": "P1", "anoniem": .bool(anonymous),
                    "inhoud": ["C6.observatie": ["observatie": .string(text)]],
                    "ontvangers": [
                        ["partner": .string(made.team.id.text), "rol": "gezinswerker"]
                    ],
                ])
        }
        let good = try offer("Een leerling is sinds kort stil. De vader is overleden.")
        #expect(good["uitkomsten"]?[0]?["uitkomst"]?.string == "aangeboden", "\(good)")
        let codes = good["waarschuwingen"]?.array?.compactMap { $0["code"]?.string }
        #expect(codes == ["beschrijving", "bijzonder"])
        let born = made.today.adding(years: -13).adding(days: -120)
        for text in [
            "Het meisje heet \(LoopbackCase.canary).", "Geboren op \(born).", "Zit in 3vmbo-b.",
            "Bel moeder op 06-12345678.",
        ] {
            let refused = try offer(text)
            let outcome = refused["uitkomsten"]?[0]
            #expect(outcome?["uitkomst"]?.string == "geweigerd", "\(text)")
            #expect(outcome?["redenen"]?[0]?["code"]?.string == "verbod", "\(text)")
            #expect(refused["waarschuwingen"]?.array?.isEmpty == false)
            let said = String(decoding: refused.serialized(), as: UTF8.self)
            #expect(!said.contains(LoopbackCase.canary) && !said.contains("\(born)"))
        }
        let named = try offer("Een leerling is stil.", anonymous: false)
        #expect(named["uitkomsten"]?[0]?["uitkomst"]?.string == "geweigerd")
        #expect(named["waarschuwingen"] == nil)
    }
}
