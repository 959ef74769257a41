// SPDX-License-Identifier: EUPL-1.2
internal import Domain
package import Memory
package import Sealing

/// The key-encryption keys (KEK) by generation: files of their own outside the data folder.
///
/// The newest wraps; older ones only unwrap, until rotation has wrapped every living key again.
package struct KeyEncryptionKeys: Sendable {
    /// A key that several owners may use.
    private final class Holder: Sendable {
        let key: KeyEncryptionKey

        init(_ key: consuming KeyEncryptionKey) { self.key = key }
    }

    private let newest: Holder
    private let byGeneration: [Int64: Holder]

    /// A first generation alone.
    package init(_ key: consuming KeyEncryptionKey) {
        let holder = Holder(key)
        newest = holder
        byGeneration = [holder.key.generation: holder]
    }

    /// Keys of 32 bytes by generation; nil unless there is one, and all are of that length.
    package init?(_ byGeneration: [Int64: SharedSecretBytes]) {
        var holders: [Int64: Holder] = [:]
        for (generation, bytes) in byGeneration {
            let secret = bytes.withBytes { SecretBytes(copying: $0) }
            guard let key = try? KeyEncryptionKey(generation: generation, secret) else {
                return nil
            }
            holders[generation] = Holder(key)
        }
        guard let last = holders.keys.max(), let newest = holders[last] else { return nil }
        self.newest = newest
        self.byGeneration = holders
    }

    /// The generation that wraps.
    package var generation: Int64 { newest.key.generation }

    /// Wraps a key of 32 bytes under the newest generation.
    func wrap(_ key: Span<UInt8>, id: RandomID) -> WrappedKey {
        WrappedKey(id: id, generation: generation, bytes: newest.key.wrap(key, id: id))
    }

    /// The key that was wrapped.
    /// - Throws: `.corrupt` where the generation is not there or the bytes do not unwrap.
    func unwrap(_ wrapped: WrappedKey) throws(LedgerError) -> StoredKey {
        guard let holder = byGeneration[wrapped.generation] else {
            throw .corrupt("a key is wrapped under a generation that is not there")
        }
        do {
            return try StoredKey(holder.key.unwrap(wrapped.bytes.span, id: wrapped.id))
        } catch { throw .corrupt("a wrapped key does not unwrap") }
    }
}

/// One of the random keys, unwrapped: as it is derived from, and as rows are sealed under it.
final class StoredKey: Sendable {
    let secret: SecretBytes
    let caseKey: CaseKey

    /// - Throws: `.authenticationFailed` unless there are 32 bytes.
    init(_ secret: consuming SecretBytes) throws(SealingError) {
        caseKey = try CaseKey(secret.withBytes { SecretBytes(copying: $0) })
        self.secret = secret
    }
}
