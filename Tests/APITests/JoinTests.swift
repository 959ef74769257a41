// SPDX-License-Identifier: EUPL-1.2
import Domain
import Encodings
import Foundation
import Gateway
import HTTP
import LogVerifier
import PartnerClient
import Testing

/// Two casussen of one child become one where their source says so, and only there.
@Suite(.serialized, .loopbackRegion)
struct JoinTests {
    /// A second casus of the school's, in which a team takes part.
    private static func second(
        of made: LoopbackCase, _ team: LoopbackPartner
    ) throws -> LoopbackCase {
        let other = try LoopbackCase.open(made.region, school: made.school, team: team)
        try other.allow()
        try other.seatTeam()
        return other
    }

    private static func joining(_ kept: LoopbackCase, _ gone: LoopbackCase) -> JSON {
        [
            "casus": .string(gone.casus),
            "personen": [
                ["id": .string(kept.mother), "andere": .string(gone.mother)],
                ["id": .string(kept.father), "andere": .string(gone.father)],
            ],
        ]
    }

    private static func casussen(_ partner: LoopbackPartner) throws -> [String] {
        try #require(try partner.get("/v1/casussen")["casussen"]?.array)
            .compactMap { $0["id"]?.string }
    }

    @Test func `a partner of one of them notices nothing, and what waited can be collected`()
        async throws
    {
        let region = try #require(LoopbackRegion.current)
        let made = try await LoopbackCase.withTeam(region, "-een")
        let envelope = try made.offer()
        try made.team.post("/v1/verstrekkingen", ["envelop": .string(envelope)])
        let team = try await LoopbackPartner.join(
            region, "lokalis/tweede", .buurtteam, role: "gezinswerker")
        let other = try Self.second(of: made, team)
        let waiting = try other.offer()
        let before = try #require(try Self.casussen(team).first)
        let persons = try team.get("/v1/casussen/\(before)")["personen"]
        let inbox = try team.get("/v1/postvak?aantal=100")

        try made.school.post("\(made.path)/samenvoegingen", Self.joining(made, other))
        #expect(try made.school.session().get(other.path).status == .notFound)
        #expect(try Self.casussen(made.school) == [made.casus])
        #expect(try Self.casussen(team) == [before])
        #expect(try team.get("/v1/casussen/\(before)")["personen"] == persons)
        #expect(try team.get("/v1/postvak?aantal=100") == inbox)
        try team.post("/v1/verstrekkingen", ["envelop": .string(waiting)])
        #expect(
            try made.school.get("\(made.path)/deelnemers")["deelnemers"]?.array?.count == 2)

        let reader = try await region.region.familyReader(
            partner: made.school.id, casus: try #require(RandomID(hex: made.casus)),
            person: try #require(RandomID(hex: made.mother)))
        let page = try await FamilyView(region.region)(
            casus: reader.casus, viewer: reader.person)
        #expect(page.entries.count == 2)
        let report = try await region.audit()
        #expect(report.counts[.erasure] ?? 0 == 1)
        #expect(region.takeReports().isEmpty)
    }

    @Test func `a partner of both is told which name is gone`() async throws {
        let region = try #require(LoopbackRegion.current)
        let made = try await LoopbackCase.withTeam(region, "-beide")
        let first = try #require(try Self.casussen(made.team).first)
        let other = try Self.second(of: made, made.team)
        let gone = try #require(try Self.casussen(made.team).first { $0 != first })
        let consents = try made.school.get("\(made.path)/toestemmingen")["toestemmingen"]
        try made.school.post("\(made.path)/samenvoegingen", Self.joining(made, other))
        #expect(try Self.casussen(made.team) == [first])
        let items = try #require(
            try made.team.get("/v1/postvak?aantal=100")["berichten"]?.array)
        let notice = try #require(items.last { $0["soort"]?.string == "casus-samengevoegd" })
        #expect(notice["casus"]?.string == first)
        #expect(notice["vervallenCasus"]?.string == gone)
        let now = try made.school.get("\(made.path)/toestemmingen")["toestemmingen"]
        #expect(now?.array?.count == 2 * (consents?.array?.count ?? 0))
        let givers = Set((now?.array ?? []).compactMap { $0["persoon"]?.string })
        #expect(givers == [made.mother])
        // A withdrawal in the one that stays reaches what was given in the other.
        let answer = try made.school.post(
            "/v1/toestemmingen/\(now?[1]?["id"]?.string ?? "")/intrekkingen",
            ["ingetrokkenOp": made.now, "kanaal": "telefoon"])
        #expect(answer["logregel"] != nil)
    }

    @Test func `only a source of both joins them, and only what is about one child`() async throws {
        let region = try #require(LoopbackRegion.current)
        let made = try await LoopbackCase.withTeam(region, "-mag")
        let other = try LoopbackCase.open(region, school: made.school, team: made.team)
        let team = try #require(try Self.casussen(made.team).first)
        let denied = try made.team.session().post(
            "/v1/casussen/\(team)/samenvoegingen", Self.joining(made, other))
        #expect(denied.status == .notFound)
        let unknown = RandomID(from: RegionRandom()).hex
        for casus in [unknown, made.casus, team] {
            let answer = try made.school.session().post(
                "\(made.path)/samenvoegingen", ["casus": .string(casus), "personen": []])
            #expect(answer.status == .notFound)
            #expect(answer.body == denied.body)
        }
        let sister = try made.school.post(
            "/v1/casussen",
            [
                "geboortedatum": .string(made.today.adding(years: -9).description),
                "personen": [],
            ])
        let wrong: [(String, JSON)] = [
            ("/casus", ["casus": try #require(sister["id"]), "personen": []]),
            (
                "/personen/0/id",
                [
                    "casus": .string(other.casus),
                    "personen": [
                        ["id": .string(other.mother), "andere": .string(other.mother)]
                    ],
                ]
            ),
            (
                "/personen/0/andere",
                [
                    "casus": .string(other.casus),
                    "personen": [["id": .string(made.mother), "andere": .string(made.mother)]],
                ]
            ),
            (
                "/personen/1/id",
                [
                    "casus": .string(other.casus),
                    "personen": [
                        ["id": .string(made.mother), "andere": .string(other.mother)],
                        ["id": .string(made.mother), "andere": .string(other.father)],
                    ],
                ]
            ),
        ]
        for (pointer, body) in wrong {
            let answer = try made.school.session().post("\(made.path)/samenvoegingen", body)
            #expect(answer.status == .badRequest, "\(pointer)")
            #expect(
                try JSON(parsing: answer.body)["fouten"]?[0]?["pointer"]?.string == pointer)
        }
        _ = try made.school.get(other.path)
    }
}
