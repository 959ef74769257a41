// SPDX-License-Identifier: EUPL-1.2
internal import HTTP

/// How long and how often a partner's side tries.
package struct ClientLimits: Sendable {
    /// From the start until the gateway has accepted the connection.
    package var connectionLimit: Duration
    /// From then until both sides are known.
    package var handshakeLimit: Duration
    /// From the first byte of a request until the last of its answer, a long poll's wait aside.
    package var answerLimit: Duration
    /// Attempts in all at one call.
    package var attemptLimit: Int
    /// Between two attempts; doubled each time.
    package var pause: Duration

    package init(
        connectionLimit: Duration = .seconds(5), handshakeLimit: Duration = .seconds(5),
        answerLimit: Duration = .seconds(30), attemptLimit: Int = 3,
        pause: Duration = .milliseconds(100)
    ) {
        precondition(attemptLimit > 0, "a call is attempted at least once")
        self.connectionLimit = connectionLimit
        self.handshakeLimit = handshakeLimit
        self.answerLimit = answerLimit
        self.attemptLimit = attemptLimit
        self.pause = pause
    }

    package static let standard = ClientLimits()

    /// What an answer may be: an envelope of 3 MB with its proof, and a page of lines.
    static let response = Limits(headByteLimit: 16_384, bodyByteLimit: 8_388_608)
}
