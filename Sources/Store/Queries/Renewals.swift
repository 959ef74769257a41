// SPDX-License-Identifier: EUPL-1.2
package import Domain
package import Gateway
internal import SQLite

extension StateStore {
    package func renewals(
        for partner: RandomID, after position: Int64, limit: Int
    ) throws(LedgerError) -> [RenewalRow] {
        try rows(
            """
            SELECT record_id, partner_id, casus_id, position FROM renewal
            WHERE partner_id = \(partner) AND position > \(position)
            ORDER BY position LIMIT \(limit)
            """
        ) { row throws(SQLiteError) in
            RenewalRow(
                record: try row.id(at: 0), partner: try row.id(at: 1), casus: try row.id(at: 2),
                position: try row.integer(at: 3))
        }
    }
}

extension LedgerStore {
    package func insertRenewal(_ row: RenewalRow) throws(LedgerError) {
        try run(
            """
            INSERT INTO renewal VALUES
            (\(row.record), \(row.partner), \(row.casus), \(row.position))
            """)
    }

    package func deleteRenewal(_ record: RandomID) throws(LedgerError) {
        try run("DELETE FROM renewal WHERE record_id = \(record)")
    }
}
