// SPDX-License-Identifier: EUPL-1.2
import SQLite
import TestSupport
import Testing

@Suite struct ConnectionTests {
    private let disk = FaultDisk()

    private func open(_ path: String = "/a.db") throws -> Connection {
        let connection = try Connection(path: path, access: .create, vfs: disk.name)
        try connection.configureForWriting()
        return connection
    }

    @Test func `values come back as they were bound`() throws {
        let connection = try open()
        try connection.runScript("CREATE TABLE t(a INTEGER, b BLOB, c TEXT, d BLOB) STRICT")
        let large = [UInt8](repeating: 0xAB, count: 70_000)
        try connection.run(
            "INSERT INTO t VALUES (\(Int64.min), \(large), \("it's; -- ?"), \([UInt8]?.none))")
        try connection.run("INSERT INTO t VALUES (\(1), \([UInt8]()), \(""), \([UInt8(0)]))")
        let rows = try connection.rows("SELECT a, b, c, d FROM t ORDER BY rowid") {
            row throws(SQLiteError) in
            (
                try row.integer(at: 0), try row.blob(at: 1), try row.text(at: 2),
                try row.blobIfPresent(at: 3)
            )
        }
        #expect(rows.count == 2)
        #expect(rows[0] == (Int64.min, large, "it's; -- ?", nil))
        #expect(rows[1] == (1, [], "", [0]))
    }

    @Test func `bindings side by side and at both ends keep their order`() throws {
        let connection = try open()
        let sums = try connection.rows("SELECT \(1) || \(2) || 'x' || \(3) WHERE 1 = \(1)") {
            row throws(SQLiteError) in try row.text(at: 0)
        }
        #expect(sums == ["12x3"])
    }

    @Test func `the same text inside its own rows runs on a second statement`() throws {
        let connection = try open()
        try connection.runScript("CREATE TABLE t(a INTEGER) STRICT; INSERT INTO t VALUES (1),(2)")
        func all() throws(SQLiteError) -> [Int64] {
            try connection.rows("SELECT a FROM t") { row throws(SQLiteError) in
                try row.integer(at: 0)
            }
        }
        var seen: [Int64] = []
        for _ in 0..<3 {
            try connection.forEach("SELECT a FROM t") { row throws(SQLiteError) in
                seen.append(try row.integer(at: 0))
                seen += try all()
                return true
            }
        }
        #expect(seen == [1, 1, 2, 2, 1, 2, 1, 1, 2, 2, 1, 2, 1, 1, 2, 2, 1, 2])
    }

    @Test func `a column of another type is an error, not a conversion`() throws {
        let connection = try open()
        #expect(throws: SQLiteError.unexpectedColumn(index: 0)) {
            try connection.first("SELECT '12'") { row throws(SQLiteError) in
                try row.integer(at: 0)
            }
        }
        #expect(throws: SQLiteError.unexpectedColumn(index: 0)) {
            try connection.first("SELECT 12") { row throws(SQLiteError) in try row.blob(at: 0) }
        }
        #expect(throws: SQLiteError.unexpectedRow) { try connection.run("SELECT 1") }
    }

    @Test func `an error names no bound value`() throws {
        let connection = try open()
        try connection.runScript(
            "CREATE TABLE t(a TEXT PRIMARY KEY, b INTEGER CHECK (b < 5)) STRICT")
        let secret = "Fenna-Canary"
        try connection.run("INSERT INTO t VALUES (\(secret), \(1))")
        for attempt in 0..<3 {
            do {
                switch attempt {
                case 0: try connection.run("INSERT INTO t VALUES (\(secret), \(1))")
                case 1: try connection.run("INSERT INTO t VALUES (\(secret + "x"), \(secret))")
                default: try connection.run("INSERT INTO t VALUES (\(secret + "y"), \(9))")
                }
                Issue.record("the row was taken")
            } catch {
                guard case .constraint = error else {
                    Issue.record("another error")
                    continue
                }
                #expect(!"\(error)".contains("Canary"))
            }
        }
    }

    @Test func `a restricted writer changes rows and nothing else`() throws {
        let connection = try open()
        try connection.runScript("CREATE TABLE t(a INTEGER UNIQUE) STRICT")
        connection.restrict(to: .writer)
        try connection.begin()
        try connection.run("INSERT INTO t VALUES (\(1))")
        try connection.savepoint()
        try connection.run("UPDATE t SET a = 2")
        try connection.rollbackToSavepoint()
        try connection.commit()
        let refused: [SQL] = [
            "DROP TABLE t", "CREATE TABLE u(a)", "ALTER TABLE t ADD COLUMN b", "VACUUM",
            "ATTACH ':memory:' AS other", "PRAGMA writable_schema = ON",
            "PRAGMA journal_mode = DELETE",
            "PRAGMA synchronous = OFF", "PRAGMA recursive_triggers = OFF",
            "DELETE FROM sqlite_schema",
            "UPDATE sqlite_schema SET sql = ''",
            "CREATE TRIGGER x AFTER INSERT ON t BEGIN SELECT 1; END",
            "CREATE TEMP TABLE x(a)", "REINDEX", "ANALYZE", "DETACH main",
        ]
        for statement in refused {
            #expect(throws: (any Error).self, "\(statement)") { try connection.run(statement) }
        }
        let value = try connection.first("SELECT a FROM t") { row throws(SQLiteError) in
            try row.integer(at: 0)
        }
        #expect(value == 1)
    }

    @Test func `a reader sees one state and changes nothing`() throws {
        let writer = try open()
        try writer.runScript("CREATE TABLE t(a INTEGER) STRICT; INSERT INTO t VALUES (1)")
        let reader = try Connection(path: "/a.db", access: .existing, vfs: disk.name)
        try reader.configureForReading()
        func count() throws -> Int64? {
            try reader.first("SELECT count(*) FROM t") { row throws(SQLiteError) in
                try row.integer(at: 0)
            }
        }
        try reader.beginReading()
        #expect(try count() == 1)
        try writer.run("INSERT INTO t VALUES (2)")
        #expect(try count() == 1)
        try reader.rollback()
        #expect(try count() == 2)
        #expect(throws: SQLiteError.notAuthorized) { try reader.run("INSERT INTO t VALUES (3)") }
    }

    @Test func `a statement past its deadline is interrupted`() throws {
        let connection = try open()
        connection.setDeadline(.now + .milliseconds(20))
        #expect(throws: SQLiteError.interrupted) {
            try connection.first(
                """
                WITH RECURSIVE n(i) AS (SELECT 1 UNION ALL SELECT i + 1 FROM n)
                SELECT count(*) FROM n
                """
            ) { row throws(SQLiteError) in try row.integer(at: 0) }
        }
        connection.setDeadline(nil)
        #expect(
            try connection.first("SELECT 1") { row throws(SQLiteError) in try row.integer(at: 0) }
                == 1)
    }

    @Test func `the log grows until a checkpoint and is emptied by a truncating one`() throws {
        let connection = try open()
        try connection.runScript("CREATE TABLE t(a BLOB) STRICT")
        for _ in 0..<20 {
            try connection.run("INSERT INTO t VALUES (\([UInt8](repeating: 7, count: 5_000)))")
        }
        #expect(connection.pagesInLog >= 40)
        let progress = try connection.checkpointPassively()
        #expect(progress.pagesInLog == progress.pagesCopied)
        try connection.checkpointTruncating()
        #expect(connection.pagesInLog == 0)
        #expect(disk.bytes(of: "/a.db-wal") == [])
    }
}
