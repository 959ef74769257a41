// SPDX-License-Identifier: EUPL-1.2
internal import Encodings
package import Memory
internal import OpenSSL

/// Encrypted messages in the compact form: ECDH-ES+A256KW on P-256 or X25519, then A256GCM.
///
/// Headers that we write hold `alg, enc, kid, typ, cty, epk`; headers that we read may add `apu` and
/// `apv`, which only enter the derivation. Source: RFC 7516, RFC 7518 §4.6 and §5.3, RFC 8037 §3.2.
package enum JWE {
    /// Bytes of a compact message.
    package static let compactByteLimit = 3 << 20

    private static let keyByteCount = AES256GCM.keyByteCount
    private static let dot = UInt8(ascii: ".")
    private static let none: [UInt8] = []

    /// Seals a message for one key; the memory that held it is used up and wiped.
    /// - Throws: `.unsuitableKey` for a key that verifies, `.tooLong`, `.library`.
    package static func seal(
        _ plaintext: consuming SecretBytes, for recipient: JWK, typ: String, cty: String? = nil
    ) throws(JOSEError) -> [UInt8] {
        guard recipient.use == .enc else { throw .unsuitableKey }
        let kind = recipient.publicKey.kind
        let contentKey = SecureRandom.secret(keyByteCount)
        let nonce = SecureRandom.bytes(AES256GCM.nonceByteCount)
        let ephemeral: [UInt8]
        let wrapped: [UInt8]
        do throws(CryptoError) {
            let pair = try PrivateKey.generate(kind)
            ephemeral = pair.rawPublicKey
            let agreed = try pair.agree(with: recipient.publicKey)
            let wrappingKey = derive(agreed, partyU: none, partyV: none)
            wrapped = contentKey.withBytes { contentKey in
                wrappingKey.withBytes { AES256KeyWrap.wrap(contentKey, key: $0) }
            }
        } catch {
            throw .library
        }

        var header = ObjectWriter(capacity: 384)
        header.add("alg", recipient.algorithm.rawValue)
        header.add("enc", contentEncryption)
        header.add("kid", recipient.kid)
        header.add("typ", typ)
        if let cty { header.add("cty", cty) }
        header.addEphemeral(ephemeral, kind: kind)
        let json = header.finish()

        let count =
            [json.count, wrapped.count, nonce.count, plaintext.count, AES256GCM.tagByteCount]
            .reduce(4) { $0 + Base64URL.encodedCount(of: $1) }
        guard count <= compactByteLimit else { throw .tooLong(byteLimit: compactByteLimit) }
        var compact: [UInt8] = []
        compact.reserveCapacity(count)
        Base64URL.append(json.span, to: &compact)
        var tag = [UInt8](repeating: 0, count: AES256GCM.tagByteCount)
        contentKey.withBytes { key in
            plaintext.withMutableBytes { bytes in
                // The encoded header is what the tag covers besides the content (RFC 7516 §5.1).
                var tagBytes = tag.mutableSpan
                AES256GCM.sealInPlace(
                    &bytes, tag: &tagBytes, key: key, nonce: nonce.span, aad: compact.span)
            }
        }
        compact.append(dot)
        Base64URL.append(wrapped.span, to: &compact)
        compact.append(dot)
        Base64URL.append(nonce.span, to: &compact)
        compact.append(dot)
        plaintext.withBytes { Base64URL.append($0, to: &compact) }
        compact.append(dot)
        Base64URL.append(tag.span, to: &compact)
        return compact
    }

    /// The message that was sealed for this key.
    ///
    /// `typ` and `cty` must be exactly as given; nil means that the header has no such member.
    /// - Throws: what the header says wrongly, before the key is touched; then only `.decryptionFailed`.
    package static func open(
        _ compact: Span<UInt8>, with key: borrowing OpeningKey, typ: String?, cty: String? = nil
    ) throws(JOSEError) -> SecretBytes {
        guard compact.count <= compactByteLimit else {
            throw .tooLong(byteLimit: compactByteLimit)
        }
        let parts = try compactParts(compact, count: 5)
        let header = try Header(part: compact.extracting(parts[0]), for: .encryption)
        guard let enc = header.enc, let ephemeral = header.epk else { throw .missingMember }
        try header.check(key: key.jwk, use: .enc, typ: typ, cty: cty)
        guard enc.says(contentEncryption) else { throw .algorithmMismatch }
        guard ephemeral.kind == key.jwk.publicKey.kind else { throw .malformedKey }
        let wrapped = try decoded(compact.extracting(parts[1]))
        let nonce = try decoded(compact.extracting(parts[2]))
        let ciphertext = try decoded(compact.extracting(parts[3]))
        let tag = try decoded(compact.extracting(parts[4]))
        guard wrapped.count == keyByteCount + AES256KeyWrap.overheadByteCount,
            nonce.count == AES256GCM.nonceByteCount, tag.count == AES256GCM.tagByteCount
        else { throw .decryptionFailed }
        do throws(CryptoError) {
            let agreed = try key.lend { key throws(CryptoError) in
                try key.agree(with: ephemeral)
            }
            let wrappingKey = derive(agreed, partyU: header.apu, partyV: header.apv)
            let contentKey = try wrappingKey.withBytes { key throws(CryptoError) in
                try AES256KeyWrap.unwrap(wrapped.span, key: key)
            }
            return try contentKey.withBytes { key throws(CryptoError) in
                try AES256GCM.open(
                    ciphertext.span, tag: tag.span, key: key, nonce: nonce.span,
                    aad: compact.extracting(parts[0]))
            }
        } catch {
            throw .decryptionFailed
        }
    }

    /// The key that wraps the content key; the algorithm's name enters it (RFC 7518 §4.6.2).
    private static func derive(
        _ agreed: borrowing SecretBytes, partyU: [UInt8], partyV: [UInt8]
    ) -> SecretBytes {
        let algorithm = Algorithm.ecdhESA256KW.rawValue.utf8
        return agreed.withBytes { secret in
            ConcatKDF.deriveKey(
                secret: secret, algorithm: algorithm.span, partyU: partyU.span,
                partyV: partyV.span)
        }
    }
}
