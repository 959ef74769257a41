// SPDX-License-Identifier: EUPL-1.2
import Cedar
import CedarOracle
import Foundation

/// Runs one fuzzer: `kernpoort-fuzz parsers|evaluator SECONDS [SEED] [CORPUS]`.
///
/// Exits with 1 on a finding. The last line says how many executions there were.
func run(_ arguments: [String]) -> Int32 {
    guard arguments.count >= 2, let seconds = Double(arguments[1]) else {
        print("usage: kernpoort-fuzz parsers|evaluator SECONDS [SEED] [CORPUS]")
        return 2
    }
    let seed = arguments.count > 2 ? UInt64(arguments[2]) ?? 1 : 1
    let corpus = arguments.count > 3 ? seeds(arguments[3]) : []
    let end = ContinuousClock.now + .seconds(seconds)
    var executions = 0
    var findings = 0
    var round: UInt64 = 0
    while ContinuousClock.now < end, findings < 10 {
        let start = ContinuousClock.now
        switch arguments[0] {
        case "parsers":
            for _ in 0..<64 {
                round += 1
                let input = input(seed &+ round, corpus)
                executions += 1
                // Writing costs far more than reading; every fourth input does.
                let problem = FuzzTargets.parsers(input, writes: round % 4 == 0)
                guard let problem else { continue }
                findings += 1
                print("finding: \(problem)\n\(String(decoding: input, as: UTF8.self))")
            }
        default:
            round += 1
            let (count, problem) = FuzzTargets.evaluator(seed: seed &+ round, requests: 100)
            executions += count
            if let problem {
                findings += 1
                print("finding: \(problem)")
            }
        }
        if ContinuousClock.now - start > .seconds(20) {
            findings += 1
            print("finding: round \(round) took more than 20 seconds")
        }
    }
    print("cedar \(arguments[0]): \(executions) executions, \(findings) findings")
    return findings == 0 ? 0 : 1
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

exit(run(Array(CommandLine.arguments.dropFirst())))
