// SPDX-License-Identifier: EUPL-1.2
package import Domain
package import Gateway
internal import SQLite

extension StateStore {
    package func message(_ id: RandomID) throws(LedgerError) -> MessageRow<SealedBytes>? {
        try first(
            """
            SELECT partner_id, number, id, casus_id, envelope_id, kind, state, created, expires,
            sealed FROM message WHERE id = \(id)
            """, Self.messageRow)
    }

    package func messages(
        for partner: RandomID, after number: Int64, limit: Int
    ) throws(LedgerError) -> [MessageRow<SealedBytes>] {
        try rows(
            """
            SELECT partner_id, number, id, casus_id, envelope_id, kind, state, created, expires,
            sealed FROM message WHERE partner_id = \(partner) AND number > \(number)
            ORDER BY number LIMIT \(limit)
            """, Self.messageRow)
    }

    private static func messageRow(
        _ row: borrowing Row
    ) throws(SQLiteError) -> MessageRow<SealedBytes> {
        MessageRow(
            partner: try row.id(at: 0), number: try row.integer(at: 1), id: try row.id(at: 2),
            casus: try row.idIfPresent(at: 3), envelope: try row.idIfPresent(at: 4),
            kind: try row.code(MessageKind.self, at: 5),
            state: try row.code(MessageState.self, at: 6), created: try row.instant(at: 7),
            expires: try row.instant(at: 8), content: try row.sealed(at: 9))
    }
}

extension LedgerStore {
    package func insertMessage(_ row: MessageRow<SealedBytes>) throws(LedgerError) {
        try run(
            """
            INSERT INTO message VALUES (\(row.partner), \(row.number), \(row.id), \(row.casus),
            \(row.envelope), \(row.kind), \(row.state), \(row.created), \(row.expires),
            \(row.content))
            """)
    }

    package func setMessage(_ id: RandomID, state: MessageState) throws(LedgerError) {
        try change("UPDATE message SET state = \(state) WHERE id = \(id)")
    }

    package func voidMessages(aboutEnvelope id: RandomID) throws(LedgerError) {
        try run("UPDATE message SET state = \(MessageState.void) WHERE envelope_id = \(id)")
    }
}
