// SPDX-License-Identifier: EUPL-1.2
package import Memory

/// The single-step key derivation of JOSE's ECDH-ES, with SHA-256. Source: RFC 7518 §4.6.2.
package enum ConcatKDF {
    /// A 256-bit key from a shared secret.
    ///
    /// `algorithm`, `partyU` and `partyV` are the bytes themselves; each gets its 32-bit length here.
    /// One round of the hash gives exactly the 256 bits, so the counter is 1.
    package static func deriveKey256(
        secret: Span<UInt8>, algorithm: Span<UInt8>, partyU: Span<UInt8>, partyV: Span<UInt8>
    ) -> SecretBytes {
        var hash = SHA256()
        hash.update(bigEndian(1))
        hash.update(secret)
        hash.update(bigEndian(algorithm.count))
        hash.update(algorithm)
        hash.update(bigEndian(partyU.count))
        hash.update(partyU)
        hash.update(bigEndian(partyV.count))
        hash.update(partyV)
        hash.update(bigEndian(256))
        let key = hash.finalize()
        return SecretBytes(copying: key.span)
    }

    private static func bigEndian(_ value: Int) -> [UInt8] {
        let value = UInt32(value)
        return [24, 16, 8, 0].map { UInt8(truncatingIfNeeded: value >> $0) }
    }
}
