// SPDX-License-Identifier: EUPL-1.2
import Consent
import Domain
import Encodings
import Foundation
import Gateway
import JOSE
import LogVerifier
import Memory
import OpenSSL
import Sealing
import TestSupport
import Testing

/// Consents that lapse while the power fails: each is recorded, logged and put on the list once.
@Suite(.serialized) struct LapseCrashTests {
    @Test(arguments: [1, 2, 3, 5, 8, 13])
    func `a pass that was cut off is finished by the next, and nothing happens twice`(
        nth: Int
    ) async throws {
        let world = try LedgerWorld()
        let stage = try await LapseStage.make(in: world, casusCount: 4)
        let lines = try await stage.lineCount(in: world)
        world.clock.advance(milliseconds: 100 * 86_400_000)

        let writer = try await world.start()
        let reader = try await world.reader(beside: writer)
        let region = try await stage.region(writer, reader)
        world.disk.cutPower(nth: nth, keepSome: true, seed: UInt64(nth))
        let outcome: Result<Void, any Error>
        do {
            try await region.recordLapses()
            outcome = .success(())
        } catch { outcome = .failure(error) }
        await reader.shutDown()
        await writer.shutDown()
        if world.disk.hasFired {
            guard case .failure = outcome else {
                Issue.record("the power failed and nobody noticed")
                return
            }
        }
        world.disk.disarm()
        world.disk.powerOn()

        for _ in 0..<2 {
            try await stage.pass(in: world)
            #expect(try await stage.found(in: world) == LapseStage.Found(lapses: 4, renewals: 4))
            #expect(try await stage.lineCount(in: world) == lines + 4)
        }
    }
}

/// A few casussen, each with one consent that ends after three days.
private struct LapseStage {
    let school: RandomID
    let casussen: [RandomID]

    struct Found: Equatable, Sendable {
        var lapses = 0
        var renewals = 0
    }

    static func make(in world: LedgerWorld, casusCount: Int) async throws -> LapseStage {
        let writer = try await world.start()
        let reader = try await world.reader(beside: writer)
        let region = try await region(writer, reader, isNew: true)
        let id = try #require(PartnerID("trajectum/vo"))
        let certificate = Digest(hashing: Array("certificaat".utf8).span)
        let pem = SharedSecretBytes(try PrivateKey.generate(.p256).pem())
        let key = try pem.withBytes { (bytes: Span<UInt8>) in
            try SigningKey(PrivateKey(pem: bytes)).jwk
        }
        try await PartnerAdministration(region).add(
            id, type: .school, name: "Trajectum", certificate: certificate, signing: key,
            receiving: try OpeningKey(.generate(.p256)).jwk, supporting: [])
        let row = try #require(region.partners[id]?.partner.row)
        var casussen: [RandomID] = []
        for number in 0..<casusCount {
            let now = world.clock.now()
            let caller = try caller(id, certificate, pem, region, at: now)
            let view = try await OpenCasus(region)(
                born: Amsterdam.day(of: now).adding(years: -10), persons: [.moeder], by: caller,
                key: WriteKey(key: "casus-\(number)", call: [UInt8(number)])
            ).value
            casussen.append(try await consent(view, row, id, in: writer, at: now))
        }
        await reader.shutDown()
        await writer.shutDown()
        return LapseStage(school: row, casussen: casussen)
    }

    /// Records a yes of the mother, as the use case does.
    private static func consent(
        _ view: CasusView, _ row: RandomID, _ school: PartnerID, in writer: LedgerWriter,
        at now: Timestamp
    ) async throws -> RandomID {
        let team = try #require(PartnerID("lokalis/buurtteam"))
        let role = try #require(RoleCode("gezinswerker"))
        let purpose = try #require(PurposeCode("P3"))
        let group = try #require(VeldgroepCode("C6.observatie"))
        let scope = try #require(
            Scope(
                source: school, recipient: team, recipientRole: role, purpose: purpose,
                groups: [group]))
        let until = Amsterdam.day(of: now).adding(days: 3)
        let bases = try #require(ConsentBases(consent: true, secrecy: false))
        let mother = view.persons[1].id
        return try await writer.append { transaction throws(LedgerError) in
            guard let casus = try transaction.pseudonym(named: view.id, for: row)?.casus else {
                throw .missing
            }
            let id = transaction.newID()
            guard
                let act = Toestemming(
                    id: id, person: mother, scope: scope,
                    answer: .given(bases: bases, until: until), at: now)
            else { throw .missing }
            let record = CaseRecord.consent(
                act,
                ConsentEvidence(
                    channel: .gesprek, textVersion: "1",
                    textDigest: String(repeating: "a", count: 64), recordedBy: school))
            let content = record.bytes
            try transaction.insertRecord(
                id, casus: casus, partner: row, kind: record.kind, content: content.span)
            try transaction.noteConsentLook(in: casus, at: Amsterdam.startOfDay(until))
            return casus
        }.value
    }

    private static func caller(
        _ id: PartnerID, _ certificate: Digest, _ pem: SharedSecretBytes, _ region: Region,
        at now: Timestamp
    ) throws -> Caller {
        let seconds = now.milliseconds / 1000
        let claims: JSON = [
            "iss": .string(id.text), "aud": .string(region.origin), "sub": "medewerker-1",
            "rol": "mentor", "iat": .integer(seconds), "exp": .integer(seconds + 60),
            "jti": .string(UUID().uuidString),
            "cnf": ["x5t#S256": .string(Base64URL.encode(certificate.bytes))],
        ]
        let payload = claims.serialized()
        let token = try pem.withBytes { (bytes: Span<UInt8>) in
            try JWS.sign(
                payload.span, typ: Authentication.typ, with: SigningKey(PrivateKey(pem: bytes)))
        }
        return try region.authentication.caller(
            certificate: certificate, publicKey: certificate, token: token,
            request: BoundRequest(
                method: "GET", path: "/", bodyDigest: certificate, isWrite: false), at: now)
    }

    static func region(
        _ writer: LedgerWriter, _ reader: LedgerReader, isNew: Bool = false
    ) async throws -> Region {
        let root = URL(fileURLWithPath: #filePath).deletingLastPathComponent()
            .deletingLastPathComponent().deletingLastPathComponent()
        let files = try PolicyFiles(
            folder: root.appending(path: "Policies").path, region: "utrecht")
        let region = Region(
            origin: "https://proef.example", ledger: writer, reader: reader,
            partners: PartnerRegister(),
            sealer: EnvelopeSealer(
                key: try SigningKey(.generate(.p256)), issuer: "https://proef.example"),
            rules: try RuleSet(files))
        if isNew { try await region.activate(files) } else { try await region.reloadPartners() }
        return region
    }

    func region(_ writer: LedgerWriter, _ reader: LedgerReader) async throws -> Region {
        try await Self.region(writer, reader)
    }

    /// One whole pass of a gateway that was started anew.
    func pass(in world: LedgerWorld) async throws {
        let writer = try await world.start()
        let reader = try await world.reader(beside: writer)
        try await region(writer, reader).recordLapses()
        await reader.shutDown()
        await writer.shutDown()
    }

    func found(in world: LedgerWorld) async throws -> Found {
        let school = school
        let casussen = casussen
        return try await world.withWriter { writer in
            try await writer.append { transaction throws(LedgerError) in
                var found = Found()
                for casus in casussen {
                    found.lapses += try transaction.records(of: casus, limit: 100)
                        .count { $0.kind == .lapse }
                }
                found.renewals = try transaction.renewals(for: school, limit: 100).count
                return found
            }.value
        }
    }

    /// Lines about persons in the log, as a stranger counts them.
    func lineCount(in world: LedgerWorld) async throws -> Int {
        try await world.withWriter { writer in
            try await world.audit(writer).counts[.line] ?? 0
        }
    }
}
