// SPDX-License-Identifier: EUPL-1.2
internal import Encodings
package import Memory
internal import OpenSSL

/// Signed messages in the compact form, by ES256 or EdDSA. Source: RFC 7515, RFC 8037.
///
/// The key fixes the algorithm; the header is only compared with it. Headers that we write hold
/// `alg`, `kid`, `typ` and perhaps `cty`; headers that we read hold no others.
package enum JWS {
    /// Bytes of a compact message.
    package static let compactByteLimit = 2 << 20
    /// Characters of a signature of 64 bytes.
    private static let signatureCharacterCount = 86

    /// Signs a payload that may be seen.
    /// - Throws: `.tooLong`, `.library`.
    package static func sign(
        _ payload: Span<UInt8>, typ: String, cty: String? = nil, with key: borrowing SigningKey
    ) throws(JOSEError) -> [UInt8] {
        let secret = try signSecret(payload, typ: typ, cty: cty, with: key)
        return secret.withBytes { [UInt8](copying: $0) }
    }

    /// Signs a payload into memory that is wiped.
    /// - Throws: `.tooLong`, `.library`.
    package static func signSecret(
        _ payload: Span<UInt8>, typ: String, cty: String? = nil, with key: borrowing SigningKey
    ) throws(JOSEError) -> SecretBytes {
        var header = ObjectWriter(capacity: 384)
        header.add("alg", key.jwk.algorithm.rawValue)
        header.add("kid", key.jwk.kid)
        header.add("typ", typ)
        if let cty { header.add("cty", cty) }
        var start: [UInt8] = []
        Base64URL.append(header.finish().span, to: &start)
        start.append(UInt8(ascii: "."))

        let payloadCount = Base64URL.encodedCount(of: payload.count)
        let count = start.count + payloadCount + 1 + signatureCharacterCount
        guard count <= compactByteLimit else { throw .tooLong(byteLimit: compactByteLimit) }
        var compact = SecretBytes(capacity: count)
        compact.append(start.span)
        compact.append(count: payloadCount) { Base64URL.encode(payload, into: &$0) }
        let signature = try compact.withBytes { message throws(JOSEError) in
            try key.sign(message)
        }
        var end = [UInt8(ascii: ".")]
        Base64URL.append(signature.span, to: &end)
        compact.append(end.span)
        return compact
    }

    /// The payload of a message that this key signed.
    ///
    /// `typ` and `cty` must be exactly as given; nil means that the header has no such member. A `kid`
    /// may be absent, as the key is given; if there, it names the key.
    /// - Throws: any case but `.decryptionFailed`.
    package static func verify(
        _ compact: Span<UInt8>, with key: JWK, typ: String?, cty: String? = nil
    ) throws(JOSEError) -> [UInt8] {
        let message = try UnverifiedJWS(parsing: compact)
        try message.verify(compact, with: key, typ: typ, cty: cty)
        return try decoded(compact.extracting(message.payload))
    }

    /// As `verify`, for a payload that must be wiped.
    package static func verifySecret(
        _ compact: Span<UInt8>, with key: JWK, typ: String?, cty: String? = nil
    ) throws(JOSEError) -> SecretBytes {
        let message = try UnverifiedJWS(parsing: compact)
        try message.verify(compact, with: key, typ: typ, cty: cty)
        return try secretPayload(of: message, compact)
    }

    /// The payload of a message that one of these keys signed, with that key.
    ///
    /// The header must name the key by its `kid`; no key is tried that it does not name.
    /// - Throws: `.missingMember` without `kid`, `.keyMismatch` if none has that name, then as `verify`.
    package static func verify(
        _ compact: Span<UInt8>, among keys: [JWK], typ: String?, cty: String? = nil
    ) throws(JOSEError) -> (payload: [UInt8], key: JWK) {
        let message = try UnverifiedJWS(parsing: compact)
        let key = try message.key(among: keys)
        try message.verify(compact, with: key, typ: typ, cty: cty)
        return (try decoded(compact.extracting(message.payload)), key)
    }

    /// As `verify(among:)`, for a payload that must be wiped.
    package static func verifySecret(
        _ compact: Span<UInt8>, among keys: [JWK], typ: String?, cty: String? = nil
    ) throws(JOSEError) -> SecretBytes {
        let message = try UnverifiedJWS(parsing: compact)
        try message.verify(compact, with: try message.key(among: keys), typ: typ, cty: cty)
        return try secretPayload(of: message, compact)
    }

    private static func secretPayload(
        of message: UnverifiedJWS, _ compact: Span<UInt8>
    ) throws(JOSEError) -> SecretBytes {
        let payload = compact.extracting(message.payload)
        do throws(EncodingError) {
            let count = try Base64URL.decodedCount(of: payload)
            return try SecretBytes(count: count) { span throws(EncodingError) in
                try Base64URL.decode(payload, into: &span)
            }
        } catch {
            throw .malformedCompact
        }
    }
}

/// A signed message taken apart, about whose signature nothing is known yet.
struct UnverifiedJWS {
    let header: Header
    /// Where the encoded payload stands.
    let payload: Range<Int>
    private let signature: [UInt8]
    private let signedCount: Int

    init(parsing compact: Span<UInt8>) throws(JOSEError) {
        guard compact.count <= JWS.compactByteLimit else {
            throw .tooLong(byteLimit: JWS.compactByteLimit)
        }
        let parts = try compactParts(compact, count: 3)
        header = try Header(part: compact.extracting(parts[0]), for: .signature)
        payload = parts[1]
        signature = try decoded(compact.extracting(parts[2]))
        signedCount = parts[1].upperBound
    }

    /// The one key that the header names.
    func key(among keys: [JWK]) throws(JOSEError) -> JWK {
        guard let kid = header.kid else { throw .missingMember }
        let named = keys.filter { $0.isNamed(kid) }
        guard let key = named.first, named.count == 1 else { throw .keyMismatch }
        return key
    }

    func verify(
        _ compact: Span<UInt8>, with key: JWK, typ: String?, cty: String?
    ) throws(JOSEError) {
        try header.check(key: key, use: .sig, typ: typ, cty: cty)
        let signed = compact.extracting(..<signedCount)
        guard key.publicKey.verify(signature.span, over: signed) else { throw .badSignature }
    }
}
