// SPDX-License-Identifier: EUPL-1.2
package import Gateway
internal import SQLite

/// A reader's storage: two connections that change nothing, and snapshots that end in time.
package final class ReadStore: StateStore, ReadStorage {
    private let keyStore: KeyStore

    /// Opens the files that a writer has made.
    package static func open(_ location: StoreLocation) throws(LedgerError) -> ReadStore {
        ReadStore(
            try location.openForReading(location.ledgerPath),
            keys: KeyStore(try location.openForReading(location.keysPath)))
    }

    private init(_ file: OpenFile, keys: KeyStore) {
        keyStore = keys
        super.init(file)
    }

    package var keys: any KeyStorage { keyStore }

    package func beginSnapshot(limit: Duration) throws(LedgerError) {
        let file = try openFile()
        file.connection.setDeadline(.now + limit)
        try file.perform { connection throws(SQLiteError) in try connection.beginReading() }
    }

    package func endSnapshot() throws(LedgerError) {
        let file = try openFile()
        file.connection.setDeadline(nil)
        try file.perform { connection throws(SQLiteError) in try connection.rollback() }
    }
}
