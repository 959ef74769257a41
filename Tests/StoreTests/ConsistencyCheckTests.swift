// SPDX-License-Identifier: EUPL-1.2
import AuditLog
import Gateway
import Merkle
import Testing

/// The check before each signature, against every small tree and every way to spoil a proof.
@Suite struct ConsistencyCheckTests {
    private static let hasher = SHA256TreeHasher()

    private func trees(to count: Int) -> [GrowingTree<SHA256TreeHasher>] {
        var tree = GrowingTree(hasher: Self.hasher)
        var trees = [tree]
        for number in 0..<count {
            tree.append(Self.hasher.leaf([UInt8(number)].span))
            trees.append(tree)
        }
        return trees
    }

    @Test func `every tree up to forty leaves extends every smaller one`() throws {
        let trees = trees(to: 40)
        for later in trees {
            for earlier in trees[...later.size] {
                let proof = try Proof.consistency(
                    from: earlier.size, to: later.size, nodes: later, hasher: Self.hasher)
                #expect(
                    ConsistencyCheck.holds(from: earlier.head, to: later.head, proof: proof))
            }
        }
    }

    @Test func `another root, size or proof is refused`() throws {
        let trees = trees(to: 24)
        let other = TreeHash([UInt8](repeating: 7, count: 32).span, at: 0)
        for later in trees.dropFirst() {
            for earlier in trees[1...later.size] {
                let proof = try Proof.consistency(
                    from: earlier.size, to: later.size, nodes: later, hasher: Self.hasher)
                let old = earlier.head
                let new = later.head
                func holds(_ old: TreeHead, _ new: TreeHead, _ proof: [TreeHash]) -> Bool {
                    ConsistencyCheck.holds(from: old, to: new, proof: proof)
                }
                #expect(!holds(TreeHead(size: old.size, root: other), new, proof))
                #expect(!holds(old, TreeHead(size: new.size, root: other), proof))
                #expect(!holds(old, new, proof + [other]))
                if !proof.isEmpty {
                    #expect(!holds(old, new, Array(proof.dropLast())))
                    for place in proof.indices {
                        var spoilt = proof
                        spoilt[place] = other
                        #expect(!holds(old, new, spoilt))
                    }
                }
                if earlier.size < later.size { #expect(!holds(new, old, proof)) }
            }
        }
    }
}
