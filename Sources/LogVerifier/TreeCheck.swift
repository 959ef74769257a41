// SPDX-License-Identifier: EUPL-1.2
package import OpenSSL

/// Checking of tree proofs, written from the specification and apart from the code that makes them.
///
/// Source: RFC 6962 §2.1, RFC 9162 §2.1.3 and §2.1.4.
package enum TreeCheck {
    /// Most hashes that a proof in a tree of 63-bit size can have.
    package static let proofLengthLimit = 63

    /// The hash of an entry: `H(0x00 ‖ entry)`.
    package static func leafHash(_ entry: Span<UInt8>) -> Digest {
        var message: [UInt8] = [0x00]
        message.reserveCapacity(entry.count + 1)
        for position in entry.indices { message.append(entry[position]) }
        return Digest(hashing: message.span)
    }

    /// The hash of two nodes beneath one: `H(0x01 ‖ left ‖ right)`.
    static func node(_ left: Digest, _ right: Digest) -> Digest {
        var message: [UInt8] = [0x01]
        message.reserveCapacity(65)
        message += left.bytes
        message += right.bytes
        return Digest(hashing: message.span)
    }

    /// The root of the tree without entries.
    package static var emptyRoot: Digest {
        let nothing: [UInt8] = []
        return Digest(hashing: nothing.span)
    }

    /// True if the proof shows that the entry with this hash stands at `index` in the tree.
    ///
    /// Take size and root together from one verified checkpoint: the root does not fix the size.
    package static func inclusion(
        leaf: Digest, index: Int, size: Int, root: Digest, proof: [Digest]
    ) -> Bool {
        guard index >= 0, index < size, proof.count == inclusionLength(index, size) else {
            return false
        }
        var rest = proof[...]
        var result = leaf
        var fn = index
        var sn = size - 1
        while sn > 0 {
            if fn & 1 == 1 {
                guard let next = rest.popFirst() else { return false }
                result = node(next, result)
            } else if fn < sn {
                guard let next = rest.popFirst() else { return false }
                result = node(result, next)
            }
            fn >>= 1
            sn >>= 1
        }
        return rest.isEmpty && result == root
    }

    /// The number of hashes in an inclusion proof: one for each level below the split, then the ones.
    private static func inclusionLength(_ index: Int, _ size: Int) -> Int {
        let levels = Int.bitWidth - (index ^ (size - 1)).leadingZeroBitCount
        return levels + (index >> levels).nonzeroBitCount
    }

    /// True if the proof shows that the earlier tree is a prefix of the later one.
    package static func consistency(
        earlier: Int, earlierRoot: Digest, later: Int, laterRoot: Digest, proof: [Digest]
    ) -> Bool {
        guard earlier >= 0, earlier <= later, proof.count <= proofLengthLimit else { return false }
        if earlier == later { return proof.isEmpty && earlierRoot == laterRoot }
        if earlier == 0 { return proof.isEmpty && earlierRoot == emptyRoot }
        var rest = proof[...]
        let trailing = earlier.trailingZeroBitCount
        var fn = (earlier - 1) >> trailing
        var sn = (later - 1) >> trailing
        var start = earlierRoot
        if fn != 0 {
            guard let next = rest.popFirst() else { return false }
            start = next
        }
        var old = start
        var new = start
        while sn > 0 {
            if fn & 1 == 1 {
                guard let next = rest.popFirst() else { return false }
                old = node(next, old)
                new = node(next, new)
            } else if fn < sn {
                guard let next = rest.popFirst() else { return false }
                new = node(new, next)
            }
            fn >>= 1
            sn >>= 1
        }
        return rest.isEmpty && old == earlierRoot && new == laterRoot
    }
}
