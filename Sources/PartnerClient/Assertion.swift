// SPDX-License-Identifier: EUPL-1.2
package import Domain
internal import Encodings
package import JOSE
package import OpenSSL

/// Who acts at the partner: the partner's own pairwise name for that person, and the role.
package struct Professional: Hashable, Sendable {
    /// 1 to 64 of `[A-Za-z0-9._-]`, never a name or number that others know.
    package let id: String
    package let role: RoleCode

    /// Nil for an id of another shape.
    package init?(id: String, role: RoleCode) {
        let bytes = Array(id.utf8)
        guard (1...64).contains(bytes.count), bytes.allSatisfy(Self.isIDByte) else { return nil }
        self.id = id
        self.role = role
    }

    private static func isIDByte(_ byte: UInt8) -> Bool {
        switch byte {
        case 0x30...0x39, 0x41...0x5a, 0x61...0x7a, 0x2d, 0x2e, 0x5f: true
        default: false
        }
    }
}

/// What a partner's system says of the professional who acts, for the gateway (verklaring).
///
/// A read may use one assertion many times until it ends; a write needs a fresh one, bound to it.
package struct Assertion: Sendable {
    /// What binds an assertion to one write.
    package struct Binding: Sendable {
        package var method: String
        /// The path as requested.
        package var path: String
        package var bodyDigest: Digest

        package init(method: String, path: String, bodyDigest: Digest) {
            self.method = method
            self.path = path
            self.bodyDigest = bodyDigest
        }
    }

    package var issuer: PartnerID
    /// The region's origin.
    package var audience: String
    package var professional: Professional
    /// Seconds since 1970.
    package var issuedAt: Int64
    /// Seconds since 1970; at most `lifetimeLimitSeconds` later.
    package var expiresAt: Int64
    package var id: String
    /// SHA-256 of the client certificate that the connection shows.
    package var certificateDigest: Digest
    package var binding: Binding?

    package static let type = "kernpoort-verklaring+jwt"
    /// The longest life that the gateway accepts, in seconds.
    package static let lifetimeLimitSeconds: Int64 = 120
    /// The life that ours have: long enough for two clocks that differ and a slow request.
    static let lifetimeSeconds: Int64 = 60

    /// An assertion of this moment with a fresh id.
    package init(
        by professional: Professional, of issuer: PartnerID, for audience: String,
        certificateDigest: Digest, binding: Binding? = nil, at now: Timestamp,
        random: any RandomSource
    ) {
        self.issuer = issuer
        self.audience = audience
        self.professional = professional
        issuedAt = now.milliseconds / 1000
        expiresAt = issuedAt + Self.lifetimeSeconds
        id = Base64URL.encode(random.bytes(count: 16))
        self.certificateDigest = certificateDigest
        self.binding = binding
    }

    /// The compact JWS.
    package func signed(by key: borrowing SigningKey) throws(JOSEError) -> String {
        var claims = JSONObject([
            ("iss", .string(issuer.text)), ("aud", .string(audience)),
            ("sub", .string(professional.id)), ("rol", .string(professional.role.text)),
            ("iat", .integer(issuedAt)), ("exp", .integer(expiresAt)), ("jti", .string(id)),
            (
                "cnf",
                ["x5t#S256": .string(Base64URL.encode(certificateDigest.span))]
            ),
        ])
        if let binding {
            claims["htm"] = .string(binding.method)
            claims["htu"] = .string(binding.path)
            claims["bsh"] = .string(Base64URL.encode(binding.bodyDigest.span))
        }
        let payload = JSON.object(claims).serialized()
        let compact = try JWS.sign(payload.span, typ: Self.type, with: key)
        return String(decoding: compact, as: UTF8.self)
    }
}
