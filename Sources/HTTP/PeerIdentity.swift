// SPDX-License-Identifier: EUPL-1.2

/// Who stands at the other end of a connection, as its certificate says: digests only, no names.
package struct PeerIdentity: Sendable, Hashable {
    /// SHA-256 of the certificate in DER, 32 bytes: `x5t#S256` (RFC 8705 §3.1).
    package let certificateDigest: [UInt8]
    /// SHA-256 of its SubjectPublicKeyInfo in DER, 32 bytes: what a partner is registered by.
    package let publicKeyDigest: [UInt8]

    package init(certificateDigest: [UInt8], publicKeyDigest: [UInt8]) {
        precondition(
            certificateDigest.count == 32 && publicKeyDigest.count == 32,
            "a SHA-256 digest is 32 bytes")
        self.certificateDigest = certificateDigest
        self.publicKeyDigest = publicKeyDigest
    }
}
