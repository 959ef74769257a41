// SPDX-License-Identifier: EUPL-1.2

/// Why certificates, lists or settings cannot be used.
package enum TLSError: Error, Equatable, Sendable {
    /// Not a certificate in DER, or no certificate in PEM.
    case malformedCertificate
    /// Not a revocation list in DER, or no list in PEM.
    case malformedRevocationList
    /// A revocation list that never goes stale would never be missed.
    case revocationListWithoutNextUpdate
    /// The private key belongs to another certificate.
    case keyMismatch
    /// An identity without a certificate, or trust without an anchor.
    case certificateMissing
    /// A name that cannot stand in a certificate.
    case unusableName
    /// The library refused for a reason of its own.
    case library(LibraryFailure)
}

/// What was wrong with the certificate of the other side.
package enum CertificateFault: String, Sendable, CaseIterable {
    case missing, expired, notYetValid, revoked, untrusted
    /// No list of its issuer: nobody can tell whether it was revoked.
    case revocationUnknown
    /// The list of its issuer is past its next update.
    case revocationStale
    /// Another rule of the chain, or the wrong purpose or name.
    case unsuitable
}

/// How a connection failed; ordinary ends are no failures.
package enum TLSFailure: Error, Equatable, Sendable {
    case certificate(CertificateFault)
    /// The other side broke the protocol, or refused us by an alert.
    case protocolViolation(LibraryFailure)
}

extension TLSError: CustomStringConvertible {
    package var description: String {
        switch self {
        case .malformedCertificate: "this is no certificate; hint: PEM or DER of X.509"
        case .malformedRevocationList: "this is no revocation list; hint: PEM or DER of a CRL"
        case .revocationListWithoutNextUpdate: "the revocation list names no next update"
        case .keyMismatch: "the private key does not belong to the certificate"
        case .certificateMissing: "there is no certificate"
        case .unusableName: "the name cannot stand in a certificate"
        case .library(let failure): "the TLS library refused: \(failure)"
        }
    }
}
