// SPDX-License-Identifier: EUPL-1.2
internal import AuditLog
internal import Domain
internal import Merkle
internal import OpenSSL
internal import Platform

/// What runs on the writer's thread: it owns the storage, takes batches from the queue and commits.
///
/// An actor on a thread of its own, so that nothing else can touch the storage.
actor LedgerLoop {
    nonisolated let configuration: LedgerConfiguration
    private let signer: LogSigner
    private let encryption: KeyEncryptionKeys
    nonisolated let cache: KeyCache
    private let clock: any InstantSource
    private let random: any RandomSource
    private let queue: LedgerQueue
    private let executor: ThreadExecutor
    private let open: @Sendable () throws(LedgerError) -> any LedgerStorage
    private let fatal: @Sendable (LedgerFailure) -> Void
    private let overdue:
        @Sendable (borrowing LedgerTransaction, OverdueDecision) throws(LedgerError) -> Void

    private(set) var status = LedgerStatus.failed
    // INVARIANT: nil after any failure, until everything was read back from the disk.
    private var committer: BatchCommitter?
    private let clockGuard: ClockGuard

    nonisolated var unownedExecutor: UnownedSerialExecutor {
        executor.asUnownedSerialExecutor()
    }

    init(
        _ configuration: LedgerConfiguration, signer: consuming CheckpointSigner,
        encryption: KeyEncryptionKeys, clock: any InstantSource, random: any RandomSource,
        queue: LedgerQueue, executor: ThreadExecutor,
        open: @escaping @Sendable () throws(LedgerError) -> any LedgerStorage,
        fatal: @escaping @Sendable (LedgerFailure) -> Void,
        overdue:
            @escaping @Sendable (
                borrowing LedgerTransaction, OverdueDecision
            ) throws(LedgerError) -> Void
    ) {
        self.configuration = configuration
        self.signer = LogSigner(signer)
        self.encryption = encryption
        self.clock = clock
        self.random = random
        self.queue = queue
        self.executor = executor
        self.open = open
        self.fatal = fatal
        self.overdue = overdue
        cache = KeyCache()
        clockGuard = ClockGuard(configuration, clock: clock)
    }

    // MARK: Starting

    /// Opens, repairs and logs the start.
    ///
    /// - Throws: where the storage cannot be opened or does not agree with itself.
    func start() throws(LedgerError) {
        let committer = try load()
        self.committer = committer
        status = .writing
        if let known = SizeNote.read(configuration.sizeNotePath), known > committer.size {
            // An older copy was restored: signing from here would fork the log.
            status = .readOnly
            return
        }
        do {
            if committer.size == 0 {
                try runOwn { transaction throws(LedgerError) in
                    try transaction.appendControl(LineDraft(.jaarlogGeopend))
                }
            }
            try runOwn { transaction throws(LedgerError) in
                try transaction.appendControl(LineDraft(.gestart))
            }
        } catch {
            // The probe write failed: own state can still be read. A clock that is wrong says so.
            if status != .ended, status != .clockSuspect { status = .readOnly }
            return
        }
        // A decision that cannot be closed stays due: each publishing tries again and says so.
        _ = try? closeOverdue()
    }

    /// Opens the storage, reads it back and finishes what a crash may have left.
    private func load() throws(LedgerError) -> BatchCommitter {
        let ledger = try open()
        do throws(LedgerError) {
            let committer = try BatchCommitter(
                ledger, signer: signer, encryption: encryption, cache: cache, random: random,
                configuration: configuration)
            try KeyRepair.run(ledger)
            try committer.context.keyRing.fillPool(ledger.keys)
            return committer
        } catch {
            ledger.close()
            throw error
        }
    }

    // MARK: Batches

    /// Runs batches until nothing waits.
    func drain() {
        while true {
            let works = queue.take(configuration.batchCountLimit)
            if works.isEmpty { return }
            run(works)
        }
    }

    private func run(_ works: [LedgerWork]) {
        do throws(LedgerError) {
            let committer = try readyCommitter()
            let instant = try clockGuard.instant(after: committer.last.at)
            if status == .clockSuspect { try repairClock(committer, at: instant) }
            guard try committer.context.ledger.freeByteCount() >= configuration.freeByteMinimum
            else { throw .diskFull }
            finish(committer.run(works, at: instant))
        } catch {
            if case .clockSuspect = error, status == .writing { status = .clockSuspect }
            for work in works { work.fail(error) }
        }
        rest()
    }

    /// What stands between requests and the storage: after a failure everything is read back first.
    private func readyCommitter() throws(LedgerError) -> BatchCommitter {
        switch status {
        case .ended: throw .stopped
        case .readOnly: throw .readOnly
        case .writing, .clockSuspect, .failed: break
        }
        if let committer { return committer }
        do {
            let committer = try load()
            self.committer = committer
            status = .writing
            return committer
        } catch {
            status = .failed
            if let failure = error.asFailure { end(with: failure) }
            throw .stopped
        }
    }

    private func finish(_ ending: BatchEnding) {
        switch ending {
        case .done(let outcome):
            destroy(outcome.erased)
            outcome.complete()
        case .failed(let outcome, let error):
            dropStorage()
            if let failure = error.asFailure { end(with: failure) }
            if case .diskFull = error {
                outcome.fail(.diskFull)
            } else {
                outcome.fail(.notCommitted)
            }
        case .unknown(let outcome, let error):
            dropStorage()
            if case .syncFailed(let code) = error {
                end(with: .syncFailed(code: code))
                return outcome.fail(.outcomeUnknown)
            }
            settle(outcome)
        }
    }

    /// After a failed commit: reads from the disk whether it took effect, then answers.
    ///
    /// What is found may stand in the page cache alone, so a commit of our own syncs it before anyone
    /// is told.
    private func settle(_ outcome: BatchOutcome) {
        do {
            guard try readyCommitter().last.number == outcome.number else {
                return outcome.fail(.notCommitted)
            }
            try runOwn { _ in }
        } catch {
            return outcome.fail(.outcomeUnknown)
        }
        destroy(outcome.erased)
        outcome.complete()
    }

    /// Deletes keys that a durable line names; what fails here the next load does again.
    private func destroy(_ keys: [RandomID]) {
        guard !keys.isEmpty else { return }
        for key in keys { cache.erase(key) }
        do { try committer?.context.ledger.keys.delete(keys) } catch {
            dropStorage()
            if let failure = error.asFailure { end(with: failure) }
        }
    }

    /// Between batches: shortens the write-ahead log, makes keys ahead.
    private func rest() {
        guard let committer else { return }
        do {
            try committer.context.ledger.checkpointIfDue()
            try committer.context.keyRing.fillPool(committer.context.ledger.keys)
        } catch {
            dropStorage()
            if let failure = error.asFailure { end(with: failure) }
        }
    }

    private func dropStorage() {
        committer?.context.ledger.close()
        committer = nil
        if status == .writing || status == .clockSuspect { status = .failed }
    }

    private func end(with failure: LedgerFailure) {
        dropStorage()
        status = .ended
        queue.close()
        fatal(failure)
    }

    // MARK: The ledger's own lines

    /// Runs a closure of the ledger itself as a batch of one.
    @discardableResult
    private func runOwn<Value: Sendable>(
        _ body: @escaping @Sendable (borrowing LedgerTransaction) throws(LedgerError) -> Value
    ) throws(LedgerError) -> Value {
        let result = OwnResult<Value>()
        run([
            LedgerWork(
                run: { (transaction: borrowing LedgerTransaction) throws(LedgerError) in
                    let value = try body(transaction)
                    return { _ in result.set(.success(value)) }
                }, fail: { result.set(.failure($0)) })
        ])
        return try result.get()
    }

    private func repairClock(
        _ committer: BatchCommitter, at instant: Timestamp
    ) throws(LedgerError) {
        status = .writing
        try runOwn { transaction throws(LedgerError) in
            try transaction.appendControl(LineDraft(.klokHersteld))
        }
    }

    /// Writes the outcome of every decision past its term, each in a savepoint of its own: one whose
    /// details cannot be read must not keep the others open.
    ///
    /// - Returns: how many were closed.
    /// - Throws: the first error, after the others were closed.
    func closeOverdue() throws(LedgerError) -> Int {
        var count = 0
        while true {
            let committer = try readyCommitter()
            let due = try committer.context.ledger.openDecisions(
                dueAt: max(clock.now(), committer.last.at), limit: ClosingPass.decisionCountLimit)
            if due.isEmpty { return count }
            let results = due.map { _ in OwnResult<Void>() }
            run(zip(due, results).map { decision, result in closing(decision, result) })
            var failure: LedgerError?
            for result in results {
                do {
                    try result.get()
                    count += 1
                } catch { failure = failure ?? error }
            }
            if let failure { throw failure }
        }
    }

    private func closing(
        _ decision: OpenDecisionRow, _ result: OwnResult<Void>
    ) -> LedgerWork {
        LedgerWork(
            run: { [overdue] transaction throws(LedgerError) in
                try ClosingPass.close(decision, transaction, overdue: overdue)
                return { _ in result.set(.success(())) }
            }, fail: { result.set(.failure($0)) })
    }

    /// Makes the committed checkpoint the published one where it grew, notes its size in a second
    /// place, and closes what is overdue.
    func publish() throws(LedgerError) {
        guard let committer, let checkpoint = committer.checkpoint else { throw .stopped }
        let origin = signer.origin
        let size = committer.size
        if try committer.context.ledger.publishedCheckpoint(origin) != checkpoint {
            try runOwn { transaction throws(LedgerError) in
                try transaction.batch.ledger.publishCheckpoint(origin, body: checkpoint)
            }
            try SizeNote.write(size, configuration.sizeNotePath)
        }
        _ = try closeOverdue()
    }

    /// Finishes what waits and closes the storage.
    func end() {
        drain()
        dropStorage()
        status = .ended
    }
}
