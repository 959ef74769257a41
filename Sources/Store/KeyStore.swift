// SPDX-License-Identifier: EUPL-1.2
package import Domain
package import Gateway
internal import SQLite

/// A reader's look into `keys.db`.
package class KeyStore: KeyStorage {
    private var file: OpenFile?

    init(_ file: OpenFile) { self.file = file }

    func closeFile() { file = nil }

    func openFile() throws(LedgerError) -> OpenFile {
        guard let file else { throw .stopped }
        return file
    }

    package func wrappedKey(_ id: RandomID) throws(LedgerError) -> WrappedKey? {
        try openFile().first("SELECT key_id, generation, blob FROM wrapped WHERE key_id = \(id)") {
            row throws(SQLiteError) in
            WrappedKey(
                id: try row.id(at: 0), generation: try row.integer(at: 1),
                bytes: try row.blob(at: 2))
        }
    }
}

/// The writer's side of `keys.db`: each call is a transaction of its own, durable when it returns.
package final class LedgerKeyStore: KeyStore, LedgerKeyStorage {
    // A deleted key still stands in the write-ahead log until that is emptied.
    private var owesTruncation = false

    package func insert(_ keys: [WrappedKey]) throws(LedgerError) {
        let file = try openFile()
        try inTransaction(file) { () throws(LedgerError) in
            for key in keys {
                try file.run(
                    "INSERT INTO wrapped VALUES (\(key.id), \(key.generation), \(key.bytes))")
            }
        }
    }

    package func delete(_ keys: [RandomID]) throws(LedgerError) {
        let file = try openFile()
        try inTransaction(file) { () throws(LedgerError) in
            for key in keys { try file.run("DELETE FROM wrapped WHERE key_id = \(key)") }
        }
        owesTruncation = true
        try truncateIfOwed()
    }

    package func keyIDs(
        after: RandomID?, limit: Int
    ) throws(LedgerError) -> [RandomID] {
        try openFile().rows(
            """
            SELECT key_id FROM wrapped WHERE key_id > \(after?.bytes ?? []) ORDER BY key_id
            LIMIT \(limit)
            """
        ) { row throws(SQLiteError) in try row.id(at: 0) }
    }

    /// Empties the write-ahead log where a key was deleted; beside a reader, at a later call.
    func truncateIfOwed() throws(LedgerError) {
        guard owesTruncation else { return }
        let file = try openFile()
        do throws(SQLiteError) {
            try file.connection.checkpointTruncating()
            owesTruncation = false
        } catch {
            if case .busy = error { return }
            throw LedgerError(error)
        }
    }

    func checkpointIfDue(budget: Int) throws(LedgerError) {
        try truncateIfOwed()
        let file = try openFile()
        if file.connection.pagesInLog >= budget {
            try file.perform { connection throws(SQLiteError) in
                try connection.checkpointPassively()
            }
        }
    }

    private func inTransaction(
        _ file: OpenFile, _ body: () throws(LedgerError) -> Void
    ) throws(LedgerError) {
        try file.perform { connection throws(SQLiteError) in try connection.begin() }
        do throws(LedgerError) {
            try body()
            try file.perform { connection throws(SQLiteError) in try connection.commit() }
        } catch {
            _ = try? file.perform { connection throws(SQLiteError) in try connection.rollback() }
            throw error
        }
    }
}
