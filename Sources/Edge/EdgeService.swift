// SPDX-License-Identifier: EUPL-1.2
package import HTTP
package import OpenSSL

/// What a server does with its connections; shared by its loops.
package struct EdgeService: Sendable {
    /// Whether, and with whom, TLS is spoken.
    package enum Security: Sendable {
        /// Both sides show certificates. `isWelcome` is asked right after each handshake, before any
        /// byte of HTTP, and again by `recheckPeers()`; it must not block.
        case mutualTLS(TLSContext, isWelcome: @Sendable (PeerIdentity) -> Bool)
        /// No TLS, on a loopback address only.
        case plain
    }

    package let security: Security
    /// Answers requests. Its task is cancelled when the client has hung up or the server drains;
    /// that means: answer soon with what there is. What it gives is sent if anyone still listens.
    package let handler: any Handler
    /// Answers a head that was refused; must carry the refusal's status.
    package let answerToRefusal: @Sendable (Refusal) -> Response
    package let writer: ResponseWriter
    /// The wall clock, in milliseconds since 1970.
    package let clock: @Sendable () -> Int64
    /// Takes what the operator may want to know; must not block.
    package let journal: @Sendable (EdgeEvent) -> Void

    package init(
        security: Security, handler: any Handler,
        clock: @escaping @Sendable () -> Int64,
        writer: ResponseWriter = ResponseWriter(),
        answerToRefusal: @escaping @Sendable (Refusal) -> Response = { Response($0.status) },
        journal: @escaping @Sendable (EdgeEvent) -> Void = { _ in }
    ) {
        self.security = security
        self.handler = handler
        self.clock = clock
        self.writer = writer
        self.answerToRefusal = answerToRefusal
        self.journal = journal
    }
}
