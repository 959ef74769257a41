// SPDX-License-Identifier: EUPL-1.2
package import Domain
package import Gateway
internal import SQLite

extension StateStore {
    package func record(_ id: RandomID) throws(LedgerError) -> RecordRow<SealedBytes>? {
        try first(
            """
            SELECT id, casus_id, partner_id, kind, position, state, sealed FROM record
            WHERE id = \(id)
            """, Self.recordRow)
    }

    package func records(
        of casus: RandomID, after position: Int64, limit: Int
    ) throws(LedgerError) -> [RecordRow<SealedBytes>] {
        try rows(
            """
            SELECT id, casus_id, partner_id, kind, position, state, sealed FROM record
            WHERE casus_id = \(casus) AND position > \(position)
            ORDER BY position LIMIT \(limit)
            """, Self.recordRow)
    }

    package func records(
        of casus: RandomID, kind: CaseRecord.Kind, after position: Int64, limit: Int
    ) throws(LedgerError) -> [RecordRow<SealedBytes>] {
        try rows(
            """
            SELECT id, casus_id, partner_id, kind, position, state, sealed FROM record
            WHERE casus_id = \(casus) AND position > \(position) AND kind = \(kind)
            ORDER BY position LIMIT \(limit)
            """, Self.recordRow)
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
        try run(
            """
            INSERT INTO record VALUES (\(row.id), \(row.casus), \(row.partner), \(row.kind),
            \(row.position), \(row.state), \(row.content))
            """)
    }

    package func setRecord(_ id: RandomID, state: RecordState) throws(LedgerError) {
        try change("UPDATE record SET state = \(state) WHERE id = \(id)")
    }
}
