// SPDX-License-Identifier: EUPL-1.2
internal import CSystem
internal import Glibc
internal import Synchronization

/// One descriptor that is ready, as the loop hands it to its owner.
package struct ReadyEvent: Sendable {
    /// What the owner gave when it began to watch.
    package let token: UInt64
    private let flags: UInt32

    package var isReadable: Bool { flags & kp_epoll_in != 0 }
    package var isWritable: Bool { flags & kp_epoll_out != 0 }
    /// The other side has ended its direction; it may still read.
    package var isHalfClosed: Bool { flags & kp_epoll_hangup != 0 }
    /// The connection is gone in both directions.
    package var isFailed: Bool { flags & kp_epoll_failed != 0 }

    init(_ event: kp_event) {
        token = event.token
        flags = event.flags
    }
}

/// What is watched of a descriptor; failure always is.
package struct Interest: OptionSet, Hashable, Sendable {
    package let rawValue: UInt8
    package init(rawValue: UInt8) { self.rawValue = rawValue }

    package static let readable = Interest(rawValue: 1)
    package static let writable = Interest(rawValue: 2)
    package static let halfClose = Interest(rawValue: 4)
    /// What a reader wants to know; ready made, since a literal is put together at each use.
    package static let incoming = Interest(rawValue: 1 | 4)

    var flags: UInt32 {
        (contains(.readable) ? kp_epoll_in : 0) | (contains(.writable) ? kp_epoll_out : 0)
            | (contains(.halfClose) ? kp_epoll_hangup : 0)
    }
}

/// A thread that waits for descriptors and runs tasks: an epoll instance that is also an executor.
///
/// An actor that names the loop as its executor owns the connections: the loop calls `onTurn` on
/// its thread, where the actor's `assumeIsolated` holds. Level-triggered: what is not taken now is
/// told again. Each turn: wait, `onTurn`, then the tasks that have arrived.
package final class EventLoop: SerialExecutor, TaskExecutor, @unchecked Sendable {
    // SAFETY: `ownJobs`, `events` and `raw` are touched by the loop's own thread alone; `enqueue`
    // looks at the thread before it does. All else is immutable, atomic or inside a `Mutex`.
    private var ownJobs: [UnownedJob] = []
    private var events: [ReadyEvent] = []
    private var raw = [kp_event](repeating: kp_event(), count: Int(kp_events_limit))

    private struct Inbox {
        var jobs: [UnownedJob] = []
        var isStopping = false
    }

    private let poller: Descriptor
    private let wakeUp: WakeUp
    private let inbox = Mutex(Inbox())
    private let threadID = Atomic<UInt>(0)
    private let thread = Mutex<DedicatedThread?>(nil)

    /// The token that no owner may use.
    private static let wakeUpToken = UInt64.max
    /// Tasks run between two looks at the descriptors; more wait for the next turn.
    package static let jobsPerTurnLimit = 1024

    /// Makes a loop that does not run yet.
    package init() throws(PlatformError) {
        let number = kp_epoll_create()
        guard number >= 0 else { throw .last(.epoll) }
        poller = Descriptor(adopting: number)
        wakeUp = try WakeUp(blocking: false)
        try control(EPOLL_CTL_ADD, wakeUp.descriptor.number, .readable, Self.wakeUpToken)
    }

    /// Starts the loop's thread.
    ///
    /// - Parameter tick: the longest wait; `onTurn` is called at least this often.
    /// - Parameter onTurn: gets what is ready, on the loop's thread; must not block.
    package func start(
        name: String, tick: Duration, onTurn: @escaping @Sendable ([ReadyEvent]) -> Void
    ) throws(PlatformError) {
        var started: DedicatedThread? = try DedicatedThread(name: name) { [self] in
            threadID.store(UInt(pthread_self()), ordering: .releasing)
            run(tick: tick.pollMilliseconds, onTurn: onTurn)
        }
        thread.withLock { thread in
            precondition(thread == nil, "a loop is started once")
            thread = started.take()
        }
    }

    /// Ends the loop after the turn it is in, and waits for its thread; from another thread.
    ///
    /// Tasks that still belong to the loop never run again: let them end first.
    package func stop() {
        inbox.withLock { $0.isStopping = true }
        wakeUp.signal()
        let ended = thread.withLock { $0.take() }
        guard let ended else { preconditionFailure("a loop is stopped once") }
        ended.join()
    }

    // MARK: Descriptors

    /// Begins to watch; the token comes back with each event.
    package func watch(
        _ descriptor: borrowing Descriptor, for interest: Interest, token: UInt64
    ) throws(PlatformError) {
        precondition(token != Self.wakeUpToken, "the highest token is the loop's own")
        try control(EPOLL_CTL_ADD, descriptor.number, interest, token)
    }

    /// Changes what is watched.
    package func rewatch(
        _ descriptor: borrowing Descriptor, for interest: Interest, token: UInt64
    ) throws(PlatformError) {
        try control(EPOLL_CTL_MOD, descriptor.number, interest, token)
    }

    /// Watches no more; closing the descriptor does the same.
    package func unwatch(_ descriptor: borrowing Descriptor) throws(PlatformError) {
        try control(EPOLL_CTL_DEL, descriptor.number, [], 0)
    }

    private func control(
        _ operation: Int32, _ number: Int32, _ interest: Interest, _ token: UInt64
    ) throws(PlatformError) {
        let code = kp_epoll_control(poller.number, operation, number, interest.flags, token)
        guard code == 0 else { throw .last(.epoll) }
    }

    // MARK: Executor

    package func enqueue(_ job: consuming ExecutorJob) {
        let job = UnownedJob(job)
        if isCurrentThread {
            ownJobs.append(job)
            return
        }
        let isFirst = inbox.withLock { inbox in
            inbox.jobs.append(job)
            return inbox.jobs.count == 1
        }
        if isFirst { wakeUp.signal() }
    }

    // SAFETY: an actor that names this executor keeps it alive as a stored property.
    @safe
    package func asUnownedSerialExecutor() -> UnownedSerialExecutor {
        unsafe UnownedSerialExecutor(ordinary: self)
    }

    package func checkIsolated() {
        precondition(isCurrentThread, "only the loop's own thread may enter")
    }

    package func isIsolatingCurrentContext() -> Bool? { isCurrentThread }

    private var isCurrentThread: Bool {
        threadID.load(ordering: .relaxed) == UInt(pthread_self())
    }

    // MARK: The turns

    private func run(tick: Int32, onTurn: @Sendable ([ReadyEvent]) -> Void) {
        while true {
            waitForEvents(milliseconds: ownJobs.isEmpty ? tick : 0)
            onTurn(events)
            events.removeAll(keepingCapacity: true)
            runJobs()
            if inbox.withLock({ $0.isStopping && $0.jobs.isEmpty }), ownJobs.isEmpty { return }
        }
    }

    private func waitForEvents(milliseconds: Int32) {
        let count = unsafe raw.withUnsafeMutableBufferPointer { raw in
            unsafe kp_epoll_wait(poller.number, raw.baseAddress, milliseconds)
        }
        precondition(count >= 0, "waiting on an open epoll instance cannot fail")
        for index in 0..<Int(count) {
            if raw[index].token == Self.wakeUpToken {
                wakeUp.drain()
                inbox.withLock { inbox in
                    ownJobs.append(contentsOf: inbox.jobs)
                    inbox.jobs.removeAll(keepingCapacity: true)
                }
            } else {
                events.append(ReadyEvent(raw[index]))
            }
        }
    }

    /// Runs what has arrived and what that brings along, up to the limit.
    private func runJobs() {
        let executor = asUnownedSerialExecutor()
        var next = 0
        while next < ownJobs.count, next < Self.jobsPerTurnLimit {
            let job = ownJobs[next]
            next += 1
            unsafe job.runSynchronously(on: executor)
        }
        ownJobs.removeFirst(next)
    }
}
