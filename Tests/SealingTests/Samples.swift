// SPDX-License-Identifier: EUPL-1.2
import Domain
import JOSE
import Memory
import OpenSSL
import Sealing
import TestSupport

/// One envelope's worth of right values, of which tests change one thing at a time.
struct Sample: ~Copyable {
    let signing: SigningKey
    let opening: OpeningKey
    let claims: EnvelopeClaims
    let expectation: Envelope.Expectation
    let now: Timestamp
    let submission = Digest(hashing: "de aanbieding".utf8.span)

    static let observation = #"{"tekst":"Noor valt stil in de kring","dagdelen":14}"#
    static let wish = #"["rust" , "uitleg \u00e9n tijd"]"#
    static let body = "{\"x\":\(observation),\"y\":\(wish)}"

    init(_ kind: KeyKind = .x25519, signing signingKind: KeyKind = .ed25519) throws {
        let signing = try SigningKey(PrivateKey.generate(signingKind))
        let opening = try OpeningKey(PrivateKey.generate(kind))
        now = Timestamp(milliseconds: 1_789_000_000_123)
        claims = Self.claims(from: now)
        expectation = Envelope.Expectation(
            issuer: claims.issuer, issuerKeys: [signing.jwk], recipient: claims.recipient,
            id: claims.id)
        self.signing = signing
        self.opening = opening
    }

    static func id(_ byte: UInt8) -> RandomID {
        guard let id = RandomID(bytes: [UInt8](repeating: byte, count: 16)) else {
            preconditionFailure("sixteen bytes are an id")
        }
        return id
    }

    static func code<Value>(_ value: Value?) -> Value {
        guard let value else { preconditionFailure("a sample is well-formed") }
        return value
    }

    static func claims(
        from now: Timestamp, recipient: String = "buurtteam-utrecht/zuid",
        issuer: String = "https://utrecht.kernpoort.example",
        id: RandomID = Sample.id(0x11), lifetime: Int64 = 3_600_000
    ) -> EnvelopeClaims {
        EnvelopeClaims(
            issuer: issuer, recipient: code(PartnerID(recipient)), id: id, issuedAt: now,
            expiresAt: now.adding(milliseconds: lifetime), casus: Self.id(0x22),
            purpose: code(PurposeCode("P3")), category: code(CategoryCode("C6")),
            policy: Digest(hashing: "beleid".utf8.span),
            obligations: [.zichtbaarheidOuders, .nietVoorHandhaving],
            retainUntil: CivilDate(iso: "2028-08-01"), source: code(PartnerID("school-de-brug/po")),
            sourceRole: code(RoleCode("mentor")))
    }

    /// Two groups as slices of one body.
    static func content() -> EnvelopeContent {
        let bytes = Array(body.utf8)
        let first = 5..<(5 + observation.utf8.count)
        let second = (first.upperBound + 5)..<(bytes.count - 1)
        return EnvelopeContent(
            [
                .init(code(VeldgroepCode("C6.wens")), at: second),
                .init(code(VeldgroepCode("C6.observatie")), at: first),
            ], of: SharedSecretBytes(copying: bytes))
    }

    borrowing func sealed() throws -> Envelope.Sealed {
        try Envelope.seal(
            Self.content(), claims, submission: submission, for: opening.jwk, signedBy: signing)
    }
}
