// SPDX-License-Identifier: EUPL-1.2
internal import CSQLite

/// What a connection may compile once it is restricted.
package enum Role: Sendable {
    /// Reads and changes rows; never the schema.
    case writer
    /// Reads rows.
    case reader
}

/// Everything that SQLite calls back on a connection: authorizer, WAL size, deadline.
@safe
final class Hooks {
    /// Virtual machine steps between two looks at the clock.
    private static let stepsBetweenLooks: Int32 = 10_000

    // SAFETY: the connection keeps this object alive, and removes the callbacks before it closes.
    private let database: OpaquePointer
    /// Pages in the WAL after the last commit of this connection.
    var pagesInLog = 0
    private var deadline: ContinuousClock.Instant?

    /// Whether a deadline was set and has passed.
    var isPastDeadline: Bool {
        guard let deadline else { return false }
        return ContinuousClock.now >= deadline
    }

    init(database: OpaquePointer) { unsafe self.database = unsafe database }

    /// Counts the pages of the WAL; must follow `wal_autocheckpoint=0`, which sets the same hook.
    func countLogPages() {
        _ = unsafe sqlite3_wal_hook(
            database,
            { context, _, _, pages in
                guard let context = unsafe context else { return SQLITE_OK }
                let hooks = unsafe Unmanaged<Hooks>.fromOpaque(context).takeUnretainedValue()
                hooks.pagesInLog = Int(pages)
                return SQLITE_OK
            }, Unmanaged.passUnretained(self).toOpaque())
    }

    func setDeadline(_ instant: ContinuousClock.Instant?) {
        deadline = instant
        guard instant != nil else {
            unsafe sqlite3_progress_handler(database, 0, nil, nil)
            return
        }
        unsafe sqlite3_progress_handler(
            database, Self.stepsBetweenLooks,
            { context in
                guard let context = unsafe context else { return 0 }
                let hooks = unsafe Unmanaged<Hooks>.fromOpaque(context).takeUnretainedValue()
                return hooks.isPastDeadline ? 1 : 0
            }, Unmanaged.passUnretained(self).toOpaque())
    }

    /// Refuses every statement that the role does not need; one callback per role, without context.
    func restrict(to role: Role) {
        let code =
            switch role {
            case .writer:
                unsafe sqlite3_set_authorizer(
                    database,
                    { _, action, first, second, _, _ in
                        unsafe isReading(action, first, second) || isWriting(action, first)
                            ? SQLITE_OK : SQLITE_DENY
                    }, nil)
            case .reader:
                unsafe sqlite3_set_authorizer(
                    database,
                    { _, action, first, second, _, _ in
                        unsafe isReading(action, first, second) ? SQLITE_OK : SQLITE_DENY
                    }, nil)
            }
        precondition(code == SQLITE_OK, "an authorizer can always be set")
    }

    func remove() {
        _ = unsafe sqlite3_set_authorizer(database, nil, nil)
        _ = unsafe sqlite3_wal_hook(database, nil, nil)
        unsafe sqlite3_progress_handler(database, 0, nil, nil)
    }
}

/// Whether an action only reads: queries, their functions, and pragmas that look at the file.
private func isReading(
    _ action: Int32, _ first: UnsafePointer<CChar>?, _ second: UnsafePointer<CChar>?
) -> Bool {
    switch action {
    case SQLITE_SELECT, SQLITE_READ, SQLITE_RECURSIVE, SQLITE_TRANSACTION, SQLITE_SAVEPOINT:
        return true
    case SQLITE_FUNCTION:
        return unsafe sqlite3_stricmp(second, "load_extension") != 0
    case SQLITE_PRAGMA:
        return unsafe sqlite3_stricmp(first, "integrity_check") == 0
            || sqlite3_stricmp(first, "quick_check") == 0
            || sqlite3_stricmp(first, "freelist_count") == 0
            || sqlite3_stricmp(first, "page_count") == 0
    default:
        return false
    }
}

/// Whether an action changes rows of a table of ours: the schema's own tables are nobody's.
private func isWriting(_ action: Int32, _ first: UnsafePointer<CChar>?) -> Bool {
    switch action {
    case SQLITE_INSERT, SQLITE_UPDATE, SQLITE_DELETE:
        return unsafe sqlite3_strnicmp(first, "sqlite_", 7) != 0
    default:
        return false
    }
}
