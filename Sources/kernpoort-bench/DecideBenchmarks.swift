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
        for isDeciding in [false, true] {
            _ = try await stand.run(callers: callers, count: callsEach, deciding: isDeciding)
        }
        var extra: [Double] = []
        var bare: [Double] = []
        for _ in 0..<roundCount {
            let line = Spread(
                try await stand.run(callers: callers, count: callsEach, deciding: false)
            ).median
            let decided = Spread(
                try await stand.run(callers: callers, count: callsEach, deciding: true)
            ).median
            bare.append(line)
            extra.append(decided - line)
        }
        print("  \(casusCount) casussen, \(callers) callers; medians of \(roundCount) pairs")
        print("  the line alone      \(Spread(bare).text) µs on the ledger's thread")
        print("  deciding on top     \(Spread(extra).text) µs; aim 50")
        await stand.end()
    }
}
