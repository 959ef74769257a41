// SPDX-License-Identifier: EUPL-1.2

/// A complete subtree: the node at `level` (leaves are 0) and `index` (from the left).
///
/// It covers the entries `index·2^level ..< (index+1)·2^level`, exists once the tree has them all, and
/// never changes after that. What lies right of the last complete subtree changes with every append.
package struct Subtree: Hashable, Sendable {
    package let level: Int
    package let index: Int

    package init(level: Int, index: Int) {
        precondition((0..<63).contains(level) && index >= 0, "a node has a level and an index")
        self.level = level
        self.index = index
    }

    /// The complete subtrees that make up a range of entries, from left to right.
    ///
    /// The range must be one that a walk down the tree meets: its start is a multiple of a power of two
    /// that is not smaller than its length.
    static func covering(_ entries: Range<Int>) -> [Subtree] {
        var subtrees: [Subtree] = []
        var start = entries.lowerBound
        while start < entries.upperBound {
            let level = (entries.upperBound - start).highestBit
            subtrees.append(Subtree(level: level, index: start >> level))
            start += 1 << level
        }
        return subtrees
    }
}

extension Int {
    /// The place of the highest one bit of a positive number; 0 for 1.
    var highestBit: Int { Int.bitWidth - 1 - leadingZeroBitCount }

    /// The largest power of two that is smaller than a number above 1.
    var split: Int { 1 << (self - 1).highestBit }
}
