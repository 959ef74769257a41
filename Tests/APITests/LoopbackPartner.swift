// SPDX-License-Identifier: EUPL-1.2
import Domain
import Encodings
import Foundation
import Gateway
import HTTP
import JOSE
import Memory
import OpenSSL
import PartnerClient
import Synchronization
import TestSupport
import Testing

/// A registered partner with its own keys, and clients that call the region over mutual TLS.
final class LoopbackPartner: Sendable {
    let region: LoopbackRegion
    let id: PartnerID
    let identity: TestIdentity
    let profile: PartnerProfile
    let role: RoleCode

    private init(
        _ region: LoopbackRegion, _ id: PartnerID, _ identity: TestIdentity,
        _ profile: PartnerProfile, _ role: RoleCode
    ) {
        self.region = region
        self.id = id
        self.identity = identity
        self.profile = profile
        self.role = role
    }

    /// Registers a partner with fresh keys.
    static func join(
        _ region: LoopbackRegion, _ slug: String, _ type: PartnerType, role: String,
        signing: KeyKind = .p256, receiving: KeyKind = .x25519
    ) async throws -> LoopbackPartner {
        let id = try #require(PartnerID(slug))
        let role = try #require(RoleCode(role))
        let identity = try region.authority.identity(name: "proef")
        let signingKey = try SigningKey(.generate(signing))
        let openingKey = try OpeningKey(.generate(receiving))
        try await PartnerAdministration(region.region).add(
            id, type: type, name: "Proef", certificate: identity.certificate.publicKeyDigest,
            signing: signingKey.jwk, receiving: openingKey.jwk,
            supporting: Set(Obligation.allCases))
        let settings = try ProfileSettings(
            partner: id, type: type,
            gateway: try #require(GatewayAddress("https://localhost:\(region.port)")),
            region: LoopbackRegion.origin,
            professional: try #require(Professional(id: "medewerker-1", role: role)),
            logKey: region.ledger.verifierKey, envelopeKey: region.region.envelopeKey)
        let profile = try PartnerProfile(
            settings, chain: [identity.certificate], certificateKey: identity.key,
            anchors: [region.authority.root.certificate], signingKey: signingKey,
            openingKey: openingKey)
        return LoopbackPartner(region, id, identity, profile, role)
    }

    /// A client of one professional; it belongs to one thread.
    func session(
        as role: String? = nil, user: String = "medewerker-1"
    ) throws -> PartnerSession {
        let role = try role.map { try #require(RoleCode($0)) } ?? self.role
        let professional = try #require(Professional(id: user, role: role))
        return PartnerSession(
            profile, as: professional,
            clock: region.clock, random: RegionRandom(),
            limits: ClientLimits(attemptLimit: 1))
    }

    /// The document of a write that must succeed.
    @discardableResult
    func post(_ path: String, _ body: JSON, as role: String? = nil) throws -> JSON {
        let answer = try session(as: role).post(path, body)
        guard answer.isSuccess else {
            throw UnexpectedAnswer(what: path, answer: answer)
        }
        return try answer.json()
    }

    /// The document of a read that must succeed.
    func get(_ path: String, as role: String? = nil) throws -> JSON {
        let answer = try session(as: role).get(path)
        guard answer.isSuccess else { throw UnexpectedAnswer(what: path, answer: answer) }
        return try answer.json()
    }
}

extension LoopbackPartner {
    /// A compact JWS of this partner over these claims.
    func signed(_ claims: JSON, typ: String) throws -> String {
        String(
            decoding: try JWS.sign(claims.serialized().span, typ: typ, with: profile.signingKey),
            as: UTF8.self)
    }
}

/// An answer that a test did not expect, with its text.
struct UnexpectedAnswer: Error, CustomStringConvertible {
    let what: String
    let answer: GatewayAnswer

    var description: String {
        "\(what): \(answer.status.code) \(String(decoding: answer.body, as: UTF8.self))"
    }
}

/// A request that a test makes by hand, so that any part of it can be wrong.
struct HandMade {
    var method = HTTP.Method.post
    var target: String
    var body: [UInt8]?
    var mediaType: String? = "application/json"
    var key: String? = UUID().uuidString
    /// What stands behind `Bearer`; nil sends no such header.
    var token: String?

    /// A write with a good assertion of the partner's professional.
    static func post(
        _ target: String, _ body: [UInt8], by partner: LoopbackPartner, key: String? = nil
    ) throws -> HandMade {
        var made = HandMade(target: target, body: body)
        if let key { made.key = key }
        made.token = try Claims(of: partner, method: "POST", path: target, body: body)
            .signed(by: partner)
        return made
    }

    static func post(
        _ target: String, _ body: JSON, by partner: LoopbackPartner, key: String? = nil
    ) throws -> HandMade {
        try post(target, body.serialized(), by: partner, key: key)
    }

    /// Sends it over a new connection of this partner.
    func send(over partner: LoopbackPartner) throws -> GatewayAnswer {
        try send(over: try partner.session())
    }

    func send(over session: PartnerSession) throws -> GatewayAnswer {
        var headers: [HeaderField] = []
        if let token {
            headers.append(try #require(HeaderField("Authorization", checking: "Bearer \(token)")))
        }
        if let mediaType {
            headers.append(try #require(HeaderField("Content-Type", checking: mediaType)))
        }
        if let key {
            headers.append(try #require(HeaderField("Idempotency-Key", checking: key)))
        }
        let request = try #require(
            OutgoingRequest(
                method, target: target, host: "localhost:\(session.profile.settings.gateway.port)",
                headers: headers, body: body.map { SharedSecretBytes(copying: $0) }))
        return try session.exchange(request)
    }
}

/// The claims of an assertion, free to be changed before they are signed.
struct Claims {
    var members: JSONObject

    /// What a good assertion says; without method it is one for reads.
    init(
        of partner: LoopbackPartner, method: String? = nil, path: String = "",
        body: [UInt8] = []
    ) throws {
        let now = partner.region.clock.now().milliseconds / 1000
        members = JSONObject([
            ("iss", .string(partner.id.text)), ("aud", .string(LoopbackRegion.origin)),
            ("sub", "medewerker-1"), ("rol", .string(partner.role.text)),
            ("iat", .integer(now)), ("exp", .integer(now + 60)),
            ("jti", .string(Base64URL.encode(RegionRandom().bytes(count: 16)))),
            (
                "cnf",
                [
                    "x5t#S256": .string(
                        Base64URL.encode(partner.identity.certificate.digest.bytes))
                ]
            ),
        ])
        if let method {
            members["htm"] = .string(method)
            members["htu"] = .string(path)
            members["bsh"] = .string(Base64URL.encode(Digest(hashing: body.span).bytes))
        }
    }

    func signed(
        by partner: LoopbackPartner, typ: String = "kernpoort-verklaring+jwt"
    ) throws -> String {
        try signed(with: partner.profile.signingKey, typ: typ)
    }

    func signed(
        with key: borrowing SigningKey, typ: String = "kernpoort-verklaring+jwt"
    ) throws -> String {
        let payload = JSON.object(members).serialized()
        return String(
            decoding: try JWS.sign(payload.span, typ: typ, with: key), as: UTF8.self)
    }
}

/// Runs a closure on so many threads at once and gives what they made, in the order of the numbers.
func inParallel<R: Sendable>(
    _ count: Int, _ body: @escaping @Sendable (Int) throws -> R
) throws -> [R] {
    let results = Mutex<[Int: Result<R, any Error>]>([:])
    let group = DispatchGroup()
    for number in 0..<count {
        group.enter()
        Thread.detachNewThread {
            let result = Result { try body(number) }
            results.withLock { $0[number] = result }
            group.leave()
        }
    }
    group.wait()
    return try results.withLock { results in
        try (0..<count).map { try #require(results[$0]).get() }
    }
}
