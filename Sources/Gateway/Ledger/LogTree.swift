// SPDX-License-Identifier: EUPL-1.2
internal import AuditLog
internal import Domain
internal import Merkle

/// The tree over the stored entries: rebuilding it, extending it, proving out of it.
enum LogTree {
    typealias Tree = GrowingTree<SHA256TreeHasher>

    private static let hasher = SHA256TreeHasher()

    /// Reads the right edge of the stored tree back, every tile that is still filling from its entries.
    ///
    /// - Throws: `.corrupt` where an entry is missing or its hash is not that of its leaf.
    static func load(size: Int, from state: any StateStorage) throws(LedgerError) -> Tree {
        let tail = size / TileCoordinate.width * TileCoordinate.width
        var tree: Tree
        do { tree = try Tree(size: tail, nodes: nodes(of: state), hasher: hasher) } catch {
            throw failure(error)
        }
        let rows = try state.entries(from: tail, limit: TileCoordinate.width)
        guard rows.count == size - tail else { throw .corrupt("entries and checkpoint disagree") }
        for row in rows { tree.append(try checkedHash(of: row)) }
        return tree
    }

    /// The hash of a stored leaf, computed anew.
    /// - Throws: `.corrupt` where it is not the stored one.
    static func checkedHash(of row: EntryRow) throws(LedgerError) -> TreeHash {
        let hash = hasher.leaf(row.leaf.span)
        guard hash.bytes == row.leafHash else { throw .corrupt("an entry's hash") }
        return hash
    }

    /// The inclusion proof of an entry in a tree whose full tiles are stored.
    static func inclusion(
        of index: Int, in tree: Tree, over state: any StateStorage
    ) throws(LedgerError) -> [TreeHash] {
        do {
            return try Proof.inclusion(
                of: index, inSize: tree.size, nodes: LayeredNodes(tree, over: nodes(of: state)),
                hasher: hasher)
        } catch { throw failure(error) }
    }

    /// The proof that a tree extends an earlier one of this size.
    static func consistency(
        from size: Int, to tree: Tree, over state: any StateStorage
    ) throws(LedgerError) -> [TreeHash] {
        do {
            return try Proof.consistency(
                from: size, to: tree.size, nodes: LayeredNodes(tree, over: nodes(of: state)),
                hasher: hasher)
        } catch { throw failure(error) }
    }

    /// The nodes in the stored full tiles.
    static func nodes(of state: any StateStorage) -> TileNodes<SHA256TreeHasher, LedgerError> {
        TileNodes(hasher: hasher) { coordinate throws(LedgerError) in
            try state.tile(level: coordinate.level, n: coordinate.n)
        }
    }

    private static func failure(_ error: ProofError<LedgerError>) -> LedgerError {
        switch error {
        case .source(let error): error
        case .sizeOutOfRange: .corrupt("tree size")
        case .missingNode: .corrupt("a node of the tree is missing")
        }
    }
}
