// SPDX-License-Identifier: EUPL-1.2
package import Domain
package import Gateway
internal import SQLite

extension StateStore {
    package func fragment(_ id: RandomID) throws(LedgerError) -> FragmentRow<SealedBytes>? {
        try first(
            """
            SELECT id, casus_id, partner_id, state, expires, sealed FROM fragment WHERE id = \(id)
            """, Self.fragmentRow)
    }

    package func fragments(
        of casus: RandomID
    ) throws(LedgerError) -> [FragmentRow<SealedBytes>] {
        try rows(
            """
            SELECT id, casus_id, partner_id, state, expires, sealed FROM fragment
            WHERE casus_id = \(casus) ORDER BY rowid
            """, Self.fragmentRow)
    }

    private static func fragmentRow(
        _ row: borrowing Row
    ) throws(SQLiteError) -> FragmentRow<SealedBytes> {
        FragmentRow(
            id: try row.id(at: 0), casus: try row.id(at: 1), partner: try row.id(at: 2),
            state: try row.code(FragmentState.self, at: 3), expires: try row.instant(at: 4),
            content: try row.sealed(at: 5))
    }

    package func envelope(_ id: RandomID) throws(LedgerError) -> EnvelopeRow<SealedBytes>? {
        try first(
            """
            SELECT id, fragment_id, casus_id, partner_id, state, expires, kid_ref, sealed_meta
            FROM envelope WHERE id = \(id)
            """, Self.envelopeRow)
    }

    package func envelopes(
        ofFragment fragment: RandomID
    ) throws(LedgerError) -> [EnvelopeRow<SealedBytes>] {
        try rows(
            """
            SELECT id, fragment_id, casus_id, partner_id, state, expires, kid_ref, sealed_meta
            FROM envelope WHERE fragment_id = \(fragment) ORDER BY rowid
            """, Self.envelopeRow)
    }

    package func envelopes(
        relyingOn record: RandomID
    ) throws(LedgerError) -> [EnvelopeRow<SealedBytes>] {
        try rows(
            """
            SELECT id, fragment_id, casus_id, partner_id, state, expires, kid_ref, sealed_meta
            FROM envelope JOIN envelope_consent ON envelope_id = id
            WHERE record_id = \(record) ORDER BY envelope.rowid
            """, Self.envelopeRow)
    }

    package func readyEnvelopes(
        sealedTo key: RandomID
    ) throws(LedgerError) -> [EnvelopeRow<SealedBytes>] {
        try rows(
            """
            SELECT id, fragment_id, casus_id, partner_id, state, expires, kid_ref, sealed_meta
            FROM envelope WHERE kid_ref = \(key) AND state = 1 ORDER BY rowid
            """, Self.envelopeRow)
    }

    package func unspentEnvelopes(
        expiredAt instant: Timestamp, limit: Int
    ) throws(LedgerError) -> [EnvelopeRow<SealedBytes>] {
        try rows(
            """
            SELECT id, fragment_id, casus_id, partner_id, state, expires, kid_ref, sealed_meta
            FROM envelope WHERE sealed_jwe IS NOT NULL AND expires <= \(instant)
            ORDER BY expires LIMIT \(limit)
            """, Self.envelopeRow)
    }

    private static func envelopeRow(
        _ row: borrowing Row
    ) throws(SQLiteError) -> EnvelopeRow<SealedBytes> {
        EnvelopeRow(
            id: try row.id(at: 0), fragment: try row.id(at: 1), casus: try row.id(at: 2),
            recipient: try row.id(at: 3), state: try row.code(EnvelopeState.self, at: 4),
            expires: try row.instant(at: 5), key: try row.idIfPresent(at: 6),
            content: try row.sealed(at: 7))
    }

    package func sealedEnvelope(_ id: RandomID) throws(LedgerError) -> SealedBytes? {
        try first(
            "SELECT sealed_jwe FROM envelope WHERE id = \(id) AND sealed_jwe IS NOT NULL"
        ) { row throws(SQLiteError) in try row.sealed(at: 0) }
    }

    package func consents(ofEnvelope id: RandomID) throws(LedgerError) -> [RandomID] {
        try rows(
            "SELECT record_id FROM envelope_consent WHERE envelope_id = \(id) ORDER BY record_id"
        ) { row throws(SQLiteError) in try row.id(at: 0) }
    }
}

extension LedgerStore {
    package func insertFragment(_ row: FragmentRow<SealedBytes>) throws(LedgerError) {
        try run(
            """
            INSERT INTO fragment VALUES (\(row.id), \(row.casus), \(row.partner), \(row.state),
            \(row.expires), \(row.content))
            """)
    }

    package func setFragment(_ id: RandomID, state: FragmentState) throws(LedgerError) {
        try change("UPDATE fragment SET state = \(state) WHERE id = \(id)")
    }

    package func insertEnvelope(
        _ row: EnvelopeRow<SealedBytes>, ciphertext: SealedBytes, consents: [RandomID]
    ) throws(LedgerError) {
        try run(
            """
            INSERT INTO envelope VALUES (\(row.id), \(row.fragment), \(row.casus),
            \(row.recipient), \(row.state), \(row.expires), \(row.key), \(row.content),
            \(ciphertext))
            """)
        for consent in consents {
            try run("INSERT OR IGNORE INTO envelope_consent VALUES (\(row.id), \(consent))")
        }
    }

    package func setEnvelope(_ id: RandomID, state: EnvelopeState) throws(LedgerError) {
        try change("UPDATE envelope SET state = \(state) WHERE id = \(id)")
    }

    package func destroyCiphertext(ofEnvelope id: RandomID) throws(LedgerError) {
        try change("UPDATE envelope SET sealed_jwe = NULL WHERE id = \(id)")
    }
}
