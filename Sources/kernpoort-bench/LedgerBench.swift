// SPDX-License-Identifier: EUPL-1.2
internal import AuditLog
internal import Domain
internal import Gateway
internal import Memory
internal import OpenSSL
internal import Platform
internal import Sealing
internal import Store

/// Commits of the ledger beside the same rows inserted bare: same tables, triggers and sync, no hashing,
/// no sealing, no tree, no signature, one thread.
struct LedgerBench {
    static let benchmark = Benchmark(
        name: "ledger",
        summary: "durable requests per second beside the same rows inserted bare (aim: 0.5)"
    ) {
        for callers in [1, 16, 64, 256] { try await report(callers: callers) }
    }

    /// Runs at each number of callers, the ledger and its reference in turns.
    private static let runCount = 5

    private struct Random: RandomSource {
        func fill(_ bytes: inout MutableSpan<UInt8>) { SecureRandom.fill(&bytes) }
    }

    private struct Clock: InstantSource {
        func now() -> Timestamp { Timestamp(milliseconds: WallClock.milliseconds()) }
    }

    private let folder: String
    private let duration: Duration

    /// A stand of its own, beside the temporary files: on the disk that is measured.
    private init(duration: Duration = .seconds(1)) throws {
        folder = "/var/tmp/kernpoort-bench-\(RandomID(from: Random()).hex)"
        self.duration = duration
        try Files.makeFolder(folder)
    }

    private static func report(callers: Int) async throws {
        var rates: [(ours: Double, reference: Double)] = []
        for _ in 0..<runCount {
            let bench = try LedgerBench()
            defer { bench.clear() }
            rates.append(
                (ours: try await bench.ledger(callers), reference: try bench.bare(callers)))
        }
        print(
            "  \(String(callers).padded(to: 4)) callers:",
            "\(Spread(rates.map(\.ours)).median.text(decimals: 0)) against",
            "\(Spread(rates.map(\.reference)).median.text(decimals: 0)),",
            "ratio \(Spread(ratios: rates).text)")
    }

    /// Deletes what was measured.
    private func clear() {
        for name in (try? Files.names(in: folder)) ?? [] {
            let path = "\(folder)/\(name)"
            for file in (try? Files.names(in: path)) ?? [] { try? Files.remove("\(path)/\(file)") }
            try? Files.removeFolder(path)
        }
        try? Files.removeFolder(folder)
    }

    private func location(_ name: String) throws -> StoreLocation {
        let path = "\(folder)/\(name)-\(RandomID(from: Random()).hex)"
        try Files.makeFolder(path)
        return StoreLocation(folder: path)
    }

    // MARK: The ledger

    /// Callers that each wait for their request to be durable before the next.
    private func ledger(_ callers: Int) async throws -> Double {
        let location = try location("ledger")
        let key = KeyEncryptionKeys(
            try KeyEncryptionKey(generation: 1, SecureRandom.secret(KeyEncryptionKey.byteCount)))
        var settings = LedgerConfiguration()
        settings.freeByteMinimum = 0
        let writer = try await LedgerWriter.start(
            settings,
            signer: CheckpointSigner(
                origin: "bench.invalid/log/2026", key: PrivateKey.generate(.ed25519)),
            encryption: key, clock: Clock(), random: Random(),
            open: { () throws(LedgerError) in try LedgerStore.open(location) },
            fatal: { failure in preconditionFailure("the ledger fails: \(failure)") })
        let partner = RandomID(from: Random())
        let casus = RandomID(from: Random())
        _ = try await writer.append { transaction throws(LedgerError) in
            try transaction.insertPartner(partner, state: .active, content: [1].span)
            try transaction.insertCasus(casus, content: [1].span)
        }
        let start = ContinuousClock.now
        let end = start + duration
        let count = await withTaskGroup(of: Int.self) { group in
            for _ in 0..<callers {
                group.addTask { await Self.ask(writer, partner, casus, until: end) }
            }
            return await group.reduce(0, +)
        }
        let seconds = (ContinuousClock.now - start) / .seconds(1)
        await writer.shutDown()
        return Double(count) / seconds
    }

    private static func ask(
        _ writer: LedgerWriter, _ partner: RandomID, _ casus: RandomID,
        until end: ContinuousClock.Instant
    ) async -> Int {
        var count = 0
        while ContinuousClock.now < end {
            let name = SecureRandom.bytes(16)
            let kept = try? await writer.append { transaction throws(LedgerError) in
                let now = transaction.now
                _ = try transaction.useAssertion(
                    name.span, of: partner, expires: now.adding(milliseconds: 120_000))
                guard
                    case .new(let place) = try transaction.idempotency(
                        of: partner, key: name.span, body: name.span)
                else { throw .missing }
                var details = LineDetails()
                details.purpose = "P2"
                details.category = "C1.verzuim"
                let line = try transaction.append(
                    LineDraft(.fragmentAangeboden, details: details), about: .casus(casus),
                    parties: LineParties(source: partner))
                try transaction.keep(line.id.bytes, operation: 1, at: place)
                transaction.wantReceipt(at: line.index)
            }
            if kept != nil { count += 1 }
        }
        return count
    }

    // MARK: The reference

    /// The same rows, as many requests to a commit as there are callers.
    private func bare(_ callers: Int) throws -> Double {
        let store = try LedgerStore.open(try location("bare"))
        let random = Random()
        let partner = RandomID(from: random)
        let chains = [RandomID(from: random), RandomID(from: random)]
        let leaf = [UInt8](repeating: 0x61, count: 436)
        let hash = [UInt8](repeating: 0x62, count: 32)
        let details = [UInt8](repeating: 0x63, count: 4_124)
        let origin = Array("bench".utf8)
        var checkpoint: [UInt8]?
        var index = 0
        var batch: Int64 = 0
        let start = ContinuousClock.now
        let end = start + duration
        while ContinuousClock.now < end {
            batch += 1
            let now = Timestamp(milliseconds: batch)
            try store.begin()
            for _ in 0..<callers {
                let id = RandomID(from: random)
                let mac = random.bytes(count: 32)
                _ = try store.insertAssertionID(
                    partner: partner, mac: mac, expires: now.adding(days: 1), now: now)
                for chain in chains { _ = try store.nextChainNumber(chain) }
                try store.insertEntry(
                    EntryRow(index: index, id: id, leaf: leaf, leafHash: hash))
                try store.insertDetail(DetailRow(id: id, key: chains[0], bytes: details))
                try store.insertLine(LineRow(partner: partner, index: index, side: .source))
                try store.insertIdempotency(
                    IdempotencyRow(
                        partner: partner, keyMAC: mac, bodyMAC: mac, operation: 1,
                        reference: id.bytes, expires: now.adding(days: 30)))
                index += 1
            }
            let next = Array("\(index) ".utf8) + leaf.prefix(200)
            try store.replaceCheckpoint(origin, old: checkpoint, new: next)
            checkpoint = next
            try store.setLastBatch(BatchRow(number: batch, at: now))
            try store.commit()
            try store.checkpointIfDue()
        }
        let seconds = (ContinuousClock.now - start) / .seconds(1)
        store.close()
        return Double(index) / seconds
    }
}
