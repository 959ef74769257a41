// SPDX-License-Identifier: EUPL-1.2
package import Domain
internal import Encodings
package import JOSE
internal import Memory
package import OpenSSL

/// Sealing and opening of what one partner may have: a JWS of the gateway within a JWE for the partner.
package enum Envelope {
    /// `typ` of the signed and of the sealed message.
    static let signedType = "kernpoort-envelop+jwt"
    static let sealedType = "kernpoort-envelop+jwe"
    /// `cty` of the sealed message: what lies within is a JWT (RFC 7519 §5.2).
    static let nestedType = "JWT"
    /// How far ahead the signer's clock may be.
    package static let clockSkewSeconds: Int64 = 60
    private static let proofSecretByteCount = 32

    /// An envelope as it is stored and handed out.
    package struct Sealed: Sendable {
        /// The compact JWE.
        package let compact: [UInt8]
        /// SHA-256 of `compact`: what receipts and release notes name.
        package let digest: Digest
        /// The key of `bronbewijs`, 32 bytes: for the source alone, who can prove with it later that
        /// this envelope came of that submission.
        package let sourceProofKey: [UInt8]
    }

    /// Signs the permitted groups and seals them for one partner.
    ///
    /// `submission` is the SHA-256 of the request in which the source gave them, as its assertion
    /// signs it (`bsh`). Every group must belong to the category of the claims.
    /// - Throws: `.jose(.unsuitableKey)`, `.jose(.tooLong)`, `.jose(.library)`.
    package static func seal(
        _ content: EnvelopeContent, _ claims: EnvelopeClaims, submission: Digest,
        for recipient: JWK, signedBy key: borrowing SigningKey
    ) throws(SealingError) -> Sealed {
        precondition(
            content.groups.allSatisfy { $0.code.category == claims.category },
            "an envelope holds one category")
        let proofKey = SecureRandom.bytes(proofSecretByteCount)
        var hmac = HMACKey(proofKey.span)
        let proof = hmac.authenticate(submission.span)
        let start = EnvelopePayload.start(
            claims, groups: content.groups.map(\.code), proof: proof, kid: recipient.kid)
        var payload = SecretBytes(capacity: start.count + content.byteCount + 1)
        payload.append(start.span)
        content.append(to: &payload)
        payload.append("}".utf8.span)
        do throws(JOSEError) {
            let signed = try payload.withBytes { bytes throws(JOSEError) in
                try JWS.signSecret(bytes, typ: signedType, with: key)
            }
            let compact = try JWE.seal(
                signed, for: recipient, typ: sealedType, cty: nestedType)
            return Sealed(
                compact: compact, digest: Digest(hashing: compact.span), sourceProofKey: proofKey)
        } catch {
            throw .jose(error)
        }
    }

    /// What a recipient knows before it opens: who must have sealed this, for whom, under which id.
    package struct Expectation: Sendable {
        package let issuer: String
        /// The gateway's keys for envelopes, old and new while they overlap.
        package let issuerKeys: [JWK]
        package let recipient: PartnerID
        package let id: RandomID

        package init(issuer: String, issuerKeys: [JWK], recipient: PartnerID, id: RandomID) {
            self.issuer = issuer
            self.issuerKeys = issuerKeys
            self.recipient = recipient
            self.id = id
        }
    }

    /// Opens an envelope on the recipient's side and checks everything that is signed in it.
    /// - Throws: any case; nothing of the content is handed out unless all holds.
    package static func open(
        _ compact: Span<UInt8>, with key: borrowing OpeningKey, expecting: Expectation,
        at now: Timestamp
    ) throws(SealingError) -> OpenedEnvelope {
        let payload: SecretBytes
        do throws(JOSEError) {
            let signed = try JWE.open(compact, with: key, typ: sealedType, cty: nestedType)
            payload = try signed.withBytes { bytes throws(JOSEError) in
                try JWS.verifySecret(bytes, among: expecting.issuerKeys, typ: signedType)
            }
        } catch {
            throw .jose(error)
        }
        let read = try payload.withBytes { bytes throws(SealingError) in
            try EnvelopePayload(parsing: bytes)
        }
        let claims = read.claims
        guard claims.issuer.utf8.elementsEqual(expecting.issuer.utf8) else {
            throw .foreign(.issuer)
        }
        guard claims.recipient == expecting.recipient else { throw .foreign(.recipient) }
        guard claims.id == expecting.id else { throw .foreign(.id) }
        guard read.kid.elementsEqual(key.jwk.kid.utf8) else { throw .foreign(.key) }
        guard claims.issuedAt <= now.adding(milliseconds: clockSkewSeconds * 1000) else {
            throw .notYetValid
        }
        guard now < claims.expiresAt else { throw .expired }
        return OpenedEnvelope(read, payload: payload)
    }
}
