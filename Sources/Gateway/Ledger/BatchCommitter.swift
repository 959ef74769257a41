// SPDX-License-Identifier: EUPL-1.2
internal import AuditLog
internal import Domain
internal import Merkle

/// The log's signer, shared by the reader of stored checkpoints and the maker of new ones.
final class LogSigner: Sendable {
    let signer: CheckpointSigner
    let origin: [UInt8]

    init(_ signer: consuming CheckpointSigner) {
        origin = Array(signer.origin.utf8)
        self.signer = signer
    }
}

/// What a batch left to be told to its callers.
struct BatchOutcome {
    /// The batch's number: by it the disk tells whether a failed commit took effect.
    let number: Int64
    private let works: [LedgerWork]
    fileprivate(set) var kept: [(completion: LedgerWork.Completion, receipts: [Receipt])] = []
    fileprivate(set) var refused: [(fail: @Sendable (LedgerError) -> Void, error: LedgerError)] =
        []
    /// Keys to destroy now that the batch is durable.
    fileprivate(set) var erased: [RandomID] = []

    fileprivate init(number: Int64, works: [LedgerWork]) {
        self.number = number
        self.works = works
    }

    /// Everything is durable: resumes all callers.
    func complete() {
        for (completion, receipts) in kept { completion(receipts) }
        for (fail, error) in refused { fail(error) }
    }

    /// Nothing was kept, or nobody knows: resumes all callers with this.
    func fail(_ error: LedgerError) {
        for work in works { work.fail(error) }
    }
}

/// How a batch ended.
enum BatchEnding {
    /// Durable, or nothing to keep.
    case done(BatchOutcome)
    /// Taken back before the commit; the storage must be opened anew.
    case failed(BatchOutcome, LedgerError)
    /// The commit failed: whether it took effect only the disk knows.
    case unknown(BatchOutcome, LedgerError)
}

/// Runs batches over one open storage: transactions, tree, checkpoint, commit.
///
/// A value of one opening: after any failure it is dropped and another is made from the disk.
final class BatchCommitter {
    let context: BatchContext
    private let signer: LogSigner
    /// The head of the committed checkpoint; nil for a log without entries.
    private var head: TreeHead?
    private(set) var checkpoint: [UInt8]?
    private(set) var last: BatchRow

    /// Reads everything back from a storage and checks that it agrees with itself.
    ///
    /// - Throws: `.corrupt` where checkpoint, entries and tiles disagree.
    init(
        _ ledger: any LedgerStorage, signer: LogSigner, encryption: KeyEncryptionKeys,
        cache: KeyCache, random: any RandomSource, configuration: LedgerConfiguration
    ) throws(LedgerError) {
        self.signer = signer
        checkpoint = try ledger.committedCheckpoint(signer.origin)
        if let checkpoint {
            do { head = try signer.signer.head(of: checkpoint) } catch {
                throw .corrupt("the stored checkpoint is not one of this log's key")
            }
        }
        let size = head?.size ?? 0
        let tree = try LogTree.load(size: size, from: ledger)
        guard head == nil || tree.head == head, try ledger.entry(at: size) == nil else {
            throw .corrupt("entries and checkpoint disagree")
        }
        last = try ledger.lastBatch()
        let version = try ledger.activePolicy()?.version
        context = BatchContext(
            ledger: ledger, encryption: encryption, cache: cache, random: random,
            configuration: configuration, tree: tree, policy: try BatchContext.policy(version))
    }

    private var ledger: any LedgerStorage { context.ledger }
    /// Number of entries that are committed.
    var size: Int { context.tree.size }

    /// Runs a batch at an instant; nobody is told anything yet.
    func run(_ works: [LedgerWork], at instant: Timestamp) -> BatchEnding {
        var outcome = BatchOutcome(number: last.number + 1, works: works)
        let closed: ClosedBatch
        do {
            context.start(at: instant)
            try ledger.begin()
            // A crash from here to the commit leaves nothing: the log has no commit frame yet.
            var wantedCounts: [Int] = []
            for work in works {
                if let count = try run(work, into: &outcome) { wantedCounts.append(count) }
            }
            if outcome.kept.isEmpty {
                try ledger.rollback()
                context.discard()
                return .done(outcome)
            }
            closed = try close(at: instant, number: outcome.number)
            try attachReceipts(to: &outcome, wantedCounts, closed)
            outcome.erased = context.erased
        } catch {
            // Best effort: the storage is closed next, which takes back what is open.
            _ = try? ledger.rollback()
            return .failed(outcome, error)
        }
        do { try ledger.commit() } catch { return .unknown(outcome, error) }
        // Durable: from here on the answers may leave. A crash before they do is met by their retries.
        context.settle(tree: closed.tree)
        head = closed.head
        checkpoint = closed.checkpoint
        last = BatchRow(number: outcome.number, at: instant)
        return .done(outcome)
    }

    /// Runs one request in a savepoint of its own.
    ///
    /// - Returns: how many receipts it wants; nil where it threw and took back its own work alone.
    /// - Throws: where the storage failed: the whole batch is then taken back.
    private func run(
        _ work: LedgerWork, into outcome: inout BatchOutcome
    ) throws(LedgerError) -> Int? {
        let mark = context.mark
        try ledger.savepoint()
        let completion: LedgerWork.Completion
        do {
            completion = try work.run(LedgerTransaction(context))
        } catch {
            if error.endsBatch || !ledger.isInTransaction { throw error }
            try ledger.rollbackToSavepoint()
            context.rewind(to: mark)
            outcome.refused.append((work.fail, error))
            return nil
        }
        try ledger.releaseSavepoint()
        outcome.kept.append((completion, []))
        return context.wanted.count - mark.wantedCount
    }

    /// What a batch adds to the log.
    private struct ClosedBatch {
        let tree: LogTree.Tree
        let head: TreeHead?
        let checkpoint: [UInt8]?
    }

    /// Extends the tree, signs the checkpoint and puts it in the place of the last.
    ///
    /// The leaves are read back and hashed anew: what is signed is what stands in the rows.
    /// - Throws: `.corrupt` where rows, tree and last checkpoint disagree: nothing is signed then.
    private func close(at instant: Timestamp, number: Int64) throws(LedgerError) -> ClosedBatch {
        try ledger.setLastBatch(BatchRow(number: number, at: instant))
        var tree = context.tree
        if context.newLeaves.isEmpty {
            return ClosedBatch(tree: tree, head: head, checkpoint: checkpoint)
        }
        let rows = try ledger.entries(from: tree.size, limit: context.newLeaves.count + 1)
        guard rows.count == context.newLeaves.count else {
            throw .corrupt("entries of the batch")
        }
        for (row, expected) in zip(rows, context.newLeaves) {
            let hash = try LogTree.checkedHash(of: row)
            guard row.index == tree.size, hash == expected else {
                throw .corrupt("entries of the batch")
            }
            for tile in tree.append(hash) {
                try ledger.insertTile(
                    level: tile.coordinate.level, n: tile.coordinate.n, bytes: tile.bytes)
            }
        }
        let newHead = tree.head
        if let head {
            let proof = try LogTree.consistency(from: head.size, to: tree, over: ledger)
            guard ConsistencyCheck.holds(from: head, to: newHead, proof: proof) else {
                throw .corrupt("the new tree does not extend the signed one")
            }
        }
        let note: [UInt8]
        do { note = try signer.signer.sign(newHead, after: head) } catch {
            throw .corrupt("the new tree cannot be signed after the last")
        }
        try ledger.replaceCheckpoint(signer.origin, old: checkpoint, new: note)
        return ClosedBatch(tree: tree, head: newHead, checkpoint: note)
    }

    /// Makes the receipts that the requests asked for, over the checkpoint that is about to commit.
    private func attachReceipts(
        to outcome: inout BatchOutcome, _ counts: [Int], _ closed: ClosedBatch
    ) throws(LedgerError) {
        var wanted = context.wanted[...]
        for (place, count) in counts.enumerated() where count > 0 {
            var receipts: [Receipt] = []
            for index in wanted.prefix(count) {
                guard let checkpoint = closed.checkpoint,
                    let leaf = try context.entryBytes(at: index)
                else { throw .corrupt("an entry that a receipt was asked for") }
                let hashes = try LogTree.inclusion(of: index, in: closed.tree, over: ledger)
                receipts.append(
                    Receipt(
                        index: index, leaf: leaf,
                        proof: LogText.proof(
                            index: index, hashes: hashes, checkpoint: checkpoint)))
            }
            wanted = wanted.dropFirst(count)
            outcome.kept[place].receipts = receipts
        }
    }
}

extension LedgerError {
    /// Whether the storage itself failed, so that nothing of the batch can be trusted to be kept.
    var endsBatch: Bool {
        switch self {
        case .syncFailed, .storage, .diskFull, .notAlone: true
        case .overloaded, .stopped, .readOnly, .notCommitted, .outcomeUnknown, .clockSuspect,
            .constraint, .corrupt, .readTimedOut, .missing, .keyMissing, .erased, .line,
            .abandoned:
            false
        }
    }

    /// Whether the process must end, where this is how a whole batch failed.
    var asFailure: LedgerFailure? {
        switch self {
        case .syncFailed(let code): .syncFailed(code: code)
        case .corrupt(let reason): .verificationFailed(reason)
        case .notAlone: .notAlone
        case .overloaded, .stopped, .readOnly, .notCommitted, .outcomeUnknown, .clockSuspect,
            .diskFull, .constraint, .storage, .readTimedOut, .missing, .keyMissing, .erased,
            .line, .abandoned:
            nil
        }
    }
}
