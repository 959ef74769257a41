// SPDX-License-Identifier: EUPL-1.2
import Domain
import Encodings
import HTTP
import PartnerClient
import Testing

/// Who works within a school, yet for another: its management sees nothing of what is written; and how
/// an answer of the family looks that is not a yes.
@Suite(.serialized, .loopbackRegion)
struct IndependenceTests {
    /// A jeugdondersteuner with an own onderdeel, who opened a casus.
    private static func supporter(
        _ region: LoopbackRegion, _ tag: String
    ) async throws -> (supporter: LoopbackPartner, casus: JSON) {
        let supporter = try await LoopbackPartner.join(
            region, "gemeente/jeugdondersteuning\(tag)", .gemeente, role: "jeugdondersteuner")
        let today = Amsterdam.day(of: region.clock.now())
        let casus = try supporter.post("/v1/casussen", LoopbackCase.openBody(today))
        let persons = try #require(casus["personen"]?.array)
        try supporter.post(
            "/v1/casussen/\(casus["id"]?.string ?? "")/gezag",
            [
                "soort": "GezamenlijkOuderlijkGezag",
                "gezaghouders": .array(persons.dropFirst().compactMap { $0["id"] }),
                "bron": "BRP", "peildatum": .string(today.description),
            ])
        return (supporter, casus)
    }

    @Test func `the management of a school sees nothing of a jeugdondersteuner in its building`()
        async throws
    {
        let region = try #require(LoopbackRegion.current)
        let (supporter, casus) = try await Self.supporter(region, "-ikc")
        let school = try await LoopbackPartner.join(
            region, "ikc/school", .school, role: "schoolleider")
        let path = "/v1/casussen/\(casus["id"]?.string ?? "")"
        // To a teacher of that school, to its management, and to nobody there at all.
        for (partner, role) in [(school, "leerkracht"), (school, "schoolleider")] {
            let answer = try supporter.post(
                "\(path)/fragmenten",
                [
                    "categorie": "C9", "doel": "P4",
                    "inhoud": ["C9.advies": ["advies": .string(LoopbackCase.canary)]],
                    "ontvangers": [
                        ["partner": .string(partner.id.text), "rol": .string(role)]
                    ],
                ])
            #expect(answer["uitkomsten"]?[0]?["uitkomst"]?.string == "geweigerd", "\(role)")
        }
        for role in ["schoolleider", "mentor"] {
            for (list, member) in [
                ("/v1/postvak", "berichten"), ("/v1/casussen", "casussen"),
            ] {
                let items = try school.get(list, as: role)[member]?.array
                #expect(items?.isEmpty == true, "\(list) as \(role)")
            }
            // Whatever it tries by the supporter's own ids.
            for shut in ["", "/fragmenten", "/deelnemers", "/overleggen", "/caseload"] {
                #expect(
                    try school.session(as: role).get(path + shut).status == .notFound, "\(shut)")
            }
            let lines = try school.get("/v1/logregels?aantal=100", as: role)["logregels"]?.array
            for line in try #require(lines) {
                let opened = line["geopend"]?.serialized() ?? []
                let text = String(decoding: opened, as: UTF8.self)
                #expect(!text.contains(supporter.id.text), "\(text)")
                #expect(line["geopend"]?["event"]?["waarde"]?.string != "fragment-aangeboden")
            }
        }
        #expect(try supporter.get("\(path)/fragmenten")["fragmenten"]?.array?.count == 2)
    }

    @Test func `who leads a school knows of a casus only by a place of its own`() async throws {
        let region = try #require(LoopbackRegion.current)
        let made = try await LoopbackCase.withTeam(region, "-leiding")
        _ = try made.offer()
        // Something waits for the mentor too, and stands in the school's log.
        let casussen = try #require(try made.team.get("/v1/casussen")["casussen"]?.array)
        let team = "/v1/casussen/\(casussen.last?["id"]?.string ?? "")"
        try made.team.post(
            "\(team)/fragmenten",
            [
                "categorie": "C9", "doel": "P4", "inhoud": ["C9.bestaan": ["hulpLoopt": true]],
                "ontvangers": [["partner": .string(made.school.id.text), "rol": "mentor"]],
            ])
        func items(_ path: String, _ member: String) throws -> [JSON] {
            let answer = try made.school.session(as: "schoolleider", user: "leider-1").get(path)
            return try #require(try answer.json()[member]?.array)
        }
        for _ in 0..<2 {
            #expect(try items("/v1/casussen", "casussen").isEmpty)
            #expect(try items("/v1/postvak?aantal=100", "berichten").isEmpty)
            // Of the log only what it did itself: it looked, and was refused.
            for line in try items("/v1/logregels?aantal=100", "logregels") {
                let role = line["geopend"]?["source-role"]?["waarde"]?.string
                #expect(role == "schoolleider")
                let event = line["geopend"]?["event"]?["waarde"]?.string ?? ""
                #expect(["log-geraadpleegd", "weigering"].contains(event))
            }
            let leader = try made.school.session(as: "schoolleider", user: "leider-1")
            #expect(try leader.get(made.path).status == .notFound)
            let write = try leader.post(
                "\(made.path)/caseload", ["rol": "schoolleider"])
            #expect(write.status == .notFound, "nobody puts the child in the own caseload unseen")
        }
        try made.school.post(
            "\(made.path)/caseload", ["gebruiker": "leider-1", "rol": "schoolleider"])
        #expect(try items("/v1/casussen", "casussen").count == 1)
        #expect(try items("/v1/postvak?aantal=100", "berichten").isEmpty, "the mentor's stay shut")
        // Others of the school are not led by it: the mentor sees all as before.
        #expect(try made.school.get("/v1/casussen")["casussen"]?.array?.count == 1)
    }

    @Test func `no and later are answers like yes, and the list shows them alike`() async throws {
        let region = try #require(LoopbackRegion.current)
        let (school, team) = try await LoopbackCase.partners(region, "-antwoord")
        let made = try LoopbackCase.open(region, school: school, team: team)
        let question = try school.post("\(made.path)/vragen-aan-ouders", made.question)
        let path = "\(made.path)/vragen-aan-ouders/\(question["id"]?.string ?? "")/antwoorden"
        var shapes: Set<[String]> = []
        for (person, word) in [
            (made.mother, "ja"), (made.father, "nee"), (made.pupil, "later"),
        ] {
            let answer = try school.session().post(
                path,
                [
                    "persoon": .string(person), "antwoord": .string(word),
                    "geantwoordOp": made.now,
                ])
            #expect(answer.status == .created)
            shapes.insert(try #require(try answer.json().object).keys)
        }
        #expect(shapes.count == 1, "nothing tells a no from a yes")
        let listed = try #require(
            try school.get("\(made.path)/vragen-aan-ouders")["vragen"]?[0]?["antwoorden"]?.array)
        #expect(listed.compactMap { $0["antwoord"]?.string } == ["ja", "nee", "later"])
        #expect(Set(listed.map { $0.object?.keys ?? [] }).count == 1)
        // The lines of the log too: nothing but the word differs.
        let lines = try school.get("/v1/logregels?aantal=3")["logregels"]?.array ?? []
        #expect(
            Set(lines.map { $0["geopend"]?["event"]?["waarde"]?.string }) == ["vraag-aan-ouders"])
    }
}
