// SPDX-License-Identifier: EUPL-1.2
import Cedar
import CedarOracle
import Foundation

/// What one lane did.
struct Tally: Sendable {
    var executions = 0
    var findings: [String] = []
}

/// Runs one fuzzer: `kernpoort-fuzz parsers|evaluator SECONDS [SEED] [CORPUS]`.
///
/// Exits with 1 on a finding. The last line says how many executions there were.
func run(_ arguments: [String]) async -> Int32 {
    guard arguments.count >= 2, let seconds = Double(arguments[1]) else {
        print("usage: kernpoort-fuzz parsers|evaluator SECONDS [SEED] [CORPUS]")
        return 2
    }
    let seed = arguments.count > 2 ? UInt64(arguments[2]) ?? 1 : 1
    let corpus = arguments.count > 3 ? seeds(arguments[3]) : []
    let isParsers = arguments[0] == "parsers"
    let end = ContinuousClock.now + .seconds(seconds)
    let whole = await withTaskGroup(of: Tally.self) { group in
        for lane in 0..<ProcessInfo.processInfo.activeProcessorCount {
            // Lanes never meet: each has a stretch of seeds that none can exhaust.
            let start = seed &+ UInt64(lane) << 40
            group.addTask { @concurrent in
                isParsers
                    ? parsers(from: start, until: end, corpus) : evaluator(from: start, until: end)
            }
        }
        var whole = Tally()
        for await tally in group {
            whole.executions += tally.executions
            whole.findings += tally.findings
        }
        return whole
    }
    for finding in whole.findings { print("finding: \(finding)") }
    print(
        "cedar \(arguments[0]): \(whole.executions) executions, "
            + "\(whole.findings.count) findings")
    return whole.findings.isEmpty ? 0 : 1
}

func parsers(
    from seed: UInt64, until end: ContinuousClock.Instant, _ corpus: [[UInt8]]
) -> Tally {
    var tally = Tally()
    while ContinuousClock.now < end, tally.findings.count < 10 {
        let start = ContinuousClock.now
        for _ in 0..<64 {
            tally.executions += 1
            let input = input(seed &+ UInt64(tally.executions), corpus)
            // Writing costs far more than reading; every fourth input does.
            let writes = tally.executions % 4 == 0
            guard let problem = FuzzTargets.parsers(input, writes: writes) else { continue }
            tally.findings.append("\(problem)\n\(String(decoding: input, as: UTF8.self))")
        }
        if ContinuousClock.now - start > .seconds(20) {
            tally.findings.append("an input up to number \(tally.executions) takes too long")
        }
    }
    return tally
}

func evaluator(from seed: UInt64, until end: ContinuousClock.Instant) -> Tally {
    var tally = Tally()
    var round: UInt64 = 0
    while ContinuousClock.now < end, tally.findings.count < 10 {
        round += 1
        let (count, problem) = FuzzTargets.evaluator(seed: seed &+ round, requests: 100)
        tally.executions += count
        if let problem { tally.findings.append(problem) }
    }
    return tally
}

func seeds(_ folder: String) -> [[UInt8]] {
    let files = (try? FileManager.default.contentsOfDirectory(atPath: folder)) ?? []
    return files.sorted().compactMap { name in
        FileManager.default.contents(atPath: "\(folder)/\(name)").map { [UInt8]($0) }
    }
}

/// A generated policy or a kept text, spoilt in small ways.
func input(_ seed: UInt64, _ corpus: [[UInt8]]) -> [UInt8] {
    var mutator = Mutator(seed: seed)
    var generator = Generator(seed: seed)
    let fresh = Array(generator.policy().utf8)
    guard !corpus.isEmpty, mutator.dice.below(2) == 0 else {
        return mutator.dice.below(8) == 0 ? fresh : mutator.mutate(fresh, fresh)
    }
    return mutator.mutate(mutator.dice.pick(corpus), mutator.dice.pick(corpus))
}

exit(await run(Array(CommandLine.arguments.dropFirst())))
