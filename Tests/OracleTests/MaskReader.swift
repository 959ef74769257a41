// SPDX-License-Identifier: EUPL-1.2
import Cedar

/// Reads dimensions of a space for many cells at once.
///
/// Where the cells of the moment do not agree on an answer, the reader takes one side and comes
/// back for the other: every cell is answered, and only what is asked divides them.
final class MaskReader {
    private let whole: [UInt64]
    private var masks: [UInt64]
    /// The sides taken so far; false is the second.
    private var path: [Bool] = []
    private var position = 0

    /// - Parameter valueCounts: the number of values of each dimension, at most 64.
    init(valueCounts: [Int]) {
        whole = valueCounts.map { $0 == 64 ? .max : (1 << UInt64($0)) - 1 }
        masks = whole
    }

    /// Whether the value of a dimension is among some.
    func isAmong(_ dimension: Int, _ values: UInt64) -> Bool {
        let inside = masks[dimension] & values
        let outside = masks[dimension] & ~values
        if outside == 0 { return true }
        if inside == 0 { return false }
        if position == path.count { path.append(true) }
        let side = path[position]
        position += 1
        masks[dimension] = side ? inside : outside
        return side
    }

    /// The cells for which `answer` is true, each in one cube; each run of it must ask the same of
    /// the same cells.
    func cubes(_ answer: () -> Bool) -> [Cube] {
        var cubes: [Cube] = []
        path = []
        repeat {
            masks = whole
            position = 0
            if answer() { cubes.append(Cube(masks: masks)) }
            precondition(position == path.count, "an answer depends on nothing but what it asks")
            while path.last == false { path.removeLast() }
            if let last = path.indices.last { path[last] = false }
        } while !path.isEmpty
        return cubes
    }
}
