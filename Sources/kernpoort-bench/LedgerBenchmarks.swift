// SPDX-License-Identifier: EUPL-1.2

/// Commits of the ledger beside bare inserts of the same rows.
///
/// The reference is C over SQLite: the same schema with its triggers and foreign keys, the same
/// settings and sync, the same rows and batches as large as ours were in the run before it; nothing
/// hashed, sealed, signed, checked or read back, and no callers that wait.
enum LedgerBenchmarks {
    static let all: [Benchmark] = [
        Benchmark(
            name: "ledger",
            summary: "a sealed line and a record each, beside bare inserts of the rows; aim 0.5"
        ) { try await compare() }
    ]

    static let callerCounts = [1, 16, 64, 256]
    private static let pairCount = 5
    private static let milliseconds: Int64 = 1000

    private static func compare() async throws {
        let stand = try await LedgerStand()
        let folder = try BenchFolder.make("inserts")
        let file = try LedgerStand.makeEmptyLedger(in: folder)
        _ = try await stand.run(callers: 16, milliseconds: milliseconds / 2)
        print("  \(pairCount) pairs of \(milliseconds) ms; median (least..most)")
        for callers in callerCounts {
            var comparison = Comparison()
            var batches: [Double] = []
            for _ in 0..<pairCount {
                let before = try stand.shape()
                let ours = try await stand.run(callers: callers, milliseconds: milliseconds)
                let after = try stand.shape()
                let batch = Double(ours.count) / Double(max(1, after.batches - before.batches))
                batches.append(batch)
                comparison.add(
                    ours,
                    beside: try Reference.run(
                        [
                            "ledger", file, "\(after.detail)", "\(after.record)",
                            "\(max(1, Int(batch.rounded())))", "\(milliseconds)",
                        ]))
            }
            let batch = Spread(batches).median.text(decimals: 1)
            comparison.show("\(callers) callers, \(batch) commits a batch", aim: "0.50")
        }
        await stand.end()
        BenchFolder.remove(folder)
    }

    /// Commits a second of so many callers, for comparison with what is built upon them.
    static func rate(callers: Int) async throws -> Run {
        let stand = try await LedgerStand()
        _ = try await stand.run(callers: callers, milliseconds: milliseconds / 2)
        let run = try await stand.run(callers: callers, milliseconds: milliseconds)
        await stand.end()
        return run
    }
}
