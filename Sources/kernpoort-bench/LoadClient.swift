// SPDX-License-Identifier: EUPL-1.2
internal import Memory
internal import OpenSSL
internal import Platform

/// The load client: one loop, many connections, requests that were made beforehand.
enum LoadCommand {
    static func run(_ arguments: [String]) async throws {
        let plan = try LoadPlan(arguments: arguments)
        try ProcessState.raiseDescriptorLimit()
        try Signals.ignoreBrokenPipes()
        let context = try Self.context(plan)
        let client = try LoadClient(
            plan: plan, context: context, requests: LoadPlan.readRequests(at: plan.requests))
        try client.start()
        StandardOutput.writeLine(await client.outcome().line)
        client.loop.stop()
    }

    private static func context(_ plan: LoadPlan) throws -> TLSContext {
        let trust = try TLSTrust(
            anchors: PEMFiles.certificates(plan.authority), revocationLists: nil)
        let key = try PEMFiles.key(plan.key)
        let chain = try PEMFiles.certificates(plan.certificate)
        return try TLSContext(clientChain: chain, key: key, serverTrust: trust)
    }
}

/// One connection of the load client.
private final class LoadConnection {
    let descriptor: Descriptor
    var tls: TLSConnection
    let token: UInt64
    /// Whether the handshake is done.
    var isReady = false
    /// Whether a request awaits its answer.
    var isBusy = false
    /// When the present request was sent, or was due.
    var start = MonotonicInstant.now()
    /// What has come of the answer.
    var heard: [UInt8] = []

    init(_ plan: LoadPlan, _ context: TLSContext, token: UInt64) throws {
        let made = try Descriptor.connecting(toHost: "127.0.0.1", port: plan.port)
        tls = try TLSConnection(context, descriptor: made.number, expectingHost: plan.host)
        descriptor = made
        self.token = token
    }
}

/// Sends requests and takes the time of their answers; all of it on its loop's thread.
private actor LoadClient {
    nonisolated let loop: EventLoop
    nonisolated var unownedExecutor: UnownedSerialExecutor { loop.asUnownedSerialExecutor() }

    private let plan: LoadPlan
    private let context: TLSContext
    private let requests: [[UInt8]]
    private var nextRequest = 0
    private var connections: [LoadConnection?] = []
    private var buffer = [UInt8](repeating: 0, count: 65_536)

    private var now = MonotonicInstant.now()
    private var measureFrom = MonotonicInstant.distantFuture
    private var end = MonotonicInstant.distantFuture
    /// At a fixed rate: when the next request is due, and connections without one.
    private var nextDue = MonotonicInstant.now()
    private var idle: [LoadConnection] = []
    private var isStarted = false

    private var latencies: [Int32] = []
    private var failures = 0
    private var waiter: CheckedContinuation<LoadOutcome, Never>?

    init(plan: LoadPlan, context: TLSContext, requests: [[UInt8]]) throws {
        loop = try EventLoop()
        self.plan = plan
        self.context = context
        self.requests = requests
    }

    nonisolated func start() throws {
        // At a fixed rate, the wait between two looks is the error of each start: one millisecond.
        let tick = Duration.milliseconds(plan.rate > 0 ? 1 : 100)
        try loop.start(name: "load", tick: tick) { [self] events in
            assumeIsolated { client in client.turn(events) }
        }
    }

    func outcome() async -> LoadOutcome {
        await withCheckedContinuation { continuation in
            waiter = continuation
            let warmUp = Duration.milliseconds(plan.milliseconds / 5)
            now = .now()
            measureFrom = now.advanced(by: warmUp)
            end = measureFrom.advanced(by: .milliseconds(plan.milliseconds))
            nextDue = now
            connections = (0..<plan.connections).map { _ in nil }
            isStarted = true
            for slot in connections.indices { open(slot) }
        }
    }

    // MARK: Turns

    private func turn(_ events: [ReadyEvent]) {
        guard isStarted else { return }
        now = .now()
        if now >= end {
            finish()
            return
        }
        for event in events {
            guard let connection = connections[Int(event.token)] else { continue }
            connection.isReady ? hear(connection) : shake(connection)
        }
        if plan.rate > 0 { sendDue() }
        if plan.isSentOnce, nextRequest == requests.count,
            !connections.contains(where: { $0?.isBusy == true })
        {
            end = now
            finish()
        }
    }

    private func finish() {
        guard let waiter else { return }
        self.waiter = nil
        isStarted = false
        connections = []
        idle = []
        // A client whose requests ran out ends early.
        let seconds = max(Double(measureFrom.duration(to: end).nanoseconds) / 1e9, 0.001)
        waiter.resume(
            returning: LoadOutcome(
                answers: latencies.count, failures: failures,
                perSecond: Double(latencies.count) / seconds,
                latencies: Latencies(microseconds: latencies)))
    }

    // MARK: Connections

    private func open(_ slot: Int) {
        do {
            let connection = try LoadConnection(plan, context, token: UInt64(slot))
            connections[slot] = connection
            connection.start = .now()
            try loop.watch(
                connection.descriptor, for: [.readable, .writable], token: connection.token)
        } catch {
            failures += 1
            connections[slot] = nil
        }
    }

    private func reopen(_ connection: LoadConnection, failed: Bool) {
        if failed { failures += 1 }
        connection.tls.end()
        connections[Int(connection.token)] = nil
        open(Int(connection.token))
    }

    private func shake(_ connection: LoadConnection) {
        switch connection.tls.handshake() {
        case .wantRead, .wantWrite:
            try? loop.rewatch(connection.descriptor, for: .readable, token: connection.token)
        case .closed, .failed: reopen(connection, failed: true)
        case .done:
            connection.isReady = true
            try? loop.rewatch(connection.descriptor, for: .readable, token: connection.token)
            if plan.rate > 0 {
                idle.append(connection)
            } else {
                // A handshake of its own counts towards its request.
                send(connection, from: plan.reconnects ? connection.start : .now())
            }
        }
    }

    // MARK: Requests

    private func sendDue() {
        let step = Duration.nanoseconds(1_000_000_000 / Int64(plan.rate))
        while nextDue <= now, let connection = idle.popLast() {
            send(connection, from: nextDue)
            nextDue = nextDue.advanced(by: step)
        }
    }

    private func send(_ connection: LoadConnection, from start: MonotonicInstant) {
        if nextRequest == requests.count {
            if plan.isSentOnce { return }
            nextRequest = 0
        }
        let request = requests[nextRequest]
        nextRequest += 1
        connection.isBusy = true
        connection.start = start
        var sent = 0
        while sent < request.count {
            switch connection.tls.write(request.span.extracting(sent...)) {
            case .bytes(let count): sent += count
            case .wantRead, .wantWrite:
                // The socket's buffer holds every request that a benchmark makes; wait where not.
                _ = connection.descriptor.wait(for: .writable, until: end)
            case .closed, .failed:
                reopen(connection, failed: true)
                return
            }
        }
    }

    private func hear(_ connection: LoadConnection) {
        repeat {
            var span = buffer.mutableSpan
            switch connection.tls.read(into: &span) {
            case .bytes(let count):
                if connection.heard.isEmpty, AnswerShape(buffer, count)?.byteCount == count {
                    // The usual case: the whole answer in one read, and nothing is copied.
                    take(connection, AnswerShape(buffer, count)?.isGood ?? false)
                } else {
                    connection.heard += buffer[..<count]
                    guard let shape = AnswerShape(connection.heard, connection.heard.count),
                        connection.heard.count >= shape.byteCount
                    else { continue }
                    connection.heard.removeAll(keepingCapacity: true)
                    take(connection, shape.isGood)
                }
                return
            case .wantRead, .wantWrite: return
            case .closed, .failed:
                reopen(connection, failed: connection.isBusy)
                return
            }
        } while connection.tls.hasPending
    }

    private func take(_ connection: LoadConnection, _ isGood: Bool) {
        connection.isBusy = false
        let finished = MonotonicInstant.now()
        if finished >= measureFrom {
            if isGood {
                let elapsed = connection.start.duration(to: finished).nanoseconds / 1000
                latencies.append(Int32(clamping: elapsed))
            } else {
                failures += 1
            }
        }
        if plan.reconnects {
            reopen(connection, failed: false)
        } else if plan.rate > 0 {
            idle.append(connection)
        } else {
            send(connection, from: finished)
        }
    }
}

/// How long an answer is and whether it says yes, found without copying.
private struct AnswerShape {
    let byteCount: Int
    let isGood: Bool

    /// Nil while the head is not whole.
    init?(_ bytes: [UInt8], _ count: Int) {
        guard count > 12 else { return nil }
        let lengthField: StaticString = "\ncontent-length: "
        var length = 0
        var index = 12
        while index + 3 < count {
            if bytes[index] == 10 {
                if bytes[index + 1] == 13 {
                    byteCount = index + 3 + length
                    isGood = bytes[9] == UInt8(ascii: "2")
                    return
                }
                let end = index + lengthField.utf8CodeUnitCount
                if bytes[index + 1] | 0x20 == UInt8(ascii: "c"), end < count,
                    bytes.span.extracting(index..<end).isEqual(toLowercase: lengthField)
                {
                    index = end
                    while index < count, (48...57).contains(bytes[index]) {
                        length = length * 10 + Int(bytes[index] - 48)
                        index += 1
                    }
                    continue
                }
            }
            index += 1
        }
        return nil
    }
}
