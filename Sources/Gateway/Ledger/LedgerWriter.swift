// SPDX-License-Identifier: EUPL-1.2
package import AuditLog
internal import Consent
package import Domain
internal import Platform
internal import Synchronization

/// The ledger's writer: the only way to change state and to log, and the only maker of `Committed`.
///
/// Requests that arrive while a batch syncs form the next batch: one transaction, one checkpoint, one
/// sync for all of them. A caller is resumed only after the sync of its batch has returned.
package final class LedgerWriter: Sendable {
    private let queue: LedgerQueue
    private let loop: LedgerLoop
    private let executor: ThreadExecutor
    /// The log's name.
    package let origin: String
    /// What readers of the log configure.
    package let verifierKey: String

    private init(
        queue: LedgerQueue, loop: LedgerLoop, executor: ThreadExecutor, origin: String,
        verifierKey: String
    ) {
        self.queue = queue
        self.loop = loop
        self.executor = executor
        self.origin = origin
        self.verifierKey = verifierKey
    }

    /// Opens the ledger on a thread of its own, repairs what a crash left, and begins to write.
    ///
    /// Before it returns: unbound keys are dropped, every erasure is done again, a new log has its
    /// entry 0, the start is logged (the probe write), and decisions past their term are closed.
    /// - Parameters:
    ///   - open: opens the storage; called on the writer's thread, again after each failure.
    ///   - fatal: ends the process; where it returns (in tests), the writer stays ended.
    ///   - overdue: what else is due when a disclosure was never acknowledged: the source's signal.
    package static func start(
        _ configuration: LedgerConfiguration, signer: consuming CheckpointSigner,
        encryption: KeyEncryptionKeys, clock: any InstantSource, random: any RandomSource,
        open: @escaping @Sendable () throws(LedgerError) -> any LedgerStorage,
        fatal: @escaping @Sendable (LedgerFailure) -> Void,
        overdue:
            @escaping @Sendable (
                borrowing LedgerTransaction, OverdueDecision
            ) throws(LedgerError) -> Void = { _, _ in }
    ) async throws(LedgerError) -> LedgerWriter {
        precondition(
            GezagFinding.ageDaysLimits.contains(configuration.gezagAgeDaysLimit),
            "the age of a gezag fact stays within what a region may settle")
        let origin = signer.origin
        let verifierKey = signer.verifierKey
        let executor: ThreadExecutor
        do { executor = try ThreadExecutor(name: "ledger") } catch { throw .stopped }
        let queue = LedgerQueue(limit: configuration.appendQueueLimit)
        let loop = LedgerLoop(
            configuration, signer: signer, encryption: encryption, clock: clock, random: random,
            queue: queue, executor: executor, open: open, fatal: fatal, overdue: overdue)
        do { try await loop.start() } catch {
            executor.stop()
            throw error
        }
        return LedgerWriter(
            queue: queue, loop: loop, executor: executor, origin: origin,
            verifierKey: verifierKey)
    }

    /// Runs a closure in a transaction and gives what it returned once everything is durable.
    ///
    /// - Throws: what the closure threw (then nothing of it was kept); `.overloaded`, `.stopped`,
    ///   `.readOnly`, `.clockSuspect`, `.diskFull`, `.notCommitted`: nothing was kept, retry later;
    ///   `.outcomeUnknown`: only a retry with the same key finds out.
    package func append<Value: Sendable>(
        _ body: @escaping @Sendable (borrowing LedgerTransaction) throws(LedgerError) -> Value
    ) async throws(LedgerError) -> Committed<Value> {
        let result: Result<Committed<Value>, LedgerError> = await withCheckedContinuation {
            continuation in
            let work = LedgerWork(
                run: { (transaction: borrowing LedgerTransaction) throws(LedgerError) in
                    let value = try body(transaction)
                    return { receipts in
                        continuation.resume(
                            returning: .success(Committed(value: value, receipts: receipts)))
                    }
                },
                fail: { continuation.resume(returning: .failure($0)) })
            switch queue.add(work) {
            case .first: wake()
            case .queued: break
            case .overloaded: work.fail(.overloaded)
            case .closed: work.fail(.stopped)
            }
        }
        return try result.get()
    }

    /// The unwrapped keys, shared with the readers so that an erasure reaches them too.
    var cache: KeyCache { loop.cache }

    /// Days that a gezag fact may be old, the same for the readers.
    var gezagAgeDaysLimit: Int { loop.configuration.gezagAgeDaysLimit }

    private func wake() {
        let loop = loop
        Task(executorPreference: executor) { await loop.drain() }
    }

    /// Requests that wait now.
    package var waitingCount: Int { queue.count }

    /// How the writer stands.
    package var status: LedgerStatus { get async { await loop.status } }

    /// Makes the committed checkpoint the published one, and closes decisions past their term.
    ///
    /// For a timer: every `publishInterval`.
    package func publish() async throws(LedgerError) { try await loop.publish() }

    /// Writes the outcome of every decision past its term.
    ///
    /// - Returns: how many were closed.
    @discardableResult
    package func closeOverdue() async throws(LedgerError) -> Int { try await loop.closeOverdue() }

    /// Refuses new requests, finishes those that wait, and closes the files; once.
    package func shutDown() async {
        queue.close()
        await loop.end()
        executor.stop()
    }
}
