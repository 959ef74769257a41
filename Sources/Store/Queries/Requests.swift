// SPDX-License-Identifier: EUPL-1.2
package import Domain
package import Gateway
internal import SQLite

extension StateStore {
    package func idempotency(
        partner: RandomID, keyMAC: [UInt8]
    ) throws(LedgerError) -> IdempotencyRow? {
        try first(
            """
            SELECT partner_id, key_mac, body_mac, operation, reference, expires FROM idempotency
            WHERE partner_id = \(partner) AND key_mac = \(keyMAC)
            """
        ) { row throws(SQLiteError) in
            IdempotencyRow(
                partner: try row.id(at: 0), keyMAC: try row.blob(at: 1),
                bodyMAC: try row.blob(at: 2), operation: try row.integer(at: 3),
                reference: try row.blob(at: 4), expires: try row.instant(at: 5))
        }
    }

    package func policy(_ version: [UInt8]) throws(LedgerError) -> PolicyRow? {
        try first(
            """
            SELECT version, activated, content FROM policy WHERE version = \(version)
            ORDER BY number DESC LIMIT 1
            """, Self.policyRow)
    }

    package func activePolicy() throws(LedgerError) -> PolicyRow? {
        try first(
            "SELECT version, activated, content FROM policy ORDER BY number DESC LIMIT 1",
            Self.policyRow)
    }

    package func policyHistory(limit: Int) throws(LedgerError) -> [PolicyRow] {
        try rows(
            """
            SELECT version, activated, content FROM policy ORDER BY number DESC LIMIT \(limit)
            """, Self.policyRow)
    }

    private static func policyRow(_ row: borrowing Row) throws(SQLiteError) -> PolicyRow {
        PolicyRow(
            version: try row.blob(at: 0), activated: try row.instant(at: 1),
            content: try row.blob(at: 2))
    }

    package func setting(_ name: String) throws(LedgerError) -> [UInt8]? {
        try first("SELECT value FROM setting WHERE name = \(name)") { row throws(SQLiteError) in
            try row.blob(at: 0)
        }
    }
}

extension LedgerStore {
    package func insertIdempotency(_ row: IdempotencyRow) throws(LedgerError) {
        // Only an expired row can stand in the way: the look-up came first, in this transaction.
        try run(
            """
            INSERT INTO idempotency VALUES (\(row.partner), \(row.keyMAC), \(row.bodyMAC),
            \(row.operation), \(row.reference), \(row.expires))
            ON CONFLICT (partner_id, key_mac) DO UPDATE SET body_mac = excluded.body_mac,
            operation = excluded.operation, reference = excluded.reference,
            expires = excluded.expires
            """)
    }

    package func insertAssertionID(
        partner: RandomID, mac: [UInt8], expires: Timestamp, now: Timestamp
    ) throws(LedgerError) -> Bool {
        try run(
            """
            INSERT INTO jti VALUES (\(partner), \(mac), \(expires))
            ON CONFLICT (partner_id, jti_mac) DO UPDATE SET expires = excluded.expires
            WHERE expires <= \(now)
            """) == 1
    }

    package func insertPolicy(_ row: PolicyRow) throws(LedgerError) {
        try run(
            """
            INSERT INTO policy (version, activated, content)
            VALUES (\(row.version), \(row.activated), \(row.content))
            """)
    }

    package func setSetting(_ name: String, _ value: [UInt8]) throws(LedgerError) {
        try run(
            """
            INSERT INTO setting VALUES (\(name), \(value))
            ON CONFLICT (name) DO UPDATE SET value = excluded.value
            """)
    }

    package func deleteExpired(
        at instant: Timestamp, limit: Int
    ) throws(LedgerError) -> Int {
        var count = try run(
            """
            DELETE FROM message WHERE rowid IN
            (SELECT rowid FROM message WHERE expires <= \(instant) LIMIT \(limit))
            """)
        count += try run(
            """
            DELETE FROM idempotency WHERE (partner_id, key_mac) IN
            (SELECT partner_id, key_mac FROM idempotency
            WHERE expires <= \(instant) LIMIT \(limit))
            """)
        count += try run(
            """
            DELETE FROM jti WHERE (partner_id, jti_mac) IN
            (SELECT partner_id, jti_mac FROM jti WHERE expires <= \(instant) LIMIT \(limit))
            """)
        return count
    }
}
