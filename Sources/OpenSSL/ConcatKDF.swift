// SPDX-License-Identifier: EUPL-1.2
package import Memory

/// The single-step key derivation of JOSE's ECDH-ES, with SHA-256. Source: RFC 7518 §4.6.2.
package enum ConcatKDF {
    /// A key of at most 32 bytes from a shared secret.
    ///
    /// `algorithm`, `partyU` and `partyV` are the bytes themselves; each gets its 32-bit length here.
    /// One round of the hash gives that many bytes, so the counter is 1.
    package static func deriveKey(
        secret: Span<UInt8>, algorithm: Span<UInt8>, partyU: Span<UInt8>, partyV: Span<UInt8>,
        byteCount: Int = 32
    ) -> SecretBytes {
        precondition(byteCount > 0 && byteCount <= Digest.byteCount, "one round of the hash")
        var hash = SHA256()
        hash.update(bigEndian: 1)
        hash.update(secret)
        hash.update(bigEndian: algorithm.count)
        hash.update(algorithm)
        hash.update(bigEndian: partyU.count)
        hash.update(partyU)
        hash.update(bigEndian: partyV.count)
        hash.update(partyV)
        hash.update(bigEndian: byteCount * 8)
        return hash.finalizeSecret(byteCount: byteCount)
    }
}

extension SHA256 {
    /// Adds a 32-bit integer.
    fileprivate mutating func update(bigEndian value: Int) {
        let value = UInt32(value)
        let bytes: InlineArray<4, UInt8> = [
            UInt8(truncatingIfNeeded: value >> 24), UInt8(truncatingIfNeeded: value >> 16),
            UInt8(truncatingIfNeeded: value >> 8), UInt8(truncatingIfNeeded: value),
        ]
        update(bytes.span)
    }
}
