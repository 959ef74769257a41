// SPDX-License-Identifier: EUPL-1.2
import Domain
import Encodings
import Gateway
import HTTP
import PartnerClient
import Testing

@Suite(.serialized, .loopbackRegion)
struct SafetyTests {
    /// A complete break-glass (E2) of the school for the team.
    static func emergency(_ made: LoopbackCase) -> JSON {
        [
            "reden": "E2",
            "ontvanger": ["partner": .string(made.team.id.text), "rol": "gezinswerker"],
            "veldgroepen": ["C6.incident"], "motivering": "Zwijgen schaadt Noor.",
            "waaromGeenToestemming": "Vragen is gevaarlijk.", "collega": "de intern begeleider",
            "tijdstip": made.now, "gezinInformeren": ["besluit": "nu"],
        ]
    }

    @Test func `a retry gets the same record, and one that falls short says what it lacks`()
        async throws
    {
        let region = try #require(LoopbackRegion.current)
        let made = try await LoopbackCase.withTeam(region, "-nood")
        let path = "\(made.path)/noodverstrekkingen"
        let body = Self.emergency(made)
        let first = try HandMade.post(path, body, by: made.school, key: "nood-1")
            .send(over: made.school)
        let again = try HandMade.post(path, body, by: made.school, key: "nood-1")
            .send(over: made.school)
        #expect(first.status == .created)
        #expect(
            try JSON(parsing: first.body)["id"]?.string
                == JSON(parsing: again.body)["id"]?.string)
        #expect(try JSON(parsing: first.body)["volledig"]?.bool == true)

        let short = try made.school.post(path, ["reden": "E2"])
        #expect(short["volledig"]?.bool == false)
        #expect(
            short["ontbreekt"]?.array?.compactMap(\.string) == [
                "collega", "gezin-informeren", "motivering", "ontvanger", "tijdstip",
                "veldgroepen", "waarom-geen-toestemming",
            ])
        let listed = try made.school.get(path)["noodverstrekkingen"]?.array ?? []
        #expect(listed.count == 2)
        // No text of a record comes back.
        let text = String(decoding: try made.school.get(path).serialized(), as: UTF8.self)
        #expect(!text.contains("Zwijgen"))
        // The recipient learns nothing of it.
        let theirs = try #require(try made.casusOfTeam)
        let others = try made.team.get("/v1/casussen/\(theirs)/noodverstrekkingen")
        #expect(others["noodverstrekkingen"]?.array?.isEmpty == true)
        let foreign = try made.team.session().post(
            "/v1/casussen/\(theirs)/noodverstrekkingen/\(listed[0]["id"]?.string ?? "")"
                + "/beoordelingen", ["uitkomst": "terecht", "bevinding": "Prima."])
        #expect(foreign.status == .notFound)
        let read = try made.team.session().get(
            "/v1/casussen/\(theirs)/noodverstrekkingen/\(listed[0]["id"]?.string ?? "")")
        #expect(read.status == .notFound)
    }

    @Test func `under the rules that ship a complete record opens its groups, and only those`()
        async throws
    {
        let region = try #require(LoopbackRegion.current)
        let made = try await LoopbackCase.withTeam(region, "-regels")
        func offer(_ group: String, _ content: JSON) throws -> JSON {
            try made.school.post(
                "\(made.path)/fragmenten",
                [
                    "categorie": "C6", "doel": "P7", "inhoud": JSON([(group, content)]),
                    "ontvangers": [
                        ["partner": .string(made.team.id.text), "rol": "gezinswerker"]
                    ],
                ])["uitkomsten"]?[0]?["uitkomst"] ?? "niets"
        }
        let incident: JSON = [
            "datum": .string(made.today.description), "incident": "Iets ernstigs.",
        ]
        #expect(try offer("C6.incident", incident).string == "geweigerd")
        try made.school.post("\(made.path)/noodverstrekkingen", Self.emergency(made))
        #expect(try offer("C6.incident", incident).string == "aangeboden")
        #expect(
            try offer("C6.observatie", ["observatie": "Iets anders."]).string == "geweigerd")
        let inbox = try #require(try made.team.get("/v1/postvak?aantal=100")["berichten"]?.array)
        let item = try #require(inbox.last { $0["soort"]?.string == "envelop" })
        let body: JSON = ["envelop": item["envelop"] ?? ""]
        #expect(try made.team.session().post("/v1/verstrekkingen", body).status == .created)
        // Once; and the log holds together.
        #expect(try made.team.session().post("/v1/verstrekkingen", body).status == .notFound)
        #expect(try await region.region.replay().differing.isEmpty)
    }

    @Test func `a fragment is withheld from the moment of the offer`() async throws {
        let region = try #require(LoopbackRegion.current)
        let made = try await LoopbackCase.withTeam(region, "-afscherming")
        var fragment = try #require(made.fragment().object)
        fragment["afgeschermd"] = [
            "motivering": "Veiligheid.",
            "herbeoordelenOp": .string(made.today.adding(days: 20).description),
        ]
        let answer = try made.school.post("\(made.path)/fragmenten", .object(fragment))
        let id = try #require(answer["afscherming"]?.string)
        let duties = answer["uitkomsten"]?[0]?["verplichtingen"]?.array?.compactMap(\.string)
        #expect(duties?.contains("zichtbaarheid-ouders") == true)
        let path = "\(made.path)/afschermingen"
        var listed = try #require(try made.school.get(path)["afschermingen"]?[0])
        #expect(listed["id"]?.string == id)
        #expect(listed["volledig"]?.bool == false)
        #expect(
            Set(listed["van"]?.array?.compactMap(\.string) ?? []) == [made.mother, made.father])
        let confirmed = try made.school.session(as: "zorgcoordinator", user: "medewerker-2").post(
            "\(path)/\(id)/bevestigingen", ["als": "aandachtsfunctionaris"])
        #expect(confirmed.status == .created)
        listed = try #require(try made.school.get(path)["afschermingen"]?[0])
        #expect(listed["volledig"]?.bool == true)
        let both = try made.school.session().post(
            path, ["fragment": answer["id"] ?? "", "envelop": answer["id"] ?? ""])
        #expect(both.status == .badRequest)
    }
}
