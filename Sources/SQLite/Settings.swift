// SPDX-License-Identifier: EUPL-1.2
internal import CSQLite

/// When SQLite asks the disk to make writes durable.
package enum Synchronous: Int64, Sendable {
    /// Never: for tests that prove that they notice a loss.
    case off = 0
    /// At every commit.
    case full = 2
}

extension Connection {
    /// How long a connection waits for a lock of another, in milliseconds.
    package static let busyTimeoutMilliseconds = 1_000

    /// Gives a writing connection its settings and reads each of them back.
    ///
    /// WAL that only explicit checkpoints shorten, full sync, foreign keys, triggers that also
    /// fire for REPLACE, nothing trusted that the file itself brings, deleted bytes overwritten.
    /// - Throws: `.settingRefused` for a value that did not take.
    package borrowing func configureForWriting(
        synchronous: Synchronous = .full
    ) throws(SQLiteError) {
        try configureCommon()
        try set("PRAGMA journal_mode = WAL", reads: .text("wal"), name: "journal_mode")
        try expect("PRAGMA journal_mode", .text("wal"), name: "journal_mode")
        switch synchronous {
        case .full: try set("PRAGMA synchronous = FULL", reads: nil, name: "synchronous")
        case .off: try set("PRAGMA synchronous = OFF", reads: nil, name: "synchronous")
        }
        try expect("PRAGMA synchronous", .integer(synchronous.rawValue), name: "synchronous")
        try set("PRAGMA secure_delete = ON", reads: .integer(1), name: "secure_delete")
        try expect("PRAGMA secure_delete", .integer(1), name: "secure_delete")
        try set("PRAGMA wal_autocheckpoint = 0", reads: .integer(0), name: "wal_autocheckpoint")
        // Rows have random ids, so their indexes are touched all over: with 100,000 casussen they fill
        // some 40 MB, and every page that is not at hand costs the ledger's thread a read of the file.
        try set("PRAGMA cache_size = -131072", reads: nil, name: "cache_size")
        try expect("PRAGMA cache_size", .integer(-131_072), name: "cache_size")
        countLogPages()
    }

    /// Gives a reading connection its settings and reads each of them back.
    ///
    /// - Throws: `.settingRefused` for a value that did not take, a file that is not in WAL mode
    ///   among them: a reader never changes the mode.
    package borrowing func configureForReading() throws(SQLiteError) {
        try configureCommon()
        try expect("PRAGMA journal_mode", .text("wal"), name: "journal_mode")
        try set("PRAGMA wal_autocheckpoint = 0", reads: .integer(0), name: "wal_autocheckpoint")
        try set("PRAGMA query_only = ON", reads: nil, name: "query_only")
        try expect("PRAGMA query_only", .integer(1), name: "query_only")
        restrict(to: .reader)
    }

    private borrowing func configureCommon() throws(SQLiteError) {
        setBusyTimeout(milliseconds: Int32(Self.busyTimeoutMilliseconds))
        try setOption(SQLITE_DBCONFIG_DEFENSIVE, true, name: "defensive")
        try setOption(SQLITE_DBCONFIG_TRUSTED_SCHEMA, false, name: "trusted_schema")
        try setOption(SQLITE_DBCONFIG_NO_CKPT_ON_CLOSE, true, name: "no_ckpt_on_close")
        try setOption(SQLITE_DBCONFIG_ENABLE_FKEY, true, name: "foreign_keys")
        try setOption(SQLITE_DBCONFIG_ENABLE_TRIGGER, true, name: "triggers")
        try setOption(SQLITE_DBCONFIG_DQS_DML, false, name: "dqs_dml")
        try setOption(SQLITE_DBCONFIG_DQS_DDL, false, name: "dqs_ddl")
        try setOption(SQLITE_DBCONFIG_ENABLE_LOAD_EXTENSION, false, name: "load_extension")
        try set("PRAGMA recursive_triggers = ON", reads: nil, name: "recursive_triggers")
        try expect("PRAGMA recursive_triggers", .integer(1), name: "recursive_triggers")
        try expect("PRAGMA trusted_schema", .integer(0), name: "trusted_schema")
        try expect("PRAGMA foreign_keys", .integer(1), name: "foreign_keys")
        try set("PRAGMA cell_size_check = ON", reads: nil, name: "cell_size_check")
        // A build without memory mapping answers with no row; any number but 0 is refused.
        try set("PRAGMA mmap_size = 0", reads: .integer(0), name: "mmap_size")
        try set("PRAGMA temp_store = MEMORY", reads: nil, name: "temp_store")
        try expect("PRAGMA temp_store", .integer(2), name: "temp_store")
    }

    /// Runs a pragma that sets a value and, where it answers with a row, checks the answer.
    private borrowing func set(
        _ pragma: SQL, reads expected: SQLValue?, name: String
    ) throws(SQLiteError) {
        let answer = try first(pragma) { row throws(SQLiteError) in try row.value(at: 0) }
        if let expected, let answer, answer != expected { throw .settingRefused(name: name) }
    }

    /// Reads a pragma back.
    private borrowing func expect(
        _ pragma: SQL, _ expected: SQLValue, name: String
    ) throws(SQLiteError) {
        let answer = try first(pragma) { row throws(SQLiteError) in try row.value(at: 0) }
        if answer != expected { throw .settingRefused(name: name) }
    }
}

extension Row {
    /// The value of a column, whatever its type but real.
    package func value(at index: Int) throws(SQLiteError) -> SQLValue {
        switch columnType(at: index) {
        case SQLITE_NULL: .null
        case SQLITE_INTEGER: .integer(try integer(at: index))
        case SQLITE_TEXT: .text(try text(at: index))
        case SQLITE_BLOB: .blob(try blob(at: index))
        default: throw .unexpectedColumn(index: index)
        }
    }
}
