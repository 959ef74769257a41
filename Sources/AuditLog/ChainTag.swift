// SPDX-License-Identifier: EUPL-1.2
package import Domain
internal import Encodings

/// A line's place in a chain as a leaf shows it: 16 bytes that say nothing without the tag key.
package struct ChainTag: Hashable, Sendable {
    package static let byteCount = 16

    private let high: UInt64
    private let low: UInt64

    /// The tag in the first 16 bytes.
    init(prefix bytes: Span<UInt8>) {
        precondition(bytes.count >= Self.byteCount, "a tag has 16 bytes")
        var high: UInt64 = 0
        var low: UInt64 = 0
        for position in 0..<8 {
            high = high << 8 | UInt64(bytes[position])
            low = low << 8 | UInt64(bytes[position + 8])
        }
        self.high = high
        self.low = low
    }

    /// The tag of these bytes; nil unless there are exactly sixteen.
    package init?(bytes: [UInt8]) {
        guard bytes.count == Self.byteCount else { return nil }
        self.init(prefix: bytes.span)
    }

    /// A tag for a place where a line has no chain; it looks like any other.
    package init(from random: some RandomSource) {
        let bytes = random.bytes(count: Self.byteCount)
        self.init(prefix: bytes.span)
    }

    /// The sixteen bytes.
    package var bytes: [UInt8] {
        var bytes: [UInt8] = []
        bytes.reserveCapacity(Self.byteCount)
        for word in [high, low] { append(word, to: &bytes) }
        return bytes
    }

    private func append(_ word: UInt64, to bytes: inout [UInt8]) {
        for shift in stride(from: UInt64(56), through: 0, by: -8) {
            bytes.append(UInt8(truncatingIfNeeded: word >> shift))
        }
    }
}

/// The tags of a leaf: stream of the subject, organisation of the source, of the recipient.
package struct LeafTags: Hashable, Sendable {
    package let subject: ChainTag
    package let source: ChainTag
    package let recipient: ChainTag

    package init(subject: ChainTag, source: ChainTag, recipient: ChainTag) {
        self.subject = subject
        self.source = source
        self.recipient = recipient
    }
}
