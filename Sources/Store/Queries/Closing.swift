// SPDX-License-Identifier: EUPL-1.2
package import Domain
package import Gateway
internal import SQLite

extension StateStore {
    package func deadline(
        of casus: RandomID, kind: DeadlineKind
    ) throws(LedgerError) -> Timestamp? {
        try first("SELECT due FROM deadline WHERE casus_id = \(casus) AND kind = \(kind)") {
            row throws(SQLiteError) in try row.instant(at: 0)
        }
    }

    package func deadlines(
        kind: DeadlineKind, dueAt instant: Timestamp, limit: Int
    ) throws(LedgerError) -> [RandomID] {
        try rows(
            """
            SELECT casus_id FROM deadline WHERE kind = \(kind) AND due <= \(instant)
            ORDER BY due LIMIT \(limit)
            """
        ) { row throws(SQLiteError) in try row.id(at: 0) }
    }
}

extension LedgerStore {
    package func setDeadline(
        of casus: RandomID, kind: DeadlineKind, due: Timestamp?
    ) throws(LedgerError) {
        guard let due else {
            try run("DELETE FROM deadline WHERE casus_id = \(casus) AND kind = \(kind)")
            return
        }
        try run(
            """
            INSERT INTO deadline VALUES (\(casus), \(kind), \(due))
            ON CONFLICT (casus_id, kind) DO UPDATE SET due = excluded.due
            """)
    }

    package func closeCasus(
        _ id: RandomID, keeping kept: ArchivedCasus, dropping records: [RandomID],
        partners: [RandomID], objects: [RandomID]
    ) throws(LedgerError) {
        owesTruncation = true
        for partner in partners { try forget(id, objects, partner) }
        try run(
            """
            DELETE FROM envelope_consent WHERE envelope_id IN (
                SELECT envelope.id FROM fragment JOIN envelope ON fragment_id = fragment.id
                WHERE fragment.casus_id = \(id))
            """)
        for row in kept.envelopes {
            try change(
                """
                UPDATE envelope SET sealed_meta = \(row.content), sealed_jwe = NULL,
                kid_ref = NULL WHERE id = \(row.id)
                """)
        }
        for row in kept.fragments {
            try change("UPDATE fragment SET sealed = \(row.content) WHERE id = \(row.id)")
        }
        for row in kept.records {
            try change("UPDATE record SET sealed = \(row.content) WHERE id = \(row.id)")
        }
        for record in records { try run("DELETE FROM record WHERE id = \(record)") }
        try run("DELETE FROM renewal WHERE casus_id = \(id)")
        try run("DELETE FROM deadline WHERE casus_id = \(id)")
        try change(
            """
            UPDATE casus SET state = \(CasusState.closed), sealed = \(kept.casus)
            WHERE id = \(id)
            """)
    }

    /// Deletes all that one partner has and calls by own names in a casus.
    private func forget(
        _ casus: RandomID, _ objects: [RandomID], _ partner: RandomID
    ) throws(LedgerError) {
        try run(
            """
            DELETE FROM alias WHERE partner_id = \(partner) AND object_id IN (
                SELECT id FROM record
                    WHERE place > (SELECT number FROM casus WHERE id = \(casus)) << 36
                    AND place < ((SELECT number FROM casus WHERE id = \(casus)) + 1) << 36
                UNION SELECT id FROM fragment WHERE casus_id = \(casus)
                UNION SELECT envelope.id FROM fragment
                    JOIN envelope ON fragment_id = fragment.id
                    WHERE fragment.casus_id = \(casus))
            """)
        for object in objects {
            try run("DELETE FROM alias WHERE partner_id = \(partner) AND object_id = \(object)")
        }
        try run("DELETE FROM message WHERE partner_id = \(partner) AND casus_id = \(casus)")
        try run("DELETE FROM pseudonym WHERE partner_id = \(partner) AND casus_id = \(casus)")
    }
}
