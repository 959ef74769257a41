// SPDX-License-Identifier: EUPL-1.2
package import Domain
package import Gateway
internal import SQLite

extension StateStore {
    package func entry(at index: Int) throws(LedgerError) -> EntryRow? {
        try first(
            "SELECT leaf_index, id, leaf, leaf_hash FROM entry WHERE leaf_index = \(index)",
            Self.entryRow)
    }

    package func entry(_ id: RandomID) throws(LedgerError) -> EntryRow? {
        try first(
            "SELECT leaf_index, id, leaf, leaf_hash FROM entry WHERE id = \(id)", Self.entryRow)
    }

    package func entries(from index: Int, limit: Int) throws(LedgerError) -> [EntryRow] {
        try rows(
            """
            SELECT leaf_index, id, leaf, leaf_hash FROM entry
            WHERE leaf_index >= \(index) ORDER BY leaf_index LIMIT \(limit)
            """, Self.entryRow)
    }

    package func entries(sealedUnder key: RandomID) throws(LedgerError) -> [EntryRow] {
        try rows(
            """
            SELECT e.leaf_index, e.id, e.leaf, e.leaf_hash
            FROM detail AS d JOIN entry AS e ON e.id = d.id
            WHERE d.key_id = \(key) ORDER BY e.leaf_index
            """, Self.entryRow)
    }

    private static func entryRow(_ row: borrowing Row) throws(SQLiteError) -> EntryRow {
        EntryRow(
            index: Int(try row.integer(at: 0)), id: try row.id(at: 1), leaf: try row.blob(at: 2),
            leafHash: try row.blob(at: 3))
    }

    package func detail(_ id: RandomID) throws(LedgerError) -> DetailRow? {
        try first("SELECT id, key_id, sealed FROM detail WHERE id = \(id)") {
            row throws(SQLiteError) in
            DetailRow(
                id: try row.id(at: 0), key: try row.idIfPresent(at: 1), bytes: try row.blob(at: 2))
        }
    }

    package func tile(level: Int, n: Int) throws(LedgerError) -> [UInt8]? {
        try first("SELECT data FROM tile WHERE level = \(level) AND n = \(n)") {
            row throws(SQLiteError) in try row.blob(at: 0)
        }
    }

    package func committedCheckpoint(_ origin: [UInt8]) throws(LedgerError) -> [UInt8]? {
        try first("SELECT body FROM checkpoint WHERE origin = \(origin)") {
            row throws(SQLiteError) in try row.blob(at: 0)
        }
    }

    package func publishedCheckpoint(_ origin: [UInt8]) throws(LedgerError) -> [UInt8]? {
        try first("SELECT body FROM published WHERE origin = \(origin)") {
            row throws(SQLiteError) in try row.blob(at: 0)
        }
    }

    package func lines(
        of partner: RandomID, before index: Int, limit: Int
    ) throws(LedgerError) -> [LineRow] {
        try rows(
            """
            SELECT partner_id, leaf_index, side FROM line
            WHERE partner_id = \(partner) AND leaf_index < \(index)
            ORDER BY leaf_index DESC LIMIT \(limit)
            """, Self.lineRow)
    }

    package func line(of partner: RandomID, at index: Int) throws(LedgerError) -> LineRow? {
        try first(
            """
            SELECT partner_id, leaf_index, side FROM line
            WHERE partner_id = \(partner) AND leaf_index = \(index)
            """, Self.lineRow)
    }

    private static func lineRow(_ row: borrowing Row) throws(SQLiteError) -> LineRow {
        LineRow(
            partner: try row.id(at: 0), index: Int(try row.integer(at: 1)),
            side: try row.code(LineSide.self, at: 2))
    }
}

extension LedgerStore {
    package func insertEntry(_ entry: EntryRow) throws(LedgerError) {
        try run(
            """
            INSERT INTO entry
            VALUES (\(entry.index), \(entry.id), \(entry.leaf), \(entry.leafHash))
            """)
    }

    package func insertDetail(_ detail: DetailRow) throws(LedgerError) {
        try run("INSERT INTO detail VALUES (\(detail.id), \(detail.key), \(detail.bytes))")
    }

    package func insertTile(level: Int, n: Int, bytes: [UInt8]) throws(LedgerError) {
        try run("INSERT INTO tile VALUES (\(level), \(n), \(bytes))")
    }

    package func replaceCheckpoint(
        _ origin: [UInt8], old: [UInt8]?, new: [UInt8]
    ) throws(LedgerError) {
        let changed =
            if let old {
                try run(
                    """
                    UPDATE checkpoint SET body = \(new)
                    WHERE origin = \(origin) AND body = \(old)
                    """)
            } else {
                try run("INSERT OR IGNORE INTO checkpoint VALUES (\(origin), \(new))")
            }
        guard changed == 1 else { throw .notAlone }
    }

    package func publishCheckpoint(
        _ origin: [UInt8], body: [UInt8]
    ) throws(LedgerError) {
        try run(
            """
            INSERT INTO published VALUES (\(origin), \(body))
            ON CONFLICT (origin) DO UPDATE SET body = excluded.body
            """)
    }

    package func insertLine(_ line: LineRow) throws(LedgerError) {
        try run("INSERT INTO line VALUES (\(line.partner), \(line.index), \(line.side))")
    }

    package func lastBatch() throws(LedgerError) -> BatchRow {
        let batch = try first("SELECT number, at FROM batch") { row throws(SQLiteError) in
            BatchRow(number: try row.integer(at: 0), at: try row.instant(at: 1))
        }
        return batch ?? BatchRow(number: 0, at: Timestamp(milliseconds: 0))
    }

    package func setLastBatch(_ batch: BatchRow) throws(LedgerError) {
        try run(
            """
            INSERT INTO batch VALUES (1, \(batch.number), \(batch.at))
            ON CONFLICT (only) DO UPDATE SET number = excluded.number, at = excluded.at
            """)
    }
}
