// SPDX-License-Identifier: EUPL-1.2
import SQLite
import TestSupport
import Testing

/// The disk that other tests rely on is itself held to what they assume.
@Suite struct FaultDiskTests {
    private let disk = FaultDisk()

    private func open(_ synchronous: Synchronous = .full) throws -> Connection {
        let connection = try Connection(path: "/a.db", access: .create, vfs: disk.name)
        try connection.configureForWriting(synchronous: synchronous)
        return connection
    }

    private func count(_ connection: borrowing Connection) throws -> Int64 {
        try connection.first("SELECT count(*) FROM t") { row throws(SQLiteError) in
            try row.integer(at: 0)
        } ?? -1
    }

    @Test(arguments: [false, true])
    func `a commit survives a power cut, an open transaction does not`(keepSome: Bool) throws {
        for seed in UInt64(0)..<50 {
            let disk = FaultDisk()
            do {
                let connection = try Connection(path: "/a.db", access: .create, vfs: disk.name)
                try connection.configureForWriting()
                try connection.runScript("CREATE TABLE t(a BLOB) STRICT")
                for _ in 0..<10 {
                    try connection.run(
                        "INSERT INTO t VALUES (\([UInt8](repeating: 1, count: 999)))")
                }
                if seed % 2 == 0 { try connection.checkpointPassively() }
                try connection.begin()
                try connection.run("INSERT INTO t VALUES (\([UInt8](repeating: 1, count: 99_999)))")
                disk.cutPower(keepSome: keepSome, seed: seed)
                #expect(throws: (any Error).self) { try connection.commit() }
            }
            disk.powerOn()
            let reopened = try Connection(path: "/a.db", access: .existing, vfs: disk.name)
            try reopened.configureForWriting()
            #expect(try count(reopened) == 10)
        }
    }

    @Test func `without sync the power cut takes what was committed`() throws {
        do {
            let connection = try open(.full)
            try connection.runScript("CREATE TABLE t(a INTEGER) STRICT")
            try connection.checkpointTruncating()
        }
        do {
            let connection = try open(.off)
            try connection.run("INSERT INTO t VALUES (1)")
        }
        disk.powerOn()
        #expect(try count(open()) == 0)
    }

    @Test func `a failed sync says so, and its pages stay lost for good`() throws {
        let connection = try open()
        try connection.runScript("CREATE TABLE t(a INTEGER) STRICT")
        disk.fail(.sync, nth: 1, .lost)
        do {
            try connection.run("INSERT INTO t VALUES (1)")
            Issue.record("the commit said that it succeeded")
        } catch {
            guard case .syncFailed = error else {
                Issue.record("not a sync failure: \(error)")
                return
            }
        }
        #expect(disk.hasFired)
    }

    @Test func `a write that is reported failed but persisted may be found after a cut`() throws {
        var outcomes: Set<Int64> = []
        for nth in 1..<12 {
            let disk = FaultDisk()
            do {
                let connection = try Connection(path: "/a.db", access: .create, vfs: disk.name)
                try connection.configureForWriting()
                try connection.runScript("CREATE TABLE t(a INTEGER) STRICT")
                disk.fail(.sync, nth: nth, .persisted)
                _ = try? connection.run("INSERT INTO t VALUES (1)")
            }
            disk.powerOn()
            let reopened = try Connection(path: "/a.db", access: .existing, vfs: disk.name)
            try reopened.configureForWriting()
            outcomes.insert(try count(reopened))
        }
        #expect(outcomes == [1])
    }

    @Test func `a full disk is reported as full`() throws {
        let connection = try open()
        try connection.runScript("CREATE TABLE t(a BLOB) STRICT")
        disk.fail(.write, nth: 1, .full)
        #expect(throws: SQLiteError.full(code: 13)) {
            try connection.run("INSERT INTO t VALUES (\([UInt8](repeating: 1, count: 9_999)))")
        }
        disk.disarm()
        try connection.run("INSERT INTO t VALUES (\([UInt8](repeating: 1, count: 9_999)))")
        #expect(try count(connection) == 1)
    }

    @Test
    func `each commit in the log makes one sync, and the sync returns before the commit does`()
        throws
    {
        let connection = try open()
        try connection.runScript("CREATE TABLE t(a INTEGER) STRICT")
        try connection.run("INSERT INTO t VALUES (0)")
        disk.clearEvents()
        let before = disk.count(.sync)
        for index in 0..<20 {
            try connection.run("INSERT INTO t VALUES (\(index))")
            disk.mark(index)
        }
        #expect(disk.count(.sync) == before + 20)
        let order = disk.events.filter { $0.kind != .write }.map(\.kind)
        let one: [FaultDisk.EventKind] = [.sync, .syncReturns, .mark]
        #expect(order == (0..<20).flatMap { _ in one })
    }
}
