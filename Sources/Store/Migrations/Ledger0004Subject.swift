// SPDX-License-Identifier: EUPL-1.2

extension Migration {
    /// The lines about one person, for the person's own family.
    static let ledger0004 = Migration(
        number: 4,
        script: """
            -- Query: the lines that are sealed under a key: a person's, of one stream and year.
            CREATE INDEX detail_key ON detail (key_id) WHERE key_id IS NOT NULL;
            """)
}
