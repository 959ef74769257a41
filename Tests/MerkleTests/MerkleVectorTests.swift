// SPDX-License-Identifier: EUPL-1.2
import Encodings
import Merkle
import OpenSSL
import TestSupport
import Testing

@Suite(Vectors.tlog.areThere) struct MerkleVectorTests {
    let vectors: LogVectors
    let hasher = SHA256Tree()
    let naive: NaiveTree

    init() throws {
        vectors = try LogVectors.shared.get()
        naive = NaiveTree(
            leaves: vectors.leaves.map { SHA256Tree().leaf(hexBytes($0.entry).span) })
    }

    @Test func `leaf hashes`() {
        #expect(vectors.leaves.map(\.index) == Array(0..<258))
        #expect(naive.leaves.map { Hex.encode($0.bytes) } == vectors.leaves.map(\.leaf_hash))
    }

    @Test func `a node`() throws {
        let example = vectors.node_hash_example
        let left = try #require(TreeHash(bytes: hexBytes(example.left)))
        let right = try #require(TreeHash(bytes: hexBytes(example.right)))
        #expect(Hex.encode(hasher.node(left, right).bytes) == example.node)
    }

    @Test func `roots`() {
        #expect(vectors.roots.count == 25)
        for root in vectors.roots {
            let (tree, _) = GrowingTree.growing(naive, to: root.size)
            #expect(Hex.encode(tree.head.root.bytes) == root.root, "size \(root.size)")
        }
    }

    @Test func `inclusion proofs`() throws {
        let (tree, _) = GrowingTree.growing(naive, to: 258)
        #expect(vectors.inclusion.count == 250)
        for vector in vectors.inclusion {
            let proof = try Proof.inclusion(
                of: vector.index, inSize: vector.size, nodes: tree, hasher: hasher)
            #expect(proof.map { Hex.encode($0.bytes) } == vector.proof)
        }
    }

    @Test func `consistency proofs`() throws {
        let (tree, _) = GrowingTree.growing(naive, to: 258)
        #expect(vectors.consistency.count == 261)
        for vector in vectors.consistency {
            let proof = try Proof.consistency(
                from: vector.old, to: vector.new, nodes: tree, hasher: hasher)
            #expect(proof.map { Hex.encode($0.bytes) } == vector.proof)
        }
    }

    @Test func `tile paths, both ways`() throws {
        for vector in vectors.tile_paths {
            let content: TileResource.Content = vector.level.map { .hashes(level: $0) } ?? .entries
            let resource = TileResource(content: content, n: vector.n, width: vector.width)
            #expect(resource.path == vector.path)
            #expect(TileResource(path: vector.path) == resource)
        }
    }

    @Test func `other spellings of tile paths`() {
        #expect(vectors.tile_paths_bad.count == 20)
        for path in vectors.tile_paths_bad { #expect(TileResource(path: path) == nil, "\(path)") }
    }

    @Test func `hash tiles`() throws {
        for vector in vectors.tiles {
            let (tree, tiles) = GrowingTree.growing(naive, to: vector.size)
            let resources = TileResource.all(forSize: vector.size)
            #expect(resources.map(\.path) == vector.items.map(\.path))
            for (resource, item) in zip(resources, vector.items) {
                guard case .hashes(let level) = resource.content else { continue }
                let place = TileCoordinate(level: level, n: resource.n)
                let tile = try #require(
                    tiles[place] ?? tree.tile(place, width: resource.width))
                #expect(tile.count == item.bytes)
                #expect(Hex.encode(Digest(hashing: tile.span).bytes) == item.sha256)
                if let data = item.data { #expect(Hex.encode(tile) == data) }
            }
        }
    }
}
