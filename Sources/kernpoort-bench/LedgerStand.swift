// SPDX-License-Identifier: EUPL-1.2
internal import AuditLog
internal import Domain
internal import Gateway
internal import Memory
internal import OpenSSL
internal import Platform
internal import SQLite
internal import Sealing
internal import Store
internal import Synchronization

/// The wall clock.
struct BenchClock: InstantSource {
    func now() -> Timestamp { Timestamp(milliseconds: WallClock.milliseconds()) }
}

/// Randomness as in the product.
struct BenchRandom: RandomSource {
    func fill(_ bytes: inout MutableSpan<UInt8>) { SecureRandom.fill(&bytes) }
}

/// A real ledger in a folder of its own, with one casus of two partners, and callers that write.
final class LedgerStand: Sendable {
    let folder: String
    private let location: StoreLocation
    private let writer: LedgerWriter
    private let casus = RandomID(from: BenchRandom())
    private let school = RandomID(from: BenchRandom())

    init() async throws {
        folder = try BenchFolder.make("ledger")
        location = StoreLocation(folder: folder)
        let signer = try CheckpointSigner(
            origin: "bench.invalid/log/2026", key: .generate(.ed25519))
        let encryption = KeyEncryptionKeys(
            try KeyEncryptionKey(generation: 1, SecureRandom.secret(32)))
        let location = location
        writer = try await LedgerWriter.start(
            LedgerConfiguration(), signer: signer, encryption: encryption, clock: BenchClock(),
            random: BenchRandom(),
            open: { () throws(LedgerError) in try LedgerStore.open(location) },
            fatal: { preconditionFailure("the ledger cannot go on: \($0)") })
        let casus = casus
        let school = school
        _ = try await writer.append { transaction throws(LedgerError) in
            let content = Array("partner".utf8)
            try transaction.insertPartner(school, state: .active, content: content.span)
            try transaction.insertCasus(casus, content: content.span)
        }
    }

    /// Lets so many callers append a line and a record each, again and again for a time.
    func run(callers: Int, milliseconds: Int64) async throws -> Run {
        let end = MonotonicInstant.now().advanced(by: .milliseconds(milliseconds))
        return try await Run.measuring { [self] in
            try await withThrowingTaskGroup(of: Int.self) { group in
                for _ in 0..<callers {
                    group.addTask { [self] in
                        var count = 0
                        while MonotonicInstant.now() < end {
                            try await append()
                            count += 1
                        }
                        return count
                    }
                }
                return try await group.reduce(0, +)
            }
        }
    }

    private func append() async throws {
        let casus = casus
        let school = school
        _ = try await writer.append { transaction throws(LedgerError) in
            try transaction.insertRecord(
                transaction.newID(), casus: casus, partner: school, kind: .consent,
                content: Self.record.span)
            try transaction.append(
                LineDraft(.toestemmingGegeven, details: Self.details), about: .casus(casus),
                parties: LineParties(source: school))
        }
    }

    /// As long as a consent is.
    private static let record = [UInt8](repeating: UInt8(ascii: "r"), count: 240)

    private static let details: LineDetails = {
        var details = LineDetails()
        details.source = PartnerID("trajectum/vo")
        details.sourceRole = "mentor"
        details.responsible = "m-1"
        details.purpose = "P3"
        return details
    }()

    /// How many transactions were committed so far, and the bytes of the sealed columns.
    func shape() throws -> (batches: Int, detail: Int, record: Int) {
        let connection = try Connection(path: location.ledgerPath, access: .existing)
        try connection.configureForReading()
        func number(_ sql: SQL) throws -> Int {
            Int(
                try connection.first(sql) { row throws(SQLiteError) in try row.integer(at: 0) }
                    ?? 0)
        }
        return (
            try number("SELECT number FROM batch"),
            try number(
                "SELECT length(sealed) FROM detail WHERE key_id NOT NULL ORDER BY rowid DESC LIMIT 1"
            ),
            try number("SELECT length(sealed) FROM record ORDER BY place DESC LIMIT 1")
        )
    }

    func end() async {
        await writer.shutDown()
        BenchFolder.remove(folder)
    }

    /// A file with the same schema and no rows, for the reference.
    static func makeEmptyLedger(in folder: String) throws -> String {
        let location = StoreLocation(folder: folder)
        try LedgerStore.open(location).close()
        return location.ledgerPath
    }
}

/// Folders that benchmarks make and remove.
enum BenchFolder {
    static func make(_ name: String) throws -> String {
        let folder =
            "/tmp/kernpoort-bench-\(name)-\(ProcessState.number)-\(MonotonicInstant.now().nanoseconds)"
        try Files.makeFolder(folder)
        return folder
    }

    /// Removes a folder with all that is in it; what cannot be removed stays in the temporary folder.
    static func remove(_ folder: String) {
        for name in (try? Files.names(in: folder)) ?? [] {
            let path = "\(folder)/\(name)"
            if (try? Files.remove(path)) == nil { remove(path) }
        }
        try? Files.removeFolder(folder)
    }
}
