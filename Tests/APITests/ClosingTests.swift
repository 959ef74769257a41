// SPDX-License-Identifier: EUPL-1.2
import API
import Domain
import Encodings
import Foundation
import Gateway
import HTTP
import LogVerifier
import OpenSSL
import PartnerClient
import SQLite
import Store
import Testing

/// A casus that was closed is gone for everyone, on disk too; its lines stay.
@Suite(.serialized, .loopbackRegion)
struct ClosingTests {
    private static let done: JSON = ["reden": "afgerond"]

    /// The casus as the team names it, of the region's only one that it takes part in.
    private static func teamCasus(_ made: LoopbackCase) throws -> String {
        try #require(try made.team.get("/v1/casussen")["casussen"]?[0]?["id"]?.string)
    }

    @Test func `only who opened it closes it; then every call about it has the one answer`()
        async throws
    {
        let region = try #require(LoopbackRegion.current)
        let made = try await LoopbackCase.withTeam(region, "-sluit")
        let envelope = try made.offer()
        let theirs = try Self.teamCasus(made)
        let denied = try made.team.session().post(
            "/v1/casussen/\(theirs)/afsluiting", Self.done)
        #expect(denied.status == .notFound)

        let closed = try made.school.post("\(made.path)/afsluiting", Self.done)
        #expect(closed["status"]?.string == "gesloten")
        let unknown = RandomID(from: RegionRandom()).hex
        let nothing = try made.school.session().get("/v1/casussen/\(unknown)")
        let reads: [(LoopbackPartner, String)] = [
            (made.school, made.path), (made.school, "\(made.path)/plan"),
            (made.school, "\(made.path)/deelnemers"), (made.school, "\(made.path)/fragmenten"),
            (made.school, "\(made.path)/toestemmingen"), (made.team, "/v1/casussen/\(theirs)"),
        ]
        for (partner, path) in reads {
            let answer = try partner.session().get(path)
            #expect(answer.status == .notFound, "\(path)")
            #expect(answer.body == nothing.body, "\(path)")
        }
        let writes: [(LoopbackPartner, String, JSON)] = [
            (made.school, "\(made.path)/afsluiting", Self.done),
            (made.school, "\(made.path)/gezag", made.gezag),
            (made.school, "\(made.path)/fragmenten", made.fragment()),
            (made.school, "\(made.path)/deelnemers", made.invitation),
            (made.team, "/v1/verstrekkingen", ["envelop": .string(envelope)]),
        ]
        for (partner, path, body) in writes {
            let answer = try partner.session().post(path, body)
            #expect(answer.status == .notFound, "\(path)")
            #expect(answer.body == nothing.body, "\(path)")
        }
        #expect(try made.school.get("/v1/casussen")["casussen"]?.array?.isEmpty == true)
        #expect(try made.team.get("/v1/casussen")["casussen"]?.array?.isEmpty == true)
        let inbox = try #require(try made.team.get("/v1/postvak?aantal=100")["berichten"]?.array)
        #expect(inbox.compactMap { $0["soort"]?.string } == ["casus-gesloten"])
        #expect(inbox.first?["casus"]?.string == theirs)
        #expect(region.takeReports().allSatisfy { $0.code != "storing" })
    }

    @Test func `own lines stay readable, and the log still proves itself`() async throws {
        let region = try #require(LoopbackRegion.current)
        let made = try await LoopbackCase.withTeam(region, "-regels")
        _ = try made.offer()
        try made.school.post("\(made.path)/afsluiting", Self.done)
        let lines = try #require(
            try made.school.get("/v1/logregels?aantal=100")["logregels"]?.array)
        let events = lines.compactMap { line in
            line["geopend"]?["event"]?["waarde"]?.string
        }
        #expect(events.contains("casus-geopend"))
        #expect(events.contains("fragment-aangeboden"))
        #expect(events.contains("casus-gesloten"))
        let report = try await region.audit()
        #expect(report.counts[.erasure] ?? 0 > 0)
    }

    @Test func `a closing repeated with its key is the same closing`() async throws {
        let region = try #require(LoopbackRegion.current)
        let made = try await LoopbackCase.withTeam(region, "-twee")
        let key = UUID().uuidString
        let path = "\(made.path)/afsluiting"
        let first = try HandMade.post(path, Self.done, by: made.school, key: key)
            .send(over: made.school)
        let size = try await region.logSize()
        let again = try HandMade.post(path, Self.done, by: made.school, key: key)
            .send(over: made.school)
        #expect(first.status == .created)
        #expect(again.status == .created)
        let (one, two) = (try JSON(parsing: first.body), try JSON(parsing: again.body))
        #expect(one["vernietiging"]?["blad"] == two["vernietiging"]?["blad"])
        #expect(try await region.logSize() == size)
    }

    @Test func `an envelope that was collected can be acknowledged after the end`() async throws {
        let region = try #require(LoopbackRegion.current)
        let made = try await LoopbackCase.withTeam(region, "-ontvangst")
        let envelope = try #require(RandomID(hex: try made.offer()))
        let answer = try made.team.post(
            "/v1/verstrekkingen", ["envelop": .string(envelope.hex)])
        let delivery = try VerifiedDelivery(
            verifying: answer.serialized(), of: envelope, for: made.team.profile,
            at: region.clock.now())
        try made.school.post("\(made.path)/afsluiting", Self.done)
        let body = try Self.acknowledgement(of: delivery, by: made.team)
        try made.team.post(
            "/v1/verstrekkingen/\(delivery.leaf.hex)/ontvangstbevestigingen", body)
    }

    @Test func `the key and every sealed byte are gone from the files`() async throws {
        let region = try #require(LoopbackRegion.current)
        let made = try await LoopbackCase.withTeam(region, "-bytes")
        _ = try made.offer()
        let kept = try await LoopbackCase.withTeam(region, "-blijft")
        _ = try kept.offer()
        let (doomed, key) = try await Self.sealed(made)
        let (others, otherKey) = try await Self.sealed(kept)
        #expect(doomed.count > 10)
        try made.school.post("\(made.path)/afsluiting", Self.done)
        var left = -1
        // A reader beside it may put the emptying of the write-ahead log off to a later batch.
        for _ in 0..<20 where left != 0 {
            try await region.region.heartbeat()
            let files = try Self.files(region)
            left =
                ([key] + doomed).filter { bytes in
                    files.contains { $0.range(of: Data(bytes)) != nil }
                }.count
        }
        #expect(left == 0)
        let files = try Self.files(region)
        for bytes in [otherKey] + others {
            #expect(files.contains { $0.range(of: Data(bytes)) != nil })
        }
        _ = try kept.school.get(kept.path)
    }

    @Test func `the family reads on what was shared, and nothing else is told of the casus`()
        async throws
    {
        let region = try #require(LoopbackRegion.current)
        let made = try await LoopbackCase.withTeam(region, "-gezin")
        let envelope = try made.offer()
        try made.team.post("/v1/verstrekkingen", ["envelop": .string(envelope)])
        let reader = try await region.region.familyReader(
            partner: made.school.id, casus: try #require(RandomID(hex: made.casus)),
            person: try #require(RandomID(hex: made.mother)))
        let view = FamilyView(region.region)
        let before = try await view(
            casus: reader.casus, viewer: reader.person, after: nil, count: 50)
        #expect(before.entries.count == 1)
        try made.school.post("\(made.path)/afsluiting", Self.done)
        let after = try await view(
            casus: reader.casus, viewer: reader.person, after: nil, count: 50)
        #expect(after.entries == before.entries)
        await #expect(throws: UseCaseFailure.unavailable) {
            try await region.region.familyReader(
                partner: made.school.id, casus: try #require(RandomID(hex: made.casus)),
                person: try #require(RandomID(hex: made.mother)))
        }
    }

    // MARK: Parts

    private static func acknowledgement(
        of delivery: VerifiedDelivery, by partner: LoopbackPartner
    ) throws -> JSON {
        let claims: JSON = [
            "iss": .string(partner.id.text), "blad": .string(delivery.leaf.hex),
            "envelop": .string(Hex.encode(delivery.disclosure.envelope.bytes)),
            "iat": .integer(partner.region.clock.now().milliseconds / 1000),
        ]
        return [
            "bevestiging": .string(
                try partner.signed(claims, typ: "kernpoort-ontvangst+jwt"))
        ]
    }

    /// Everything that stands sealed in the files about a casus, and its wrapped key.
    private static func sealed(_ made: LoopbackCase) async throws -> ([[UInt8]], key: [UInt8]) {
        let casus = try #require(RandomID(hex: made.casus))
        let files = made.region.files
        let ledger = try Connection(path: files.ledgerPath, access: .existing)
        let id: [UInt8] = try #require(
            try ledger.first(
                "SELECT casus_id FROM pseudonym WHERE casus_pseudonym = \(casus.bytes)"
            ) { row throws(SQLiteError) in try row.blob(at: 0) })
        let queries: [SQL] = [
            "SELECT sealed FROM casus WHERE id = \(id)",
            "SELECT sealed FROM record WHERE casus_id = \(id)",
            "SELECT sealed FROM fragment WHERE casus_id = \(id)",
            "SELECT sealed_meta FROM envelope WHERE casus_id = \(id)",
            "SELECT sealed_jwe FROM envelope WHERE casus_id = \(id) AND sealed_jwe IS NOT NULL",
            "SELECT sealed FROM message WHERE casus_id = \(id)",
            "SELECT casus_pseudonym FROM pseudonym WHERE casus_id = \(id)",
        ]
        var found: [[UInt8]] = []
        for query in queries {
            let rows = try ledger.rows(query) { row throws(SQLiteError) in try row.blob(at: 0) }
            #expect(!rows.isEmpty)
            // Of what fills several pages only the middle stands together.
            found += rows.map { Array($0.suffix(48).prefix(32)) }
        }
        let binding = [1] + id
        let keyID = try #require(
            try ledger.first("SELECT key_id FROM key_use WHERE binding = \(binding)") {
                row throws(SQLiteError) in try row.blob(at: 0)
            })
        let keys = try Connection(path: files.keysPath, access: .existing)
        let wrapped = try #require(
            try keys.first("SELECT blob FROM wrapped WHERE key_id = \(keyID)") {
                row throws(SQLiteError) in try row.blob(at: 0)
            })
        return (found, wrapped)
    }

    private static func files(_ region: LoopbackRegion) throws -> [Data] {
        let folder = URL(fileURLWithPath: region.files.ledgerPath).deletingLastPathComponent()
        return try FileManager.default.contentsOfDirectory(
            at: folder, includingPropertiesForKeys: nil
        ).map { try Data(contentsOf: $0) }
    }
}
