// SPDX-License-Identifier: EUPL-1.2

/// The compiled statements of a connection, found by the addresses of their literals.
@safe
final class StatementCache {
    /// Texts in our sources are counted in hundreds; more than this points at a bug.
    static let statementCountLimit = 1_000

    // SAFETY: the connection owns both the database and this cache, and empties the cache first.
    private let database: OpaquePointer
    private var byIdentity: [Int: [Statement]] = [:]
    private var count = 0

    init(database: OpaquePointer) { unsafe self.database = unsafe database }

    /// Lends a statement that no closure further out holds, compiled now where there is none yet.
    func withStatement(
        _ sql: SQL, _ body: (Statement) throws(SQLiteError) -> Void
    ) throws(SQLiteError) {
        let identity = sql.identity
        if let candidates = byIdentity[identity] {
            for statement in candidates
            where !statement.isLent && SQL.areSame(statement.pieces, sql.pieces) {
                return try body(statement)
            }
        }
        precondition(count < Self.statementCountLimit, "statements are literals, few and fixed")
        let statement = try unsafe Statement(sql, database: database)
        byIdentity[identity, default: []].append(statement)
        count += 1
        try body(statement)
    }

    func removeAll() { byIdentity.removeAll() }
}
