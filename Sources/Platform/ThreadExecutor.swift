// SPDX-License-Identifier: EUPL-1.2
internal import Glibc
internal import Synchronization

/// An executor with one thread of its own, for actors whose work blocks.
///
/// Jobs run one at a time, in the order of arrival. `stop()` runs what has arrived and ends the
/// thread; jobs that arrive later never run, so stop it only when its actors have no callers left.
package final class ThreadExecutor: SerialExecutor, TaskExecutor {
    private struct Inbox {
        var jobs: [UnownedJob] = []
        var isStopping = false
    }

    private let inbox = Mutex(Inbox())
    private let wakeUp: WakeUp
    private let threadID = Atomic<UInt>(0)
    private let thread = Mutex<DedicatedThread?>(nil)

    /// Starts the thread.
    package init(
        name: String, stackByteCount: Int = DedicatedThread.defaultStackByteCount
    ) throws(PlatformError) {
        wakeUp = try WakeUp(blocking: true)
        var started: DedicatedThread? = try DedicatedThread(
            name: name, stackByteCount: stackByteCount
        ) { [self] in
            threadID.store(UInt(pthread_self()), ordering: .releasing)
            runUntilStopped()
        }
        thread.withLock { $0 = started.take() }
    }

    package func enqueue(_ job: consuming ExecutorJob) {
        let job = UnownedJob(job)
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
        precondition(isCurrentThread, "only the executor's own thread may enter")
    }

    package func isIsolatingCurrentContext() -> Bool? { isCurrentThread }

    /// Runs what has arrived, ends the thread and waits for its end; once, from another thread.
    package func stop() {
        inbox.withLock { $0.isStopping = true }
        wakeUp.signal()
        let ended = thread.withLock { $0.take() }
        guard let ended else { preconditionFailure("an executor is stopped once") }
        ended.join()
    }

    private var isCurrentThread: Bool {
        threadID.load(ordering: .acquiring) == UInt(pthread_self())
    }

    private func runUntilStopped() {
        while true {
            wakeUp.drain()
            let (jobs, isStopping) = inbox.withLock { inbox in
                let taken = inbox.jobs
                inbox.jobs.removeAll(keepingCapacity: true)
                return (taken, inbox.isStopping)
            }
            for job in jobs {
                unsafe job.runSynchronously(on: asUnownedSerialExecutor())
            }
            if isStopping, jobs.isEmpty { return }
            if isStopping { wakeUp.signal() }
        }
    }
}
