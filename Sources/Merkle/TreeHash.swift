// SPDX-License-Identifier: EUPL-1.2

/// One hash of the tree: 32 bytes, compared and kept as a plain value.
package struct TreeHash: Hashable, Sendable {
    /// Length of a hash, in bytes.
    package static let byteCount = 32

    // The first bytes stand in the highest bits: equality and hashing need no loop over bytes.
    private let words: (UInt64, UInt64, UInt64, UInt64)

    /// The hash in 32 bytes; nil for any other length.
    package init?(bytes: [UInt8]) {
        guard bytes.count == Self.byteCount else { return nil }
        self.init(bytes.span, at: 0)
    }

    /// The hash that starts at `offset`; 32 bytes must follow there.
    package init(_ bytes: Span<UInt8>, at offset: Int) {
        precondition(
            offset >= 0 && bytes.count - offset >= Self.byteCount, "a hash lies within its bytes")
        words = (
            Self.word(bytes, at: offset), Self.word(bytes, at: offset + 8),
            Self.word(bytes, at: offset + 16), Self.word(bytes, at: offset + 24)
        )
    }

    private static func word(_ bytes: Span<UInt8>, at offset: Int) -> UInt64 {
        var word: UInt64 = 0
        for position in offset..<offset + 8 { word = word << 8 | UInt64(bytes[position]) }
        return word
    }

    /// The byte at a place from 0 to 31.
    package subscript(position: Int) -> UInt8 {
        let word =
            switch position / 8 {
            case 0: words.0
            case 1: words.1
            case 2: words.2
            default: words.3
            }
        return UInt8(truncatingIfNeeded: word >> (56 - UInt64(position % 8) * 8))
    }

    /// The 32 bytes.
    package var bytes: [UInt8] {
        var bytes: [UInt8] = []
        bytes.reserveCapacity(Self.byteCount)
        append(to: &bytes)
        return bytes
    }

    /// Adds the 32 bytes at the end of `bytes`.
    package func append(to bytes: inout [UInt8]) {
        for position in 0..<Self.byteCount { bytes.append(self[position]) }
    }

    package static func == (left: TreeHash, right: TreeHash) -> Bool { left.words == right.words }

    package func hash(into hasher: inout Hasher) {
        hasher.combine(words.0)
        hasher.combine(words.1)
        hasher.combine(words.2)
        hasher.combine(words.3)
    }
}

/// The size of a tree and its root: always taken together, from one checkpoint.
///
/// The root alone does not fix the size: a proof for one size can verify for another of the same
/// shape.
package struct TreeHead: Hashable, Sendable {
    /// Number of entries.
    package let size: Int
    /// Root over all entries; the hash of nothing where the size is 0.
    package let root: TreeHash

    package init(size: Int, root: TreeHash) {
        precondition(size >= 0, "a tree's size is not negative")
        self.size = size
        self.root = root
    }
}
