// SPDX-License-Identifier: EUPL-1.2
package import Domain
package import Memory
internal import OpenSSL

/// One generation of the key that wraps all others (KEK); it lives in a file of its own.
///
/// A wrapped key is nonce ‖ ciphertext ‖ tag of AES-256-GCM, with associated data
/// `kernpoort/wrap/v1` ‖ u64 generation ‖ key id: it opens under no other name and generation.
package struct KeyEncryptionKey: ~Copyable, Sendable {
    /// Counted from 1; a new one each month.
    package let generation: Int64
    private let secret: SecretBytes

    package static let byteCount = AES256GCM.keyByteCount
    /// Bytes of a wrapped key.
    package static let wrappedByteCount =
        byteCount + AES256GCM.nonceByteCount + AES256GCM.tagByteCount

    /// Takes over the 32 bytes of the key's file.
    /// - Throws: `.authenticationFailed` for another count or a generation below 1.
    package init(generation: Int64, _ secret: consuming SecretBytes) throws(SealingError) {
        guard secret.count == Self.byteCount, generation >= 1 else { throw .authenticationFailed }
        self.generation = generation
        self.secret = secret
    }

    /// Wraps a key of 32 bytes under its name.
    package borrowing func wrap(_ key: Span<UInt8>, id: RandomID) -> [UInt8] {
        precondition(key.count == Self.byteCount, "a wrapped key has 32 bytes")
        let nonce = SecureRandom.bytes(AES256GCM.nonceByteCount)
        let name = name(id)
        return nonce
            + secret.withBytes { secret in
                AES256GCM.seal(key, key: secret, nonce: nonce.span, aad: name.span)
            }
    }

    /// The key that was wrapped under this name in this generation.
    /// - Throws: `.authenticationFailed`, whatever was wrong.
    package borrowing func unwrap(
        _ wrapped: Span<UInt8>, id: RandomID
    ) throws(SealingError) -> SecretBytes {
        guard wrapped.count == Self.wrappedByteCount else { throw .authenticationFailed }
        let name = name(id)
        do throws(CryptoError) {
            return try secret.withBytes { secret throws(CryptoError) in
                try AES256GCM.open(
                    wrapped.extracting(AES256GCM.nonceByteCount...), key: secret,
                    nonce: wrapped.extracting(..<AES256GCM.nonceByteCount), aad: name.span)
            }
        } catch {
            throw .authenticationFailed
        }
    }

    private borrowing func name(_ id: RandomID) -> [UInt8] {
        let generation = UInt64(generation)
        return Array("kernpoort/wrap/v1".utf8)
            + (0..<8).map { UInt8(truncatingIfNeeded: generation >> (56 - 8 * UInt64($0))) }
            + id.bytes
    }
}
