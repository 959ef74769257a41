// SPDX-License-Identifier: EUPL-1.2
import Domain
import Encodings
import Foundation
import Gateway
import HTTP
import PartnerClient
import Testing

/// The plan over the API: versions, agreement, its term, and who sees it at all.
@Suite(.serialized, .loopbackRegion)
struct PlanTests {
    private static func plan(
        _ made: LoopbackCase, read: Int64, steps: [JSON]? = nil, author: JSON? = nil
    ) -> JSON {
        var members: [(String, JSON)] = [
            ("gelezenVersie", .integer(read)),
            (
                "deelnemers",
                [
                    ["partner": .string(made.school.id.text), "rol": "mentor"],
                    ["partner": .string(made.team.id.text), "rol": "gezinswerker"],
                ]
            ),
            (
                "stappen",
                .array(
                    steps ?? [
                        [
                            "eigenaar": [
                                "partner": .string(made.team.id.text), "rol": "gezinswerker",
                            ], "uiterlijk": .string(made.today.adding(days: 14).description),
                            "status": "open",
                        ],
                        ["eigenaar": ["persoon": .string(made.mother)], "status": "bezig"],
                    ])
            ),
            ("gevraagdAan", [.string(made.mother), .string(made.father), .string(made.pupil)]),
        ]
        if let author { members.append(("auteur", author)) }
        return JSON(members)
    }

    private static let text: JSON = [
        "versie": "1", "sha256": .string(String(repeating: "cd", count: 32)),
    ]

    private static func says(
        _ made: LoopbackCase, _ person: String, _ answer: JSON, version: Int64 = 1
    ) -> JSON {
        [
            "versie": .integer(version), "persoon": .string(person), "besluit": answer,
            "gegevenOp": made.now, "kanaal": "gesprek", "tekst": text,
        ]
    }

    /// The casus as the team names it.
    private static func teamPath(_ made: LoopbackCase) throws -> String {
        let mine = try #require(try made.team.get("/v1/casussen")["casussen"]?[0]?["id"]?.string)
        return "/v1/casussen/\(mine)"
    }

    private static func count(_ partner: LoopbackPartner, _ kind: String) throws -> Int {
        let items = try #require(try partner.get("/v1/postvak?aantal=100")["berichten"]?.array)
        return items.filter { $0["soort"]?.string == kind }.count
    }

    @Test func `mother and Noor agree, father was asked: the plan is agreed to until he says no`()
        async throws
    {
        let region = try #require(LoopbackRegion.current)
        let made = try await LoopbackCase.withTeam(region, "-plan")
        let written = try made.school.post("\(made.path)/plan", Self.plan(made, read: 0))
        #expect(written["versie"]?.integer == 1)
        #expect(written["logregel"] != nil)
        let acts = "\(made.path)/plan/instemmingen"
        try made.school.post(acts, Self.says(made, made.mother, "ja"))
        #expect(try made.school.get("\(made.path)/plan")["akkoord"]?.bool == false)
        try made.school.post(acts, Self.says(made, made.pupil, "ja"))
        let plan = try made.school.get("\(made.path)/plan")
        #expect(plan["akkoord"]?.bool == true)
        #expect(plan["begonnenOp"]?.string == made.today.description)
        #expect(plan["uiterlijk"]?.string == made.today.adding(months: 3).description)
        #expect(plan["instemmingen"]?.array?.count == 2)

        let team = try Self.teamPath(made)
        let theirs = try made.team.get("\(team)/plan")
        #expect(theirs["akkoord"]?.bool == true)
        #expect(theirs["instemmingen"]?.array?.isEmpty == true)
        #expect(theirs["stappen"]?[0]?["id"] != nil)
        #expect(theirs["stappen"]?[0]?["id"] != plan["stappen"]?[0]?["id"])
        #expect(try Self.count(made.team, "plan-gewijzigd") == 1)

        region.clock.advance(seconds: 1)
        try made.school.post(acts, Self.says(made, made.father, "nee"))
        #expect(try made.team.get("\(team)/plan")["akkoord"]?.bool == false)
    }

    @Test func `a version written over another one is 409 with the newest, and changes nothing`()
        async throws
    {
        let region = try #require(LoopbackRegion.current)
        let made = try await LoopbackCase.withTeam(region, "-versie")
        let path = "\(made.path)/plan"
        try made.school.post(path, Self.plan(made, read: 0))
        let stale = try made.school.session().post(path, Self.plan(made, read: 0))
        #expect(stale.status == .conflict)
        #expect(try JSON(parsing: stale.body)["code"]?.string == "verouderd")
        #expect(try JSON(parsing: stale.body)["versie"]?.integer == 1)

        let first = try made.school.get(path)
        let step = try #require(first["stappen"]?[1]?["id"])
        let kept: JSON = [
            "id": step, "eigenaar": ["persoon": .string(made.mother)], "status": "klaar",
        ]
        let voice: JSON = [
            "persoon": .string(made.mother), "kanaal": "telefoon", "tekst": Self.text,
        ]
        try made.school.post(path, Self.plan(made, read: 1, steps: [kept], author: voice))
        let second = try made.school.get(path)
        #expect(second["versie"]?.integer == 2)
        #expect(second["auteur"]?.string == "gezin")
        #expect(second["auteurPersoon"]?.string == made.mother)
        #expect(second["stappen"]?.array?.count == 1)
        #expect(second["stappen"]?[0]?["id"] == step)
        #expect(second["akkoord"]?.bool == false)
        #expect(second["begonnenOp"] == first["begonnenOp"])

        let late = try made.school.session().post(
            "\(path)/instemmingen", Self.says(made, made.mother, "ja", version: 1))
        #expect(late.status == .conflict)
        // A no to what was read before is a no to what came of it.
        try made.school.post("\(path)/instemmingen", Self.says(made, made.mother, "nee"))
    }

    @Test func `who takes no part gets one answer, plan or none`() async throws {
        let region = try #require(LoopbackRegion.current)
        let made = try await LoopbackCase.withTeam(region, "-buiten")
        let team = try Self.teamPath(made)
        let none = try made.team.session().get("\(team)/plan")
        let alone: JSON = [
            "gelezenVersie": 0,
            "deelnemers": [["partner": .string(made.school.id.text), "rol": "mentor"]],
            "stappen": [], "gevraagdAan": [],
        ]
        let refused = try made.team.session().post("\(team)/plan", alone)
        try made.school.post("\(made.path)/plan", alone)
        let some = try made.team.session().get("\(team)/plan")
        #expect(none.status == .notFound)
        #expect(some.status == .notFound)
        #expect(none.body == some.body)
        #expect(refused.status == .notFound)
        #expect(refused.body == some.body)
        #expect(try made.team.get(team)["planTeLaat"] == nil)
    }

    @Test func `what is wrong with a version is named by its place`() async throws {
        let region = try #require(LoopbackRegion.current)
        let made = try await LoopbackCase.withTeam(region, "-fout")
        let stranger = RandomID(from: RegionRandom()).hex
        let bodies: [(String, JSON)] = [
            (
                "/deelnemers/0",
                [
                    "gelezenVersie": 0,
                    "deelnemers": [["partner": .string(made.team.id.text), "rol": "jeugdarts"]],
                    "stappen": [], "gevraagdAan": [],
                ]
            ),
            ("/deelnemers", ["gelezenVersie": 0, "stappen": [], "gevraagdAan": []]),
            (
                "/stappen/0/eigenaar/persoon",
                Self.plan(
                    made, read: 0,
                    steps: [["eigenaar": ["persoon": .string(stranger)], "status": "open"]])
            ),
            (
                "/stappen/0/eigenaar",
                Self.plan(
                    made, read: 0,
                    steps: [["eigenaar": ["rol": "mentor"], "status": "open"]])
            ),
            (
                "/stappen/0/id",
                Self.plan(
                    made, read: 0,
                    steps: [
                        [
                            "id": .string(stranger),
                            "eigenaar": ["persoon": .string(made.mother)], "status": "open",
                        ]
                    ])
            ),
        ]
        for (pointer, body) in bodies {
            let answer = try made.school.session().post("\(made.path)/plan", body)
            #expect(answer.status == .badRequest, "\(pointer)")
            #expect(try JSON(parsing: answer.body)["fouten"]?[0]?["pointer"]?.string == pointer)
        }
    }

    /// Advances the clock to noon on the next day with this month and day.
    private static func goTo(month: Int, day: Int, _ region: LoopbackRegion) throws {
        let today = Amsterdam.day(of: region.clock.now())
        let here = try #require(CivilDate(year: today.year, month: month, day: day))
        let wanted = here > today ? here : here.adding(years: 1)
        let noon = Amsterdam.startOfDay(wanted).adding(milliseconds: 43_200_000)
        let wait = noon.milliseconds - region.clock.now().milliseconds
        region.clock.advance(seconds: wait / 1_000)
    }

    /// From 31 January to 30 April the clocks go forward, from 31 August to 30 November back.
    @Test(arguments: [(1, 31, 4, 30), (8, 31, 11, 30), (12, 31, 3, 31)])
    func `a plan past its three months is signalled once, and shown until all is done`(
        month: Int, day: Int, dueMonth: Int, dueDay: Int
    ) async throws {
        try await LoopbackRegion.scope { region in
            try Self.goTo(month: month, day: day, region)
            let made = try await LoopbackCase.withTeam(region)
            try made.school.post("\(made.path)/plan", Self.plan(made, read: 0))
            let due = made.today.adding(months: 3)
            #expect((due.month, due.day) == (dueMonth, dueDay))
            let over = Amsterdam.startOfDay(due.adding(days: 1))
            let wait = over.milliseconds - 1_000 - region.clock.now().milliseconds
            region.clock.advance(seconds: wait / 1_000)
            try await region.region.tidyUp()
            #expect(try Self.count(made.school, "plan-te-laat") == 0)
            #expect(try made.school.get("\(made.path)/plan")["teLaat"]?.bool == false)
            region.clock.advance(seconds: 2)
            try await region.region.tidyUp()
            try await region.region.tidyUp()
            #expect(try Self.count(made.school, "plan-te-laat") == 1)
            #expect(try Self.count(made.team, "plan-te-laat") == 0)
            let plan = try made.school.get("\(made.path)/plan")
            #expect(plan["teLaat"]?.bool == true)
            #expect(try made.school.get(made.path)["planTeLaat"]?.bool == true)
            for step in try #require(plan["stappen"]?.array) {
                let id = try #require(step["id"]?.string)
                try made.school.post(
                    "\(made.path)/plan/stappen/\(id)/voortgang", ["versie": 1, "status": "klaar"])
            }
            #expect(try made.school.get("\(made.path)/plan")["teLaat"]?.bool == false)
        }
    }

    @Test func `an act repeated with its key happens once`() async throws {
        let region = try #require(LoopbackRegion.current)
        let made = try await LoopbackCase.withTeam(region, "-herhaal")
        let writes: [(String, JSON)] = [
            ("\(made.path)/plan", Self.plan(made, read: 0)),
            ("\(made.path)/plan/instemmingen", Self.says(made, made.mother, "ja")),
            (
                "\(made.path)/plan/vragen",
                [
                    "versie": 1, "gevraagdAan": [.string(made.father)], "gevraagdOp": made.now,
                    "kanaal": "brief",
                ]
            ),
        ]
        for (path, body) in writes {
            let key = UUID().uuidString
            let first = try HandMade.post(path, body, by: made.school, key: key)
                .send(over: made.school)
            #expect(first.status == .created, "\(path)")
            let size = try await region.logSize()
            let again = try HandMade.post(path, body, by: made.school, key: key)
                .send(over: made.school)
            #expect(again.status == .created, "\(path)")
            #expect(try first.json()["id"] == again.json()["id"])
            #expect(try first.json()["versie"] == again.json()["versie"])
            #expect(try await region.logSize() == size)
        }
    }

    @Test func `the start rule of the region says what the first version must say`() async throws {
        let region = try #require(LoopbackRegion.current)
        let made = try await LoopbackCase.withTeam(region, "-start")
        let path = "\(made.path)/plan"
        try await region.region.setPlanStart(.absenceDay(28))
        let silent = try made.school.session().post(path, Self.plan(made, read: 0))
        var members = try #require(Self.plan(made, read: 0).object)
        members["eersteVerzuimdag"] = .string(made.today.adding(days: -27).description)
        let first = try made.school.session().post(path, .object(members))
        let later = try made.school.session().post(
            path, JSON.object(members).replacing("gelezenVersie", by: 1))
        try await region.region.setPlanStart(.opening)
        #expect(silent.status == .badRequest)
        #expect(first.status == .created)
        #expect(later.status == .badRequest)
        let plan = try made.school.get(path)
        #expect(plan["begonnenOp"]?.string == made.today.description)
        #expect(plan["uiterlijk"]?.string == made.today.adding(months: 3).description)
    }

    /// Whether the rules of the region let steps of a plan go (row 37).
    private static let hasRule =
        (try? FileManager.default.contentsOfDirectory(atPath: Checkout.path("Policies/utrecht")))?
        .contains { name in
            let text = try? String(
                contentsOfFile: Checkout.path("Policies/utrecht/\(name)"), encoding: .utf8)
            return text?.contains("@rij(\"37\")") ?? false
        } ?? false

    @Test(.enabled(if: hasRule, "no rule of row 37 in this region yet"))
    func `the words of a step go once the family agreed, and are gone after a no`() async throws {
        let region = try #require(LoopbackRegion.current)
        let made = try await LoopbackCase.withTeam(region, "-woorden")
        try made.school.post("\(made.path)/plan", Self.plan(made, read: 0))
        let words: JSON = [
            "categorie": "C11", "doel": "P6",
            "inhoud": [
                "C11.stap": [
                    "doel": "Weer naar school", "stap": "Elke ochtend samen beginnen",
                    "eigenaar": "school", "datum": .string(made.today.description),
                    "status": "open",
                ]
            ],
            "ontvangers": [["partner": .string(made.team.id.text), "rol": "gezinswerker"]],
        ]
        let offers = "\(made.path)/fragmenten"
        let early = try made.school.post(offers, words)
        #expect(early["uitkomsten"]?[0]?["uitkomst"]?.string == "geweigerd")
        let acts = "\(made.path)/plan/instemmingen"
        try made.school.post(acts, Self.says(made, made.mother, "ja"))
        try made.school.post(acts, Self.says(made, made.pupil, "ja"))
        let offered = try made.school.post(offers, words)
        #expect(offered["uitkomsten"]?[0]?["uitkomst"]?.string == "aangeboden")
        let plan = try made.school.get("\(made.path)/plan")
        let step = try #require(plan["stappen"]?[0]?["id"]?.string)
        try made.school.post(
            "\(made.path)/plan/stappen/\(step)/voortgang",
            ["versie": 1, "fragment": try #require(offered["id"])])
        let team = try Self.teamPath(made)
        let seen = try made.team.get("\(team)/plan")
        let envelope = try #require(seen["stappen"]?[0]?["envelop"])
        #expect(seen["stappen"]?[0]?["fragment"] == nil)
        try made.team.post("/v1/verstrekkingen", ["envelop": envelope])

        region.clock.advance(seconds: 1)
        try made.school.post(acts, Self.says(made, made.father, "nee"))
        let again = try made.team.session().post("/v1/verstrekkingen", ["envelop": envelope])
        #expect(again.status == .notFound)
        #expect(try Self.count(made.team, "intrekking") == 1)
        #expect(try Self.count(made.school, "opnieuw-aanbieden") >= 1)
    }
}

extension JSON {
    /// This object with another number in one member.
    fileprivate func replacing(_ name: String, by number: Int64) -> JSON {
        guard var object else { return self }
        object[name] = .integer(number)
        return .object(object)
    }
}
