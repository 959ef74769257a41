// SPDX-License-Identifier: EUPL-1.2

/// Why a key, signature or envelope was refused.
///
/// All but the last two are decided on public bytes, before a key is touched.
package enum JOSEError: Error, Equatable, Sendable {
    /// More bytes than the limit.
    case tooLong(byteLimit: Int)
    /// Not the expected number of canonical base64url parts.
    case malformedCompact
    /// The header is not a JSON object whose members have the types they must have.
    case malformedHeader
    /// The header has a member that is not taken here: `crit`, `b64`, `zip`, `jku`, `jwk`, `x5u`,
    /// `x5c`, a name that nobody knows, or `epk` outside a JWE.
    case unexpectedMember
    /// A member that must be there is missing.
    case missingMember
    /// `alg` or `enc` is not that of the registered key.
    case algorithmMismatch
    /// `kid` names another key, or none of those that were offered.
    case keyMismatch
    /// `typ` or `cty` is not what this place takes.
    case typeMismatch
    /// A JWK with a missing, unknown, private or inconsistent member, or no valid point.
    case malformedKey
    /// The key is registered for the other use.
    case unsuitableKey
    /// The signature is not the key's.
    case badSignature
    /// The envelope does not open: wrong key, wrong point, wrong tag or wrong wrapping, not told which.
    case decryptionFailed
    /// The cryptographic library failed for a reason of its own.
    case library
}
