// SPDX-License-Identifier: EUPL-1.2

/// The hash function of a tree; the tree itself knows only which bytes go in.
package protocol TreeHasher: Sendable {
    /// The hash of one message.
    func hash(_ message: Span<UInt8>) -> TreeHash
}

extension TreeHasher {
    /// The hash of an entry: `H(0x00 ‖ entry)`; an empty entry is legal.
    ///
    /// The prefix keeps an entry from posing as a node. Source: RFC 6962 §2.1.
    package func leaf(_ entry: Span<UInt8>) -> TreeHash {
        var message: [UInt8] = []
        message.reserveCapacity(entry.count + 1)
        message.append(0x00)
        for position in entry.indices { message.append(entry[position]) }
        return hash(message.span)
    }

    /// The hash of two nodes beneath one: `H(0x01 ‖ left ‖ right)`.
    package func node(_ left: TreeHash, _ right: TreeHash) -> TreeHash {
        let size = TreeHash.byteCount
        let message = InlineArray<65, UInt8> { position in
            if position == 0 { return 0x01 }
            return position <= size ? left[position - 1] : right[position - 1 - size]
        }
        return hash(message.span)
    }

    /// The root of the tree without entries: the hash of nothing.
    package var emptyRoot: TreeHash {
        let nothing: [UInt8] = []
        return hash(nothing.span)
    }

    /// The root over complete subtrees from left to right, each smaller than the one before it.
    package func fold(_ subtrees: [TreeHash]) -> TreeHash {
        guard var root = subtrees.last else { return emptyRoot }
        for left in subtrees.dropLast().reversed() { root = node(left, root) }
        return root
    }
}
