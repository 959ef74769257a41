// SPDX-License-Identifier: EUPL-1.2
import AuditLog
import Gateway
import SQLite
import Store
import TestSupport
import Testing

/// The tables of the log refuse everything but the next row, whoever holds the connection.
@Suite struct TriggerTests {
    private let world: LedgerWorld
    private let story: Story

    init() throws {
        world = try LedgerWorld()
        story = try Story()
    }

    /// Opens the ledger's file as an operator with a tool of his own would.
    private func withConnection(
        recursiveTriggers: Bool, _ body: (borrowing Connection) throws -> Void
    ) async throws {
        try await world.withWriter { writer in
            try await story.begin(writer)
            // 300 entries: the first tile is full.
            for _ in 0..<3 {
                _ = try await writer.append { transaction throws(LedgerError) in
                    for _ in 0..<100 { try transaction.appendControl(LineDraft(.hartslag)) }
                }
            }
        }
        let connection = try Connection(
            path: world.location.ledgerPath, access: .existing, vfs: world.disk.name)
        if recursiveTriggers { try connection.runScript("PRAGMA recursive_triggers = ON") }
        try body(connection)
    }

    private static func everything(
        _ connection: borrowing Connection
    ) throws(SQLiteError) -> [SQLValue?] {
        let tables: [SQL] = [
            "SELECT group_concat(hex(id) || hex(leaf) || hex(leaf_hash)) FROM entry",
            "SELECT group_concat(level || n || hex(data)) FROM tile",
            "SELECT count(*) FROM entry",
        ]
        var contents: [SQLValue?] = []
        for sql in tables {
            contents.append(
                try connection.first(sql) { row throws(SQLiteError) in try row.value(at: 0) })
        }
        return contents
    }

    private static func takes(_ statement: SQL, _ connection: borrowing Connection) -> Bool {
        do {
            try connection.run(statement)
            return true
        } catch { return false }
    }

    private static let refused: [SQL] = [
        "UPDATE entry SET leaf = zeroblob(436) WHERE leaf_index = 1",
        "UPDATE entry SET id = randomblob(16)",
        "UPDATE OR REPLACE entry SET leaf_index = 0 WHERE leaf_index = 1",
        "DELETE FROM entry WHERE leaf_index = 2",
        "DELETE FROM entry",
        "INSERT OR REPLACE INTO entry SELECT 0, id, leaf, leaf_hash FROM entry WHERE leaf_index = 1",
        "REPLACE INTO entry SELECT 1, randomblob(16), leaf, leaf_hash FROM entry WHERE leaf_index = 1",
        """
        INSERT OR REPLACE INTO entry SELECT (SELECT MAX(leaf_index) + 1 FROM entry), id, leaf,
        leaf_hash FROM entry WHERE leaf_index = 1
        """,
        """
        INSERT INTO entry SELECT leaf_index, randomblob(16), leaf, leaf_hash FROM entry
        WHERE leaf_index = 1 ON CONFLICT (leaf_index) DO UPDATE SET leaf = excluded.leaf
        """,
        """
        INSERT INTO entry SELECT (SELECT MAX(leaf_index) + 1 FROM entry), id, leaf, leaf_hash
        FROM entry WHERE leaf_index = 1 ON CONFLICT (id) DO UPDATE SET leaf = excluded.leaf
        """,
        """
        INSERT INTO entry SELECT (SELECT MAX(leaf_index) + 2 FROM entry), randomblob(16), leaf,
        leaf_hash FROM entry WHERE leaf_index = 1
        """,
        "INSERT INTO entry SELECT -1, randomblob(16), leaf, leaf_hash FROM entry WHERE leaf_index = 1",
        """
        INSERT INTO entry SELECT (SELECT MAX(leaf_index) + 1 FROM entry), randomblob(16),
        zeroblob(435), leaf_hash FROM entry WHERE leaf_index = 1
        """,
        "UPDATE tile SET data = zeroblob(8192)",
        "UPDATE OR REPLACE tile SET n = 7",
        "DELETE FROM tile",
        "INSERT OR REPLACE INTO tile VALUES (0, 0, zeroblob(8192))",
        "INSERT INTO tile VALUES (0, 0, zeroblob(8192)) ON CONFLICT DO UPDATE SET data = excluded.data",
        "INSERT INTO tile VALUES (0, 2, zeroblob(8192))",
        "INSERT INTO tile VALUES (0, 1, zeroblob(8191))",
    ]

    @Test(arguments: [true, false])
    func `entries and tiles refuse every change but the next row`(
        recursiveTriggers: Bool
    ) async throws {
        try await withConnection(recursiveTriggers: recursiveTriggers) { connection in
            let before = try Self.everything(connection)
            for statement in Self.refused {
                let wasTaken = Self.takes(statement, connection)
                #expect(!wasTaken, "\(statement)")
            }
            let after = try Self.everything(connection)
            #expect(after == before)
            // The next row is welcome: it is the change that is refused, not the insert.
            try connection.run(
                """
                INSERT INTO entry SELECT (SELECT MAX(leaf_index) + 1 FROM entry), randomblob(16),
                leaf, leaf_hash FROM entry WHERE leaf_index = 1
                """)
        }
    }

    @Test func `an entry slipped in beside the writer stops it from signing`() async throws {
        try await withConnection(recursiveTriggers: true) { connection in
            try connection.run(
                """
                INSERT INTO entry SELECT (SELECT MAX(leaf_index) + 1 FROM entry), randomblob(16),
                leaf, leaf_hash FROM entry WHERE leaf_index = 1
                """)
        }
        await #expect(throws: LedgerError.self) { try await world.start() }
    }

    @Test func `a checkpoint of another key or another tree stops the writer`() async throws {
        try await withConnection(recursiveTriggers: true) { connection in
            try connection.run(
                "UPDATE checkpoint SET body = CAST(replace(body, char(10), char(10) || '0') AS BLOB)"
            )
        }
        await #expect(throws: LedgerError.self) { try await world.start() }
    }

    @Test func `a bit that turned over in an entry stops the writer`() async throws {
        try await withConnection(recursiveTriggers: true) { connection in
            // A connection that has read nothing does not know of the log.
            _ = try Self.everything(connection)
            try connection.checkpointTruncating()
        }
        let path = world.location.ledgerPath
        let bytes = try #require(world.disk.bytes(of: path))
        // A leaf among the last entries, which the next start reads back.
        let needle = Array("kernpoort-leaf/v1\nkind C".utf8)
        let found = bytes.lastRange(of: needle)
        let place = try #require(found)
        #expect(world.disk.flipBit(path, at: place.lowerBound + 30))
        await #expect(throws: LedgerError.self) { try await world.start() }
    }

    @Test func `a migration that is not the recorded one stops the start`() async throws {
        try await withConnection(recursiveTriggers: true) { connection in
            try connection.run("UPDATE migration SET digest = zeroblob(32) WHERE number = 2")
        }
        await #expect(throws: LedgerError.self) { try await world.start() }
    }

    @Test func `a schema of a later program stops the start`() async throws {
        try await withConnection(recursiveTriggers: true) { connection in
            try connection.run("INSERT INTO migration VALUES (99, zeroblob(32))")
        }
        await #expect(throws: LedgerError.self) { try await world.start() }
    }
}

extension Array where Element: Equatable {
    /// The last place where a sequence of elements stands.
    func lastRange(of needle: [Element]) -> Range<Int>? {
        guard count >= needle.count else { return nil }
        for start in stride(from: count - needle.count, through: 0, by: -1)
        where self[start] == needle[0] && self[start..<start + needle.count] == needle[...] {
            return start..<start + needle.count
        }
        return nil
    }
}
