// SPDX-License-Identifier: EUPL-1.2
package import HTTP
package import JOSE
package import LogVerifier
package import OpenSSL
package import Platform
package import Sealing

/// Why a partner's side failed; a refusal by the gateway is an answer, not a failure.
package enum PartnerClientError: Error, Equatable, Sendable {
    // The profile folder.
    /// A file of the profile cannot be read.
    case profileUnreadable(file: String, PlatformError)
    /// A member of `partner.json` is missing, unknown or not what it must be.
    case profileMalformed(member: String)
    /// A key or certificate file does not hold what its name says.
    case keyMalformed(file: String)
    /// Certificate, key and trust anchor do not make one side of TLS.
    case tlsUnusable(TLSError)

    // The connection.
    /// Nobody answers at the gateway's address.
    case unreachable(PlatformError)
    /// One side did not believe the other, or broke the protocol.
    case tlsFailed(TLSFailure)
    /// The gateway hung up before it had answered: what it did is not known.
    case hungUp
    /// A phase took longer than its limit.
    case timedOut(Phase)
    /// The answer has no single meaning.
    case malformedResponse(Refusal)
    /// The answer is not what this call gives.
    case unexpectedAnswer(status: Int)
    /// A path, field or key that cannot stand in a request.
    case malformedRequest

    // What was received.
    /// The proof, leaf or receipt of an envelope does not hold: it was not opened.
    case unproven(LogVerifierError)
    /// The release note or the envelope does not hold; nothing of the content was handed out.
    case unsealed(SealingError)
    /// Our own signature could not be made.
    case signing(JOSEError)

    /// What was waited for.
    package enum Phase: String, Sendable {
        case connection, handshake, answer
    }

    /// Whether the same request may well succeed when it is sent again.
    package var isTransient: Bool {
        switch self {
        case .unreachable, .hungUp, .timedOut: true
        case .profileUnreadable, .profileMalformed, .keyMalformed, .tlsUnusable, .tlsFailed,
            .malformedResponse, .unexpectedAnswer, .malformedRequest, .unproven, .unsealed,
            .signing:
            false
        }
    }
}

extension PartnerClientError: CustomStringConvertible {
    package var description: String {
        switch self {
        case .profileUnreadable(let file, let error): "cannot read `\(file)`: \(error)"
        case .profileMalformed(let member): "`\(member)` in partner.json is not usable"
        case .keyMalformed(let file): "`\(file)` does not hold the key or certificate it should"
        case .tlsUnusable(let error): "certificate and key cannot be used: \(error)"
        case .unreachable(let error): "the gateway cannot be reached: \(error)"
        case .tlsFailed(.certificate(let fault)): "the gateway's certificate is \(fault.rawValue)"
        case .tlsFailed(.protocolViolation(let failure)): "TLS failed: \(failure)"
        case .hungUp: "the gateway hung up before it answered"
        case .timedOut(let phase): "the \(phase.rawValue) took too long"
        case .malformedResponse(let refusal): "the answer is no strict HTTP: \(refusal.rawValue)"
        case .unexpectedAnswer(let status): "the answer with status \(status) is not understood"
        case .malformedRequest: "this path or key cannot stand in a request"
        case .unproven(let error): "the envelope is not proven to be logged: \(error)"
        case .unsealed(let error): "the envelope or its release note does not hold: \(error)"
        case .signing(let error): "our own signature could not be made: \(error)"
        }
    }
}
