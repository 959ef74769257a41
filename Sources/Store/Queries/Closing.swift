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

    package func eraseCasus(
        _ id: RandomID, partners: [RandomID], objects: [RandomID]
    ) throws(LedgerError) {
        owesTruncation = true
        for partner in partners {
            try run(
                """
                DELETE FROM alias WHERE partner_id = \(partner) AND object_id IN (
                    SELECT id FROM record WHERE casus_id = \(id)
                    UNION SELECT id FROM fragment WHERE casus_id = \(id)
                    UNION SELECT envelope.id FROM fragment
                        JOIN envelope ON fragment_id = fragment.id
                        WHERE fragment.casus_id = \(id))
                """)
            for object in objects {
                try run(
                    "DELETE FROM alias WHERE partner_id = \(partner) AND object_id = \(object)")
            }
            try run("DELETE FROM message WHERE partner_id = \(partner) AND casus_id = \(id)")
            try run("DELETE FROM pseudonym WHERE partner_id = \(partner) AND casus_id = \(id)")
        }
        try run(
            """
            DELETE FROM envelope_consent WHERE envelope_id IN (
                SELECT envelope.id FROM fragment JOIN envelope ON fragment_id = fragment.id
                WHERE fragment.casus_id = \(id))
            """)
        try run(
            """
            DELETE FROM envelope WHERE fragment_id IN (
                SELECT id FROM fragment WHERE casus_id = \(id))
            """)
        try run("DELETE FROM fragment WHERE casus_id = \(id)")
        try run("DELETE FROM renewal WHERE casus_id = \(id)")
        try run("DELETE FROM record WHERE casus_id = \(id)")
        try run("DELETE FROM deadline WHERE casus_id = \(id)")
        let nothing = SealedBytes([])
        try change(
            """
            UPDATE casus SET state = \(CasusState.closed), sealed = \(nothing) WHERE id = \(id)
            """)
    }
}
