// SPDX-License-Identifier: EUPL-1.2
internal import Domain
internal import Gateway
internal import Platform

/// The officer's tools over the full space of the rules that ship.
enum PolicyBenchmarks {
    static let all = [
        Benchmark(
            name: "diff",
            summary: "every decision of two versions of the Utrecht rules compared; under 10 s"
        ) { try diff() },
        Benchmark(
            name: "matrix", summary: "the whole matrix of the Utrecht rules, as a page and as lines"
        ) { try matrix() },
    ]

    private static let runCount = 5

    /// The same rules, rules of which many flip, and rules of which every one flips.
    private static func diff() throws {
        let files = try PolicyFiles(folder: "Policies", region: "utrecht")
        let before = try RuleSet(files)
        let cases: [(String, RuleSet)] = [
            ("the same rules", before),
            (
                "any answer is consent",
                try RuleSet(
                    replacing(
                        files, #"context.toestemming == Toestemming::"volledig""#,
                        with: #"context.toestemming != Toestemming::"nvt""#))
            ),
            (
                "without accession",
                try RuleSet(
                    replacing(
                        files, "unless { context.toegetreden }",
                        with: "when { context.toegetreden && context.verlopen }"))
            ),
        ]
        for (name, after) in cases {
            var times: [Double] = []
            var found: PolicyDifference?
            for _ in 0..<runCount {
                let start = MonotonicInstant.now()
                let difference = try PolicyDifference(from: before, to: after, on: today)
                times.append(seconds(since: start))
                found = difference
            }
            guard let found else { continue }
            let flips = found.days.first?.flipCount ?? 0
            let changes = found.days.first?.changes.count ?? 0
            print(
                "  \(name): \(Spread(times).text) s; \(found.cellCount) cells, \(flips) flip, "
                    + "told in \(changes) changes")
        }
    }

    private static func matrix() throws {
        let rules = try RuleSet(PolicyFiles(folder: "Policies", region: "utrecht"))
        var times: [Double] = []
        var writing: [Double] = []
        var size = 0
        for _ in 0..<runCount {
            let start = MonotonicInstant.now()
            let matrix = try SharingMatrix(rules, on: today)
            times.append(seconds(since: start))
            let written = MonotonicInstant.now()
            size = matrix.page.utf8.count + matrix.commaSeparated.utf8.count
            writing.append(seconds(since: written))
        }
        print("  computing: \(Spread(times).text) s")
        print("  writing page and lines: \(Spread(writing).text) s, \(size) bytes")
    }

    /// The rules with another condition in place of this one.
    private static func replacing(
        _ files: PolicyFiles, _ condition: String, with other: String
    ) throws -> PolicyFiles {
        try PolicyFiles(
            region: files.region,
            files: files.files.map { file in
                guard file.path.hasSuffix(".cedar") else { return file }
                let text = String(decoding: file.bytes, as: UTF8.self)
                return PolicyFiles.File(
                    path: file.path,
                    bytes: Array(text.replacing(condition, with: other).utf8))
            })
    }

    private static var today: CivilDate {
        Amsterdam.day(of: Timestamp(milliseconds: WallClock.milliseconds()))
    }

    private static func seconds(since start: MonotonicInstant) -> Double {
        Double(MonotonicInstant.now().nanoseconds - start.nanoseconds) / 1e9
    }
}
