// SPDX-License-Identifier: EUPL-1.2
import Domain
import Encodings
import Foundation
import HTTP
import LogVerifier
import PartnerClient
import Testing

/// The same key and body bring the same answer and happen once, however often and however at once.
@Suite(.serialized, .loopbackRegion)
struct RepeatTests {
    @Test func `every write repeated with its key answers the same and logs nothing again`()
        async throws
    {
        let region = try #require(LoopbackRegion.current)
        let made = try await LoopbackCase.withTeam(region, "-twee-keer")
        let envelope = try made.offer()
        let consent = try #require(
            try made.school.get("\(made.path)/toestemmingen")["toestemmingen"]?[0]?["id"]?.string)
        let writes: [(LoopbackPartner, String, JSON)] = [
            (made.school, "/v1/casussen", LoopbackCase.openBody(made.today)),
            (made.school, "\(made.path)/gezag", made.gezag),
            (made.school, "\(made.path)/vragen-aan-ouders", made.question),
            (made.school, "\(made.path)/hoorgesprekken", made.hearing),
            (made.school, "\(made.path)/toestemmingen", made.consent),
            (made.school, "\(made.path)/fragmenten", made.fragment()),
            (made.school, "\(made.path)/beslissingen", Self.decision(made)),
            (made.team, "/v1/verstrekkingen", ["envelop": .string(envelope)]),
            (
                made.school, "/v1/toestemmingen/\(consent)/intrekkingen",
                ["ingetrokkenOp": made.now, "kanaal": "telefoon"]
            ),
            (
                made.school, "\(made.path)/caseload",
                ["gebruiker": "z-1", "rol": "zorgcoordinator"]
            ),
            (
                made.school, "\(made.path)/overleggen",
                [
                    "wanneer": .string(region.clock.now().adding(days: 2).rfc3339),
                    "deelnemers": [
                        [
                            "partner": .string(made.team.id.text), "rol": "gezinswerker",
                            "reden": "hulp",
                        ]
                    ],
                ]
            ),
        ]
        for (partner, path, body) in writes {
            let key = UUID().uuidString
            let first = try HandMade.post(path, body, by: partner, key: key).send(over: partner)
            #expect(first.status == .created, "\(path)")
            let size = try await region.logSize()
            region.clock.advance(seconds: 1)
            let again = try HandMade.post(path, body, by: partner, key: key).send(over: partner)
            #expect(again.status == first.status, "\(path)")
            #expect(try Self.essence(first) == Self.essence(again), "\(path)")
            #expect(try await region.logSize() == size, "\(path) was logged twice")
        }
    }

    @Test func `a refusal repeated with its key is the same refusal, logged once`() async throws {
        let region = try #require(LoopbackRegion.current)
        let (school, team) = try await LoopbackCase.partners(region, "-weiger")
        let made = try LoopbackCase.open(region, school: school, team: team)
        let unknown = RandomID(from: RegionRandom()).hex
        let refused: [(LoopbackPartner, String, JSON, HTTP.Status)] = [
            (school, "\(made.path)/deelnemers", made.invitation, .forbidden),
            (team, "\(made.path)/fragmenten", made.fragment(), .notFound),
            (team, "/v1/verstrekkingen", ["envelop": .string(unknown)], .notFound),
        ]
        for (partner, path, body, status) in refused {
            let key = UUID().uuidString
            let first = try HandMade.post(path, body, by: partner, key: key).send(over: partner)
            #expect(first.status == status, "\(path)")
            let size = try await region.logSize()
            let again = try HandMade.post(path, body, by: partner, key: key).send(over: partner)
            #expect(again.status == status, "\(path)")
            #expect(again.body == first.body, "\(path)")
            #expect(try await region.logSize() == size, "\(path) was logged twice")
        }
    }

    @Test func `a key with another body or for another operation is 409 and does nothing`()
        async throws
    {
        let region = try #require(LoopbackRegion.current)
        let made = try await LoopbackCase.withTeam(region, "-sleutel")
        let key = "sleutel-1"
        let path = "\(made.path)/fragmenten"
        let first = try HandMade.post(path, made.fragment(), by: made.school, key: key)
        #expect(try first.send(over: made.school).status == .created)
        let size = try await region.logSize()
        let spaced = made.fragment().serialized() + [0x20]
        let others: [(String, [UInt8])] = [
            (path, made.fragment("Iets anders.").serialized()), (path, spaced),
            ("\(made.path)/beslissingen", Self.decision(made).serialized()),
            ("\(made.path)/gezag", made.gezag.serialized()),
        ]
        for (path, body) in others {
            let other = try HandMade.post(path, body, by: made.school, key: key)
            let answer = try other.send(over: made.school)
            #expect(answer.status == .conflict, "\(path)")
            try expectProblem(answer, code: "sleutel-hergebruikt", path)
        }
        #expect(try await region.logSize() == size)
        // Keys are each partner's own.
        let envelope: JSON = ["envelop": .string(try made.offer())]
        let own = try HandMade.post("/v1/verstrekkingen", envelope, by: made.team, key: key)
        #expect(try own.send(over: made.team).status == .created)
    }

    @Test func `a collect repeated after a withdrawal is 404 and its decision is closed once`()
        async throws
    {
        let region = try #require(LoopbackRegion.current)
        let made = try await LoopbackCase.withTeam(region, "-ingetrokken")
        let consent = try #require(
            try made.school.get("\(made.path)/toestemmingen")["toestemmingen"]?[0]?["id"]?.string)
        let envelope: JSON = ["envelop": .string(try made.offer())]
        let path = "/v1/verstrekkingen"
        let key = UUID().uuidString
        func collect() throws -> GatewayAnswer {
            try HandMade.post(path, envelope, by: made.team, key: key).send(over: made.team)
        }
        let start = try await region.audit()
        #expect(try collect().status == .created)
        try made.school.post(
            "/v1/toestemmingen/\(consent)/intrekkingen",
            ["ingetrokkenOp": made.now, "kanaal": "telefoon"])
        let before = try await region.audit()
        #expect(before.openDecisions == start.openDecisions + 1)
        let answer = try collect()
        #expect(answer.status == .notFound)
        try expectProblem(answer, code: "niet-beschikbaar", "after the withdrawal")
        let after = try await region.audit()
        #expect(after.openDecisions == start.openDecisions)
        #expect((after.counts[.outcome] ?? 0) == (before.counts[.outcome] ?? 0) + 1)
        #expect(after.checkpoint.size == before.checkpoint.size + 1)
        let newest = try #require(
            try made.school.get("/v1/logregels?aantal=1")["logregels"]?[0]?["geopend"])
        #expect(newest["event"]?["waarde"]?.string == "ontvangst-onbekend")
        let size = try await region.logSize()
        #expect(try collect().status == .notFound)
        #expect(try await region.logSize() == size)
    }

    @Test func `ten duplicates at once of one key have one effect and one answer`() async throws {
        let region = try #require(LoopbackRegion.current)
        let made = try await LoopbackCase.withTeam(region, "-tegelijk")
        let envelope: JSON = ["envelop": .string(try made.offer())]
        let writes: [(LoopbackPartner, String, JSON)] = [
            (made.school, "\(made.path)/fragmenten", made.fragment()),
            (made.team, "/v1/verstrekkingen", envelope),
        ]
        for (partner, path, body) in writes {
            let before = try await region.logSize()
            let key = UUID().uuidString
            let answers = try inParallel(10) { _ in
                try HandMade.post(path, body, by: partner, key: key).send(over: partner)
            }
            #expect(answers.allSatisfy { $0.status == .created }, "\(path)")
            #expect(Set(try answers.map(Self.essence)).count == 1, "\(path)")
            #expect(try await region.logSize() == before + 1, "\(path)")
        }
    }

    // MARK: Parts

    static func decision(_ made: LoopbackCase) -> JSON {
        [
            "categorie": "C6", "doel": "P3", "veldgroepen": ["C6.observatie"],
            "ontvangers": [["partner": .string(made.team.id.text), "rol": "gezinswerker"]],
        ]
    }

    /// All of an answer but its proofs and release note, which are made anew each time.
    private static func essence(_ answer: GatewayAnswer) throws -> [UInt8] {
        essence(try JSON(parsing: answer.body)).serialized()
    }

    private static func essence(_ json: JSON) -> JSON {
        if let list = json.array { return .array(list.map(essence)) }
        guard let object = json.object else { return json }
        return JSON(
            object.keys.filter { $0 != "bewijs" && $0 != "afgifte" && $0 != "ontvangstbewijs" }
                .map { ($0, essence(object[$0] ?? .null)) })
    }
}
