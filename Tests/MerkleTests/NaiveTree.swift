// SPDX-License-Identifier: EUPL-1.2
import Merkle
import OpenSSL

/// SHA-256 for the trees of these tests.
struct SHA256Tree: TreeHasher {
    func hash(_ message: Span<UInt8>) -> TreeHash {
        let digest = Digest(hashing: message).bytes
        return TreeHash(digest.span, at: 0)
    }
}

/// The tree by its definition: recursive, over all leaf hashes, no tiles, nothing kept.
struct NaiveTree {
    let leaves: [TreeHash]
    let hasher = SHA256Tree()

    /// A tree of `size` entries that all differ.
    init(size: Int, salt: UInt8 = 0) {
        leaves = (0..<size).map { index in
            let entry = [salt, UInt8(index & 0xFF), UInt8(index >> 8 & 0xFF), UInt8(index >> 16)]
            return SHA256Tree().leaf(entry.span)
        }
    }

    init(leaves: [TreeHash]) { self.leaves = leaves }

    func root(_ range: Range<Int>) -> TreeHash {
        switch range.count {
        case 0: return hasher.emptyRoot
        case 1: return leaves[range.lowerBound]
        default:
            let split = range.lowerBound + Self.split(range.count)
            return hasher.node(
                root(range.lowerBound..<split), root(split..<range.upperBound))
        }
    }

    /// The largest power of two smaller than `count`.
    static func split(_ count: Int) -> Int {
        var power = 1
        while power * 2 < count { power *= 2 }
        return power
    }

    /// PATH(m, D[n]) of RFC 6962 §2.1.1.
    func path(_ index: Int, _ range: Range<Int>) -> [TreeHash] {
        if range.count == 1 { return [] }
        let split = range.lowerBound + Self.split(range.count)
        if index < split {
            return path(index, range.lowerBound..<split) + [root(split..<range.upperBound)]
        }
        return path(index, split..<range.upperBound) + [root(range.lowerBound..<split)]
    }

    /// PROOF(m, D[n]) of RFC 6962 §2.1.2.
    func proof(_ earlier: Int, _ later: Int) -> [TreeHash] {
        earlier == 0 || earlier == later ? [] : subproof(earlier, 0..<later, true)
    }

    private func subproof(_ end: Int, _ range: Range<Int>, _ known: Bool) -> [TreeHash] {
        if range.upperBound == end { return known ? [] : [root(range)] }
        let split = range.lowerBound + Self.split(range.count)
        if end <= split {
            return subproof(end, range.lowerBound..<split, known)
                + [root(split..<range.upperBound)]
        }
        return subproof(end, split..<range.upperBound, false)
            + [root(range.lowerBound..<split)]
    }
}

extension GrowingTree where Hasher == SHA256Tree {
    /// The tree of a naive tree's first `size` leaves, and the tiles that became full.
    static func growing(
        _ naive: NaiveTree, to size: Int
    ) -> (tree: GrowingTree<SHA256Tree>, tiles: [TileCoordinate: [UInt8]]) {
        var tree = GrowingTree(hasher: SHA256Tree())
        var tiles: [TileCoordinate: [UInt8]] = [:]
        for leaf in naive.leaves.prefix(size) {
            for tile in tree.append(leaf) { tiles[tile.coordinate] = tile.bytes }
        }
        return (tree, tiles)
    }
}
