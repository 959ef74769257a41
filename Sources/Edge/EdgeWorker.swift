// SPDX-License-Identifier: EUPL-1.2
internal import HTTP
internal import Memory
internal import OpenSSL
internal import Platform

/// One loop with its listener and its connections; all of it runs on the loop's thread.
actor EdgeWorker {
    nonisolated let loop: EventLoop
    nonisolated var unownedExecutor: UnownedSerialExecutor { loop.asUnownedSerialExecutor() }

    let settings: EdgeSettings
    private let limits: PhaseLimits
    let service: EdgeService
    let census: EdgeCensus

    /// What new connections begin with; nil without TLS.
    private var context: TLSContext?
    private var listener: ListeningSocket?
    private var isAcceptPaused = false

    /// Connections by slot; a free slot is nil and stands in `freeSlots`.
    private var slots: [Connection?] = []
    private var freeSlots: [Int] = []
    private var generation: UInt32 = 0

    /// The moment of the present turn.
    private(set) var now = MonotonicInstant.now()
    private var nextSweep = MonotonicInstant.now()

    /// Connections closed since memory was last given back, and when it may be again.
    private var closedCount = 0
    private var nextReturn = MonotonicInstant.now()

    var drain: Drain?
    /// Whether `drain` is set; asked for each request.
    var isDraining = false
    /// Memory for heads, unused and wiped.
    var spareInputs: [InputBuffer] = []
    /// The head of the answer that is being written.
    var answerHead: [UInt8] = []
    /// Head and body together, so that one record and one system call carry them; wiped after use.
    var answer = SecretBytes(capacity: EdgeWorker.answerScratchByteCount)
    private var date = (second: Int64(-1), text: HTTPDate(secondsSince1970: 0))

    /// Answers up to this size are put together in the loop's own memory.
    static let answerScratchByteCount = 65_536
    /// Unused memory for heads that a loop keeps.
    static let spareInputLimit = 64
    /// So many closed connections are worth the milliseconds of giving their memory back.
    static let closedForReturnCount = 256
    private static let listenerToken = UInt64.max - 1

    init(
        settings: EdgeSettings, service: EdgeService, census: EdgeCensus,
        listener: consuming ListeningSocket
    ) throws(PlatformError) {
        loop = try EventLoop()
        try loop.watch(listener.descriptor, for: .readable, token: Self.listenerToken)
        self.settings = settings
        limits = PhaseLimits(settings)
        self.service = service
        self.census = census
        self.listener = consume listener
        switch service.security {
        case .mutualTLS(let context, _): self.context = context
        case .plain: context = nil
        }
    }

    /// Starts the loop's thread.
    nonisolated func start(name: String) throws(PlatformError) {
        try loop.start(name: name, tick: settings.sweepInterval) { [self] events in
            assumeIsolated { worker in worker.turn(events) }
        }
    }

    // MARK: Turns

    private func turn(_ events: [ReadyEvent]) {
        now = .now()
        // One handshake step a turn: a storm of new clients then hardly slows the established ones.
        // Level-triggered, so the others are told again in the next turn.
        var isHandshakeTaken = false
        for event in events {
            if event.token == Self.listenerToken {
                accept()
                continue
            }
            guard let connection = connection(event.token) else { continue }
            if connection.phase == .handshake {
                if isHandshakeTaken, !event.isFailed { continue }
                isHandshakeTaken = true
            }
            handle(event, connection)
        }
        if now >= nextSweep { sweep() }
    }

    private func handle(_ event: ReadyEvent, _ connection: Connection) {
        if event.isFailed {
            close(connection)
            return
        }
        switch connection.phase {
        case .handshake: handshake(connection)
        case .idle, .request: receive(connection)
        case .handler:
            // Bytes that nobody wants yet would be told again and again: look away until the answer.
            let hasHungUp = event.isHalfClosed
            watch(connection, hasHungUp ? [] : .halfClose)
            if hasHungUp {
                connection.closesAfterAnswer = true
                connection.task?.cancel()
            }
        case .answer: flush(connection)
        case .linger: discard(connection)
        case .closed: break
        }
    }

    /// Cuts whoever is late and looks after what has no event of its own.
    private func sweep() {
        nextSweep = now.advanced(by: settings.sweepInterval)
        let wall = service.clock()
        for connection in slots {
            guard let connection else { continue }
            if now >= connection.deadline {
                cut(connection)
            } else if wall > connection.peerNotAfter {
                dismiss(connection)
            } else if connection.phase == .idle {
                connection.trim()
            }
        }
        if closedCount >= Self.closedForReturnCount, now >= nextReturn {
            closedCount = 0
            nextReturn = now.advanced(by: .seconds(5))
            ProcessState.returnMemory()
        }
        if isAcceptPaused { resumeAccepting() }
        sweepDrain()
    }

    private func cut(_ connection: Connection) {
        if connection.phase != .linger {
            census.countCut()
            service.journal(.cut(connection.phase))
            drain?.cutCount += 1
        }
        close(connection)
    }

    // MARK: Accepting

    private func accept() {
        for _ in 0..<settings.acceptsPerTurnLimit {
            guard let outcome = listener?.accept() else { return }
            switch consume outcome {
            case .connection(let descriptor): admit(descriptor)
            case .nothing: return
            case .exhausted:
                pauseAccepting()
                return
            case .failed(let code):
                service.journal(.systemFailed(.system(call: .accept, code: code)))
                pauseAccepting()
                return
            }
        }
    }

    /// Takes a connection in, or closes it at once where it is one too many.
    private func admit(_ descriptor: consuming Descriptor) {
        if let cap = census.admit(settings, handshakes: context != nil) {
            census.countCut()
            service.journal(.overLimit(cap))
            return
        }
        var tls: TLSConnection?
        if let context {
            do throws(TLSError) {
                tls = try TLSConnection(context, descriptor: descriptor.number)
            } catch {
                // Memory for one more connection is missing; the others go on.
                census.endHandshake()
                census.leave()
                return
            }
        }
        let phase: EdgePhase = context == nil ? .idle : .handshake
        let interest: Interest = phase == .idle ? .incoming : .readable
        let slot = freeSlots.popLast() ?? slots.count
        if slot == slots.count { slots.append(nil) }
        generation &+= 1
        let token = UInt64(generation) << 32 | UInt64(slot)
        let connection = Connection(
            token: token, transport: Transport(descriptor, tls: tls.take()), phase: phase,
            deadline: now.advanced(byNanoseconds: limits.nanoseconds(of: phase)),
            interest: interest, limits: settings.http)
        slots[slot] = connection
        do throws(PlatformError) {
            try loop.watch(connection.transport.descriptor, for: interest, token: token)
        } catch {
            service.journal(.systemFailed(error))
            close(connection)
        }
    }

    private func pauseAccepting() {
        guard !isAcceptPaused else { return }
        isAcceptPaused = true
        service.journal(.acceptPaused)
        watchListener([])
    }

    private func resumeAccepting() {
        isAcceptPaused = false
        watchListener(.readable)
    }

    private func watchListener(_ interest: Interest) {
        guard listener != nil else { return }
        do throws(PlatformError) {
            try listener?.rewatch(on: loop, interest, token: Self.listenerToken)
        } catch {
            service.journal(.systemFailed(error))
        }
    }

    /// Accepts no more; connections that were not yet accepted are dropped by the system.
    func stopListening() { listener = nil }

    // MARK: Connections

    func connection(_ token: UInt64) -> Connection? {
        let slot = Int(token & 0xffff_ffff)
        guard slot < slots.count, let connection = slots[slot], connection.token == token else {
            return nil
        }
        return connection
    }

    /// Every open connection.
    var connections: [Connection] { slots.compactMap { $0 } }

    /// Whether no connection is open.
    var isEmpty: Bool { freeSlots.count == slots.count }

    /// Tells epoll what is wanted of a connection, where that changes.
    func watch(_ connection: Connection, _ interest: Interest) {
        guard connection.interest != interest else { return }
        connection.interest = interest
        do throws(PlatformError) {
            try loop.rewatch(
                connection.transport.descriptor, for: interest, token: connection.token)
        } catch {
            service.journal(.systemFailed(error))
            close(connection)
        }
    }

    /// Begins a phase with a deadline of its own.
    func begin(_ phase: EdgePhase, _ connection: Connection) {
        connection.phase = phase
        connection.deadline = now.advanced(byNanoseconds: limits.nanoseconds(of: phase))
    }

    /// Ends a connection at once and gives back all that it held.
    func close(_ connection: Connection) {
        guard connection.phase != .closed else { return }
        if connection.phase == .handshake { census.endHandshake() }
        connection.phase = .closed
        connection.task?.cancel()
        connection.task = nil
        connection.body = nil
        connection.output = nil
        giveBackInput(of: connection)
        if let peer = connection.peer { census.leave(peer: peer.publicKeyDigest) }
        census.leave()
        let slot = Int(connection.token & 0xffff_ffff)
        slots[slot] = nil
        freeSlots.append(slot)
        closedCount += 1
        do throws(PlatformError) {
            try loop.unwatch(connection.transport.descriptor)
        } catch {
            service.journal(.systemFailed(error))
        }
        connection.transport.end()
        checkDrained()
    }

    // MARK: Peers

    /// Uses another context for new connections, and closes those that it would not have let in.
    func replaceContext(_ context: TLSContext) async {
        self.context = context
        for (index, connection) in connections.enumerated() {
            if connection.phase != .closed, connection.peer != nil,
                !connection.transport.isStillTrusted(by: context)
            {
                dismiss(connection)
            }
            // A chain takes a fifth of a millisecond to check: let others in between.
            if index % 8 == 7 { await Task.yield() }
        }
    }

    /// Asks again about every peer.
    func recheckPeers() {
        for connection in connections {
            if let peer = connection.peer, !isWelcome(peer) { dismiss(connection) }
        }
    }

    func isWelcome(_ peer: PeerIdentity) -> Bool {
        switch service.security {
        case .mutualTLS(_, let isWelcome): isWelcome(peer)
        case .plain: true
        }
    }

    private func dismiss(_ connection: Connection) {
        guard let peer = connection.peer, let digest = Digest(bytes: peer.publicKeyDigest) else {
            return
        }
        service.journal(.peerDismissed(publicKeyDigest: digest))
        close(connection)
    }

    /// The Date field of now.
    func currentDate() -> HTTPDate {
        let second = service.clock() / 1000
        if second != date.second { date = (second, HTTPDate(secondsSince1970: second)) }
        return date.text
    }
}
