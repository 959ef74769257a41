// SPDX-License-Identifier: EUPL-1.2
import Domain
import Encodings
import Foundation
import HTTP
import JOSE
import LogVerifier
import OpenSSL
import PartnerClient
import Sealing
import Testing

/// A professional at a partner's system, who remembers every answer that came.
///
/// It belongs to one thread at a time.
final class Actor {
    let member: RunningRegion.Member
    let session: PartnerSession
    let clock: ShiftedClock
    /// The bodies of all answers, and the contents of all envelopes that were opened.
    private(set) var heard: [[UInt8]] = []

    struct Unexpected: Error { let call: String, status: Int, body: String }

    init(member: RunningRegion.Member, session: PartnerSession, clock: ShiftedClock) {
        self.member = member
        self.clock = clock
        self.session = session
    }

    /// Sends a write, whatever comes of it.
    func send(_ path: String, _ body: JSON, key: IdempotencyKey? = nil) throws -> GatewayAnswer {
        let answer = try session.post(path, body, key: key)
        heard.append(answer.body)
        return answer
    }

    /// Sends a write that must succeed.
    @discardableResult
    func post(_ path: String, _ body: JSON, key: IdempotencyKey? = nil) throws -> JSON {
        let answer = try send(path, body, key: key)
        guard answer.isSuccess else { throw Self.unexpected(path, answer) }
        return try answer.json()
    }

    /// Reads, whatever comes of it.
    func read(_ path: String) throws -> GatewayAnswer {
        let answer = try session.get(path)
        heard.append(answer.body)
        return answer
    }

    /// Reads what must be there.
    func get(_ path: String) throws -> JSON {
        let answer = try read(path)
        guard answer.isSuccess else { throw Self.unexpected(path, answer) }
        return try answer.json()
    }

    private static func unexpected(_ path: String, _ answer: GatewayAnswer) -> Unexpected {
        Unexpected(
            call: path, status: answer.status.code,
            body: String(decoding: answer.body, as: UTF8.self))
    }

    /// The newest items of the inbox that are of a kind.
    func inbox(_ kind: String) throws -> [JSON] {
        var items: [JSON] = []
        var cursor = ""
        while true {
            let page = try get("/v1/postvak?aantal=100\(cursor)")
            let found = page["berichten"]?.array ?? []
            items += found.filter { $0["soort"]?.string == kind }
            guard found.count == 100, let next = page["volgende"]?.string else { return items }
            cursor = "&cursor=\(next)"
        }
    }

    /// The envelope that came last.
    func lastEnvelope() throws -> RandomID {
        let item = try #require(try inbox("envelop").last, "nothing waits")
        return try #require(item["envelop"]?.string.flatMap { RandomID(hex: $0) })
    }

    /// Collects an envelope, opens it and acknowledges it; the delivery.
    @discardableResult
    func receive(_ envelope: RandomID) throws -> VerifiedDelivery {
        let delivery = try delivered(envelope)
        try acknowledge(delivery, try open(delivery))
        return delivery
    }

    /// Collects an envelope that must be handed out; its proof is verified.
    func delivered(_ envelope: RandomID, key: IdempotencyKey? = nil) throws -> VerifiedDelivery {
        let answer = try send(
            "/v1/verstrekkingen", ["envelop": .string(envelope.hex)], key: key)
        guard answer.isSuccess else { throw Self.unexpected("collect", answer) }
        return try VerifiedDelivery(
            verifying: answer.body, of: envelope, for: session.profile, at: clock.now())
    }

    /// Opens a delivery; the body of its acknowledgement, signed once so that a retry is the same.
    func open(_ delivery: VerifiedDelivery) throws -> JSON {
        let opened = try delivery.open(with: session.profile, at: clock.now())
        heard.append(opened.withContent { bytes in (0..<bytes.count).map { bytes[$0] } })
        let inside = opened.claims
        heard.append(Array("\(inside.id.hex) \(inside.casus.hex) \(inside.issuedAt)".utf8))
        let claims: JSON = [
            "iss": .string(session.profile.settings.partner.text),
            "blad": .string(delivery.leaf.hex),
            "envelop": .string(Hex.encode(delivery.disclosure.envelope.bytes)),
            "iat": .integer(clock.now().milliseconds / 1000),
        ]
        let statement = try JWS.sign(
            claims.serialized().span, typ: "kernpoort-ontvangst+jwt",
            with: session.profile.signingKey)
        return ["bevestiging": .string(String(decoding: statement, as: UTF8.self))]
    }

    /// Acknowledges a delivery; the answer.
    @discardableResult
    func acknowledge(
        _ delivery: VerifiedDelivery, _ body: JSON, key: IdempotencyKey? = nil
    ) throws -> JSON {
        try post(
            "/v1/verstrekkingen/\(delivery.leaf.hex)/ontvangstbevestigingen", body, key: key)
    }

    /// The problem with which a collect is refused.
    func refusal(_ envelope: RandomID, key: IdempotencyKey? = nil) throws -> String {
        let answer = try send(
            "/v1/verstrekkingen", ["envelop": .string(envelope.hex)], key: key)
        return answer.problem.map { "\($0.status) \($0.code)" } ?? "\(answer.status.code)"
    }
}
