// SPDX-License-Identifier: EUPL-1.2
package import Domain
package import OpenSSL
internal import Platform
internal import Synchronization

/// A reader's storage: snapshots of committed state, on the one thread that owns it.
package protocol ReadStorage: StateStorage {
    var keys: any KeyStorage { get }
    /// Begins a snapshot that ends by itself after a while: queries then throw `.readTimedOut`.
    func beginSnapshot(limit: Duration) throws(LedgerError)
    func endSnapshot() throws(LedgerError)
}

/// One look at committed state: everything in it is of the same moment.
package struct ReadTransaction: ~Copyable, StateReading {
    package let context: StateContext
    package let now: Timestamp

    /// A snapshot writes no line, and what it decides binds nobody.
    package var policyVersion: Digest? { nil }

    init(_ context: StateContext, now: Timestamp) {
        self.context = context
        self.now = now
    }
}

/// Reads of committed state, on threads of their own, beside the writer.
///
/// A read lives for at most `snapshotLimit`, so that the write-ahead log can be shortened; long work
/// goes page by page in reads of its own.
package final class LedgerReader: Sendable {
    /// Longest life of a snapshot.
    package static let snapshotLimit = Duration.seconds(5)
    /// Threads where the caller names no number.
    package static let defaultThreadCount = 2

    private let lanes: [ReaderLane]
    private let executors: [ThreadExecutor]
    private let next = Atomic<Int>(0)

    private init(lanes: [ReaderLane], executors: [ThreadExecutor]) {
        self.lanes = lanes
        self.executors = executors
    }

    /// Opens the readers beside a writer, which has made the files.
    ///
    /// - Parameter open: opens one storage; called once on each reading thread.
    package static func start(
        beside writer: LedgerWriter, threadCount: Int = LedgerReader.defaultThreadCount,
        snapshotLimit: Duration = LedgerReader.snapshotLimit, encryption: KeyEncryptionKeys,
        clock: any InstantSource,
        open: @escaping @Sendable () throws(LedgerError) -> any ReadStorage
    ) async throws(LedgerError) -> LedgerReader {
        precondition(threadCount > 0, "there is at least one reader")
        let cache = writer.cache
        let gezagAgeDaysLimit = writer.gezagAgeDaysLimit
        var lanes: [ReaderLane] = []
        var executors: [ThreadExecutor] = []
        do throws(LedgerError) {
            for number in 0..<threadCount {
                let executor: ThreadExecutor
                do { executor = try ThreadExecutor(name: "reader-\(number)") } catch {
                    throw .stopped
                }
                executors.append(executor)
                let lane = ReaderLane(
                    executor: executor, snapshotLimit: snapshotLimit, encryption: encryption,
                    cache: cache, gezagAgeDaysLimit: gezagAgeDaysLimit, clock: clock)
                try await lane.start(open)
                lanes.append(lane)
            }
        } catch {
            for executor in executors { executor.stop() }
            throw error
        }
        return LedgerReader(lanes: lanes, executors: executors)
    }

    /// Runs a closure over a snapshot and gives what it returned.
    ///
    /// What it reads may be old by the time it is used: what must hold at a disclosure is read again in
    /// the writer's transaction.
    package func read<Value: Sendable>(
        _ body: @escaping @Sendable (borrowing ReadTransaction) throws(LedgerError) -> Value
    ) async throws(LedgerError) -> Value {
        let place = next.add(1, ordering: .relaxed).newValue
        return try await lanes[Int(UInt(bitPattern: place) % UInt(lanes.count))].read(body)
    }

    /// Closes the readers; before the writer, once.
    package func shutDown() async {
        for lane in lanes { await lane.end() }
        for executor in executors { executor.stop() }
    }
}

/// One reading thread and its connection.
private actor ReaderLane {
    private let executor: ThreadExecutor
    private let snapshotLimit: Duration
    private let encryption: KeyEncryptionKeys
    private let cache: KeyCache
    private let gezagAgeDaysLimit: Int
    private let clock: any InstantSource
    private var storage: (any ReadStorage)?

    nonisolated var unownedExecutor: UnownedSerialExecutor {
        executor.asUnownedSerialExecutor()
    }

    init(
        executor: ThreadExecutor, snapshotLimit: Duration, encryption: KeyEncryptionKeys,
        cache: KeyCache, gezagAgeDaysLimit: Int, clock: any InstantSource
    ) {
        self.executor = executor
        self.snapshotLimit = snapshotLimit
        self.encryption = encryption
        self.cache = cache
        self.gezagAgeDaysLimit = gezagAgeDaysLimit
        self.clock = clock
    }

    func start(
        _ open: @Sendable () throws(LedgerError) -> any ReadStorage
    ) throws(LedgerError) {
        storage = try open()
    }

    func read<Value: Sendable>(
        _ body: @Sendable (borrowing ReadTransaction) throws(LedgerError) -> Value
    ) throws(LedgerError) -> Value {
        guard let storage else { throw .stopped }
        try storage.beginSnapshot(limit: snapshotLimit)
        let context = StateContext(
            state: storage, keyStorage: storage.keys, encryption: encryption, cache: cache,
            gezagAgeDaysLimit: gezagAgeDaysLimit)
        let result: Result<Value, LedgerError>
        do throws(LedgerError) {
            result = .success(try body(ReadTransaction(context, now: clock.now())))
        } catch {
            result = .failure(error)
        }
        try storage.endSnapshot()
        return try result.get()
    }

    func end() { storage = nil }
}
