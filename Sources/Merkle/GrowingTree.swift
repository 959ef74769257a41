// SPDX-License-Identifier: EUPL-1.2

/// A tree in memory to which entries are appended: its right edge, O(log n) hashes.
///
/// A value: a batch works on a copy, and the copy takes the place of the original once it is durable.
/// It keeps the nodes of the tiles that are still filling and of the one before each, so that roots,
/// partial tiles and the proofs of fresh entries cost no reading and hardly any hashing.
package struct GrowingTree<Hasher: TreeHasher>: Sendable, NodeSource {
    /// A tile that became full: its place, and 256 hashes of 32 bytes.
    package struct FullTile: Equatable, Sendable {
        package let coordinate: TileCoordinate
        package let bytes: [UInt8]
    }

    /// Consecutive nodes of one level, up to the last complete one.
    private struct Row: Sendable {
        var first = 0
        var hashes: [TreeHash] = []
        var end: Int { first + hashes.count }
    }

    private let hasher: Hasher
    /// Number of entries.
    package private(set) var size = 0
    // INVARIANT: row L ends at node `size >> L` and reaches back at least to the start of the tile that
    // is filling at tile level L/8.
    private var rows: [Row] = []

    /// The tree without entries.
    package init(hasher: Hasher) { self.hasher = hasher }

    /// The tree of `size` stored entries, its right edge read back from a source.
    /// - Throws: `.sizeOutOfRange` if the size is negative; `.missingNode(level:index:)`; `.source`.
    package init<Nodes: NodeSource>(
        size: Int, nodes: Nodes, hasher: Hasher
    ) throws(ProofError<Nodes.Failure>) {
        guard size >= 0 else { throw .sizeOutOfRange }
        self.hasher = hasher
        self.size = size
        var level = 0
        while size >> level > 0 {
            rows.append(
                try Self.row(level, below: rows.last, size: size, nodes: nodes, hasher: hasher))
            level += 1
        }
    }

    private static func row<Nodes: NodeSource>(
        _ level: Int, below: Row?, size: Int, nodes: Nodes, hasher: Hasher
    ) throws(ProofError<Nodes.Failure>) -> Row {
        let first = firstKept(level: level, size: size)
        var row = Row(first: first)
        for index in first..<size >> level {
            if let below, below.first <= index * 2 {
                let left = index * 2 - below.first
                row.hashes.append(hasher.node(below.hashes[left], below.hashes[left + 1]))
            } else {
                let subtree = Subtree(level: level, index: index)
                row.hashes.append(try Proof.hash(of: subtree, in: nodes))
            }
        }
        return row
    }

    /// The first node of a level in the tile that is filling when the tree has `size` entries.
    private static func firstKept(level: Int, size: Int) -> Int {
        let tileLevel = level / 8
        let items = size >> (8 * tileLevel)
        return (items / TileCoordinate.width * TileCoordinate.width) >> (level % 8)
    }

    /// Appends one entry by its leaf hash; gives the tiles that it fills, lowest level first.
    @discardableResult
    package mutating func append(_ leaf: TreeHash) -> [FullTile] {
        precondition(size < Int.max, "a tree's size fits in 63 bits")
        var hash = leaf
        var index = size
        var level = 0
        size += 1
        place(hash, level: level)
        while index & 1 == 1 {
            let row = rows[level]
            hash = hasher.node(row.hashes[row.hashes.count - 2], hash)
            index >>= 1
            level += 1
            place(hash, level: level)
        }
        return filledTiles()
    }

    private mutating func place(_ hash: TreeHash, level: Int) {
        if level == rows.count { rows.append(Row()) }
        rows[level].hashes.append(hash)
    }

    private mutating func filledTiles() -> [FullTile] {
        var tiles: [FullTile] = []
        var level = 0
        while size & ((1 << (8 * (level + 1))) - 1) == 0 {
            let n = (size >> (8 * (level + 1))) - 1
            let coordinate = TileCoordinate(level: level, n: n)
            guard let bytes = tile(coordinate, width: TileCoordinate.width) else {
                preconditionFailure("a tile that fills up is in memory")
            }
            tiles.append(FullTile(coordinate: coordinate, bytes: bytes))
            forgetBefore(tile: n, level: level)
            level += 1
            if level == 7 { break }
        }
        return tiles
    }

    /// Drops what lies before the tile that just became full.
    private mutating func forgetBefore(tile n: Int, level tileLevel: Int) {
        for within in 0..<8 where tileLevel * 8 + within < rows.count {
            let level = tileLevel * 8 + within
            let first = (n * TileCoordinate.width) >> within
            let surplus = first - rows[level].first
            guard surplus > 0 else { continue }
            rows[level].hashes.removeFirst(surplus)
            rows[level].first = first
        }
    }

    /// The size and the root now.
    package var head: TreeHead {
        var subtrees: [TreeHash] = []
        for subtree in Subtree.covering(0..<size) {
            guard let hash = node(subtree) else {
                preconditionFailure("the right edge of a tree is in memory")
            }
            subtrees.append(hash)
        }
        return TreeHead(size: size, root: hasher.fold(subtrees))
    }

    /// A complete subtree that is in memory, else nil.
    package func node(_ subtree: Subtree) -> TreeHash? {
        guard subtree.level < rows.count else { return nil }
        let row = rows[subtree.level]
        guard subtree.index >= row.first, subtree.index < row.end else { return nil }
        return row.hashes[subtree.index - row.first]
    }

    /// The first `width` hashes of a tile, or nil if they are not all in memory.
    package func tile(_ coordinate: TileCoordinate, width: Int) -> [UInt8]? {
        precondition(
            (1...TileCoordinate.width).contains(width), "a tile has between 1 and 256 hashes")
        guard coordinate.level * 8 < rows.count else { return nil }
        let row = rows[coordinate.level * 8]
        let first = coordinate.n * TileCoordinate.width
        guard first >= row.first, first + width <= row.end else { return nil }
        var bytes: [UInt8] = []
        bytes.reserveCapacity(width * TreeHash.byteCount)
        for hash in row.hashes[(first - row.first)..<(first - row.first + width)] {
            hash.append(to: &bytes)
        }
        return bytes
    }
}
