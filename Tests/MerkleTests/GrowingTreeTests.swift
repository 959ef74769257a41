// SPDX-License-Identifier: EUPL-1.2
import Merkle
import TestSupport
import Testing

@Suite struct GrowingTreeTests {
    let hasher = SHA256Tree()

    @Test func `the root of no entries is the hash of nothing, not zeros`() {
        let tree = GrowingTree(hasher: hasher)
        #expect(tree.head.size == 0)
        #expect(
            tree.head.root.bytes
                == hexBytes("e3b0c44298fc1c149afbf4c8996fb92427ae41e4649b934ca495991b7852b855"))
    }

    @Test func `leaves and nodes are told apart by their first byte`() {
        let left = hasher.leaf([1, 2, 3].span)
        let nothing: [UInt8] = []
        let right = hasher.leaf(nothing.span)
        #expect(left == hasher.hash([0, 1, 2, 3].span))
        #expect(right == hasher.hash([0].span))
        #expect(hasher.node(left, right) == hasher.hash(([1] + left.bytes + right.bytes).span))
        #expect(hasher.node(left, right) != hasher.node(right, left))
        #expect(hasher.leaf((left.bytes + right.bytes).span) != hasher.node(left, right))
    }

    @Test func `after each append the root is the naive root, up to 600 entries`() {
        let naive = NaiveTree(size: 600)
        var tree = GrowingTree(hasher: hasher)
        for (index, leaf) in naive.leaves.enumerated() {
            tree.append(leaf)
            #expect(tree.head.size == index + 1)
            #expect(tree.head.root == naive.root(0..<index + 1), "size \(index + 1)")
        }
    }

    @Test func `a copy that grows leaves the original as it was`() {
        let naive = NaiveTree(size: 20)
        let (original, _) = GrowingTree.growing(naive, to: 13)
        var copy = original
        copy.append(naive.leaves[13])
        #expect(original.head == TreeHead(size: 13, root: naive.root(0..<13)))
        #expect(copy.head == TreeHead(size: 14, root: naive.root(0..<14)))
    }

    @Test func `a tile is given once, when it becomes full, with the hashes of its place`() {
        let naive = NaiveTree(size: 65_536)
        var tree = GrowingTree(hasher: hasher)
        var given: [TileCoordinate] = []
        for (index, leaf) in naive.leaves.enumerated() {
            for tile in tree.append(leaf) {
                given.append(tile.coordinate)
                #expect(tile.bytes.count == TileCoordinate.fullByteCount)
                if tile.coordinate.level == 0 {
                    #expect((index + 1) % 256 == 0 && tile.coordinate.n == index / 256)
                    #expect(tile.bytes == naive.leaves[(index - 255)...index].flatMap(\.bytes))
                } else {
                    #expect(index == 65_535 && tile.coordinate == TileCoordinate(level: 1, n: 0))
                    let roots = (0..<256).map { naive.root($0 * 256..<($0 + 1) * 256) }
                    #expect(tile.bytes == roots.flatMap(\.bytes))
                }
            }
        }
        #expect(given.count == 257 && Set(given).count == 257)
        #expect(given.suffix(2) == [.init(level: 0, n: 255), .init(level: 1, n: 0)])
    }

    @Test(arguments: [0, 1, 2, 40, 255, 256, 257, 511, 512, 513, 1000])
    func `a tree read back from tiles and leaf hashes goes on as the first one did`(size: Int)
        throws
    {
        let naive = NaiveTree(size: size + 300)
        let (tree, tiles) = GrowingTree.growing(naive, to: size)
        let stored = TileNodes(hasher: hasher) { (place) -> [UInt8]? in
            tiles[place]
        }
        let tail = TailLeaves(leaves: naive.leaves, size: size)
        var read = try GrowingTree(
            size: size, nodes: LayeredNodes(tail, over: stored), hasher: hasher)
        #expect(read.head == tree.head)
        var original = tree
        for leaf in naive.leaves[size...] {
            #expect(read.append(leaf) == original.append(leaf))
            #expect(read.head == original.head)
        }
    }

    @Test func `a tree is not read back when a node is missing`() {
        let naive = NaiveTree(size: 300)
        let nothing = TileNodes(hasher: hasher) { (_) -> [UInt8]? in nil }
        #expect(throws: ProofError<Never>.missingNode(level: 0, index: 256)) {
            try GrowingTree(size: 300, nodes: nothing, hasher: hasher)
        }
        let tail = TailLeaves(leaves: naive.leaves, size: 300)
        #expect(throws: ProofError<Never>.missingNode(level: 8, index: 0)) {
            try GrowingTree(
                size: 300, nodes: LayeredNodes(tail, over: nothing), hasher: hasher)
        }
        #expect(throws: ProofError<Never>.sizeOutOfRange) {
            try GrowingTree(size: -1, nodes: nothing, hasher: hasher)
        }
    }

    @Test func `a tile that is not full gives nothing to the level above`() {
        let naive = NaiveTree(size: 512)
        let above = TileCoordinate(level: 1, n: 0)
        for (size, width) in [(255, 0), (256, 1), (511, 1), (512, 2)] {
            let (tree, _) = GrowingTree.growing(naive, to: size)
            if width > 0 { #expect(tree.tile(above, width: width)?.count == 32 * width) }
            #expect(tree.tile(above, width: width + 1) == nil)
        }
    }

    @Test func `partial tiles come from memory, in every width that is there`() {
        let naive = NaiveTree(size: 300)
        let (tree, _) = GrowingTree.growing(naive, to: 300)
        let second = TileCoordinate(level: 0, n: 1)
        for width in 1...44 {
            #expect(
                tree.tile(second, width: width)
                    == naive.leaves[256..<256 + width].flatMap(\.bytes))
        }
        #expect(tree.tile(second, width: 45) == nil)
        #expect(
            tree.tile(TileCoordinate(level: 1, n: 0), width: 1) == naive.root(0..<256).bytes)
        #expect(tree.tile(TileCoordinate(level: 1, n: 0), width: 2) == nil)
        #expect(tree.tile(TileCoordinate(level: 2, n: 0), width: 1) == nil)
        #expect(tree.tile(TileCoordinate(level: 0, n: 2), width: 1) == nil)
    }
}

/// The leaf hashes right of the last full tile, as an entry table would give them.
struct TailLeaves: NodeSource {
    let leaves: [TreeHash]
    let size: Int

    func node(_ subtree: Subtree) -> TreeHash? {
        guard subtree.level == 0, subtree.index >= size / 256 * 256, subtree.index < size else {
            return nil
        }
        return leaves[subtree.index]
    }
}
