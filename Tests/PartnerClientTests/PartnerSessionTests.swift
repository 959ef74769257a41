// SPDX-License-Identifier: EUPL-1.2
import Domain
import Encodings
import Foundation
import HTTP
import JOSE
import Memory
import OpenSSL
import PartnerClient
import TestSupport
import Testing

@Suite(.ownThread) struct PartnerSessionTests {
    let partner: TestPartner

    init() throws { partner = try TestPartner() }

    private func gateway(
        _ react: @escaping @Sendable (FakeGateway.Heard, Int) -> FakeGateway.Reaction
    ) throws -> FakeGateway {
        try FakeGateway(partner.authority.serverContext(), react: react)
    }

    private static func ok(_ text: String = "{}") -> FakeGateway.Reaction {
        .answer(Response(.ok, body: .bytes(Array(text.utf8))))
    }

    /// The claims of the assertion that came with a request, its signature verified.
    private func claims(_ heard: FakeGateway.Heard) throws -> JSON {
        let field = try #require(heard.headers["Authorization"])
        #expect(field.hasPrefix("Bearer "))
        let compact = Array(field.dropFirst(7).utf8)
        let payload = try JWS.verify(
            compact.span, with: partner.jwk.signing, typ: "kernpoort-verklaring+jwt")
        return try JSON(parsing: payload)
    }

    @Test func `a read carries an assertion that is bound to the certificate and to nothing else`()
        throws
    {
        let gateway = try gateway { _, _ in Self.ok(#"{"casussen":[]}"#) }
        let answer = try partner.session(port: gateway.port).get("/v1/casussen?aantal=5")
        #expect(try answer.json() == ["casussen": []])
        let heard = try #require(gateway.heard.first)
        #expect(heard.method == .get && heard.target == "/v1/casussen?aantal=5")
        #expect(heard.headers["Host"] == "localhost:\(gateway.port)")
        #expect(heard.peer?.certificateDigest == partner.identity.certificate.digest.bytes)
        let claims = try claims(heard)
        let id = try #require(claims["jti"])
        let digest = Base64URL.encode(partner.identity.certificate.digest.span)
        #expect(
            claims == [
                "iss": "school-west/zorgteam", "aud": .string(TestPartner.region),
                "sub": "medewerker-1", "rol": "mentor", "iat": 1_800_000_000, "exp": 1_800_000_060,
                "jti": id, "cnf": ["x5t#S256": .string(digest)],
            ])
        #expect(id.string?.utf8.count == 22)
    }

    @Test func `a write is bound to its method, path and body`() throws {
        let gateway = try gateway { _, _ in Self.ok() }
        let body = Array(#"{"inhoud":{}}"#.utf8)
        _ = try partner.session(port: gateway.port).post(
            "/v1/casussen/a/fragmenten", SharedSecretBytes(copying: body),
            key: IdempotencyKey("sleutel-1"))
        let heard = try #require(gateway.heard.first)
        #expect(heard.method == .post && heard.body == body)
        #expect(heard.headers["Idempotency-Key"] == "sleutel-1")
        #expect(heard.headers["Content-Type"] == "application/json")
        let claims = try claims(heard)
        #expect(claims["htm"] == "POST" && claims["htu"] == "/v1/casussen/a/fragmenten")
        #expect(claims["bsh"]?.string == Base64URL.encode(Digest(hashing: body.span).span))
    }

    @Test func `reads share an assertion until it nears its end, writes never do`() throws {
        let gateway = try gateway { _, _ in Self.ok() }
        let clock = StandingClock()
        let session = try partner.session(port: gateway.port, clock: clock)
        for seconds in [0, 39, 1, 0] as [Int64] {
            clock.move(seconds: seconds)
            _ = try session.get("/v1/postvak")
        }
        for _ in 0..<2 { _ = try session.post("/v1/casussen", [:]) }
        let tokens = gateway.heard.map { $0.headers["Authorization"] }
        #expect(tokens[0] == tokens[1] && tokens[2] == tokens[3])
        #expect(Set(tokens).count == 4)
        #expect(gateway.connectionCount == 1, "one connection serves them all")
    }

    @Test(arguments: [FakeGateway.Reaction.hangUp, .answer(Response(.serviceUnavailable))])
    func `a call that failed is made again with the same key and a fresh assertion`(
        first: FakeGateway.Reaction
    ) throws {
        let gateway = try gateway { _, index in index < 2 ? first : Self.ok() }
        let answer = try partner.session(port: gateway.port).post("/v1/casussen", ["a": 1])
        #expect(answer.status == .ok)
        let heard = gateway.heard
        #expect(heard.count == 3)
        #expect(Set(heard.map { $0.headers["Idempotency-Key"] }).count == 1)
        #expect(Set(heard.map(\.body)).count == 1)
        let ids = try heard.map { try claims($0)["jti"]?.string }
        #expect(Set(ids).count == 3)
    }

    @Test func `no call is made more often than the limit`() throws {
        let gateway = try gateway { _, _ in .hangUp }
        let session = try partner.session(port: gateway.port)
        #expect(throws: PartnerClientError.hungUp) { try session.get("/v1/postvak") }
        #expect(gateway.heard.count == 3)
        let busy = try self.gateway { _, _ in .answer(Response(.serviceUnavailable)) }
        let answer = try partner.session(port: busy.port).get("/v1/postvak")
        #expect(answer.status == .serviceUnavailable && busy.heard.count == 3)
    }

    @Test func `a connection that the gateway closed while idle costs no attempt`() throws {
        let gateway = try gateway { _, index in
            index == 0
                ? .raw(Array("HTTP/1.1 200 OK\r\nContent-Length: 0\r\n\r\n".utf8)) : Self.ok()
        }
        let session = try partner.session(port: gateway.port, attempts: 1)
        _ = try session.get("/v1/postvak")
        // The gateway has closed by now or will before it reads on.
        #expect(try session.get("/v1/postvak").status == .ok)
        #expect(gateway.connectionCount == 2)
    }

    @Test func `a connection that the gateway ends is not used again`() throws {
        let gateway = try gateway { _, _ in
            .raw(
                Array("HTTP/1.1 200 OK\r\nContent-Length: 0\r\nConnection: close\r\n\r\n".utf8))
        }
        let session = try partner.session(port: gateway.port, attempts: 1)
        for _ in 0..<3 { #expect(try session.get("/v1/postvak").status == .ok) }
        #expect(gateway.connectionCount == 3)
    }

    @Test func `refusals are answers and are not tried again`() throws {
        let text =
            #"{"type":"urn:kernpoort:probleem:weigering","title":"t","status":403,"detail":"d","#
            + #""code":"weigering","redenen":[{"code":"toestemming-ontbreekt","#
            + #""uitleg":{"nl":"u","en":"e"},"voor":["bron","fg"]}]}"#
        let gateway = try gateway { _, _ in
            .answer(
                Response(
                    .forbidden,
                    headers: [HeaderField("Content-Type", "application/problem+json")],
                    body: .bytes(Array(text.utf8))))
        }
        let answer = try partner.session(port: gateway.port).post("/v1/casussen", [:])
        let problem = try #require(answer.problem)
        #expect(problem.status == 403 && problem.code == "weigering" && problem.detail == "d")
        #expect(problem.reasons == [.init(code: "toestemming-ontbreekt", explanation: "u")])
        #expect(!answer.isSuccess && gateway.heard.count == 1)
    }

    @Test func `an answer that does not come in time is given up`() throws {
        let gateway = try gateway { _, _ in .stall }
        let session = try partner.session(
            port: gateway.port, attempts: 1, answerLimit: .milliseconds(200))
        #expect(throws: PartnerClientError.timedOut(.answer)) { try session.get("/v1/postvak") }
    }

    @Test(arguments: [
        ("HTTP/1.1 200 OK\r\n\r\n", Refusal.lengthRequired),
        ("HTTP/1.1 200 OK\r\nContent-Length: 1\r\nContent-Length: 1\r\n\r\na", .repeatedField),
        ("HTTP/1.1 200 OK\r\nTransfer-Encoding: chunked\r\n\r\n0\r\n\r\n", .transferEncoding),
        ("HTTP/1.1 200 OK\nContent-Length: 0\n\n", .bareLineFeed),
        ("HTTP/1.1 200 OK\r\nContent-Length: 8388609\r\n\r\n", .bodyTooLarge),
    ])
    func `an answer without a single meaning is no answer`(text: String, why: Refusal) throws {
        let gateway = try gateway { _, _ in .raw(Array(text.utf8)) }
        let session = try partner.session(port: gateway.port)
        #expect(throws: PartnerClientError.malformedResponse(why)) {
            try session.get("/v1/postvak")
        }
        #expect(gateway.heard.count == 1)
    }

    @Test func `bytes behind an answer are never taken for the next one`() throws {
        let twice =
            "HTTP/1.1 200 OK\r\nContent-Length: 1\r\n\r\nA"
            + "HTTP/1.1 200 OK\r\nContent-Length: 1\r\n\r\nB"
        let gateway = try gateway { _, index in
            index == 0 ? .raw(Array(twice.utf8)) : Self.ok("C")
        }
        let session = try partner.session(port: gateway.port)
        #expect(try session.get("/v1/postvak").body == Array("A".utf8))
        #expect(try session.get("/v1/postvak").body == Array("C".utf8))
    }

    @Test func `half an answer is none`() throws {
        let gateway = try gateway { _, _ in
            .raw(Array("HTTP/1.1 200 OK\r\nContent-Length: 5\r\n\r\nhal".utf8))
        }
        let session = try partner.session(port: gateway.port, attempts: 1)
        #expect(throws: PartnerClientError.hungUp) { try session.get("/v1/postvak") }
    }

    @Test func `a gateway of another authority hears nothing`() throws {
        let other = try TestAuthority()
        let gateway = try FakeGateway(other.serverContext()) { _, _ in Self.ok() }
        let session = try partner.session(port: gateway.port)
        #expect(throws: PartnerClientError.tlsFailed(.certificate(.untrusted))) {
            try session.get("/v1/postvak")
        }
        #expect(gateway.heard.isEmpty)
    }

    @Test func `a gateway under another name hears nothing`() throws {
        let identity = try partner.authority.identity(.server, name: "x", hosts: ["ander.example"])
        let context = try TLSContext(
            serverChain: [identity.certificate], key: identity.key,
            clientTrust: partner.authority.trust())
        let gateway = try FakeGateway(context) { _, _ in Self.ok() }
        let session = try partner.session(port: gateway.port)
        #expect(throws: PartnerClientError.tlsFailed(.certificate(.unsuitable))) {
            try session.get("/v1/postvak")
        }
        #expect(gateway.heard.isEmpty)
    }

    @Test func `a client whose certificate was revoked is told, and does not insist`() throws {
        let context = try partner.authority.serverContext(revoking: [partner.identity.certificate])
        let gateway = try FakeGateway(context) { _, _ in Self.ok() }
        let session = try partner.session(port: gateway.port)
        #expect {
            try session.get("/v1/postvak")
        } throws: { error in
            guard case .tlsFailed(.protocolViolation)? = error as? PartnerClientError else {
                return false
            }
            return true
        }
        #expect(gateway.heard.isEmpty && gateway.connectionCount == 1)
    }

    @Test func `nobody at the address is unreachable`() throws {
        let socket = try FakeGateway(partner.authority.serverContext()) { _, _ in Self.ok() }.port
        let session = try partner.session(port: socket)
        // The listener ends with its server, at the latest after its next turn.
        var failure: PartnerClientError?
        for _ in 0..<50 where failure == nil {
            do throws(PartnerClientError) { _ = try session.get("/") } catch { failure = error }
            session.close()
        }
        guard case .unreachable? = failure else {
            Issue.record("the failure was \(String(describing: failure))")
            return
        }
    }

    @Test func `a path that no request can have is refused here`() throws {
        let session = try partner.session(port: 1)
        for path in ["", "a", "/a b", "/a\r\nX: y", "/../a", "//a", "/a#b", "/é"] {
            #expect(throws: PartnerClientError.malformedRequest) { try session.get(path) }
        }
        #expect(IdempotencyKey("") == nil && IdempotencyKey("a b") == nil)
        #expect(IdempotencyKey(String(repeating: "a", count: 65)) == nil)
        #expect(IdempotencyKey(String(repeating: "a", count: 64)) != nil)
    }

    @Test func `a large body goes out whole`() throws {
        let gateway = try gateway { heard, _ in Self.ok("\(heard.body.count)") }
        let body = Array(repeating: UInt8(ascii: "x"), count: 1_048_576)
        let answer = try partner.session(port: gateway.port).post(
            "/v1/a", SharedSecretBytes(copying: body))
        #expect(answer.body == Array("1048576".utf8))
    }
}
