// SPDX-License-Identifier: EUPL-1.2
package import Domain
package import Gateway
internal import SQLite

extension StateStore {
    package func openDecision(_ id: RandomID) throws(LedgerError) -> OpenDecisionRow? {
        try first(
            """
            SELECT id, leaf_index, casus_id, stream, source_id, recipient_id, envelope_id, opened,
            due FROM open_d WHERE id = \(id)
            """, Self.openDecisionRow)
    }

    package func openDecisions(
        dueAt instant: Timestamp, limit: Int
    ) throws(LedgerError) -> [OpenDecisionRow] {
        try rows(
            """
            SELECT id, leaf_index, casus_id, stream, source_id, recipient_id, envelope_id, opened,
            due FROM open_d WHERE due <= \(instant) ORDER BY due, id LIMIT \(limit)
            """, Self.openDecisionRow)
    }

    private static func openDecisionRow(
        _ row: borrowing Row
    ) throws(SQLiteError) -> OpenDecisionRow {
        guard let stream = LineStream(rawValue: UInt8(clamping: try row.integer(at: 3))) else {
            throw .unexpectedColumn(index: 3)
        }
        return OpenDecisionRow(
            id: try row.id(at: 0), index: Int(try row.integer(at: 1)),
            casus: try row.idIfPresent(at: 2), stream: stream,
            source: try row.idIfPresent(at: 4), recipient: try row.idIfPresent(at: 5),
            envelope: try row.idIfPresent(at: 6), opened: try row.instant(at: 7),
            due: try row.instant(at: 8))
    }
}

extension LedgerStore {
    package func insertOpenDecision(_ decision: OpenDecisionRow) throws(LedgerError) {
        try run(
            """
            INSERT INTO open_d VALUES (\(decision.id), \(decision.index), \(decision.casus),
            \(Int64(decision.stream.rawValue)), \(decision.source), \(decision.recipient),
            \(decision.envelope), \(decision.opened), \(decision.due))
            """)
    }

    package func deleteOpenDecision(_ id: RandomID) throws(LedgerError) -> Bool {
        try run("DELETE FROM open_d WHERE id = \(id)") == 1
    }

    package func closingDelayCount() throws(LedgerError) -> Int {
        let count = try first("SELECT count(*) FROM delay") { row throws(SQLiteError) in
            try row.integer(at: 0)
        }
        return Int(count ?? 0)
    }

    package func closingDelay(at place: Int) throws(LedgerError) -> Int64? {
        try first("SELECT milliseconds FROM delay ORDER BY number LIMIT 1 OFFSET \(place)") {
            row throws(SQLiteError) in try row.integer(at: 0)
        }
    }

    package func recordClosingDelay(
        milliseconds: Int64, keep: Int
    ) throws(LedgerError) {
        try run(
            """
            INSERT INTO delay VALUES
            ((SELECT COALESCE(MAX(number), 0) + 1 FROM delay), \(milliseconds))
            """)
        try run("DELETE FROM delay WHERE number <= (SELECT MAX(number) FROM delay) - \(keep)")
    }

    package func nextChainNumber(_ key: RandomID) throws(LedgerError) -> UInt64 {
        let number = try first(
            """
            INSERT INTO chain VALUES (\(key), 1)
            ON CONFLICT (key_id) DO UPDATE SET last = last + 1 RETURNING last
            """
        ) { row throws(SQLiteError) in try row.integer(at: 0) }
        guard let number, number > 0 else { throw .corrupt("chain") }
        return UInt64(number)
    }
}
