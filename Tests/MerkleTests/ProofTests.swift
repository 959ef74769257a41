// SPDX-License-Identifier: EUPL-1.2
import Merkle
import TestSupport
import Testing

@Suite struct ProofTests {
    let hasher = SHA256Tree()

    @Test func `every proof in every tree up to 40 entries is the one of the definition`() throws {
        let naive = NaiveTree(size: 40)
        for size in 1...40 {
            let (tree, _) = GrowingTree.growing(naive, to: size)
            for index in 0..<size {
                let proof = try Proof.inclusion(
                    of: index, inSize: size, nodes: tree, hasher: hasher)
                #expect(proof == naive.path(index, 0..<size), "\(index) in \(size)")
            }
            for earlier in 0...size {
                let proof = try Proof.consistency(
                    from: earlier, to: size, nodes: tree, hasher: hasher)
                #expect(proof == naive.proof(earlier, size), "\(earlier) to \(size)")
                #expect(
                    try Proof.root(ofSize: earlier, nodes: tree, hasher: hasher)
                        == naive.root(0..<earlier))
            }
        }
    }

    @Test(arguments: UInt64(0)..<40)
    func `proofs in older trees come out of stored tiles`(seed: UInt64) throws {
        var numbers = SeededRandom(seed: seed)
        let largest = 300 + Int(seed) * 40
        let naive = NaiveTree(size: largest)
        let (tree, tiles) = GrowingTree.growing(naive, to: largest)
        let nodes = LayeredNodes(
            tree, over: TileNodes(hasher: hasher) { (place) -> [UInt8]? in tiles[place] })
        for _ in 0..<5 {
            let size = Int.random(in: 1...largest, using: &numbers)
            let index = Int.random(in: 0..<size, using: &numbers)
            #expect(
                try Proof.inclusion(of: index, inSize: size, nodes: nodes, hasher: hasher)
                    == naive.path(index, 0..<size), "\(index) in \(size)")
            let earlier = Int.random(in: 0...size, using: &numbers)
            #expect(
                try Proof.consistency(from: earlier, to: size, nodes: nodes, hasher: hasher)
                    == naive.proof(earlier, size), "\(earlier) to \(size)")
        }
    }

    @Test func `numbers outside the tree are refused`() {
        let (tree, _) = GrowingTree.growing(NaiveTree(size: 5), to: 5)
        for (index, size) in [(5, 5), (-1, 5), (0, 0), (1, 0), (0, -1)] {
            #expect(throws: ProofError<Never>.sizeOutOfRange) {
                try Proof.inclusion(of: index, inSize: size, nodes: tree, hasher: hasher)
            }
        }
        for (earlier, later) in [(6, 5), (-1, 5), (1, 0)] {
            #expect(throws: ProofError<Never>.sizeOutOfRange) {
                try Proof.consistency(from: earlier, to: later, nodes: tree, hasher: hasher)
            }
        }
        #expect(throws: ProofError<Never>.missingNode(level: 1, index: 2)) {
            try Proof.inclusion(of: 1, inSize: 7, nodes: tree, hasher: hasher)
        }
        #expect(throws: ProofError<Never>.sizeOutOfRange) {
            try Proof.root(ofSize: -1, nodes: tree, hasher: hasher)
        }
    }

    @Test func `a reader's failure comes through as it is`() {
        struct Broken: Error, Equatable {}
        let nodes = TileNodes(hasher: hasher) { (_) throws(Broken) -> [UInt8]? in throw Broken() }
        #expect(throws: ProofError<Broken>.source(Broken())) {
            try Proof.inclusion(of: 0, inSize: 600, nodes: nodes, hasher: hasher)
        }
    }

    @Test func `a stored tile of another length is no tile`() {
        let nodes = TileNodes(hasher: hasher) { (_) -> [UInt8]? in [1, 2, 3] }
        #expect(nodes.node(Subtree(level: 0, index: 0)) == nil)
        #expect(nodes.node(Subtree(level: 8, index: 0)) == nil)
    }
}
