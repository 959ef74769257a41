// SPDX-License-Identifier: EUPL-1.2

/// A SHA-256 value, or an HMAC made with it: 32 bytes.
///
/// `==` takes the same time wherever two values differ.
package struct Digest: Hashable, Sendable {
    private var storage: InlineArray<32, UInt8>

    package static let byteCount = 32

    /// The SHA-256 hash of the bytes.
    package init(hashing bytes: Span<UInt8>) {
        var hash = SHA256()
        hash.update(bytes)
        self = hash.finalize()
    }

    /// The hash of several pieces as if they stood in one buffer.
    package init(hashing first: Span<UInt8>, _ second: Span<UInt8>) {
        var hash = SHA256()
        hash.update(first)
        hash.update(second)
        self = hash.finalize()
    }

    /// A value read from elsewhere; nil unless it has 32 bytes.
    package init?(bytes: Span<UInt8>) {
        guard bytes.count == Self.byteCount else { return nil }
        storage = InlineArray { bytes[$0] }
    }

    /// A value read from elsewhere; nil unless it has 32 bytes.
    package init?(bytes: [UInt8]) { self.init(bytes: bytes.span) }

    /// Thirty-two bytes that `fill` writes.
    init<E: Error>(filling fill: (inout MutableSpan<UInt8>) throws(E) -> Void) throws(E) {
        storage = InlineArray(repeating: 0)
        var span = storage.mutableSpan
        try fill(&span)
    }

    /// A copy of the bytes.
    package var bytes: [UInt8] { storage.indices.map { storage[$0] } }

    /// The bytes in place.
    package var span: Span<UInt8> {
        @_lifetime(borrow self)
        get { storage.span }
    }

    package static func == (left: Digest, right: Digest) -> Bool {
        ConstantTime.equal(left.span, right.span)
    }

    package func hash(into hasher: inout Hasher) {
        for index in storage.indices { hasher.combine(storage[index]) }
    }
}
