// SPDX-License-Identifier: EUPL-1.2

/// A decision on facts read within the writing transaction, on top of the bare commit of its line.
enum DecideBenchmarks {
    static let all: [Benchmark] = [
        Benchmark(
            name: "decide",
            summary:
                "facts read and decided in the writing transaction; aim 50 µs on top of the line"
        ) { try await compare() }
    ]

    private static let casusCount = 100_000
    private static let callers = 16
    private static let roundCount = 7
    private static let callsEach = 250

    private static func compare() async throws {
        let stand = try await DecideStand(casusCount: casusCount)
        print("  \(casusCount) casussen opened")
        let cold = try await difference(stand)
        var extra: [Double] = []
        var bare: [Double] = []
        for _ in 0..<roundCount {
            let (line, more) = try await difference(stand)
            bare.append(line)
            extra.append(more)
        }
        print("  \(callers) callers; medians of \(roundCount) pairs")
        print("  the line alone      \(Spread(bare).text) µs on the ledger's thread")
        print("  deciding on top     \(Spread(extra).text) µs; aim 50")
        print("  the first time      \(cold.extra.text(decimals: 2)) µs: every casus anew")
        await stand.end()
    }

    /// The median of a line alone, and what deciding costs on top of it.
    private static func difference(
        _ stand: DecideStand
    ) async throws -> (line: Double, extra: Double) {
        let line = Spread(
            try await stand.run(callers: callers, count: callsEach, deciding: false)
        ).median
        let decided = Spread(
            try await stand.run(callers: callers, count: callsEach, deciding: true)
        ).median
        return (line, decided - line)
    }
}
