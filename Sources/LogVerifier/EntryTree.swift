// SPDX-License-Identifier: EUPL-1.2
internal import OpenSSL

/// The tree over the entries that an audit has read, kept as the rows of the tiles that are filling.
struct EntryTree: Sendable {
    /// A tile as the entries give it.
    struct Tile: Sendable {
        let level: Int
        let n: Int
        let width: Int
        let bytes: [UInt8]
    }

    /// Number of entries.
    private(set) var size = 0
    /// Hashes of the tile that is filling at each level, fewer than 256.
    private var rows: [[Digest]] = []

    /// Adds an entry by its leaf hash; gives the tiles that it fills, lowest level first.
    mutating func append(_ leaf: Digest) -> [Tile] {
        var filled: [Tile] = []
        var hash = leaf
        var level = 0
        size += 1
        while true {
            if level == rows.count { rows.append([]) }
            rows[level].append(hash)
            guard rows[level].count == Tiles.width else { return filled }
            hash = Self.root(rows[level][...])
            filled.append(tile(level))
            rows[level] = []
            level += 1
        }
    }

    /// The tiles that are not full, lowest level first; empty ones are not there.
    var partialTiles: [Tile] { rows.indices.filter { !rows[$0].isEmpty }.map(tile) }

    private func tile(_ level: Int) -> Tile {
        let row = rows[level]
        let first = size >> (8 * level) - row.count
        return Tile(
            level: level, n: first / Tiles.width, width: row.count, bytes: row.flatMap(\.bytes))
    }

    /// The root over everything read so far.
    var root: Digest {
        // Within a row the complete subtrees come first; higher rows stand to the left of lower ones.
        var root: Digest?
        for row in rows where !row.isEmpty {
            var end = row.count
            while end > 0 {
                let width = end & -end
                let subtree = Self.root(row[(end - width)..<end])
                root = root.map { TreeCheck.node(subtree, $0) } ?? subtree
                end -= width
            }
        }
        return root ?? TreeCheck.emptyRoot
    }

    /// The root of a power of two of hashes.
    private static func root(_ hashes: ArraySlice<Digest>) -> Digest {
        var row = Array(hashes)
        while row.count > 1 {
            row = stride(from: 0, to: row.count, by: 2).map {
                TreeCheck.node(row[$0], row[$0 + 1])
            }
        }
        return row[0]
    }
}
