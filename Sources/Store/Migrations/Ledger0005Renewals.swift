// SPDX-License-Identifier: EUPL-1.2

extension Migration {
    /// Lapsed consents that their sources have to ask again.
    ///
    /// In the clear: random ids, foreign keys and positions. The term of kind 2 of a casus is 00:00 of
    /// the end of some consent or of some birthday that may touch one: not which, and not whose.
    static let ledger0005 = Migration(
        number: 5,
        script: """
            CREATE TABLE renewal (
                record_id BLOB NOT NULL PRIMARY KEY -- the lapse
                    REFERENCES record (id),
                partner_id BLOB NOT NULL         -- the source, whose list it is
                    REFERENCES partner (id),
                casus_id BLOB NOT NULL           -- its casus
                    REFERENCES casus (id),
                position INTEGER NOT NULL        -- of the lapse among all records: order and cursor
            ) STRICT, WITHOUT ROWID;
            -- Query: the list of a partner, page by page.
            CREATE INDEX renewal_page ON renewal (partner_id, position);
            -- Query: what goes with a casus.
            CREATE INDEX renewal_casus ON renewal (casus_id);
            -- Casussen with consents from before are looked at once, at the next pass.
            INSERT INTO deadline SELECT DISTINCT casus_id, 2, 0 FROM record WHERE kind = 7;
            """)
}
