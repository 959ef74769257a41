// SPDX-License-Identifier: EUPL-1.2
package import HTTP
internal import Platform

/// Where a server listens and what it allows; every limit has a name.
package struct EdgeSettings: Sendable {
    /// A numeric address.
    package var host: String
    /// 0 lets the system choose.
    package var port: UInt16
    /// Event loops, each with a thread of its own.
    package var loopCount = ProcessState.coreCount

    /// Connections in all; fewer where the process may not open so many descriptors.
    package var connectionLimit = 4096
    /// Connections that have not finished their handshake, in all.
    package var handshakeCountLimit = 1024
    /// Connections of one client certificate's key.
    package var connectionsPerPeerLimit = 256
    /// Connections that a loop accepts in one turn.
    package var acceptsPerTurnLimit = 16

    /// From accepting to the end of the handshake.
    package var handshakeTimeLimit = Duration.seconds(10)
    /// From the first byte of a head to the last byte of its body.
    package var requestTimeLimit = Duration.seconds(30)
    /// Between two requests.
    package var idleTimeLimit = Duration.seconds(60)
    /// From a whole request to its answer; longer than the longest poll.
    package var handlerTimeLimit = Duration.seconds(75)
    /// From the first byte of an answer to the last.
    package var answerTimeLimit = Duration.seconds(30)
    /// From the last byte of an answer that closes, while the client may still be sending.
    package var lingerTimeLimit = Duration.seconds(2)
    /// Bytes that are thrown away while a closing connection lingers.
    package var lingerByteLimit = 1 << 20

    /// How long draining still accepts, and leaves idle connections open.
    package var drainGrace = Duration.seconds(2)
    /// How long draining waits for answers under way.
    package var drainTimeLimit = Duration.seconds(30)

    /// How often deadlines are looked at; what is late is cut at the next look.
    package var sweepInterval = Duration.seconds(1)

    /// What one request may be.
    package var http = Limits.standard

    /// Descriptors that connections never take: a database that cannot open its journal, or a runtime
    /// without a timer, would end more than a connection.
    package static let descriptorReserve = 256

    package init(host: String, port: UInt16) {
        self.host = host
        self.port = port
    }
}

/// The time limits of the phases, ready for a clock that counts nanoseconds.
struct PhaseLimits: Sendable {
    private let handshake, idle, request, handler, answer, linger: Int64

    init(_ settings: EdgeSettings) {
        handshake = settings.handshakeTimeLimit.nanoseconds
        idle = settings.idleTimeLimit.nanoseconds
        request = settings.requestTimeLimit.nanoseconds
        handler = settings.handlerTimeLimit.nanoseconds
        answer = settings.answerTimeLimit.nanoseconds
        linger = settings.lingerTimeLimit.nanoseconds
    }

    func nanoseconds(of phase: EdgePhase) -> Int64 {
        switch phase {
        case .handshake: handshake
        case .idle: idle
        case .request: request
        case .handler: handler
        case .answer: answer
        case .linger: linger
        case .closed: 0
        }
    }
}
