// SPDX-License-Identifier: EUPL-1.2

/// `kernpoort-bench [name…]`: runs the named benchmarks, or all, each beside its reference.
@main
struct Program {
    /// Every benchmark, in the order in which all of them run.
    static let benchmarks: [Benchmark] =
        EdgeBenchmarks.all + SealBenchmarks.all + LedgerBenchmarks.all
        + DecideBenchmarks.all + CollectBenchmarks.all + PolicyBenchmarks.all + [
            Benchmark(name: "cedar", summary: "policy decisions; ./scripts/bench-cedar compares") {
                try await CedarBenchmark.run(folder: nil)
            }
        ]

    /// What scripts and child processes of a benchmark run, by the first of several arguments.
    static let roles: [String: @Sendable ([String]) async throws -> Void] = [
        "load": { try await LoadCommand.run($0) },
        "ledger-run": { try await LedgerRunCommand.run($0) },
        "edge-server": { try await EdgeServerCommand.run($0) },
        "cedar": { try await CedarBenchmark.run(folder: $0[0]) },
        "cedar-cases": { try CedarBenchmark.writeCases(to: $0[0]) },
    ]

    static func main() async {
        let arguments = Array(CommandLine.arguments.dropFirst())
        do {
            if let first = arguments.first, arguments.count > 1, let role = roles[first] {
                try await role(Array(arguments.dropFirst()))
                return
            }
            let chosen = try choose(arguments)
            for benchmark in chosen {
                print("\n\(benchmark.name): \(benchmark.summary)")
                try await benchmark.run()
            }
        } catch {
            print("failed: \(error)")
        }
    }

    private static func choose(_ names: [String]) throws(BenchError) -> [Benchmark] {
        if names.isEmpty { return benchmarks }
        return try names.map { name throws(BenchError) in
            guard let found = benchmarks.first(where: { $0.name.utf8.elementsEqual(name.utf8) })
            else {
                throw .unknown(name, known: benchmarks.map(\.name))
            }
            return found
        }
    }
}

/// One measurement with a name.
struct Benchmark: Sendable {
    let name: String
    /// What is measured, beside what, and what is aimed at.
    let summary: String
    /// Measures and prints.
    let run: @Sendable () async throws -> Void
}

/// Why a benchmark cannot run.
enum BenchError: Error, CustomStringConvertible {
    case unknown(String, known: [String])
    case missing(program: String, package: String)
    case child(String)
    case notBuilt(String)
    case arguments(String)

    var description: String {
        switch self {
        case .unknown(let name, let known):
            "no benchmark `\(name)`; hint: \(known.joined(separator: ", "))"
        case .missing(let program, let package):
            "`\(program)` is missing; hint: apt-get install \(package), or ./scripts/bench"
        case .notBuilt(let name):
            "`\(name)` was not built; hint: swift build -c release --product \(name)"
        case .child(let text): "a process that was to be measured did not start: \(text)"
        case .arguments(let text): "unusable argument `\(text)`"
        }
    }
}
