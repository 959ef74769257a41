// SPDX-License-Identifier: EUPL-1.2
internal import Gateway
internal import Platform
internal import SQLite

/// When commits are made durable.
package enum StoreSynchronous: Sendable {
    case full
    /// Never: for the tests that prove that they would notice.
    case off
}

/// Where the gateway's two databases are.
package struct StoreLocation: Sendable {
    /// The data folder, 0700.
    package let folder: String
    /// Name of the virtual file system that holds the databases; nil for the disk.
    let vfs: String?

    /// A data folder; it must exist.
    package init(folder: String, vfs: String? = nil) {
        self.folder = folder
        self.vfs = vfs
    }

    /// Entries, state and sealed rows.
    package var ledgerPath: String { folder + "/ledger.db" }
    /// Wrapped keys.
    package var keysPath: String { folder + "/keys.db" }
    /// Held by the one writer.
    package var lockPath: String { folder + "/ledger.lock" }

    func openForWriting(
        _ path: String, _ migrations: [Migration], synchronous: StoreSynchronous
    ) throws(LedgerError) -> OpenFile {
        if vfs == nil { try makePrivate(path) }
        let file: OpenFile
        do throws(SQLiteError) {
            let connection = try Connection(path: path, access: .create, vfs: vfs)
            try connection.configureForWriting(synchronous: synchronous == .off ? .off : .full)
            file = OpenFile(connection)
        } catch { throw LedgerError(error) }
        try Migration.run(migrations, on: file.connection)
        file.connection.restrict(to: .writer)
        return file
    }

    func openForReading(_ path: String) throws(LedgerError) -> OpenFile {
        do throws(SQLiteError) {
            let connection = try Connection(path: path, access: .existing, vfs: vfs)
            try connection.configureForReading()
            return OpenFile(connection)
        } catch { throw LedgerError(error) }
    }

    /// SQLite gives new files the mode of the mask; ours are the owner's alone, and the WAL's with them.
    private func makePrivate(_ path: String) throws(LedgerError) {
        do throws(PlatformError) {
            if try Files.status(of: path) == nil {
                let nothing: [UInt8] = []
                try Files.create(path, with: nothing.span, mode: .ownerOnly)
            }
        } catch { throw .storage(code: 0) }
    }
}
