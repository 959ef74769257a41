// SPDX-License-Identifier: EUPL-1.2
internal import Domain
internal import Memory
internal import OpenSSL

/// The tables whose rows are sealed, with the name that is bound into each row's ciphertext.
enum SealedTable: String {
    case partner
    case partnerKey = "partner_key"
    case casus
    case record
    case fragment
    case envelope
    case ciphertext = "envelope.ciphertext"
    case message
}

/// Seals a row under a key: AES-256-GCM, AAD = table ‖ 0x00 ‖ row id; nonce ‖ ciphertext ‖ tag.
///
/// The table and id are bound, so no row's content can stand in another's place.
enum RowVault {
    static func seal(
        _ content: Span<UInt8>, key: SharedSecretBytes, table: SealedTable, row: RandomID
    ) -> SealedBytes {
        let nonce = SecureRandom.bytes(AES256GCM.nonceByteCount)
        let ciphertext = key.withBytes { key in
            AES256GCM.seal(content, key: key, nonce: nonce.span, aad: aad(table, row).span)
        }
        return SealedBytes(nonce + ciphertext)
    }

    /// - Throws: `.corrupt` with the table's name, whatever was wrong.
    static func open(
        _ sealed: SealedBytes, key: SharedSecretBytes, table: SealedTable, row: RandomID
    ) throws(LedgerError) -> OpenedBytes {
        guard sealed.bytes.count >= AES256GCM.nonceByteCount else {
            throw .corrupt("sealed row of `\(table.rawValue)`")
        }
        do {
            let content = try key.withBytes { (key: Span<UInt8>) throws(CryptoError) in
                try AES256GCM.open(
                    sealed.bytes.span.extracting(AES256GCM.nonceByteCount...), key: key,
                    nonce: sealed.bytes.span.extracting(..<AES256GCM.nonceByteCount),
                    aad: aad(table, row).span)
            }
            return OpenedBytes(content)
        } catch {
            throw .corrupt("sealed row of `\(table.rawValue)`")
        }
    }

    private static func aad(_ table: SealedTable, _ row: RandomID) -> [UInt8] {
        Array(table.rawValue.utf8) + [0] + row.bytes
    }
}
