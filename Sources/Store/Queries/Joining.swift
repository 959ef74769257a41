// SPDX-License-Identifier: EUPL-1.2
package import Domain
package import Gateway
internal import SQLite

extension LedgerStore {
    package func moveCasus(
        _ gone: RandomID, into kept: RandomID, _ moved: MovedCasus
    ) throws(LedgerError) {
        owesTruncation = true
        for row in moved.records {
            try change(
                """
                UPDATE record SET casus_id = \(kept), sealed = \(row.content),
                place = ((SELECT number FROM casus WHERE id = \(kept)) << 36)
                    + (place & 0xFFFFFFFFF)
                WHERE id = \(row.id)
                """)
        }
        for row in moved.fragments {
            try change(
                """
                UPDATE fragment SET casus_id = \(kept), sealed = \(row.content)
                WHERE id = \(row.id)
                """)
        }
        for row in moved.envelopes {
            try change(
                """
                UPDATE envelope SET casus_id = \(kept), sealed_meta = \(row.content)
                WHERE id = \(row.id)
                """)
        }
        for row in moved.ciphertexts {
            try change("UPDATE envelope SET sealed_jwe = \(row.content) WHERE id = \(row.id)")
        }
        for row in moved.messages {
            try change(
                """
                UPDATE message SET casus_id = \(kept), sealed = \(row.content)
                WHERE id = \(row.id)
                """)
        }
        try run("UPDATE renewal SET casus_id = \(kept) WHERE casus_id = \(gone)")
        for kind in DeadlineKind.allCases {
            guard let due = try deadline(of: gone, kind: kind) else { continue }
            let other = try deadline(of: kept, kind: kind)
            try setDeadline(of: kept, kind: kind, due: min(due, other ?? due))
        }
        try run("DELETE FROM deadline WHERE casus_id = \(gone)")
        let nothing = SealedBytes([])
        try change(
            """
            UPDATE casus SET state = \(CasusState.closed), sealed = \(nothing) WHERE id = \(gone)
            """)
        try change(
            """
            UPDATE casus SET opened = \(moved.opened), sealed = \(moved.content)
            WHERE id = \(kept)
            """)
    }

    package func moveNames(
        of gone: RandomID, to kept: RandomID, persons: [RandomID: RandomID], partner: RandomID
    ) throws(LedgerError) {
        for (old, new) in persons {
            if try externalID(of: new, for: partner) == nil {
                try run(
                    """
                    UPDATE alias SET object_id = \(new)
                    WHERE partner_id = \(partner) AND object_id = \(old)
                    """)
            } else {
                try run("DELETE FROM alias WHERE partner_id = \(partner) AND object_id = \(old)")
            }
        }
        if try pseudonym(of: kept, for: partner) == nil {
            try run(
                """
                UPDATE pseudonym SET casus_id = \(kept)
                WHERE partner_id = \(partner) AND casus_id = \(gone)
                """)
        } else {
            try run("DELETE FROM pseudonym WHERE partner_id = \(partner) AND casus_id = \(gone)")
        }
    }
}
