// SPDX-License-Identifier: EUPL-1.2
package import Gateway
internal import Platform
internal import SQLite

/// The writer's storage over the two files of a data folder, held against every second writer.
package final class LedgerStore: StateStore, LedgerStorage {
    /// Pages in the write-ahead log from which a checkpoint is due.
    package static let logPageBudget = 1_000

    private let folder: String
    private let keyStore: LedgerKeyStore
    private var lock: LockFile?
    // Deleted rows still stand in the write-ahead log until that is emptied; perhaps since before a crash.
    var owesTruncation = true

    /// Opens the files, makes them where there are none, brings the schemas up to date.
    ///
    /// - Throws: `.notAlone` where another process holds the folder; `.corrupt` where a setting did not
    ///   take or a migration is not the recorded one; `.storage`.
    package static func open(
        _ location: StoreLocation, synchronous: StoreSynchronous = .full
    ) throws(LedgerError) -> LedgerStore {
        let lock: LockFile
        do { lock = try LockFile(path: location.lockPath) } catch {
            throw error == .locked ? .notAlone : .storage(code: 0)
        }
        let keys = try location.openForWriting(
            location.keysPath, Migration.keys, synchronous: synchronous)
        let ledger = try location.openForWriting(
            location.ledgerPath, Migration.ledger, synchronous: synchronous)
        return LedgerStore(
            ledger, keys: LedgerKeyStore(keys), folder: location.folder, lock: lock)
    }

    private init(
        _ file: OpenFile, keys: LedgerKeyStore, folder: String, lock: consuming LockFile
    ) {
        self.folder = folder
        keyStore = keys
        self.lock = consume lock
        super.init(file)
    }

    package var keys: any LedgerKeyStorage { keyStore }

    package func begin() throws(LedgerError) {
        try openFile().perform { connection throws(SQLiteError) in try connection.begin() }
    }

    package func commit() throws(LedgerError) {
        try openFile().perform { connection throws(SQLiteError) in try connection.commit() }
    }

    package func rollback() throws(LedgerError) {
        try openFile().perform { connection throws(SQLiteError) in try connection.rollback() }
    }

    package func savepoint() throws(LedgerError) {
        try openFile().perform { connection throws(SQLiteError) in try connection.savepoint() }
    }

    package func releaseSavepoint() throws(LedgerError) {
        try openFile().perform { connection throws(SQLiteError) in
            try connection.releaseSavepoint()
        }
    }

    package func rollbackToSavepoint() throws(LedgerError) {
        try openFile().perform { connection throws(SQLiteError) in
            try connection.rollbackToSavepoint()
        }
    }

    package var isInTransaction: Bool {
        guard let file = try? openFile() else { return false }
        return file.connection.isInTransaction
    }

    package func checkpointIfDue() throws(LedgerError) {
        let file = try openFile()
        try truncateIfOwed(file)
        if file.connection.pagesInLog >= Self.logPageBudget {
            try file.perform { connection throws(SQLiteError) in
                try connection.checkpointPassively()
            }
        }
        try keyStore.checkpointIfDue(budget: Self.logPageBudget)
    }

    /// Empties the write-ahead log where rows were destroyed; beside a reader, at a later call.
    private func truncateIfOwed(_ file: OpenFile) throws(LedgerError) {
        guard owesTruncation else { return }
        do throws(SQLiteError) {
            try file.connection.checkpointTruncating()
            owesTruncation = false
        } catch {
            if case .busy = error { return }
            throw LedgerError(error)
        }
    }

    package func freeByteCount() throws(LedgerError) -> Int64 {
        do { return try Files.freeByteCount(at: folder) } catch { throw .storage(code: 0) }
    }

    package func close() {
        keyStore.closeFile()
        closeFile()
        lock = nil
    }
}
