// SPDX-License-Identifier: EUPL-1.2
package import Encodings
internal import Memory
package import OpenSSL

/// A public key as registered: one use, one algorithm, one name. Source: RFC 7517, RFC 8037 §2.
package struct JWK: Hashable, Sendable {
    package let publicKey: PublicKey
    package let algorithm: Algorithm
    /// The key's name in headers: printable ASCII without quote and backslash.
    package let kid: String
    /// SHA-256 over the required members in their fixed order. Source: RFC 7638 §3.
    package let thumbprint: Digest

    /// Bytes of a JWK text.
    package static let byteLimit = 2048
    /// Bytes of a `kid`.
    package static let kidByteLimit = 128

    /// Which names a key may come with.
    package enum Naming: Sendable {
        /// Its RFC 7638 thumbprint in base64url: partners' keys and ours.
        case thumbprint
        /// Any well-formed name: keys that others publish under names of their own.
        case given
    }

    package var use: Algorithm.Use { algorithm.use }

    /// A key for one use, named by its thumbprint; nil if keys of this kind have no such use.
    package init?(_ publicKey: PublicKey, use: Algorithm.Use) {
        guard let algorithm = Algorithm(kind: publicKey.kind, use: use) else { return nil }
        let thumbprint = Self.thumbprint(of: publicKey)
        self.init(
            publicKey: publicKey, algorithm: algorithm, kid: Base64URL.encode(thumbprint.span),
            thumbprint: thumbprint)
    }

    /// Reads a public key strictly: `kty`, `crv`, `x`, for EC `y`, and `use`, `alg`, `kid`, no others.
    /// - Throws: `.tooLong`, `.malformedKey`.
    package init(
        parsing bytes: Span<UInt8>, naming: Naming = .thumbprint
    ) throws(JOSEError) {
        let members = try JWKMembers(parsing: bytes)
        guard let use = members.use, let alg = members.alg, let kid = members.kid,
            Self.isKid(kid)
        else { throw .malformedKey }
        let publicKey = try members.publicKey()
        guard let use = Algorithm.Use.allCases.first(where: { use.says($0.rawValue) }),
            let algorithm = Algorithm(kind: publicKey.kind, use: use),
            alg.says(algorithm.rawValue)
        else { throw .malformedKey }
        let thumbprint = Self.thumbprint(of: publicKey)
        let name = Base64URL.encode(thumbprint.span)
        switch naming {
        case .thumbprint: guard kid.says(name) else { throw .malformedKey }
        case .given: break
        }
        self.init(
            publicKey: publicKey, algorithm: algorithm, kid: String(decoding: kid, as: UTF8.self),
            thumbprint: thumbprint)
    }

    private init(publicKey: PublicKey, algorithm: Algorithm, kid: String, thumbprint: Digest) {
        self.publicKey = publicKey
        self.algorithm = algorithm
        self.kid = kid
        self.thumbprint = thumbprint
    }

    /// The key for others to register: `kty, crv, x, y, use, alg, kid`.
    package var json: JSON {
        var object = JSONObject()
        for (name, value) in Self.requiredMembers(of: publicKey) { object[name] = .string(value) }
        object["use"] = .string(use.rawValue)
        object["alg"] = .string(algorithm.rawValue)
        object["kid"] = .string(kid)
        return .object(object)
    }

    /// Whether `kid` in a header names this key.
    func isNamed(_ name: [UInt8]) -> Bool { name.says(kid) }

    private static func isKid(_ bytes: [UInt8]) -> Bool {
        !bytes.isEmpty && bytes.count <= kidByteLimit
            && bytes.allSatisfy { (0x21...0x7e).contains($0) && $0 != 0x22 && $0 != 0x5c }
    }

    /// The members that a thumbprint covers, in its order, which is that of their names.
    private static func requiredMembers(of key: PublicKey) -> [(String, String)] {
        switch key.kind {
        case .p256:
            let point = key.raw
            return [
                ("crv", "P-256"), ("kty", "EC"),
                ("x", Base64URL.encode(point.span.extracting(1..<33))),
                ("y", Base64URL.encode(point.span.extracting(33..<65))),
            ]
        case .ed25519:
            return [("crv", "Ed25519"), ("kty", "OKP"), ("x", Base64URL.encode(key.raw))]
        case .x25519:
            return [("crv", "X25519"), ("kty", "OKP"), ("x", Base64URL.encode(key.raw))]
        }
    }

    private static func thumbprint(of key: PublicKey) -> Digest {
        let members = requiredMembers(of: key).map { "\"\($0)\":\"\($1)\"" }
        let text = Array("{\(members.joined(separator: ","))}".utf8)
        return Digest(hashing: text.span)
    }
}
