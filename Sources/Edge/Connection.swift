// SPDX-License-Identifier: EUPL-1.2
internal import HTTP
internal import Memory
internal import Platform

/// The state of one connection; only its loop's worker touches it.
final class Connection {
    /// Slot and generation: an event of an earlier connection in the same slot does not match.
    let token: UInt64
    var transport: Transport
    var phase: EdgePhase
    /// When the phase must have ended.
    var deadline: MonotonicInstant
    /// What epoll was last told to watch.
    var interest: Interest

    /// Whether TLS may have taken buffers since they were last given back.
    var holdsBuffers = true
    /// The request number at the last sweep.
    private var sweptRequestNumber = 0

    /// Who is there; nil before the handshake has ended, and without TLS.
    var peer: PeerIdentity?
    /// When the peer's certificate ends, in milliseconds since 1970.
    var peerNotAfter = Int64.max

    var parser: RequestParser
    /// What was read and not yet parsed; nil while there is nothing, so an idle connection holds none.
    var input: InputBuffer?
    /// The head whose body is being read.
    var head: RequestHead?
    /// The body so far.
    var body: SecretBytes?

    /// What the socket has not yet taken of an answer.
    var output: SecretBytes?
    /// Bytes of `output` that were sent.
    var sentCount = 0
    /// Whether the connection ends with the answer under way.
    var closesAfterAnswer = false
    /// Bytes thrown away while lingering.
    var discardedCount = 0

    /// Counts requests, so that an answer that comes too late is known as such.
    var requestNumber = 0
    /// Whether the handler's run is just beginning.
    var isStarting = false
    /// The handler's run, once it waits for something.
    var task: Task<Void, Never>?

    init(
        token: UInt64, transport: consuming Transport, phase: EdgePhase,
        deadline: MonotonicInstant, interest: Interest, limits: Limits
    ) {
        self.token = token
        self.transport = transport
        self.phase = phase
        self.deadline = deadline
        self.interest = interest
        parser = RequestParser(limits: limits)
    }

    /// Gives the buffers of TLS back where no request has come since the last sweep.
    func trim() {
        if holdsBuffers, requestNumber == sweptRequestNumber {
            holdsBuffers = false
            transport.releaseBuffers()
        }
        sweptRequestNumber = requestNumber
    }

    /// Whether more bytes of a request are wanted now.
    var isReceiving: Bool { phase == .idle || phase == .request }
}

/// Memory for the bytes of heads, used by one connection at a time and wiped in between.
final class InputBuffer {
    var bytes: SecretBytes

    init(capacity: Int) { bytes = SecretBytes(capacity: capacity) }
}
