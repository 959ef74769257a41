// SPDX-License-Identifier: EUPL-1.2
internal import CSQLite

/// Why SQLite did not do what was asked, with its extended result code.
///
/// No case carries a bound value: messages name tables, columns and our own trigger texts only.
package enum SQLiteError: Error, Equatable, Sendable {
    /// Another connection holds the lock that this one needs.
    case busy(code: Int32)
    /// No room left on the disk.
    case full(code: Int32)
    /// A sync of file or folder failed: what is on disk is unknown and a later success would lie.
    case syncFailed(code: Int32)
    /// Another read, write, lock or file operation failed.
    case ioFailed(code: Int32)
    /// The file is damaged or is no database.
    case corrupt(code: Int32)
    /// A constraint or a trigger refused the row.
    case constraint(code: Int32, message: String)
    /// The authorizer refused the statement.
    case notAuthorized
    /// A write on a connection or file that may only read.
    case readOnly(code: Int32)
    /// The file could not be opened.
    case cannotOpen(code: Int32)
    /// The statement ran past its deadline.
    case interrupted
    /// A setting did not take the value that was asked for.
    case settingRefused(name: String)
    /// A column holds another type than the query expects.
    case unexpectedColumn(index: Int)
    /// A statement that should give no row gave one.
    case unexpectedRow
    /// Anything else.
    case other(code: Int32, message: String)

    /// The error for a result code, with the connection's own text where that text is safe.
    init(code: Int32, database: OpaquePointer?) {
        switch code & 0xFF {
        case SQLITE_BUSY, SQLITE_LOCKED: self = .busy(code: code)
        case SQLITE_FULL: self = .full(code: code)
        case SQLITE_IOERR:
            // SQLITE_IOERR_FSYNC and SQLITE_IOERR_DIR_FSYNC: 10 | 4 << 8 and 10 | 5 << 8.
            let isSync = code == SQLITE_IOERR | 4 << 8 || code == SQLITE_IOERR | 5 << 8
            self = isSync ? .syncFailed(code: code) : .ioFailed(code: code)
        case SQLITE_CORRUPT, SQLITE_NOTADB: self = .corrupt(code: code)
        case SQLITE_CONSTRAINT:
            self = unsafe .constraint(code: code, message: Self.message(of: database))
        case SQLITE_AUTH: self = .notAuthorized
        case SQLITE_READONLY: self = .readOnly(code: code)
        case SQLITE_CANTOPEN: self = .cannotOpen(code: code)
        case SQLITE_INTERRUPT: self = .interrupted
        default: self = unsafe .other(code: code, message: Self.message(of: database))
        }
    }

    private static func message(of database: OpaquePointer?) -> String {
        // SAFETY: the library's text is copied here, before the next call on the connection.
        guard let text = unsafe sqlite3_errmsg(database) else { return "" }
        return unsafe String(cString: text)
    }
}
