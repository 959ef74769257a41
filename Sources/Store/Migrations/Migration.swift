// SPDX-License-Identifier: EUPL-1.2
internal import Gateway
internal import OpenSSL
internal import SQLite

/// One step of a schema: numbered, never changed once released, recorded with its digest.
struct Migration {
    let number: Int64
    let script: StaticString

    /// The steps of `ledger.db`, in order.
    static var ledger: [Migration] { [ledger0001, ledger0002, ledger0003, ledger0004, ledger0005] }
    /// The steps of `keys.db`, in order.
    static var keys: [Migration] { [keys0001] }

    private var digest: [UInt8] { Digest(hashing: Array(script.description.utf8).span).bytes }

    /// Brings a file up to date, each step in a transaction of its own.
    ///
    /// - Throws: `.corrupt` where a recorded step is not the one that this program knows, or where the
    ///   file is newer than the program.
    static func run(
        _ steps: [Migration], on connection: borrowing Connection
    ) throws(LedgerError) {
        do throws(SQLiteError) {
            try connection.runScript(
                """
                CREATE TABLE IF NOT EXISTS migration (
                    number INTEGER PRIMARY KEY,  -- which step
                    digest BLOB NOT NULL         -- SHA-256 of its text
                ) STRICT
                """)
        } catch { throw LedgerError(error) }
        let recorded = try recordedDigests(connection)
        guard recorded.count <= steps.count else {
            throw .corrupt("schema is newer than this program")
        }
        for (index, step) in steps.enumerated() {
            precondition(step.number == Int64(index) + 1, "migrations are numbered from 1")
            if index < recorded.count {
                guard recorded[index].number == step.number, recorded[index].digest == step.digest
                else { throw .corrupt("migration \(step.number) is not the recorded one") }
            } else {
                try step.apply(connection)
            }
        }
    }

    private static func recordedDigests(
        _ connection: borrowing Connection
    ) throws(LedgerError) -> [(number: Int64, digest: [UInt8])] {
        do throws(SQLiteError) {
            return try connection.rows("SELECT number, digest FROM migration ORDER BY number") {
                row throws(SQLiteError) in (try row.integer(at: 0), try row.blob(at: 1))
            }
        } catch { throw LedgerError(error) }
    }

    private func apply(_ connection: borrowing Connection) throws(LedgerError) {
        do throws(SQLiteError) {
            try connection.begin()
            try connection.runScript(script)
            try connection.run("INSERT INTO migration VALUES (\(number), \(digest))")
            // A crash before this commit leaves the file at the step before.
            try connection.commit()
        } catch {
            _ = try? connection.rollback()
            throw LedgerError(error)
        }
    }
}
