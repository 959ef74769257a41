// SPDX-License-Identifier: EUPL-1.2
internal import CSQLite

/// One open database, used on the thread that opened it and on no other.
///
/// Deliberately not Sendable: whoever needs a connection on a thread opens it there.
@safe
package struct Connection: ~Copyable {
    /// How a file is opened.
    package enum Access: Sendable {
        /// Reads and writes; the file is made where there is none.
        case create
        /// Reads and writes an existing file; a reader too, since readers share the WAL index.
        case existing
    }

    // SAFETY: owned by this value, closed once in its deinit, never handed out.
    private let handle: OpaquePointer
    private let statements: StatementCache
    private let hooks: Hooks

    /// Opens a file.
    ///
    /// - Parameter vfs: the name of a registered virtual file system; nil means the system's own.
    /// - Throws: `.cannotOpen` or another error of SQLite.
    package init(path: String, access: Access, vfs: String? = nil) throws(SQLiteError) {
        _ = Self.libraryCode
        let create = access == .create ? SQLITE_OPEN_CREATE : 0
        let flags =
            SQLITE_OPEN_READWRITE | create | SQLITE_OPEN_NOMUTEX | SQLITE_OPEN_PRIVATECACHE
            | SQLITE_OPEN_EXRESCODE
        var opened: OpaquePointer?
        let code =
            if let vfs {
                unsafe sqlite3_open_v2(path, &opened, flags, vfs)
            } else {
                unsafe sqlite3_open_v2(path, &opened, flags, nil)
            }
        guard code == SQLITE_OK, let opened = unsafe opened else {
            let error = unsafe SQLiteError(code: code, database: opened)
            _ = unsafe sqlite3_close_v2(opened)
            throw error
        }
        unsafe handle = opened
        unsafe statements = StatementCache(database: opened)
        unsafe hooks = Hooks(database: opened)
    }

    deinit {
        hooks.remove()
        statements.removeAll()
        let code = unsafe sqlite3_close(handle)
        precondition(code == SQLITE_OK, "every statement ends before its connection")
    }

    /// The library's own settings, once per process; refused, without harm, where it runs already.
    private static let libraryCode = kp_sqlite_count_no_memory()

    // MARK: Running

    /// Runs a statement that gives no rows.
    ///
    /// - Returns: how many rows it changed, triggers left out.
    @discardableResult
    package borrowing func run(_ sql: SQL) throws(SQLiteError) -> Int {
        try forEach(sql) { _ throws(SQLiteError) in throw .unexpectedRow }
        return Int(unsafe sqlite3_changes64(handle))
    }

    /// Runs a query and gives each row to `body` until that answers false.
    package borrowing func forEach(
        _ sql: SQL, _ body: (borrowing Row) throws(SQLiteError) -> Bool
    ) throws(SQLiteError) {
        if hooks.isPastDeadline { throw .interrupted }
        try statements.withStatement(sql) { statement throws(SQLiteError) in
            try statement.run(sql.bindings, body)
        }
    }

    /// All rows of a query, each turned into a value.
    package borrowing func rows<Value>(
        _ sql: SQL, _ make: (borrowing Row) throws(SQLiteError) -> Value
    ) throws(SQLiteError) -> [Value] {
        var values: [Value] = []
        try forEach(sql) { row throws(SQLiteError) in
            values.append(try make(row))
            return true
        }
        return values
    }

    /// The first row of a query turned into a value; nil where there is none.
    package borrowing func first<Value>(
        _ sql: SQL, _ make: (borrowing Row) throws(SQLiteError) -> Value
    ) throws(SQLiteError) -> Value? {
        var value: Value?
        try forEach(sql) { row throws(SQLiteError) in
            value = try make(row)
            return false
        }
        return value
    }

    /// Runs the statements of a migration, which are text of our own that no value ever enters.
    package borrowing func runScript(_ script: StaticString) throws(SQLiteError) {
        let code = script.withUTF8Buffer { utf8 in
            unsafe utf8.withMemoryRebound(to: CChar.self) { chars in
                unsafe sqlite3_exec(handle, chars.baseAddress, nil, nil, nil)
            }
        }
        if code != SQLITE_OK { throw unsafe SQLiteError(code: code, database: handle) }
    }

    /// Whether a transaction is open.
    package var isInTransaction: Bool { unsafe sqlite3_get_autocommit(handle) == 0 }

    // MARK: Write-ahead log

    /// How far a checkpoint came: pages in the WAL and pages of these now in the database.
    package struct CheckpointProgress: Sendable, Equatable {
        package let pagesInLog: Int
        package let pagesCopied: Int
    }

    /// Copies what it can from the WAL into the database without waiting for readers.
    @discardableResult
    package borrowing func checkpointPassively() throws(SQLiteError) -> CheckpointProgress {
        try checkpoint(SQLITE_CHECKPOINT_PASSIVE)
    }

    /// Copies the whole WAL into the database and empties it; fails with `.busy` beside a reader.
    @discardableResult
    package borrowing func checkpointTruncating() throws(SQLiteError) -> CheckpointProgress {
        try checkpoint(SQLITE_CHECKPOINT_TRUNCATE)
    }

    private borrowing func checkpoint(_ mode: Int32) throws(SQLiteError) -> CheckpointProgress {
        var inLog: Int32 = -1
        var copied: Int32 = -1
        let code = unsafe sqlite3_wal_checkpoint_v2(handle, "main", mode, &inLog, &copied)
        if code != SQLITE_OK { throw unsafe SQLiteError(code: code, database: handle) }
        hooks.pagesInLog = max(0, Int(inLog))
        return CheckpointProgress(pagesInLog: Int(inLog), pagesCopied: Int(copied))
    }

    /// Pages that the WAL holds since this connection's last commit, by the hook after each commit.
    package var pagesInLog: Int { hooks.pagesInLog }

    // MARK: Limits

    /// From now on only the statements of a role are compiled; nothing that changes the schema is.
    package borrowing func restrict(to role: Role) { hooks.restrict(to: role) }

    /// Ends every statement that still runs when the monotonic clock reaches the instant, and refuses
    /// every later one.
    ///
    /// - Parameter instant: nil takes the limit away.
    package borrowing func setDeadline(_ instant: ContinuousClock.Instant?) {
        hooks.setDeadline(instant)
    }

    /// Counts the pages of the WAL from now on.
    borrowing func countLogPages() { hooks.countLogPages() }

    /// Sets an on-off option of the connection and checks that it took.
    borrowing func setOption(_ option: Int32, _ on: Bool, name: String) throws(SQLiteError) {
        let code = unsafe kp_sqlite_set_option(handle, option, on ? 1 : 0)
        if code != SQLITE_OK { throw .settingRefused(name: name) }
    }

    /// How long a statement waits for a lock, in milliseconds.
    borrowing func setBusyTimeout(milliseconds: Int32) {
        _ = unsafe sqlite3_busy_timeout(handle, milliseconds)
    }
}
