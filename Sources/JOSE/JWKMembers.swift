// SPDX-License-Identifier: EUPL-1.2
internal import Encodings
internal import OpenSSL

/// The members of a public JWK as they stood there; a name that is not taken refuses the whole.
struct JWKMembers {
    private(set) var kty: [UInt8]?
    private(set) var crv: [UInt8]?
    private(set) var x: [UInt8]?
    private(set) var y: [UInt8]?
    private(set) var use: [UInt8]?
    private(set) var alg: [UInt8]?
    private(set) var kid: [UInt8]?

    private static let limits = JSONLimits(
        byteCountLimit: JWK.byteLimit, depthLimit: 1, memberCountLimit: 16, valueCountLimit: 17)

    /// Reads the text of a key.
    init(parsing bytes: Span<UInt8>) throws(JOSEError) {
        guard bytes.count <= JWK.byteLimit else { throw .tooLong(byteLimit: JWK.byteLimit) }
        let index: JSONIndex
        do throws(JSONError) {
            index = try JSONIndex(parsing: bytes, limits: Self.limits)
        } catch {
            throw .malformedKey
        }
        try self.init(index.root, of: index, in: bytes)
    }

    /// Reads a key that stands within a larger text, such as `epk`.
    init(
        _ node: JSONIndex.Node, of index: JSONIndex, in bytes: Span<UInt8>
    ) throws(JOSEError) {
        guard index.kind(of: node) == .object else { throw .malformedKey }
        for member in index.members(of: node) {
            // All members that are taken are texts; a private one (`d`) refuses like an unknown one.
            guard let key = index.string(of: member.key, in: bytes),
                let value = index.string(of: member.value, in: bytes)
            else { throw .malformedKey }
            if key.says("kty") {
                kty = value
            } else if key.says("crv") {
                crv = value
            } else if key.says("x") {
                x = value
            } else if key.says("y") {
                y = value
            } else if key.says("use") {
                use = value
            } else if key.says("alg") {
                alg = value
            } else if key.says("kid") {
                kid = value
            } else {
                throw .malformedKey
            }
        }
    }

    /// Whether nothing but the point is given, as for a key that lives for one envelope.
    var isBare: Bool { use == nil && alg == nil && kid == nil }

    /// The key itself, checked.
    func publicKey() throws(JOSEError) -> PublicKey {
        guard let kty, let crv, let x = try Self.coordinate(x) else { throw .malformedKey }
        let y = try Self.coordinate(y)
        if kty.says("EC"), crv.says("P-256"), let y {
            return try Self.checked(.p256, [0x04] + x + y)
        } else if kty.says("OKP"), crv.says("Ed25519"), y == nil {
            return try Self.checked(.ed25519, x)
        } else if kty.says("OKP"), crv.says("X25519"), y == nil {
            return try Self.checked(.x25519, x)
        } else {
            throw .malformedKey
        }
    }

    private static func checked(
        _ kind: KeyKind, _ raw: [UInt8]
    ) throws(JOSEError) -> PublicKey {
        do throws(CryptoError) {
            return try PublicKey(kind: kind, raw: raw.span)
        } catch {
            throw .malformedKey
        }
    }

    /// Thirty-two bytes in base64url, leading zeros included (RFC 7518 §6.2.1.2).
    private static func coordinate(_ text: [UInt8]?) throws(JOSEError) -> [UInt8]? {
        guard let text else { return nil }
        let bytes: [UInt8]
        do throws(EncodingError) {
            bytes = try Base64URL.decode(text.span)
        } catch {
            throw .malformedKey
        }
        guard bytes.count == 32 else { throw .malformedKey }
        return bytes
    }
}

extension [UInt8] {
    /// Whether these are the bytes of the text; strings themselves would compare by equivalence.
    func says(_ text: String) -> Bool { elementsEqual(text.utf8) }
}
