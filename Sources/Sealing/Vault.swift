// SPDX-License-Identifier: EUPL-1.2
package import Memory
internal import OpenSSL

/// The key under which everything of one casus is sealed (K_case); destroying it erases the casus.
package struct CaseKey: ~Copyable, Sendable {
    fileprivate let secret: SecretBytes

    package static let byteCount = AES256GCM.keyByteCount

    /// Takes over 32 random bytes, as unwrapped.
    /// - Throws: `.authenticationFailed` for another count.
    package init(_ secret: consuming SecretBytes) throws(SealingError) {
        guard secret.count == Self.byteCount else { throw .authenticationFailed }
        self.secret = secret
    }
}

/// State at rest: each row sealed under its casus key, bound to its place in the database.
///
/// AES-256-GCM with a random 96-bit nonce, stored as nonce ‖ ciphertext ‖ tag; associated data is
/// table ‖ 0x00 ‖ row id, so a sealed row opens nowhere else. A casus has thousands of rows at most,
/// far below the 2³² that random nonces allow under one key (NIST SP 800-38D §8.3).
package enum Vault {
    /// How much longer a sealed row is.
    package static let overheadByteCount = AES256GCM.nonceByteCount + AES256GCM.tagByteCount

    /// Seals a row for its place.
    package static func seal(
        _ row: Span<UInt8>, table: String, id: Span<UInt8>, under key: borrowing CaseKey
    ) -> [UInt8] {
        let nonce = SecureRandom.bytes(AES256GCM.nonceByteCount)
        let place = place(table, id)
        return nonce
            + key.secret.withBytes { key in
                AES256GCM.seal(row, key: key, nonce: nonce.span, aad: place.span)
            }
    }

    /// Opens a row that stands in this place.
    /// - Throws: `.authenticationFailed`, whatever was wrong.
    package static func open(
        _ sealed: Span<UInt8>, table: String, id: Span<UInt8>, under key: borrowing CaseKey
    ) throws(SealingError) -> SecretBytes {
        var opener = Opener(under: key)
        return try opener.open(sealed, table: table, id: id)
    }

    /// Opens many rows of one casus.
    package struct Opener: ~Copyable {
        private var cipher: AES256GCM.Opener

        package init(under key: borrowing CaseKey) {
            cipher = AES256GCM.Opener(key: key.secret.bytes)
        }

        /// Opens a row that stands in this place.
        /// - Throws: `.authenticationFailed`, whatever was wrong.
        package mutating func open(
            _ sealed: Span<UInt8>, table: String, id: Span<UInt8>
        ) throws(SealingError) -> SecretBytes {
            guard sealed.count >= overheadByteCount else { throw .authenticationFailed }
            let place = Vault.place(table, id)
            do throws(CryptoError) {
                return try cipher.open(
                    sealed.extracting(AES256GCM.nonceByteCount...),
                    nonce: sealed.extracting(..<AES256GCM.nonceByteCount), aad: place.span)
            } catch {
                throw .authenticationFailed
            }
        }
    }

    fileprivate static func place(_ table: String, _ id: Span<UInt8>) -> [UInt8] {
        var place = Array(table.utf8)
        precondition(!place.isEmpty && !place.contains(0), "a table's name ends at the zero byte")
        place.append(0)
        place.append(copying: id)
        return place
    }
}
