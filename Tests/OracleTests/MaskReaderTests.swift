// SPDX-License-Identifier: EUPL-1.2
import Cedar
import TestSupport
import Testing

/// The reader that the comparison rests on, held to plain counting.
@Suite struct MaskReaderTests {
    private static let counts = [2, 3, 2, 4]

    private static var cells: [[Int]] {
        counts.reduce([[]]) { cells, count in
            cells.flatMap { cell in (0..<count).map { cell + [$0] } }
        }
    }

    /// Some condition on a cell that reads its values one by one.
    private static func holds(_ seed: Int, _ read: (Int, UInt64) -> Bool) -> Bool {
        var random = SeededRandom(seed: UInt64(seed))
        let terms = (0..<3).map { _ in
            (0..<3).map { _ in
                let dimension = random.below(counts.count)
                return (dimension, UInt64(random.below(1 << counts[dimension])))
            }
        }
        return terms.contains { term in term.allSatisfy { read($0.0, $0.1) } }
    }

    @Test(arguments: 0..<40)
    func `every cell that holds is in one cube, and no other`(seed: Int) {
        let reader = MaskReader(valueCounts: Self.counts)
        let cubes = reader.cubes { Self.holds(seed, reader.isAmong) }
        for cell in Self.cells {
            let expected = Self.holds(seed) { $1 & (1 << UInt64(cell[$0])) != 0 }
            #expect(cubes.filter { $0.contains(cell) }.count == (expected ? 1 : 0))
        }
    }
}
