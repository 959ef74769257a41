// SPDX-License-Identifier: EUPL-1.2
internal import Domain
internal import Memory
internal import Sealing

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

/// Seals the content of a row for its place: the table and the id are bound into it.
enum RowVault {
    static func seal(
        _ content: Span<UInt8>, key: StoredKey, table: SealedTable, row: RandomID
    ) -> SealedBytes {
        SealedBytes(
            Vault.seal(
                content, table: table.rawValue, id: row.bytes.span, under: key.caseKey))
    }

    /// - Throws: `.corrupt` with the table's name, whatever was wrong.
    static func open(
        _ sealed: SealedBytes, key: StoredKey, table: SealedTable, row: RandomID
    ) throws(LedgerError) -> OpenedBytes {
        var opener = RowOpener(key)
        return OpenedBytes(try opener.open(sealed.bytes.span, table: table, row: row))
    }
}

/// Opens the rows of one casus, one after the other.
struct RowOpener: ~Copyable {
    private var vault: Vault.Opener

    init(_ key: StoredKey) { vault = Vault.Opener(under: key.caseKey) }

    /// - Throws: `.corrupt` with the table's name, whatever was wrong.
    mutating func open(
        _ sealed: Span<UInt8>, table: SealedTable, row: RandomID
    ) throws(LedgerError) -> SecretBytes {
        do {
            return try vault.open(sealed, table: table.rawValue, id: row.bytes.span)
        } catch {
            throw .corrupt("sealed row of `\(table.rawValue)`")
        }
    }
}
