// SPDX-License-Identifier: EUPL-1.2
import API
import Domain
import Encodings
import Gateway
import HTTP
import JOSE
import LogVerifier
import OpenSSL
import PartnerClient
import TestSupport
import Testing

/// Who speaks for whom: an assertion counts only from its own partner, certificate and moment, and for
/// one request.
@Suite(.serialized, .loopbackRegion)
struct AssertionTests {
    /// What a test makes of a good assertion; nil sends none.
    typealias Forgery = @Sendable (LoopbackPartner, LoopbackPartner, inout Claims) throws -> String?

    @Test func `an assertion that does not verify is 401, reported and never logged`()
        async throws
    {
        let region = try #require(LoopbackRegion.current)
        let made = try await LoopbackCase.withTeam(region, "-verklaring")
        let path = "\(made.path)/fragmenten"
        let body = made.fragment().serialized()
        let now = region.clock.now().milliseconds / 1000
        for (name, forge) in Self.all(now, made.school, made.team) {
            let before = try await region.logSize()
            _ = region.takeReports()
            var claims = try Claims(of: made.school, method: "POST", path: path, body: body)
            var request = HandMade(target: path, body: body)
            request.token = try forge(made.school, made.team, &claims)
            let answer = try request.send(over: made.school)
            #expect(answer.status == .unauthorized, "\(name): \(answer.status.code)")
            #expect(answer.headers["www-authenticate"] == "Bearer", "\(name)")
            try expectProblem(answer, code: "verklaring-ongeldig", name)
            #expect(try await region.logSize() == before, "\(name) left a line")
            #expect(region.takeReports().map(\.code) == ["verklaring-ongeldig"], "\(name)")
        }
        // What the table forges is all that was wrong: the same request unforged is taken.
        let good = try HandMade.post(path, body, by: made.school)
        #expect(try good.send(over: made.school).status == .created)
    }

    @Test func `reads take an assertion again until it ends, and no other certificate's`()
        async throws
    {
        let region = try #require(LoopbackRegion.current)
        let (school, team) = try await LoopbackCase.partners(region, "-lezen")
        var read = HandMade(method: .get, target: "/v1/casussen", body: nil)
        read.mediaType = nil
        read.key = nil
        read.token = try Claims(of: school).signed(by: school)
        #expect(try read.send(over: school).status == .ok)
        #expect(try read.send(over: school).status == .ok)
        #expect(try read.send(over: team).status == .unauthorized)
        region.clock.advance(seconds: 60)
        #expect(try read.send(over: school).status == .unauthorized)
        read.token = nil
        #expect(try read.send(over: school).status == .unauthorized)
    }

    @Test func `a write uses its assertion up, also for a retry and for another write`()
        async throws
    {
        let region = try #require(LoopbackRegion.current)
        let made = try await LoopbackCase.withTeam(region, "-herhaald")
        let path = "\(made.path)/fragmenten"
        let request = try HandMade.post(path, made.fragment(), by: made.school)
        #expect(try request.send(over: made.school).status == .created)
        let before = try await region.logSize()
        let again = try request.send(over: made.school)
        #expect(again.status == .unauthorized)
        try expectProblem(again, code: "verklaring-ongeldig", "the same request")
        var other = request
        other.key = "een-andere-sleutel"
        #expect(try other.send(over: made.school).status == .unauthorized)
        #expect(try await region.logSize() == before)
        // Another key and body, bound well, but under an id that was used.
        let body = made.fragment("Iets anders.").serialized()
        var claims = try Claims(of: made.school, method: "POST", path: path, body: body)
        let used = try #require(request.token?.split(separator: ".")[1])
        claims.members["jti"] = try JSON(parsing: Base64URL.decode(String(used)))["jti"]
        var reused = HandMade(target: path, body: body)
        reused.token = try claims.signed(by: made.school)
        #expect(try reused.send(over: made.school).status == .unauthorized)
        #expect(try await region.logSize() == before)
    }

    @Test func `one assertion sent ten times at once works once`() async throws {
        let region = try #require(LoopbackRegion.current)
        let made = try await LoopbackCase.withTeam(region, "-tien")
        let body = made.fragment().serialized()
        let request = try HandMade.post("\(made.path)/fragmenten", body, by: made.school)
        let statuses = try inParallel(10) { number in
            var own = request
            own.key = "sleutel-\(number)"
            return try own.send(over: made.school).status.code
        }
        #expect(statuses.filter { $0 == 201 }.count == 1)
        #expect(statuses.filter { $0 == 401 }.count == 9)
    }

    @Test(arguments: ["gezinswerker", "jeugdarts", "leerplichtambtenaar", "onbestaand"])
    func `a role that this type may not assert is 403 with one refusal in the log`(
        role: String
    ) async throws {
        let region = try #require(LoopbackRegion.current)
        let made = try await LoopbackCase.withTeam(region, "-rol-\(role)")
        let session = try made.school.session(as: role)
        for call in 0..<2 {
            let before = try await region.logSize()
            let answer =
                call == 0
                ? try session.post("\(made.path)/fragmenten", made.fragment())
                : try session.get("/v1/casussen")
            #expect(answer.status == .forbidden)
            try expectProblem(answer, code: "rol-onbekend", role)
            #expect(try await region.logSize() == before + 1)
            let newest = try #require(
                try made.school.get("/v1/logregels?aantal=1")["logregels"]?[0])
            #expect(newest["geopend"]?["event"]?["waarde"]?.string == "weigering")
            #expect(
                newest["geopend"]?["reasons"]?["waarde"]?.string?.contains("rol-onbekend") == true)
        }
    }

    @Test func `a suspended partner is refused on the open connection and in the handshake`()
        async throws
    {
        let region = try #require(LoopbackRegion.current)
        let made = try await LoopbackCase.withTeam(region, "-geschorst")
        let envelope = try made.offer()
        let session = try made.team.session()
        #expect(try session.get("/v1/postvak").isSuccess)
        try await PartnerAdministration(region.region).setSuspended(made.team.id, true)
        let before = try await region.logSize()
        #expect(try session.get("/v1/postvak").status == .unauthorized)
        #expect(
            try session.post("/v1/verstrekkingen", ["envelop": .string(envelope)]).status
                == .unauthorized)
        #expect(try await region.logSize() == before)
        #expect(throws: PartnerClientError.self) { try made.team.get("/v1/postvak") }
        await region.recheckPeers()
        #expect(throws: PartnerClientError.self) { try session.get("/v1/postvak") }
        try await PartnerAdministration(region.region).setSuspended(made.team.id, false)
        let answer = try made.team.post("/v1/verstrekkingen", ["envelop": .string(envelope)])
        #expect(answer["envelop"]?.string != nil)
    }

    // MARK: Table

    /// Every way in which an assertion can be wrong; the claims come bound to the request.
    private static let forgeries: [(String, Forgery)] =
        [
            ("none", { _, _, _ in nil }),
            ("no token", { _, _, _ in "x" }),
            (
                "the other partner's own",
                { _, team, claims in
                    claims.members["iss"] = .string(team.id.text)
                    claims.members["cnf"] = certificate(of: team)
                    return try claims.signed(by: team)
                }
            ),
            (
                "the other partner's, on this certificate",
                { _, team, claims in
                    claims.members["iss"] = .string(team.id.text)
                    return try claims.signed(by: team)
                }
            ),
            (
                "in the other's name with this key",
                { school, team, claims in
                    claims.members["iss"] = .string(team.id.text)
                    return try claims.signed(by: school)
                }
            ),
            ("by the other's key", { _, team, claims in try claims.signed(by: team) }),
            (
                "by a key that nobody registered",
                { _, _, claims in
                    try claims.signed(with: SigningKey(.generate(.p256)))
                }
            ),
            (
                "with another typ",
                { school, _, claims in
                    try claims.signed(by: school, typ: "kernpoort-ontvangst+jwt")
                }
            ),
            (
                "with the typ of any JWT",
                { school, _, claims in
                    try claims.signed(by: school, typ: "JWT")
                }
            ),
            (
                "alg none",
                { school, _, claims in
                    unsigned(["alg": "none", "typ": "kernpoort-verklaring+jwt"], claims)
                }
            ),
            (
                "alg HS256 with the public key",
                { school, _, claims in
                    let key = school.profile.signingKey.jwk
                    let head: JSON = [
                        "alg": "HS256", "kid": .string(key.kid), "typ": "kernpoort-verklaring+jwt",
                    ]
                    let text = unsigned(head, claims)
                    let mac = HMACKey.authentication(
                        of: text.dropLast(), key: key.json.serialized())
                    return text + Base64URL.encode(mac)
                }
            ),
            (
                "a signature of another assertion",
                { school, _, claims in
                    let signature = try claims.signed(by: school).split(separator: ".")[2]
                    claims.members["sub"] = "een-ander"
                    let parts = try claims.signed(by: school).split(separator: ".")
                    return "\(parts[0]).\(parts[1]).\(signature)"
                }
            ),
        ]

    /// Claims that are replaced or left out.
    private struct Change {
        let name: String
        var members: [(String, JSON)] = []
        var absent: [String] = []

        init(_ name: String, _ members: KeyValuePairs<String, JSON>) {
            self.name = name
            self.members = members.map { ($0.key, $0.value) }
        }

        init(_ name: String, without absent: [String]) {
            self.name = name
            self.absent = absent
        }
    }

    /// Claims that are wrong, well signed by the right partner: members to replace, or to leave out.
    private static func changes(
        _ now: Int64, _ school: LoopbackPartner, _ team: LoopbackPartner
    ) -> [Change] {
        let otherBody = Base64URL.encode(Digest(hashing: [1].span).bytes)
        let needed = ["htm", "htu", "bsh", "rol", "iss", "aud", "sub", "iat", "exp", "jti", "cnf"]
        let wrong: [Change] = [
            Change("for another region", ["aud": "https://elders.example"]),
            Change("expired", ["iat": .integer(now - 61), "exp": .integer(now - 1)]),
            Change("ending now", ["iat": .integer(now - 60), "exp": .integer(now)]),
            Change("of the future", ["iat": .integer(now + 6), "exp": .integer(now + 60)]),
            Change("too long a life", ["exp": .integer(now + 121)]),
            Change(
                "an end before its begin", ["iat": .integer(now + 3), "exp": .integer(now + 2)]),
            Change("times as text", ["exp": .string("\(now + 60)")]),
            Change("another method", ["htm": "PUT"]),
            Change("a method in lower case", ["htm": "post"]),
            Change("another path", ["htu": "/v1/casussen"]),
            Change("another body", ["bsh": .string(otherBody)]),
            Change("the other's cnf", ["cnf": certificate(of: team)]),
            Change("cnf with more in it", ["cnf": changed(certificate(of: school), "jkt", "x")]),
            Change("an unknown claim", ["admin": true]),
            Change("a short jti", ["jti": "kort"]),
            Change("a sub with a space", ["sub": "Jan Jansen"]),
            Change("no binding at all", without: ["htm", "htu", "bsh"]),
        ]
        return needed.map { Change("no \($0)", without: [$0]) } + wrong
    }

    /// All forgeries: of keys and headers, then of claims.
    private static func all(
        _ now: Int64, _ school: LoopbackPartner, _ team: LoopbackPartner
    ) -> [(String, Forgery)] {
        var all = forgeries
        for change in changes(now, school, team) {
            all.append(
                (
                    change.name,
                    { school, _, claims in
                        var json = JSON.object(claims.members)
                        for (key, value) in change.members { json = changed(json, key, value) }
                        for key in change.absent { json = changed(json, key, nil) }
                        claims.members = try #require(json.object)
                        return try claims.signed(by: school)
                    }
                ))
        }
        return all
    }

    private static func certificate(of partner: LoopbackPartner) -> JSON {
        ["x5t#S256": .string(Base64URL.encode(partner.identity.certificate.digest.bytes))]
    }

    /// A compact text with an empty signature.
    private static func unsigned(_ head: JSON, _ claims: Claims) -> String {
        let payload = JSON.object(claims.members).serialized()
        return "\(Base64URL.encode(head.serialized())).\(Base64URL.encode(payload))."
    }
}

extension HMACKey {
    /// The tag over a text under a key, as bytes.
    fileprivate static func authentication(of text: Substring, key: [UInt8]) -> [UInt8] {
        var hmac = HMACKey(key.span)
        return hmac.authenticate(Array(text.utf8).span).bytes
    }
}
