// SPDX-License-Identifier: EUPL-1.2
import Domain
import Encodings
import HTTP
import PartnerClient
import Testing

/// What a partner says of its own users, the visits that are planned, and whom a jongere chose.
@Suite(.serialized, .loopbackRegion)
struct CaseloadTests {
    /// The casus as the team knows it.
    private static func path(of team: LoopbackPartner) throws -> String {
        let casussen = try #require(try team.get("/v1/casussen")["casussen"]?.array)
        return "/v1/casussen/\(try #require(casussen.last?["id"]?.string))"
    }

    private static func person(_ word: String, _ team: LoopbackPartner) throws -> JSON {
        let persons = try team.get(try path(of: team))["personen"]?.array ?? []
        return try #require(persons.first { $0["aanduiding"]?.string == word }?["id"])
    }

    @Test func `a partner keeps the caseload of its own users, and no other sees it`()
        async throws
    {
        let region = try #require(LoopbackRegion.current)
        let made = try await LoopbackCase.withTeam(region, "-caseload")
        let path = "\(made.path)/caseload"
        let own = try made.school.post(path, ["rol": "mentor"])
        let colleague = try made.school.post(
            path, ["gebruiker": "z-1", "rol": "zorgcoordinator"])
        let team = "\(try Self.path(of: made.team))/caseload"
        try made.team.post(team, ["gebruiker": "g-2", "rol": "gezinswerker"])
        let rows = try #require(try made.school.get(path)["caseload"]?.array)
        #expect(rows.compactMap { $0["gebruiker"]?.string } == ["medewerker-1", "z-1"])
        #expect(rows.compactMap { $0["id"] } == [own["id"], colleague["id"]])
        #expect(try made.team.get(team)["caseload"]?.array?.count == 1)
        let today = made.today
        let wrong: [(String, JSON)] = [
            ("/rol", ["rol": "gezinswerker"]),
            ("/gebruiker", ["rol": "mentor"]),
            ("/gebruiker", ["gebruiker": "z 1", "rol": "mentor"]),
            (
                "/vanaf",
                ["rol": "schoolleider", "vanaf": .string(today.adding(days: -1).description)]
            ),
        ]
        for (pointer, body) in wrong {
            let answer = try made.school.session().post(path, body)
            #expect(
                try JSON(parsing: answer.body)["fouten"]?[0]?["pointer"]?.string == pointer)
        }
        let end = "\(path)/\(colleague["id"]?.string ?? "")/beeindigingen"
        let foreign = try made.team.session().post(
            "\(team)/\(colleague["id"]?.string ?? "")/beeindigingen", [:])
        #expect(foreign.status == .notFound)
        try made.school.post(end, [:])
        let ended = try made.school.get(path)["caseload"]?.array?.last
        #expect(ended?["tot"]?.string == today.description)
        #expect(try made.school.session().post(end, [:]).status == .notFound, "it ended")
        try made.school.post(path, ["gebruiker": "z-1", "rol": "zorgcoordinator"])
        #expect(try made.school.get(path)["caseload"]?.array?.count == 3)
    }

    @Test func `a visit is planned for another, within a time box, and can be called off`()
        async throws
    {
        let region = try #require(LoopbackRegion.current)
        let made = try await LoopbackCase.withTeam(region, "-bezoek")
        let path = "\(made.path)/bezoeken"
        func visit(_ partner: LoopbackPartner, hours: Int64) -> JSON {
            let from = region.clock.now().adding(days: 2)
            return [
                "bezoeker": [
                    "partner": .string(partner.id.text), "rol": .string(partner.role.text),
                ],
                "van": .string(from.rfc3339),
                "tot": .string(from.adding(milliseconds: hours * 3_600_000).rfc3339),
            ]
        }
        let planned = try made.school.post(path, visit(made.team, hours: 2))
        let notice = try #require(
            try made.team.get("/v1/postvak?aantal=100")["berichten"]?.array?.last)
        #expect(notice["soort"]?.string == "bezoek")
        let team = "\(try Self.path(of: made.team))/bezoeken"
        let seen = try #require(try made.team.get(team)["bezoeken"]?[0])
        #expect(seen["id"] == notice["bezoek"])
        #expect(seen["id"] != planned["id"])
        // Nobody opens an address for itself.
        let own = try made.team.session().post(team, visit(made.team, hours: 2))
        #expect(own.status == .notFound)
        for hours in [0, 49] as [Int64] {
            let answer = try made.school.session().post(path, visit(made.team, hours: hours))
            #expect(try JSON(parsing: answer.body)["fouten"]?[0]?["pointer"]?.string == "/tot")
        }
        var unknown = try #require(visit(made.team, hours: 2).object)
        unknown["bezoeker"] = ["partner": "niemand/nergens", "rol": "leerkracht"]
        let absent = try made.school.session().post(path, .object(unknown))
        #expect(try JSON(parsing: absent.body)["fouten"]?[0]?["pointer"]?.string == "/bezoeker")
        let off = "/\(planned["id"]?.string ?? "")/afzeggingen"
        let theirs = "/\(seen["id"]?.string ?? "")/afzeggingen"
        #expect(try made.team.session().post(team + theirs, [:]).status == .notFound)
        try made.school.post(path + off, [:])
        #expect(try made.team.get(team)["bezoeken"]?[0]?["status"]?.string == "afgezegd")
        #expect(try made.school.session().post(path + off, [:]).status == .notFound)
    }

    @Test func `a jongere chooses readers; a recipient records no choice for itself`()
        async throws
    {
        let region = try #require(LoopbackRegion.current)
        let made = try await LoopbackCase.withTeam(region, "-stem")
        func choice(_ readers: [LoopbackPartner], parents: [JSON] = []) -> JSON {
            [
                "lezers": .array(
                    readers.map {
                        ["partner": .string($0.id.text), "rol": .string($0.role.text)]
                    }),
                "ouders": .array(parents), "gekozenOp": made.now, "kanaal": "gesprek",
                "tekst": ["versie": "1", "sha256": .string(String(repeating: "cd", count: 32))],
            ]
        }
        let path = "\(made.path)/lezerskeuzen"
        let team = "\(try Self.path(of: made.team))/lezerskeuzen"
        let own = try made.team.session().post(team, choice([made.team]))
        #expect(try JSON(parsing: own.body)["fouten"]?[0]?["pointer"]?.string == "/lezers/0")
        try made.school.post(path, choice([made.team], parents: [.string(made.mother)]))
        let stands = try #require(try made.school.get(path)["lezerskeuzen"]?[0])
        #expect(stands["lezers"]?.array?.count == 1)
        #expect(stands["ouders"] == [.string(made.mother)])
        #expect(
            try made.team.get(team)["lezerskeuzen"]?.array?.isEmpty == true,
            "whom else the jongere chose is for who recorded it")
        // Once chosen, it may record that the jongere wants less.
        try made.team.post(
            team, choice([made.team], parents: [try Self.person("moeder", made.team)]))
        let child = try made.school.session().post(
            path, choice([], parents: [.string(made.pupil)]))
        #expect(try JSON(parsing: child.body)["fouten"]?[0]?["pointer"]?.string == "/ouders/0")
        try made.school.post(path, choice([]))
        let back = try made.team.session().post(team, choice([made.team]))
        #expect(back.status == .badRequest, "who was left out does not put itself back")
    }
}
