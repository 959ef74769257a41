// SPDX-License-Identifier: EUPL-1.2
import Domain
import Encodings
import HTTP
import PartnerClient
import Testing

/// Within a partner only the user who was invited, or has the child in the caseload, collects.
@Suite(.serialized, .loopbackRegion)
struct CollectorTests {
    private static func collect(
        _ envelope: String, _ partner: LoopbackPartner, user: String
    ) throws -> Status {
        try partner.session(user: user).post(
            "/v1/verstrekkingen", ["envelop": .string(envelope)]
        ).status
    }

    @Test func `a colleague collects only with the child in the caseload, and not after it`()
        async throws
    {
        let region = try #require(LoopbackRegion.current)
        let made = try await LoopbackCase.withTeam(region, "-ophalen")
        let first = try made.offer("een")
        #expect(try Self.collect(first, made.team, user: "collega-2") == .notFound)
        #expect(try Self.collect(first, made.team, user: "medewerker-1") == .created)
        let casussen = try #require(try made.team.get("/v1/casussen")["casussen"]?.array)
        let path = "/v1/casussen/\(casussen.last?["id"]?.string ?? "")/caseload"
        let row = try made.team.post(
            path, ["gebruiker": "collega-2", "rol": "gezinswerker"])
        let second = try made.offer("twee")
        #expect(try Self.collect(second, made.team, user: "collega-2") == .created)
        #expect(try Self.collect(second, made.team, user: "collega-3") == .notFound)
        try made.team.post("\(path)/\(row["id"]?.string ?? "")/beeindigingen", [:])
        let third = try made.offer("drie")
        #expect(try Self.collect(third, made.team, user: "collega-2") == .notFound)
        #expect(try Self.collect(third, made.team, user: "medewerker-1") == .created)
    }

    @Test
    func `while a meeting is ahead only who is on the list collects, once parents were asked`()
        async throws
    {
        let region = try #require(LoopbackRegion.current)
        let made = try await LoopbackCase.withTeam(region, "-tijd")
        let envelope = try made.offer()
        func plan(_ partner: LoopbackPartner) throws -> String {
            let planned = try made.school.post(
                "\(made.path)/overleggen",
                [
                    "wanneer": .string(region.clock.now().adding(days: 3).rfc3339),
                    "deelnemers": [
                        [
                            "partner": .string(partner.id.text),
                            "rol": .string(partner.role.text), "reden": "hulp",
                        ]
                    ],
                ])
            return "\(made.path)/overleggen/\(planned["id"]?.string ?? "")"
        }
        let first = try plan(made.school)
        #expect(try Self.collect(envelope, made.team, user: "medewerker-1") == .notFound)
        try made.school.post("\(first)/versies", ["status": "afgezegd"])
        let second = try plan(made.team)
        #expect(try Self.collect(envelope, made.team, user: "medewerker-1") == .notFound)
        try made.school.post(
            "\(second)/ouderkeuze",
            [
                "gevraagdAan": [.string(made.mother), .string(made.father)],
                "gevraagdOp": made.now, "kanaal": "telefoon",
            ])
        #expect(try Self.collect(envelope, made.team, user: "medewerker-1") == .created)
    }
}
