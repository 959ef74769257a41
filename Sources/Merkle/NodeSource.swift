// SPDX-License-Identifier: EUPL-1.2

/// Where the nodes of a tree come from: memory, stored tiles, or one behind the other.
package protocol NodeSource {
    /// What can go wrong while reading; `Never` for memory.
    associatedtype Failure: Error

    /// The hash of a complete subtree, or nil if this source does not have it.
    func node(_ subtree: Subtree) throws(Failure) -> TreeHash?
}

/// Why a proof or a root could not be made.
package enum ProofError<Failure: Error>: Error {
    /// The index or the sizes do not fit each other.
    case sizeOutOfRange
    /// Storage lost a node that the tree must have.
    case missingNode(level: Int, index: Int)
    /// Reading failed.
    case source(Failure)
}

extension ProofError: Equatable where Failure: Equatable {}

/// The nodes of a first source, and of a second where the first has none.
package struct LayeredNodes<First: NodeSource, Second: NodeSource>: NodeSource
where First.Failure == Never {
    private let first: First
    private let second: Second

    package init(_ first: First, over second: Second) {
        self.first = first
        self.second = second
    }

    package func node(_ subtree: Subtree) throws(Second.Failure) -> TreeHash? {
        if let hash = first.node(subtree) { return hash }
        return try second.node(subtree)
    }
}

/// Nodes out of stored full tiles, hashed together where they lie inside a tile.
///
/// A node at level L' stands in the tile of level L' div 8 or is the root of 2^(L' mod 8) hashes in it.
/// Where that tile is not stored (it is not full yet), a hash at a tile's own level is the root of the
/// full tile below. Source: C2SP tlog-tiles.
package struct TileNodes<Hasher: TreeHasher, Failure: Error>: NodeSource {
    private let hasher: Hasher
    private let read: (TileCoordinate) throws(Failure) -> [UInt8]?

    /// Nodes over a function that reads one full tile (8,192 bytes), or nil if it is not stored.
    package init(
        hasher: Hasher, read: @escaping (TileCoordinate) throws(Failure) -> [UInt8]?
    ) {
        self.hasher = hasher
        self.read = read
    }

    package func node(_ subtree: Subtree) throws(Failure) -> TreeHash? {
        let within = subtree.level % 8
        let coordinate = TileCoordinate(
            level: subtree.level / 8, n: subtree.index >> (8 - within))
        if let tile = try read(coordinate) {
            guard tile.count == TileCoordinate.fullByteCount else { return nil }
            let first = (subtree.index << within) % TileCoordinate.width
            return root(of: tile, first: first, count: 1 << within)
        }
        guard coordinate.level > 0 else { return nil }
        if within > 0 {
            let left = Subtree(level: subtree.level - 1, index: subtree.index * 2)
            let right = Subtree(level: subtree.level - 1, index: subtree.index * 2 + 1)
            guard let leftHash = try node(left), let rightHash = try node(right) else { return nil }
            return hasher.node(leftHash, rightHash)
        }
        let below = TileCoordinate(level: coordinate.level - 1, n: subtree.index)
        guard let tile = try read(below), tile.count == TileCoordinate.fullByteCount else {
            return nil
        }
        return root(of: tile, first: 0, count: TileCoordinate.width)
    }

    private func root(of tile: [UInt8], first: Int, count: Int) -> TreeHash {
        var row = (first..<first + count).map {
            TreeHash(tile.span, at: $0 * TreeHash.byteCount)
        }
        while row.count > 1 {
            row = stride(from: 0, to: row.count, by: 2).map { hasher.node(row[$0], row[$0 + 1]) }
        }
        return row[0]
    }
}
