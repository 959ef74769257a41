// SPDX-License-Identifier: EUPL-1.2
package import Domain
internal import Encodings
internal import JOSE
internal import Memory
package import OpenSSL

/// Why an assertion was not taken: for the operator's counters, never for the caller.
package enum AuthenticationFailure: Error, Equatable, Sendable {
    /// The certificate's key is not registered, or its partner is not active.
    case unknownCertificate
    case missing
    case malformed
    /// The signature is not one of the partner's, or the header is not as it must be.
    case badSignature
    /// Made by or for another: `iss`, `aud` or `cnf` differ.
    case foreign
    case expired
    /// Bound to another method, path or body.
    case otherRequest
}

/// The request that an assertion must be bound to.
package struct BoundRequest: Sendable {
    package let method: String
    /// The path as requested, without query.
    package let path: String
    package let bodyDigest: Digest
    /// Whether it changes something: only then the binding is demanded.
    package let isWrite: Bool

    package init(method: String, path: String, bodyDigest: Digest, isWrite: Bool) {
        self.method = method
        self.path = path
        self.bodyDigest = bodyDigest
        self.isWrite = isWrite
    }
}

/// Turns a client certificate and an assertion into a caller. Source: design.md §9.
package struct Authentication: Sendable {
    private let register: PartnerRegister
    private let origin: String

    /// An assertion lives at most this long.
    package static let lifetimeSecondsLimit: Int64 = 120
    /// The clocks of partners may run ahead by this much.
    package static let clockSkewSecondsLimit: Int64 = 5
    package static let typ = "kernpoort-verklaring+jwt"
    /// Bytes of an assertion.
    package static let byteLimit = 4096

    package init(register: PartnerRegister, origin: String) {
        self.register = register
        self.origin = origin
    }

    /// The caller behind a request.
    ///
    /// - Parameters:
    ///   - certificate: SHA-256 of the certificate, as in `cnf.x5t#S256`.
    ///   - publicKey: SHA-256 of the certificate's public key, as registered.
    ///   - token: the compact JWS, or nil where there was none.
    package func caller(
        certificate: Digest, publicKey: Digest, token: [UInt8]?, request: BoundRequest,
        at now: Timestamp
    ) throws(AuthenticationFailure) -> Caller {
        guard let registered = register.active(certificate: publicKey) else {
            throw .unknownCertificate
        }
        guard let token else { throw .missing }
        guard token.count <= Self.byteLimit else { throw .malformed }
        let payload: [UInt8]
        do throws(JOSEError) {
            payload = try JWS.verify(
                token.span, among: registered.signingKeys(at: now), typ: Self.typ
            ).payload
        } catch {
            throw .badSignature
        }
        let claims = try Claims(payload)
        let partner = registered.partner
        guard claims.issuer == partner.id, claims.audience.hasSameBytes(as: origin),
            claims.thumbprint == certificate
        else { throw .foreign }
        try claims.checkTimes(at: now)
        if request.isWrite { try claims.checkBinding(to: request) }
        return Caller(
            partner: partner.id, partnerRow: partner.row, type: partner.type, user: claims.user,
            role: claims.role, assertion: claims.identifier,
            assertionExpires: Timestamp(milliseconds: claims.expires * 1000))
    }
}

/// The claims of an assertion, each of its kind; none that is not known.
private struct Claims {
    let issuer: PartnerID
    let audience: String
    let user: String
    let role: RoleCode
    let issued: Int64
    let expires: Int64
    let identifier: String
    let thumbprint: Digest
    let method: String?
    let path: String?
    let bodyDigest: Digest?

    private static let known: Set<String> = [
        "iss", "aud", "sub", "rol", "iat", "exp", "jti", "cnf", "htm", "htu", "bsh",
    ]

    init(_ payload: [UInt8]) throws(AuthenticationFailure) {
        guard let json = try? JSON(parsing: payload), let object = json.object,
            object.keys.allSatisfy(Self.known.contains),
            let issuer = json["iss"]?.string.flatMap({ PartnerID($0) }),
            let audience = json["aud"]?.string,
            let user = json["sub"]?.string, Caller.isPairwise(user),
            let role = json["rol"]?.string.flatMap({ RoleCode($0) }),
            let issued = json["iat"]?.integer, let expires = json["exp"]?.integer,
            let identifier = json["jti"]?.string, Self.isToken(identifier, 16...64, extra: "-_"),
            let confirmation = json["cnf"], confirmation.object?.count == 1,
            let thumbprint = confirmation["x5t#S256"]?.string.flatMap(Self.digest)
        else { throw .malformed }
        self.issuer = issuer
        self.audience = audience
        self.user = user
        self.role = role
        self.issued = issued
        self.expires = expires
        self.identifier = identifier
        self.thumbprint = thumbprint
        method = json["htm"]?.string
        path = json["htu"]?.string
        bodyDigest = json["bsh"]?.string.flatMap(Self.digest)
    }

    func checkTimes(at now: Timestamp) throws(AuthenticationFailure) {
        let seconds = now.milliseconds / 1000
        let (lifetime, overflow) = expires.subtractingReportingOverflow(issued)
        guard !overflow, lifetime > 0, lifetime <= Authentication.lifetimeSecondsLimit,
            expires > seconds, expires < Timestamp.range.upperBound / 1000,
            issued <= seconds + Authentication.clockSkewSecondsLimit
        else { throw .expired }
    }

    func checkBinding(to request: BoundRequest) throws(AuthenticationFailure) {
        guard let method, let path, let bodyDigest, method.hasSameBytes(as: request.method),
            path.hasSameBytes(as: request.path), bodyDigest == request.bodyDigest
        else { throw .otherRequest }
    }

    private static func digest(_ text: String) -> Digest? {
        (try? Base64URL.decode(text)).flatMap { Digest(bytes: $0) }
    }

    static func isToken(
        _ text: String, _ counts: ClosedRange<Int>, extra: String
    ) -> Bool {
        counts.contains(text.utf8.count)
            && text.utf8.allSatisfy { byte in
                (0x30...0x39).contains(byte) || (0x41...0x5A).contains(byte)
                    || (0x61...0x7A).contains(byte) || extra.utf8.contains(byte)
            }
    }
}

extension String {
    /// Whether two texts are the same bytes; Swift's own equality would normalise.
    func hasSameBytes(as other: String) -> Bool { utf8.elementsEqual(other.utf8) }
}

extension Caller {
    /// Whether a text can be the pairwise id of a user: up to 64 letters, digits and `.-_`.
    static func isPairwise(_ text: String) -> Bool { Claims.isToken(text, 1...64, extra: ".-_") }
}
