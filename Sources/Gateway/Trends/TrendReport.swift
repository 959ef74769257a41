// SPDX-License-Identifier: EUPL-1.2

/// Counts for the kernpartneroverleg, from which nobody can count back to a child (C15).
///
/// In a small region a count of a few is a person. Hidden is a cell below `threshold`; one whose
/// complement in the total is; one that differs so little from the same cell of the last report; and the
/// total where a hidden cell could be worked out from it. A zero is not told from any other small count.
/// Source: domain.md §2.6.
package struct TrendReport: Hashable, Sendable {
    /// What stands in the report.
    package enum Cell: Hashable, Sendable {
        case count(Int)
        /// Zero to nine.
        case small
        /// Ten or more, but it would tell of a small group.
        case hidden

        /// As it is printed.
        package var text: String {
            switch self {
            case .count(let count): "\(count)"
            case .small: "<\(TrendReport.threshold)"
            case .hidden: "-"
            }
        }
    }

    /// The smallest count that may be told.
    package static let threshold = 10

    /// In the order of the counts.
    package let cells: [Cell]
    package let total: Cell

    /// The report of counts that add up to a total; `last` are those of the last report, cell by cell.
    package init(_ counts: [Int], last: [Int]? = nil) {
        precondition(counts.allSatisfy { $0 >= 0 }, "counts are not negative")
        precondition(last.map { $0.count == counts.count } ?? true, "reports have the same cells")
        let sum = counts.reduce(0, +)
        cells = counts.indices.map { index in
            let count = counts[index]
            if Self.isSmall(count) { return .small }
            // Where nothing else is left, a complement of nobody is told as little as one of a few.
            let isNearlyAll = counts.count > 1 && Self.isSmall(sum - count)
            let hasCrept = last.map { Self.tells(count, after: $0[index]) } ?? false
            return isNearlyAll || hasCrept ? .hidden : .count(count)
        }
        let hiddenSum = zip(cells, counts).reduce(0) { $0 + ($1.0.isPrinted ? 0 : $1.1) }
        let hasCrept = last.map { Self.tells(sum, after: $0.reduce(0, +)) } ?? false
        let isSafe = cells.allSatisfy(\.isPrinted) || !(hasCrept || Self.tells(hiddenSum, cells))
        total = Self.isSmall(sum) ? .small : isSafe ? .count(sum) : .hidden
    }

    private static func isSmall(_ count: Int) -> Bool { count < threshold }

    /// Whether the step between two reports is a small group.
    private static func tells(_ count: Int, after last: Int) -> Bool {
        (1..<threshold).contains(abs(count - last))
    }

    /// Whether the sum of what is hidden narrows any of it down: a small cell could then be less than
    /// anything from zero to nine, another less than ten numbers.
    private static func tells(_ sum: Int, _ cells: [Cell]) -> Bool {
        let smallCount = cells.count { $0 == .small }
        let hiddenCount = cells.count { $0 == .hidden }
        if smallCount > 0 {
            let least = hiddenCount * threshold
            let most = hiddenCount > 0 ? Int.max : (smallCount - 1) * (threshold - 1)
            if sum - least < threshold - 1 || sum > most { return true }
        }
        if hiddenCount == 1 {
            let least = max(threshold, sum - smallCount * (threshold - 1))
            return sum - least + 1 < threshold
        }
        return hiddenCount > 1 && sum - hiddenCount * threshold + 1 < threshold
    }
}

extension TrendReport.Cell {
    /// Whether the number itself stands there.
    package var isPrinted: Bool {
        switch self {
        case .count: true
        case .small, .hidden: false
        }
    }
}
