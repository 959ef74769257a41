// SPDX-License-Identifier: EUPL-1.2
package import Domain
package import Gateway
internal import SQLite

extension StateStore {
    package func partner(_ id: RandomID) throws(LedgerError) -> PartnerRow<SealedBytes>? {
        try first("SELECT id, state, sealed FROM partner WHERE id = \(id)", Self.partnerRow)
    }

    package func partnerState(_ id: RandomID) throws(LedgerError) -> PartnerState? {
        try first("SELECT state FROM partner WHERE id = \(id)") { row throws(SQLiteError) in
            try row.code(PartnerState.self, at: 0)
        }
    }

    package func partners() throws(LedgerError) -> [PartnerRow<SealedBytes>] {
        try rows("SELECT id, state, sealed FROM partner ORDER BY id", Self.partnerRow)
    }

    package func partnerKey(_ id: RandomID) throws(LedgerError) -> PartnerKeyRow<SealedBytes>? {
        try first(
            """
            SELECT id, partner_id, state, active_from, sealed FROM partner_key WHERE id = \(id)
            """, Self.partnerKeyRow)
    }

    package func partnerKeys(
        of partner: RandomID
    ) throws(LedgerError) -> [PartnerKeyRow<SealedBytes>] {
        try rows(
            """
            SELECT id, partner_id, state, active_from, sealed FROM partner_key
            WHERE partner_id = \(partner) ORDER BY active_from, id
            """, Self.partnerKeyRow)
    }

    private static func partnerRow(
        _ row: borrowing Row
    ) throws(SQLiteError) -> PartnerRow<SealedBytes> {
        PartnerRow(
            id: try row.id(at: 0), state: try row.code(PartnerState.self, at: 1),
            content: try row.sealed(at: 2))
    }

    private static func partnerKeyRow(
        _ row: borrowing Row
    ) throws(SQLiteError) -> PartnerKeyRow<SealedBytes> {
        PartnerKeyRow(
            id: try row.id(at: 0), partner: try row.id(at: 1),
            state: try row.code(PartnerKeyState.self, at: 2),
            activeFrom: try row.instant(at: 3), content: try row.sealed(at: 4))
    }
}

extension LedgerStore {
    package func insertPartner(_ row: PartnerRow<SealedBytes>) throws(LedgerError) {
        try run("INSERT INTO partner VALUES (\(row.id), \(row.state), \(row.content))")
    }

    package func updatePartner(_ row: PartnerRow<SealedBytes>) throws(LedgerError) {
        try change(
            "UPDATE partner SET state = \(row.state), sealed = \(row.content) WHERE id = \(row.id)")
    }

    package func insertPartnerKey(_ row: PartnerKeyRow<SealedBytes>) throws(LedgerError) {
        try run(
            """
            INSERT INTO partner_key
            VALUES (\(row.id), \(row.partner), \(row.state), \(row.activeFrom), \(row.content))
            """)
    }

    package func setPartnerKey(
        _ id: RandomID, state: PartnerKeyState
    ) throws(LedgerError) {
        try change("UPDATE partner_key SET state = \(state) WHERE id = \(id)")
    }
}
