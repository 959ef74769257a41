// SPDX-License-Identifier: EUPL-1.2
internal import Domain
package import JOSE
internal import OpenSSL
internal import Sealing

/// Seals envelopes and signs release notes with the gateway's envelope-signing key.
package final class EnvelopeSealer: Sendable {
    private let key: SigningKey
    private let issuer: String

    /// - Parameter issuer: the region's origin.
    package init(key: consuming SigningKey, issuer: String) {
        self.key = key
        self.issuer = issuer
    }

    /// What recipients verify with.
    package var publicKey: JWK { key.jwk }

    /// Signs the permitted groups and seals them for one partner.
    func seal(
        _ content: EnvelopeContent, claims: EnvelopeClaims, submission: Digest, for recipient: JWK
    ) throws(SealingError) -> Envelope.Sealed {
        try Envelope.seal(
            content, claims, submission: submission, for: recipient, signedBy: key)
    }

    /// The signed note that goes with an envelope on its way out: the obligations in force now.
    func releaseNote(
        leaf: RandomID, envelope: Digest, obligations: [Obligation], recipient: PartnerID,
        at now: Timestamp
    ) throws(SealingError) -> [UInt8] {
        try ReleaseNote(
            issuer: issuer, recipient: recipient, leaf: leaf, envelope: envelope,
            obligations: Set(obligations), issuedAt: now
        ).signed(by: key)
    }

    /// A signed document in compact form, such as the receipt of a consent.
    func sign(_ payload: [UInt8], type: String) throws(JOSEError) -> String {
        let compact = try JWS.sign(payload.span, typ: type, with: key)
        return String(decoding: compact, as: UTF8.self)
    }
}
