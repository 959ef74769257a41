// SPDX-License-Identifier: EUPL-1.2
package import Domain
package import Gateway
internal import SQLite

extension StateStore {
    package func record(_ id: RandomID) throws(LedgerError) -> RecordRow<SealedBytes>? {
        try first(
            """
            SELECT id, casus_id, partner_id, kind, place & 0xFFFFFFFFF, state, sealed FROM record
            WHERE id = \(id)
            """, Self.recordRow)
    }

    package func records(
        of casus: RandomID, after position: Int64, limit: Int
    ) throws(LedgerError) -> [RecordRow<SealedBytes>] {
        precondition(position >= 0, "a position is not negative")
        return try rows(
            """
            SELECT id, casus_id, partner_id, kind, place & 0xFFFFFFFFF, state, sealed FROM record
            WHERE place > ((SELECT number FROM casus WHERE id = \(casus)) << 36) + \(position)
            AND place < ((SELECT number FROM casus WHERE id = \(casus)) + 1) << 36
            ORDER BY place LIMIT \(limit)
            """, Self.recordRow)
    }

    package func forEachRecord(
        ofCasus number: Int64, limit: Int, _ body: (RecordHeader, Span<UInt8>) -> Bool
    ) throws(LedgerError) {
        try forEach(
            """
            SELECT id, casus_id, kind, place & 0xFFFFFFFFF, state, sealed FROM record
            WHERE place > \(number << 36) AND place < \((number + 1) << 36)
            ORDER BY place LIMIT \(limit)
            """
        ) { row throws(SQLiteError) in
            let header = RecordHeader(
                id: try row.id(at: 0), casus: try row.id(at: 1),
                kind: try row.code(CaseRecord.Kind.self, at: 2), position: try row.integer(at: 3),
                state: try row.code(RecordState.self, at: 4))
            return try row.withBlob(at: 5) { body(header, $0) }
        }
    }

    private static func recordRow(
        _ row: borrowing Row
    ) throws(SQLiteError) -> RecordRow<SealedBytes> {
        RecordRow(
            id: try row.id(at: 0), casus: try row.id(at: 1), partner: try row.id(at: 2),
            kind: try row.code(CaseRecord.Kind.self, at: 3), position: try row.integer(at: 4),
            state: try row.code(RecordState.self, at: 5), content: try row.sealed(at: 6))
    }
}

extension LedgerStore {
    package func insertRecord(_ row: RecordRow<SealedBytes>) throws(LedgerError) {
        precondition(row.position > 0 && row.position < 1 << 36, "a position has 36 bits")
        try run(
            """
            INSERT INTO record VALUES (
            ((SELECT number FROM casus WHERE id = \(row.casus)) << 36) + \(row.position),
            \(row.id), \(row.casus), \(row.partner), \(row.kind), \(row.state), \(row.content))
            """)
    }

    package func setRecord(_ id: RandomID, state: RecordState) throws(LedgerError) {
        try change("UPDATE record SET state = \(state) WHERE id = \(id)")
    }
}
