// SPDX-License-Identifier: EUPL-1.2

extension Migration {
    /// What falls due in a casus on a day, so that finding it needs no look into any casus.
    static let ledger0003 = Migration(
        number: 3,
        script: """
            -- At most one term of each kind per casus; an expiry, so in the clear.
            CREATE TABLE deadline (
                casus_id BLOB NOT NULL           -- its casus
                    REFERENCES casus (id),
                kind INTEGER NOT NULL,           -- what falls due: see DeadlineKind
                due INTEGER NOT NULL,            -- from this instant on it is over, ms UTC
                PRIMARY KEY (casus_id, kind)
            ) STRICT, WITHOUT ROWID;
            -- Query: terms of one kind that are over.
            CREATE INDEX deadline_due ON deadline (kind, due);
            """)
}
