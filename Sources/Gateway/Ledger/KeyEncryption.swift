// SPDX-License-Identifier: EUPL-1.2
internal import Domain
package import Memory
internal import OpenSSL

/// The key-encryption keys (KEK) by generation: files of their own outside the data folder.
///
/// The newest wraps; older ones only unwrap, until rotation has wrapped every living key again.
package struct KeyEncryptionKeys: Sendable {
    /// The generation that wraps.
    package let generation: Int64
    private let byGeneration: [Int64: SharedSecretBytes]

    /// Length of a key, in bytes.
    package static let keyByteCount = 32

    /// - Returns: nil unless there is a key, each of 32 bytes.
    package init?(_ byGeneration: [Int64: SharedSecretBytes]) {
        guard let newest = byGeneration.keys.max(),
            byGeneration.values.allSatisfy({ $0.count == Self.keyByteCount })
        else { return nil }
        generation = newest
        self.byGeneration = byGeneration
    }

    /// Wraps a key of 32 bytes under the newest generation.
    func wrap(_ key: Span<UInt8>, id: RandomID) -> WrappedKey {
        guard let secret = byGeneration[generation] else {
            preconditionFailure("the newest generation is there")
        }
        let bytes = secret.withBytes { AES256KeyWrap.wrap(key, key: $0) }
        return WrappedKey(id: id, generation: generation, bytes: bytes)
    }

    /// The key that was wrapped.
    /// - Throws: `.corrupt` where the generation is not there or the bytes do not unwrap.
    func unwrap(_ wrapped: WrappedKey) throws(LedgerError) -> SharedSecretBytes {
        guard let secret = byGeneration[wrapped.generation] else {
            throw .corrupt("a key is wrapped under a generation that is not there")
        }
        do {
            let key = try secret.withBytes { (kek: Span<UInt8>) throws(CryptoError) in
                try AES256KeyWrap.unwrap(wrapped.bytes.span, key: kek)
            }
            return SharedSecretBytes(key)
        } catch {
            throw .corrupt("a wrapped key does not unwrap")
        }
    }
}
