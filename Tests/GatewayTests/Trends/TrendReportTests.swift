// SPDX-License-Identifier: EUPL-1.2
import Gateway
import TestSupport
import Testing

/// What a reader of the counts can work out, tried on every small table.
@Suite struct TrendReportTests {
    @Test(
        arguments: [
            ([], nil, [], "<10"),
            ([0], nil, ["<10"], "<10"),
            ([9], nil, ["<10"], "<10"),
            ([10], nil, ["10"], "10"),
            ([22], [20], ["-"], "-"),
            ([30], [20], ["30"], "30"),
            ([20], [20], ["20"], "20"),
            // One small cell beside others: the total would give it away.
            ([5, 20, 30], nil, ["<10", "20", "30"], "-"),
            ([0, 20, 30], nil, ["<10", "20", "30"], "-"),
            // Nearly everyone in one cell: so is nobody in the rest.
            ([5, 40], nil, ["<10", "-"], "45"),
            ([0, 40], nil, ["<10", "-"], "40"),
            // Two nines add up to what only two nines can.
            ([9, 9, 30], nil, ["<10", "<10", "30"], "-"),
            ([4, 5, 30], nil, ["<10", "<10", "-"], "39"),
            ([20, 30, 40], nil, ["20", "30", "40"], "90"),
            ([20, 30, 40], [20, 28, 40], ["20", "-", "40"], "-"),
        ] as [([Int], [Int]?, [String], String)])
    func `a table is printed as the rule says`(
        counts: [Int], last: [Int]?, cells: [String], total: String
    ) {
        let report = TrendReport(counts, last: last)
        #expect(report.cells.map(\.text) == cells)
        #expect(report.total.text == total)
    }

    @Test func `no table of up to three cells lets a reader tell one small count from another`() {
        // Everything that a reader can't tell apart: the tables that print alike.
        for width in 1...3 {
            var alike: [TrendReport: [Set<Int>]] = [:]
            Self.forEach(width: width, upTo: 26) { counts in
                let report = TrendReport(counts)
                var seen = alike[report] ?? Array(repeating: [], count: width)
                for index in counts.indices { seen[index].insert(counts[index]) }
                alike[report] = seen
            }
            for (report, seen) in alike {
                // Beyond this total not every table was tried.
                if case .count(let total) = report.total, total > 26 { continue }
                for index in report.cells.indices where !report.cells[index].isPrinted {
                    // Who knows the rule may see that a count is not nobody, or not nine.
                    let left = seen[index].subtracting([0])
                    #expect(
                        left.count >= 8, "\(report.cells.map(\.text)) \(report.total.text)")
                }
            }
        }
    }

    @Test func `no printed number is small, nearly all, or a small step away from the last`() {
        var printed = 0
        Self.forEach(width: 2, upTo: 23) { last in
            Self.forEach(width: 2, upTo: 23) { counts in
                let report = TrendReport(counts, last: last)
                let sum = counts.reduce(0, +)
                for index in counts.indices {
                    guard case .count(let count) = report.cells[index] else { continue }
                    printed += 1
                    let isFair =
                        count == counts[index] && count >= 10 && sum - count >= 10
                        && (count == last[index] || abs(count - last[index]) >= 10)
                    if !isFair { Issue.record("\(counts) after \(last)") }
                }
                if case .count(let total) = report.total, total != sum {
                    Issue.record("\(counts) after \(last)")
                }
            }
        }
        #expect(printed > 10_000)
    }

    @Test func `a printed total leaves every hidden cell open`() {
        var random = SeededRandom(seed: 15)
        for _ in 0..<20_000 {
            let counts = (0..<(1 + random.below(6))).map { _ in random.below(40) }
            let last = random.oneIn(2) ? counts.map { max(0, $0 + random.below(30) - 15) } : nil
            let report = TrendReport(counts, last: last)
            guard case .count(let total) = report.total else { continue }
            let hidden = counts.indices.filter { !report.cells[$0].isPrinted }
            let sum =
                total
                - counts.indices.filter { report.cells[$0].isPrinted }
                .reduce(0) { $0 + counts[$1] }
            for index in hidden {
                let others = hidden.filter { $0 != index }.map { report.cells[$0] }
                let least = others.reduce(0) { $0 + ($1 == .small ? 0 : 10) }
                let most =
                    others.contains(.hidden)
                    ? Int.max : others.count * 9
                let range =
                    report.cells[index] == .small ? 0...9 : 10...max(10, sum)
                let open = range.filter { sum - $0 >= least && sum - $0 <= most }
                #expect(open.count >= 10, "\(counts) after \(last ?? [])")
            }
        }
    }

    private static func forEach(width: Int, upTo limit: Int, _ body: ([Int]) -> Void) {
        var counts = [Int](repeating: 0, count: width)
        while true {
            body(counts)
            var place = 0
            while place < width, counts[place] == limit {
                counts[place] = 0
                place += 1
            }
            if place == width { return }
            counts[place] += 1
        }
    }
}
