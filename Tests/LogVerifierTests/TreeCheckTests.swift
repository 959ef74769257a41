// SPDX-License-Identifier: EUPL-1.2
import AuditLog
import LogVerifier
import Merkle
import OpenSSL
import TestSupport
import Testing

/// A tree of entries that all differ, made by the code that the verifier must not share.
func grownTree(_ size: Int) -> (GrowingTree<SHA256TreeHasher>, leaves: [Digest]) {
    var tree = GrowingTree(hasher: SHA256TreeHasher())
    var leaves: [Digest] = []
    for index in 0..<size {
        let entry = [UInt8(index & 0xFF), UInt8(index >> 8)]
        leaves.append(TreeCheck.leafHash(entry.span))
        tree.append(SHA256TreeHasher().leaf(entry.span))
    }
    return (tree, leaves)
}

extension TreeHash {
    /// The same 32 bytes as the verifier holds them.
    var digest: Digest {
        guard let digest = Digest(bytes: bytes) else { preconditionFailure("32 bytes") }
        return digest
    }
}

/// All small ways to spoil a proof.
func spoiled(_ proof: [Digest]) -> [[Digest]] {
    var spoiled = [proof + [TreeCheck.emptyRoot]]
    if let last = proof.last { spoiled.append(proof + [last]) }
    for place in proof.indices {
        var dropped = proof
        dropped.remove(at: place)
        spoiled.append(dropped)
        var flipped = proof
        var bytes = proof[place].bytes
        bytes[place % 32] ^= 1
        flipped[place] = Digest(bytes: bytes) ?? proof[place]
        spoiled.append(flipped)
    }
    if proof.count > 1 { spoiled.append(proof.reversed()) }
    return spoiled
}

@Suite struct TreeCheckTests {
    let hasher = SHA256TreeHasher()

    @Test(arguments: 1...40)
    func `every inclusion proof verifies, and nothing near it does`(size: Int) throws {
        let (tree, leaves) = grownTree(size)
        let root = tree.head.root.digest
        for index in 0..<size {
            let proof = try Proof.inclusion(of: index, inSize: size, nodes: tree, hasher: hasher)
                .map(\.digest)
            func verifies(
                leaf: Digest? = nil, at place: Int? = nil, root given: Digest? = nil,
                _ hashes: [Digest]? = nil
            ) -> Bool {
                TreeCheck.inclusion(
                    leaf: leaf ?? leaves[index], index: place ?? index, size: size,
                    root: given ?? root, proof: hashes ?? proof)
            }
            #expect(verifies())
            for other in -1...size where other != index { #expect(!verifies(at: other)) }
            for other in leaves where other != leaves[index] { #expect(!verifies(leaf: other)) }
            #expect(!verifies(root: TreeCheck.emptyRoot))
            for hashes in spoiled(proof) { #expect(!verifies(hashes)) }
        }
    }

    @Test(arguments: 0...40)
    func `every consistency proof verifies, and nothing near it does`(later: Int) throws {
        let (tree, _) = grownTree(later)
        let roots = try (0...later).map {
            try Proof.root(ofSize: $0, nodes: tree, hasher: hasher).digest
        }
        for earlier in 0...later {
            let proof = try Proof.consistency(
                from: earlier, to: later, nodes: tree, hasher: hasher
            ).map(\.digest)
            func verifies(_ old: Digest? = nil, _ new: Digest? = nil, _ hashes: [Digest]? = nil)
                -> Bool
            {
                TreeCheck.consistency(
                    earlier: earlier, earlierRoot: old ?? roots[earlier], later: later,
                    laterRoot: new ?? roots[later], proof: hashes ?? proof)
            }
            #expect(verifies())
            for hashes in spoiled(proof) { #expect(!verifies(nil, nil, hashes)) }
            for (size, root) in roots.enumerated() where size != earlier {
                #expect(!verifies(root), "old root of \(size)")
            }
            // From nothing every tree follows: there the new root is not bound.
            if earlier > 0 {
                for (size, root) in roots.enumerated() where size != later {
                    #expect(!verifies(nil, root), "new root of \(size)")
                }
            }
            if earlier < later {
                #expect(
                    !TreeCheck.consistency(
                        earlier: later, earlierRoot: roots[later], later: earlier,
                        laterRoot: roots[earlier], proof: proof))
            }
        }
    }

    @Test func `a fork with one entry rewritten is never an extension`() throws {
        let (honest, _) = grownTree(20)
        for rewritten in 0..<13 {
            var fork = GrowingTree(hasher: hasher)
            for index in 0..<20 {
                let entry = [UInt8(index), index == rewritten ? 1 : 0]
                fork.append(hasher.leaf(entry.span))
            }
            for tree in [honest, fork] {
                let proof = try Proof.consistency(from: 13, to: 20, nodes: tree, hasher: hasher)
                let old = try Proof.root(ofSize: 13, nodes: honest, hasher: hasher)
                #expect(
                    !TreeCheck.consistency(
                        earlier: 13, earlierRoot: old.digest, later: 20,
                        laterRoot: fork.head.root.digest, proof: proof.map(\.digest)))
            }
        }
    }

    @Test func `sizes of 63 bits neither trap nor verify`() {
        let hash = TreeCheck.emptyRoot
        for count in [0, 1, 62, 63, 64] {
            let proof = [Digest](repeating: hash, count: count)
            #expect(
                !TreeCheck.inclusion(
                    leaf: hash, index: .max - 1, size: .max, root: hash, proof: proof))
            #expect(
                !TreeCheck.inclusion(leaf: hash, index: 0, size: .max, root: hash, proof: proof))
            #expect(
                !TreeCheck.consistency(
                    earlier: .max - 1, earlierRoot: hash, later: .max, laterRoot: hash,
                    proof: proof))
        }
        #expect(!TreeCheck.inclusion(leaf: hash, index: 0, size: 0, root: hash, proof: []))
        #expect(!TreeCheck.inclusion(leaf: hash, index: .min, size: .max, root: hash, proof: []))
    }
}

@Suite(Vectors.tlog.areThere) struct TreeVectorTests {
    let vectors: LogVectors

    init() throws { vectors = try LogVectors.shared.get() }

    private func digest(_ hex: String) throws -> Digest {
        try #require(Digest(bytes: hexBytes(hex)))
    }

    @Test func `inclusion proofs`() throws {
        let tree = try vectorTree()
        for vector in vectors.inclusion {
            let root = try Proof.root(
                ofSize: vector.size, nodes: tree, hasher: SHA256TreeHasher())
            #expect(
                TreeCheck.inclusion(
                    leaf: try digest(vectors.leaves[vector.index].leaf_hash), index: vector.index,
                    size: vector.size, root: root.digest, proof: try vector.proof.map(digest)))
        }
    }

    @Test func `consistency proofs`() throws {
        let tree = try vectorTree()
        for vector in vectors.consistency {
            let roots = try [vector.old, vector.new].map {
                try Proof.root(ofSize: $0, nodes: tree, hasher: SHA256TreeHasher()).digest
            }
            #expect(
                TreeCheck.consistency(
                    earlier: vector.old, earlierRoot: roots[0], later: vector.new,
                    laterRoot: roots[1], proof: try vector.proof.map(digest)))
        }
    }

    private func vectorTree() throws -> GrowingTree<SHA256TreeHasher> {
        var tree = GrowingTree(hasher: SHA256TreeHasher())
        for leaf in vectors.leaves {
            let entry = hexBytes(leaf.entry)
            #expect(TreeCheck.leafHash(entry.span) == (try digest(leaf.leaf_hash)))
            tree.append(SHA256TreeHasher().leaf(entry.span))
        }
        return tree
    }

    @Test func `inclusion proofs that must fail`() throws {
        #expect(vectors.inclusion_bad.count == 120)
        for vector in vectors.inclusion_bad {
            #expect(
                !TreeCheck.inclusion(
                    leaf: try digest(vector.leaf_hash), index: vector.index, size: vector.size,
                    root: try digest(vector.root), proof: try vector.proof.map(digest)),
                "\(vector.why): \(vector.index) in \(vector.size)")
        }
    }

    @Test func `consistency proofs that must fail`() throws {
        #expect(vectors.consistency_bad.count == 83)
        for vector in vectors.consistency_bad {
            #expect(
                !TreeCheck.consistency(
                    earlier: vector.old, earlierRoot: try digest(vector.old_root),
                    later: vector.new, laterRoot: try digest(vector.new_root),
                    proof: try vector.proof.map(digest)),
                "\(vector.why): \(vector.old) to \(vector.new)")
        }
    }
}
