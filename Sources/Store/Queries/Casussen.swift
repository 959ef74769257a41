// SPDX-License-Identifier: EUPL-1.2
package import Domain
package import Gateway
internal import SQLite

extension StateStore {
    package func casus(_ id: RandomID) throws(LedgerError) -> CasusRow<SealedBytes>? {
        try first(
            "SELECT id, state, opened, sealed FROM casus WHERE id = \(id)", Self.casusRow)
    }

    package func numberedCasus(
        _ id: RandomID
    ) throws(LedgerError) -> (casus: CasusRow<SealedBytes>, number: Int64)? {
        try first("SELECT id, state, opened, sealed, number FROM casus WHERE id = \(id)") {
            row throws(SQLiteError) in (try Self.casusRow(row), try row.integer(at: 4))
        }
    }

    private static func casusRow(
        _ row: borrowing Row
    ) throws(SQLiteError) -> CasusRow<SealedBytes> {
        CasusRow(
            id: try row.id(at: 0), state: try row.code(CasusState.self, at: 1),
            opened: try row.instant(at: 2), content: try row.sealed(at: 3))
    }

    package func pseudonym(
        of casus: RandomID, for partner: RandomID
    ) throws(LedgerError) -> PseudonymRow? {
        try first(
            """
            SELECT partner_id, casus_id, casus_pseudonym, subject_pseudonym FROM pseudonym
            WHERE partner_id = \(partner) AND casus_id = \(casus)
            """, Self.pseudonymRow)
    }

    package func pseudonym(
        named casusPseudonym: RandomID, for partner: RandomID
    ) throws(LedgerError) -> PseudonymRow? {
        try first(
            """
            SELECT partner_id, casus_id, casus_pseudonym, subject_pseudonym FROM pseudonym
            WHERE partner_id = \(partner) AND casus_pseudonym = \(casusPseudonym)
            """, Self.pseudonymRow)
    }

    package func pseudonyms(
        for partner: RandomID, after: RandomID?, limit: Int
    ) throws(LedgerError) -> [PseudonymRow] {
        try rows(
            """
            SELECT partner_id, casus_id, casus_pseudonym, subject_pseudonym FROM pseudonym
            WHERE partner_id = \(partner) AND casus_pseudonym > \(after?.bytes ?? [])
            ORDER BY casus_pseudonym LIMIT \(limit)
            """, Self.pseudonymRow)
    }

    private static func pseudonymRow(_ row: borrowing Row) throws(SQLiteError) -> PseudonymRow {
        PseudonymRow(
            partner: try row.id(at: 0), casus: try row.id(at: 1),
            casusPseudonym: try row.id(at: 2), subjectPseudonym: try row.id(at: 3))
    }

    package func externalID(
        of object: RandomID, for partner: RandomID
    ) throws(LedgerError) -> RandomID? {
        try first(
            """
            SELECT external_id FROM alias
            WHERE partner_id = \(partner) AND object_id = \(object)
            """
        ) { row throws(SQLiteError) in try row.id(at: 0) }
    }

    package func object(
        named externalID: RandomID, for partner: RandomID
    ) throws(LedgerError) -> RandomID? {
        try first(
            """
            SELECT object_id FROM alias
            WHERE external_id = \(externalID) AND partner_id = \(partner)
            """
        ) { row throws(SQLiteError) in try row.id(at: 0) }
    }
}

extension LedgerStore {
    package func insertCasus(_ row: CasusRow<SealedBytes>) throws(LedgerError) {
        try run(
            """
            INSERT INTO casus (id, state, opened, sealed) VALUES
            (\(row.id), \(row.state), \(row.opened), \(row.content))
            """)
    }

    package func updateCasus(_ row: CasusRow<SealedBytes>) throws(LedgerError) {
        try change(
            "UPDATE casus SET state = \(row.state), sealed = \(row.content) WHERE id = \(row.id)")
    }

    package func insertPseudonym(_ row: PseudonymRow) throws(LedgerError) {
        try run(
            """
            INSERT INTO pseudonym VALUES
            (\(row.partner), \(row.casus), \(row.casusPseudonym), \(row.subjectPseudonym))
            """)
    }

    package func insertAlias(
        partner: RandomID, object: RandomID, externalID: RandomID
    ) throws(LedgerError) {
        try run("INSERT INTO alias VALUES (\(partner), \(object), \(externalID))")
    }

    package func nextNumber(of counter: [UInt8]) throws(LedgerError) -> Int64 {
        let number = try first(
            """
            INSERT INTO counter VALUES (\(counter), 1)
            ON CONFLICT (name) DO UPDATE SET last = last + 1 RETURNING last
            """
        ) { row throws(SQLiteError) in try row.integer(at: 0) }
        guard let number else { throw .corrupt("counter") }
        return number
    }
}
