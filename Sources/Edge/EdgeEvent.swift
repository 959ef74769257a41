// SPDX-License-Identifier: EUPL-1.2
package import HTTP
package import OpenSSL
package import Platform

/// What the operator may want to know; nothing in it is personal, digests name certificates.
package enum EdgeEvent: Sendable, Equatable {
    case started(port: UInt16)
    /// Before any byte of HTTP: the certificate or the protocol was refused.
    case handshakeRefused(TLSFailure)
    /// Before any byte of HTTP: a believed certificate that nobody registered, or that is suspended.
    case peerNotWelcome(publicKeyDigest: Digest)
    /// An established connection broke the protocol.
    case connectionFailed(TLSFailure)
    /// A connection over a limit was closed at once.
    case overLimit(EdgeCap)
    /// A connection missed a deadline.
    case cut(EdgePhase)
    /// A head was answered with its refusal, and the connection closed.
    case requestRefused(Refusal)
    /// No descriptors are left: accepting pauses until the next sweep.
    case acceptPaused
    /// An established connection was closed because its certificate is no longer good.
    case peerDismissed(publicKeyDigest: Digest)
    /// New connections use another certificate, other anchors or other lists.
    case contextReplaced
    /// Draining has begun with so many connections open.
    case draining(connectionCount: Int)
    /// All connections have ended; this many were cut.
    case drained(cutCount: Int)
    /// The system refused something that does not concern one client.
    case systemFailed(PlatformError)
}

/// The limits on connections.
package enum EdgeCap: String, Sendable { case connections, handshakes, connectionsPerPeer }

/// The phases of a connection, each with one deadline.
package enum EdgePhase: String, Sendable, CaseIterable {
    case handshake
    /// Between requests.
    case idle
    /// From the first byte of a head to the last of the body.
    case request
    case handler
    case answer
    /// The last answer is out; what still arrives is thrown away.
    case linger
    case closed
}

/// Why a server cannot be made.
package enum EdgeError: Error, Sendable, Equatable {
    /// Without TLS only this machine may be served.
    case plainBeyondLoopback
    case platform(PlatformError)
}

extension EdgeError: CustomStringConvertible {
    package var description: String {
        switch self {
        case .plainBeyondLoopback: "without TLS only a loopback address can be served"
        case .platform(let error): "\(error)"
        }
    }
}
