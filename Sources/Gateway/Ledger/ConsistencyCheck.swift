// SPDX-License-Identifier: EUPL-1.2
internal import AuditLog
package import Merkle

/// The last look before a checkpoint is signed: does the new tree extend the one signed before?
///
/// Code of its own, from the two roots and the proof alone, so that a bit that flipped in the tree's
/// memory, or a fault in the tree's code, is not signed. Source: transparency-log.md §1 (RFC 9162
/// §2.1.4.2).
package enum ConsistencyCheck {
    /// Whether the later tree extends the earlier one; the proof is used up exactly.
    package static func holds(from earlier: TreeHead, to later: TreeHead, proof: [TreeHash]) -> Bool
    {
        let hasher = SHA256TreeHasher()
        guard earlier.size <= later.size else { return false }
        if earlier.size == later.size { return proof.isEmpty && earlier.root == later.root }
        if earlier.size == 0 { return proof.isEmpty && earlier.root == hasher.emptyRoot }
        let trailing = earlier.size.trailingZeroBitCount
        var first = (earlier.size - 1) >> trailing
        var last = (later.size - 1) >> trailing
        var rest = proof[...]
        let start: TreeHash
        if first == 0 {
            start = earlier.root
        } else {
            guard let next = rest.popFirst() else { return false }
            start = next
        }
        var old = start
        var new = start
        while last > 0 {
            if first & 1 == 1 {
                guard let sibling = rest.popFirst() else { return false }
                old = hasher.node(sibling, old)
                new = hasher.node(sibling, new)
            } else if first < last {
                guard let sibling = rest.popFirst() else { return false }
                new = hasher.node(new, sibling)
            }
            first >>= 1
            last >>= 1
        }
        return rest.isEmpty && old == earlier.root && new == later.root
    }
}
