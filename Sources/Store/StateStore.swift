// SPDX-License-Identifier: EUPL-1.2
internal import Gateway
internal import SQLite

/// Queries over one connection to `ledger.db`, the writer's or a reader's.
package class StateStore: StateStorage {
    private var file: OpenFile?

    init(_ file: OpenFile) { self.file = file }

    /// Closes the file at once; every later call fails with `.stopped`.
    func closeFile() { file = nil }

    var isOpen: Bool { file != nil }

    func openFile() throws(LedgerError) -> OpenFile {
        guard let file else { throw .stopped }
        return file
    }

    /// Runs a statement without rows; gives how many rows it changed.
    @discardableResult
    final func run(_ sql: SQL) throws(LedgerError) -> Int { try openFile().run(sql) }

    /// Runs a statement that must change exactly one row.
    /// - Throws: `.missing` where there is no such row.
    final func change(_ sql: SQL) throws(LedgerError) {
        guard try run(sql) == 1 else { throw .missing }
    }

    /// Gives each row to `body` until that answers false.
    final func forEach(
        _ sql: SQL, _ body: (borrowing Row) throws(SQLiteError) -> Bool
    ) throws(LedgerError) {
        try openFile().perform { connection throws(SQLiteError) in
            try connection.forEach(sql, body)
        }
    }

    final func rows<Value>(
        _ sql: SQL, _ make: (borrowing Row) throws(SQLiteError) -> Value
    ) throws(LedgerError) -> [Value] {
        try openFile().rows(sql, make)
    }

    final func first<Value>(
        _ sql: SQL, _ make: (borrowing Row) throws(SQLiteError) -> Value
    ) throws(LedgerError) -> Value? {
        try openFile().first(sql, make)
    }
}

/// A connection that a class can hold, with the ledger's errors in place of SQLite's.
final class OpenFile {
    let connection: Connection

    init(_ connection: consuming Connection) { self.connection = connection }

    @discardableResult
    func run(_ sql: SQL) throws(LedgerError) -> Int {
        do { return try connection.run(sql) } catch { throw LedgerError(error) }
    }

    func rows<Value>(
        _ sql: SQL, _ make: (borrowing Row) throws(SQLiteError) -> Value
    ) throws(LedgerError) -> [Value] {
        do { return try connection.rows(sql, make) } catch { throw LedgerError(error) }
    }

    func first<Value>(
        _ sql: SQL, _ make: (borrowing Row) throws(SQLiteError) -> Value
    ) throws(LedgerError) -> Value? {
        do { return try connection.first(sql, make) } catch { throw LedgerError(error) }
    }

    /// Does something else with the connection.
    @discardableResult
    func perform<Value>(
        _ body: (borrowing Connection) throws(SQLiteError) -> Value
    ) throws(LedgerError) -> Value {
        do { return try body(connection) } catch { throw LedgerError(error) }
    }
}
