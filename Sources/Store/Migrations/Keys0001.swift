// SPDX-License-Identifier: EUPL-1.2

extension Migration {
    /// The wrapped keys, in a file of their own.
    static let keys0001 = Migration(
        number: 1,
        script: """
            CREATE TABLE wrapped (
                key_id BLOB NOT NULL PRIMARY KEY -- 16 random bytes
                    CHECK (length(key_id) = 16),
                generation INTEGER NOT NULL,     -- which key-encryption key wraps it
                blob BLOB NOT NULL               -- the key, sealed under that generation and its id
                    CHECK (length(blob) = 60)
            ) STRICT, WITHOUT ROWID;
            """)
}
