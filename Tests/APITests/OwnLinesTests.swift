// SPDX-License-Identifier: EUPL-1.2
import Domain
import Encodings
import Foundation
import HTTP
import LogVerifier
import Merkle
import OpenSSL
import PartnerClient
import Testing

/// A partner reads its own lines, inbox and lists, each proven, paged and nobody else's.
@Suite(.serialized, .loopbackRegion)
struct OwnLinesTests {
    @Test func `each own line opens against its leaf and is proven to be in the log`()
        async throws
    {
        let region = try #require(LoopbackRegion.current)
        let made = try await LoopbackCase.withTeam(region, "-regels")
        let envelope = try made.offer()
        try made.team.post("/v1/verstrekkingen", ["envelop": .string(envelope)])
        for partner in [made.school, made.team] {
            let lines = try #require(
                try partner.get("/v1/logregels?aantal=100")["logregels"]?.array)
            #expect(lines.count >= 2)
            for line in lines {
                let bytes = try Base64.decode(try #require(line["blad"]?.string))
                let leaf = try LeafText(parsing: bytes)
                let opening = try VerifiedOpening(Self.openings(of: line), of: leaf)
                #expect(opening.values["event"]?.isEmpty == false)
                #expect(opening.values["chain"] == nil)
                let own = Array(partner.id.text.utf8)
                #expect([opening.values["source"], opening.values["recipient"]].contains(own))
                let id = try #require(line["id"]?.string)
                let proof = try #require(
                    try partner.get("/v1/logregels/\(id)/bewijs")["bewijs"]?.string)
                let offline = try OfflineProof(parsing: Array(proof.utf8))
                #expect(Int64(offline.index) == line["nummer"]?.integer)
                _ = try offline.verify(
                    entry: bytes, policy: region.logPolicy(),
                    now: region.clock.now().milliseconds / 1000)
            }
        }
    }

    @Test func `an opening that was changed does not verify`() async throws {
        let region = try #require(LoopbackRegion.current)
        let made = try await LoopbackCase.withTeam(region, "-vervalst")
        let line = try #require(try made.school.get("/v1/logregels?aantal=1")["logregels"]?[0])
        let leaf = try LeafText(parsing: Base64.decode(try #require(line["blad"]?.string)))
        let event = try #require(line["geopend"]?["event"])
        let forged = changed(
            line, "geopend",
            changed(line["geopend"] ?? .null, "event", changed(event, "waarde", "verstrekking")))
        #expect(throws: LogVerifierError.openingWrong) {
            try VerifiedOpening(Self.openings(of: forged), of: leaf)
        }
    }

    @Test func `a partner sees no line of another, and its proof is as absent as an unknown one`()
        async throws
    {
        let region = try #require(LoopbackRegion.current)
        let made = try await LoopbackCase.withTeam(region, "-ander")
        func ids(_ partner: LoopbackPartner) throws -> Set<String> {
            let lines = try partner.get("/v1/logregels?aantal=100")["logregels"]?.array ?? []
            return Set(lines.compactMap { $0["id"]?.string })
        }
        let school = try ids(made.school)
        let team = try ids(made.team)
        #expect(!school.isEmpty && !team.isEmpty)
        #expect(school.isDisjoint(with: team))
        let foreign = try #require(school.first)
        let other = try made.team.session().get("/v1/logregels/\(foreign)/bewijs")
        let unknown = try made.team.session().get(
            "/v1/logregels/\(RandomID(from: RegionRandom()).hex)/bewijs")
        #expect(other.status == .notFound)
        #expect(other.body == unknown.body)
        #expect(other.headers.all.map(\.name) == unknown.headers.all.map(\.name))
    }

    @Test func `who looked is a line of its own, of that partner alone`() async throws {
        let region = try #require(LoopbackRegion.current)
        let (school, team) = try await LoopbackCase.partners(region, "-gekeken")
        let before = try await region.logSize()
        _ = try school.get("/v1/logregels")
        #expect(try await region.logSize() == before + 1)
        let newest = try #require(try school.get("/v1/logregels?aantal=1")["logregels"]?[0])
        #expect(newest["geopend"]?["event"]?["waarde"]?.string == "log-geraadpleegd")
        #expect(try team.get("/v1/logregels")["logregels"]?.array?.isEmpty == true)
    }

    @Test func `lists page by cursor without gap or repeat`() async throws {
        let region = try #require(LoopbackRegion.current)
        let (school, team) = try await LoopbackCase.partners(region, "-bladzij")
        var casussen: Set<String> = []
        for _ in 0..<5 {
            casussen.insert(try LoopbackCase.open(region, school: school, team: team).casus)
        }
        let pages = try Self.pages(of: "/v1/casussen", "casussen", 2, by: school)
        #expect(pages.map(\.count) == [2, 2, 1])
        #expect(Set(pages.joined()) == casussen)
        // Reading lines adds lines at the newer end, behind which the cursor goes on.
        let lines = try Self.pages(of: "/v1/logregels", "logregels", 3, by: school)
        let joined = Array(lines.joined())
        #expect(joined.count == 10)
        #expect(Set(joined).count == joined.count)
        let wrong = [
            "cursor=x.y", "cursor=AAAA", "aantal=0", "aantal=101", "aantal=01",

            "iets=1",
        ]
        for query in wrong {
            let answer = try school.session().get("/v1/casussen?\(query)")
            #expect(answer.status == .badRequest, "\(query)")
            try expectProblem(answer, code: "ongeldig-verzoek", query)
        }
    }

    @Test func `a long poll wakes when something arrives, and ends empty when nothing does`()
        async throws
    {
        let region = try #require(LoopbackRegion.current)
        let made = try await LoopbackCase.withTeam(region, "-wacht")
        let seen = try #require(try made.team.get("/v1/postvak?aantal=100")["volgende"]?.string)
        let clock = ContinuousClock()
        let start = clock.now
        let results = try inParallel(2) { number -> JSON in
            if number == 0 {
                let answer = try made.team.session().get(
                    "/v1/postvak?cursor=\(seen)&wacht=20", wait: .seconds(20))
                return try answer.json()
            }
            Thread.sleep(forTimeInterval: 0.5)
            return try made.school.post("\(made.path)/fragmenten", made.fragment())
        }
        #expect(clock.now - start < .seconds(15))
        #expect(results[0]["berichten"]?[0]?["soort"]?.string == "envelop")
        let next = try #require(results[0]["volgende"]?.string)
        let quiet = clock.now
        let empty = try made.team.session().get(
            "/v1/postvak?cursor=\(next)&wacht=1", wait: .seconds(5)
        ).json()
        #expect(empty["berichten"]?.array?.isEmpty == true)
        #expect(clock.now - quiet >= .milliseconds(900))
    }

    @Test func `partners get the checkpoint and the hashes, but never the entries`() async throws {
        let region = try #require(LoopbackRegion.current)
        let made = try await LoopbackCase.withTeam(region, "-tegels")
        let size = try await region.logSize()
        let base = "/log/\(region.year)"
        let session = try made.team.session()
        let checkpoint = try session.get("\(base)/checkpoint")
        let head = try region.logPolicy().open(
            checkpoint.body, now: region.clock.now().milliseconds / 1000)
        #expect(head.size == size)
        let path = LoopbackRegion.firstTile(ofLogOf: size)
        let tile = try session.get("\(base)/tile/\(path)")
        #expect(tile.status == .ok)
        #expect(tile.body.count == min(size, 256) * 32)
        #expect(tile.headers["cache-control"]?.contains("immutable") == true)
        // An own line's leaf hash stands in the tile at its place.
        let line = try #require(
            try made.school.get("/v1/logregels?aantal=100")["logregels"]?.array?.last)
        let index = Int(try #require(line["nummer"]?.integer))
        let leaf = try Base64.decode(try #require(line["blad"]?.string))
        let hash = Digest(hashing: ([0] + leaf).span).bytes
        #expect(index < 256)
        #expect(Array(tile.body[(index * 32)..<(index * 32 + 32)]) == hash)
        for other in [
            "tile/entries/000", "tile/entries/000.p/\(size)", "tile/0/000.p/\(size + 1)",
            "tile/9/000", "tile/0/x", "tile/entries", "entries/0",
        ] {
            #expect(try session.get("\(base)/\(other)").status == .notFound, "\(other)")
        }
        for year in ["1999", "log", "invalid"] {
            #expect(try session.get("/log/\(year)/checkpoint").status == .notFound, "\(year)")
        }
    }

    // MARK: Parts

    /// The fields of a shown line in their order.
    private static func openings(of line: JSON) throws -> [FieldOpening] {
        try VerifiedOpening.fieldNames.map { name in
            if let opened = line["geopend"]?[name] {
                let salt = try Base64.decode(try #require(opened["zout"]?.string))
                return .opened(
                    name: Array(name.utf8),
                    value: Array(try #require(opened["waarde"]?.string).utf8),
                    salt: try #require(Digest(bytes: salt)))
            }
            let closed = try Base64.decode(try #require(line["gesloten"]?[name]?.string))
            return .closed(commitment: try #require(Digest(bytes: closed)))
        }
    }

    /// The ids on each page, from the first to the last.
    private static func pages(
        of path: String, _ name: String, _ count: Int, by partner: LoopbackPartner
    ) throws -> [[String]] {
        var pages: [[String]] = []
        var cursor: String?
        repeat {
            let behind = cursor.map { "&cursor=\($0)" } ?? ""
            let page = try partner.get("\(path)?aantal=\(count)\(behind)")
            pages.append((page[name]?.array ?? []).compactMap { $0["id"]?.string })
            cursor = page["volgende"]?.string
        } while cursor != nil && pages.count < 20
        return pages
    }
}
