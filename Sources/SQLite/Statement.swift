// SPDX-License-Identifier: EUPL-1.2
internal import CSQLite

/// One compiled statement of one connection.
@safe
final class Statement {
    // SAFETY: owned by this object, finalized once in its deinit, used on the connection's thread only.
    private let handle: OpaquePointer
    private let database: OpaquePointer
    let pieces: [StaticString]
    /// True while a closure runs over it: the same text inside that closure gets another statement.
    var isLent = false

    init(_ sql: SQL, database: OpaquePointer) throws(SQLiteError) {
        var made: OpaquePointer?
        let text = sql.text
        let code = unsafe sqlite3_prepare_v3(
            database, text, -1, UInt32(SQLITE_PREPARE_PERSISTENT), &made, nil)
        guard code == SQLITE_OK, let made = unsafe made else {
            throw unsafe SQLiteError(code: code, database: database)
        }
        unsafe handle = made
        unsafe self.database = unsafe database
        pieces = sql.pieces
    }

    deinit { unsafe sqlite3_finalize(handle) }

    /// Runs the statement with the values, giving each row to `body` until that answers false.
    func run(
        _ values: [SQLValue], _ body: (borrowing Row) throws(SQLiteError) -> Bool
    ) throws(SQLiteError) {
        isLent = true
        defer {
            // The code of this reset repeats the last one, which was checked where it arose.
            _ = unsafe sqlite3_reset(handle)
            _ = unsafe sqlite3_clear_bindings(handle)
            isLent = false
        }
        try bind(values, from: 0, body)
    }

    /// Binds the values from `index` on, each lent for as long as the statement runs, then steps.
    private func bind(
        _ values: [SQLValue], from index: Int,
        _ body: (borrowing Row) throws(SQLiteError) -> Bool
    ) throws(SQLiteError) {
        guard index < values.count else { return try step(body) }
        let place = Int32(index + 1)
        switch values[index] {
        case .null:
            try check(unsafe sqlite3_bind_null(handle, place))
        case .integer(let value):
            try check(unsafe sqlite3_bind_int64(handle, place, value))
        case .text(let value):
            let code = unsafe value.withCString { text in
                unsafe kp_sqlite_bind_text_copy(handle, place, text, Int32(value.utf8.count))
            }
            try check(code)
        case .blob(let value) where value.isEmpty:
            try check(unsafe sqlite3_bind_zeroblob(handle, place, 0))
        case .blob(let value):
            // Lent, not copied: a nil destructor is SQLITE_STATIC, and the bindings are cleared
            // before the array is given back.
            return try unsafe value.withUnsafeBufferPointer { buffer throws(SQLiteError) in
                try check(
                    unsafe sqlite3_bind_blob64(
                        handle, place, buffer.baseAddress, UInt64(buffer.count), nil))
                try bind(values, from: index + 1, body)
                _ = unsafe sqlite3_reset(handle)
                _ = unsafe sqlite3_clear_bindings(handle)
            }
        }
        try bind(values, from: index + 1, body)
    }

    private func step(_ body: (borrowing Row) throws(SQLiteError) -> Bool) throws(SQLiteError) {
        while true {
            let code = unsafe sqlite3_step(handle)
            switch code {
            case SQLITE_DONE: return
            case SQLITE_ROW:
                let goesOn = try body(unsafe Row(handle))
                // A statement that writes may commit only now, and fail at that.
                if !goesOn { return try check(unsafe sqlite3_reset(handle)) }
            default: throw unsafe SQLiteError(code: code, database: database)
            }
        }
    }

    private func check(_ code: Int32) throws(SQLiteError) {
        if code != SQLITE_OK { throw unsafe SQLiteError(code: code, database: database) }
    }
}

/// One row of a running statement; it cannot outlive the closure that it is lent to.
@safe
package struct Row: ~Copyable {
    // SAFETY: the statement stands on this row while the closure runs; Row is noncopyable and borrowed.
    private let handle: OpaquePointer

    init(_ handle: OpaquePointer) { unsafe self.handle = unsafe handle }

    /// The storage class of a column, in SQLite's own numbers.
    func columnType(at index: Int) -> Int32 {
        unsafe sqlite3_column_type(handle, Int32(index))
    }

    /// Whether the column holds NULL.
    package func isNull(at index: Int) -> Bool { columnType(at: index) == SQLITE_NULL }

    /// The integer of a column.
    package func integer(at index: Int) throws(SQLiteError) -> Int64 {
        guard columnType(at: index) == SQLITE_INTEGER else {
            throw .unexpectedColumn(index: index)
        }
        return unsafe sqlite3_column_int64(handle, Int32(index))
    }

    /// The integer of a column that may be NULL.
    package func integerIfPresent(at index: Int) throws(SQLiteError) -> Int64? {
        isNull(at: index) ? nil : try integer(at: index)
    }

    /// The text of a column.
    package func text(at index: Int) throws(SQLiteError) -> String {
        guard columnType(at: index) == SQLITE_TEXT,
            let text = unsafe sqlite3_column_text(handle, Int32(index))
        else { throw .unexpectedColumn(index: index) }
        return unsafe String(cString: text)
    }

    /// A copy of the bytes of a column.
    package func blob(at index: Int) throws(SQLiteError) -> [UInt8] {
        try withBlob(at: index) { bytes in
            unsafe bytes.withUnsafeBytes { source in unsafe [UInt8](source) }
        }
    }

    /// A copy of the bytes of a column that may be NULL.
    package func blobIfPresent(at index: Int) throws(SQLiteError) -> [UInt8]? {
        isNull(at: index) ? nil : try blob(at: index)
    }

    /// Lends the bytes of a column to a closure, without a copy.
    package func withBlob<R: ~Copyable>(
        at index: Int, _ body: (Span<UInt8>) -> R
    ) throws(SQLiteError) -> R {
        guard columnType(at: index) == SQLITE_BLOB else {
            throw .unexpectedColumn(index: index)
        }
        let start = unsafe sqlite3_column_blob(handle, Int32(index))
        let count = Int(unsafe sqlite3_column_bytes(handle, Int32(index)))
        let buffer = unsafe UnsafeRawBufferPointer(start: start, count: start == nil ? 0 : count)
        return body(unsafe Span<UInt8>(_unsafeBytes: buffer))
    }
}
