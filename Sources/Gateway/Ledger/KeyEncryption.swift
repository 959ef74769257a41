// SPDX-License-Identifier: EUPL-1.2
internal import Domain
internal import Memory
package import Sealing

/// The key-encryption keys (KEK) by generation: files of their own outside the data folder.
///
/// The newest wraps; older ones only unwrap, until rotation has wrapped every living key again.
package final class KeyEncryptionKeys: Sendable {
    private let newest: KeyEncryptionKey
    private let older: KeyEncryptionKeys?

    /// The newest generation over those before it.
    /// - Parameter older: each of a smaller generation; nil for the first.
    package init(_ newest: consuming KeyEncryptionKey, over older: KeyEncryptionKeys? = nil) {
        if let older {
            precondition(
                older.generation < newest.generation, "generations of keys only grow")
        }
        self.newest = newest
        self.older = older
    }

    /// The generation that wraps.
    package var generation: Int64 { newest.generation }

    /// Wraps a key of 32 bytes under the newest generation.
    func wrap(_ key: Span<UInt8>, id: RandomID) -> WrappedKey {
        WrappedKey(id: id, generation: generation, bytes: newest.wrap(key, id: id))
    }

    /// The key that was wrapped.
    /// - Throws: `.corrupt` where the generation is not there or the bytes do not unwrap.
    func unwrap(_ wrapped: WrappedKey) throws(LedgerError) -> StoredKey {
        if wrapped.generation == newest.generation {
            do {
                return try StoredKey(newest.unwrap(wrapped.bytes.span, id: wrapped.id))
            } catch { throw .corrupt("a wrapped key does not unwrap") }
        }
        guard let older else {
            throw .corrupt("a key is wrapped under a generation that is not there")
        }
        return try older.unwrap(wrapped)
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
