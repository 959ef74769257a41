// SPDX-License-Identifier: EUPL-1.2
package import JOSE

/// Why something sealed was refused, or could not be sealed.
package enum SealingError: Error, Equatable, Sendable {
    /// Header, key or signature; see the case within.
    case jose(JOSEError)
    /// Row, wrapped key, place and key do not belong together; nothing more is told.
    case authenticationFailed
    /// The signed payload lacks a member, has one too many, or one of another type or spelling.
    case malformedPayload
    /// Signed, though for another gateway, partner, key, envelope or leaf than expected.
    case foreign(Claim)
    /// Past its end.
    case expired
    /// From further in the future than clocks may differ.
    case notYetValid

    /// What can say that a payload is meant for another place.
    package enum Claim: Sendable {
        case issuer, recipient, key, id, leaf, digest
    }
}
