// SPDX-License-Identifier: EUPL-1.2
import AuditLog
import Domain
import Encodings
import Foundation
import JOSE
import Memory
import OpenSSL
import PartnerClient
import Synchronization
import TestSupport
import Testing

/// A clock that stands still until a test moves it.
final class StandingClock: InstantSource {
    private let milliseconds: Mutex<Int64>
    init(_ instant: Timestamp = Timestamp(milliseconds: 1_800_000_000_123)) {
        milliseconds = Mutex(instant.milliseconds)
    }
    func now() -> Timestamp { Timestamp(milliseconds: milliseconds.withLock { $0 }) }
    func move(seconds: Int64) { milliseconds.withLock { $0 += seconds * 1000 } }
}

/// Bytes that a seed repeats.
final class SeededSource: RandomSource {
    private let random: Mutex<SeededRandom>
    init(seed: UInt64 = 1) { random = Mutex(SeededRandom(seed: seed)) }
    func fill(_ bytes: inout MutableSpan<UInt8>) {
        let count = bytes.count
        let made = random.withLock { $0.bytes(count) }
        for index in 0..<count { bytes[index] = made[index] }
    }
}

/// A partner with fresh keys, a gateway's log and envelope keys, and the authority that both believe.
final class TestPartner: Sendable {
    let authority: TestAuthority
    let identity: TestIdentity
    let signingKey: [UInt8]
    let openingKey: [UInt8]
    let log: CheckpointSigner
    /// The gateway's key for envelopes.
    let envelopeKey: SigningKey
    let jwk: (signing: JWK, opening: JWK)

    static let region = "https://proef.kernpoort.example"
    static let partner = PartnerID("school-west/zorgteam")
    static let origin = "proef.invalid/log/2026"

    init(signing: KeyKind = .ed25519, opening: KeyKind = .x25519) throws {
        authority = try TestAuthority()
        identity = try authority.identity()
        signingKey = try Self.pem(signing)
        openingKey = try Self.pem(opening)
        log = try CheckpointSigner(origin: Self.origin, key: .generate(.ed25519))
        envelopeKey = try SigningKey(.generate(.p256))
        let signer = try SigningKey(Self.key(signingKey))
        let opener = try OpeningKey(Self.key(openingKey))
        jwk = (signer.jwk, opener.jwk)
    }

    static func key(_ pem: [UInt8]) throws -> PrivateKey { try PrivateKey(pem: pem.span) }

    private static func pem(_ kind: KeyKind) throws -> [UInt8] {
        let pem = try PrivateKey.generate(kind).pem()
        return pem.withBytes { bytes in (0..<bytes.count).map { bytes[$0] } }
    }

    /// What `partner.json` says, for a gateway at this port.
    func settings(port: UInt16) throws -> ProfileSettings {
        let role = try #require(RoleCode("mentor"))
        let professional = try #require(Professional(id: "medewerker-1", role: role))
        return try ProfileSettings(
            partner: try #require(Self.partner), type: .school,
            gateway: try #require(GatewayAddress("https://localhost:\(port)")),
            region: Self.region, professional: professional, logKey: log.verifierKey,
            envelopeKey: envelopeKey.jwk)
    }

    func profile(port: UInt16) throws -> PartnerProfile {
        try PartnerProfile(
            settings(port: port), chain: [identity.certificate], certificateKey: identity.key,
            anchors: [authority.root.certificate],
            signingKey: SigningKey(Self.key(signingKey)),
            openingKey: OpeningKey(Self.key(openingKey)))
    }

    /// A session that gives up soon.
    func session(
        port: UInt16, clock: any InstantSource = StandingClock(), attempts: Int = 3,
        answerLimit: Duration = .seconds(10)
    ) throws -> PartnerSession {
        PartnerSession(
            try profile(port: port), clock: clock, random: SeededSource(),
            limits: ClientLimits(
                answerLimit: answerLimit, attemptLimit: attempts, pause: .milliseconds(5)))
    }

    /// Writes the profile folder.
    func write(to folder: TemporaryFolder, port: UInt16) throws {
        func write(_ name: String, _ bytes: [UInt8], mode: Int = 0o600) throws {
            try Data(bytes).write(to: URL(fileURLWithPath: folder.file(name)))
            try FileManager.default.setAttributes(
                [.posixPermissions: mode], ofItemAtPath: folder.file(name))
        }
        let tlsKey = identity.key.pem()
        try write("partner.json", try settings(port: port).json.serialized(), mode: 0o644)
        try write("client.crt.pem", identity.certificate.pem, mode: 0o644)
        try write("ca.crt.pem", authority.root.certificate.pem, mode: 0o644)
        try write(
            "client.key.pem", tlsKey.withBytes { bytes in (0..<bytes.count).map { bytes[$0] } })
        try write("ondertekening.key.pem", signingKey)
        try write("ontvangst.key.pem", openingKey)
    }
}
