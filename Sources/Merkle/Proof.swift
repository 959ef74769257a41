// SPDX-License-Identifier: EUPL-1.2

/// Making of proofs and roots over a source of nodes; checking them is another target's work.
package enum Proof {
    /// Proves that the entry at `index` is in the tree of the first `size` entries.
    ///
    /// Hashes run from the lowest node to the root; none if the size is 1. Cost: O(log n) nodes.
    /// - Throws: `.sizeOutOfRange` unless `0 ≤ index < size`; `.missingNode(level:index:)` if the source
    ///   lost one; `.source` if reading failed.
    /// Source: RFC 6962 §2.1.1.
    package static func inclusion<Nodes: NodeSource>(
        of index: Int, inSize size: Int, nodes: Nodes, hasher: some TreeHasher
    ) throws(ProofError<Nodes.Failure>) -> [TreeHash] {
        guard index >= 0, index < size else { throw .sizeOutOfRange }
        var siblings: [Range<Int>] = []
        var range = 0..<size
        while range.count > 1 {
            let split = range.lowerBound + range.count.split
            let left = range.lowerBound..<split
            let right = split..<range.upperBound
            siblings.append(index < split ? right : left)
            range = index < split ? left : right
        }
        return try roots(of: siblings.reversed(), nodes: nodes, hasher: hasher)
    }

    /// Proves that the tree of the first `earlier` entries is a prefix of that of the first `later`.
    ///
    /// Hashes run from the lowest node to the root; none if the sizes are equal or the earlier is 0.
    /// Cost: O(log n) nodes.
    /// - Throws: `.sizeOutOfRange` unless `0 ≤ earlier ≤ later`; `.missingNode(level:index:)` if the
    ///   source lost one; `.source` if reading failed.
    /// Source: RFC 6962 §2.1.2.
    package static func consistency<Nodes: NodeSource>(
        from earlier: Int, to later: Int, nodes: Nodes, hasher: some TreeHasher
    ) throws(ProofError<Nodes.Failure>) -> [TreeHash] {
        guard earlier >= 0, earlier <= later else { throw .sizeOutOfRange }
        if earlier == 0 || earlier == later { return [] }
        var steps: [Range<Int>] = []
        var range = 0..<later
        while range.upperBound != earlier {
            let split = range.lowerBound + range.count.split
            let left = range.lowerBound..<split
            let right = split..<range.upperBound
            steps.append(earlier <= split ? right : left)
            range = earlier <= split ? left : right
        }
        // A range that starts at 0 is the earlier tree itself: the verifier knows that root.
        if range.lowerBound > 0 { steps.append(range) }
        return try roots(of: steps.reversed(), nodes: nodes, hasher: hasher)
    }

    /// The root of the first `size` entries.
    /// - Throws: `.sizeOutOfRange` if the size is negative; `.missingNode(level:index:)`; `.source`.
    package static func root<Nodes: NodeSource>(
        ofSize size: Int, nodes: Nodes, hasher: some TreeHasher
    ) throws(ProofError<Nodes.Failure>) -> TreeHash {
        guard size >= 0 else { throw .sizeOutOfRange }
        return try root(of: 0..<size, nodes: nodes, hasher: hasher)
    }

    private static func roots<Nodes: NodeSource>(
        of ranges: [Range<Int>], nodes: Nodes, hasher: some TreeHasher
    ) throws(ProofError<Nodes.Failure>) -> [TreeHash] {
        var roots: [TreeHash] = []
        roots.reserveCapacity(ranges.count)
        for range in ranges { roots.append(try root(of: range, nodes: nodes, hasher: hasher)) }
        return roots
    }

    private static func root<Nodes: NodeSource>(
        of range: Range<Int>, nodes: Nodes, hasher: some TreeHasher
    ) throws(ProofError<Nodes.Failure>) -> TreeHash {
        var hashes: [TreeHash] = []
        for subtree in Subtree.covering(range) { hashes.append(try hash(of: subtree, in: nodes)) }
        return hasher.fold(hashes)
    }

    static func hash<Nodes: NodeSource>(
        of subtree: Subtree, in nodes: Nodes
    ) throws(ProofError<Nodes.Failure>) -> TreeHash {
        let found: TreeHash?
        do { found = try nodes.node(subtree) } catch { throw .source(error) }
        guard let found else {
            throw .missingNode(level: subtree.level, index: subtree.index)
        }
        return found
    }
}
