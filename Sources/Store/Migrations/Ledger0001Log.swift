// SPDX-License-Identifier: EUPL-1.2

extension Migration {
    /// The log: entries, tiles, checkpoints, details, chains, and what binds keys to it.
    static let ledger0001 = Migration(
        number: 1,
        script: """
            -- The log's entries, in order, never changed.
            CREATE TABLE entry (
                leaf_index INTEGER PRIMARY KEY,  -- place in the tree, from 0, without gaps
                id BLOB NOT NULL UNIQUE          -- the id in the leaf: 16 random bytes
                    CHECK (length(id) = 16),
                leaf BLOB NOT NULL               -- the nine lines that are hashed
                    CHECK (length(leaf) = 436),
                leaf_hash BLOB NOT NULL          -- SHA-256 of 0x00 and the leaf
                    CHECK (length(leaf_hash) = 32)
            ) STRICT;
            CREATE TRIGGER entry_never_changes BEFORE UPDATE ON entry
            BEGIN SELECT RAISE(ABORT, 'an entry never changes'); END;
            CREATE TRIGGER entry_never_leaves BEFORE DELETE ON entry
            BEGIN SELECT RAISE(ABORT, 'an entry is never deleted'); END;
            -- Also stops REPLACE and ON CONFLICT DO UPDATE, past which the other two do not look.
            CREATE TRIGGER entry_only_at_the_end BEFORE INSERT ON entry
            WHEN NEW.leaf_index IS NOT (SELECT COALESCE(MAX(leaf_index) + 1, 0) FROM entry)
                OR EXISTS (SELECT 1 FROM entry WHERE id = NEW.id)
            BEGIN SELECT RAISE(ABORT, 'an entry is appended once, at the end'); END;

            -- Full hash tiles, never changed; partial ones are cut on request.
            CREATE TABLE tile (
                level INTEGER NOT NULL,          -- 0 for leaf hashes, one more per 256-fold
                n INTEGER NOT NULL,              -- number from the left, from 0, without gaps
                data BLOB NOT NULL               -- 256 hashes of 32 bytes
                    CHECK (length(data) = 8192),
                PRIMARY KEY (level, n)
            ) STRICT;
            CREATE TRIGGER tile_never_changes BEFORE UPDATE ON tile
            BEGIN SELECT RAISE(ABORT, 'a tile never changes'); END;
            CREATE TRIGGER tile_never_leaves BEFORE DELETE ON tile
            BEGIN SELECT RAISE(ABORT, 'a tile is never deleted'); END;
            CREATE TRIGGER tile_only_at_the_end BEFORE INSERT ON tile
            WHEN NEW.n IS NOT (SELECT COALESCE(MAX(n) + 1, 0) FROM tile WHERE level = NEW.level)
            BEGIN SELECT RAISE(ABORT, 'a tile is appended once, at the end'); END;

            -- The committed checkpoint; replaced by compare-and-swap in each batch with new entries.
            CREATE TABLE checkpoint (
                origin BLOB NOT NULL PRIMARY KEY, -- the log's name
                body BLOB NOT NULL               -- the signed note
            ) STRICT, WITHOUT ROWID;
            -- The checkpoint that readers are given; follows the committed one at an interval.
            CREATE TABLE published (
                origin BLOB NOT NULL PRIMARY KEY, -- the log's name
                body BLOB NOT NULL               -- the signed note
            ) STRICT, WITHOUT ROWID;
            -- The last transaction: tells after a failed commit whether it took effect.
            CREATE TABLE batch (
                only INTEGER PRIMARY KEY         -- always 1
                    CHECK (only = 1),
                number INTEGER NOT NULL,         -- counted up in each transaction
                at INTEGER NOT NULL              -- its instant, ms UTC; no later line is before it
            ) STRICT;

            -- What a leaf commits to.
            CREATE TABLE detail (
                id BLOB NOT NULL UNIQUE          -- the id in the leaf
                    CHECK (length(id) = 16),
                key_id BLOB,                     -- key that seals it; NULL for lines about no person
                sealed BLOB NOT NULL             -- nonce, ciphertext and tag; or the open details
            ) STRICT;
            -- Which key is for what.
            CREATE TABLE key_use (
                key_id BLOB NOT NULL PRIMARY KEY -- the key in keys.db
                    CHECK (length(key_id) = 16),
                binding BLOB NOT NULL UNIQUE     -- kind, random ids, year: see KeyBinding
            ) STRICT, WITHOUT ROWID;
            -- Keys of which an erasure stands in the log; each start deletes them again.
            CREATE TABLE erased (
                key_id BLOB NOT NULL PRIMARY KEY -- the key that is gone
                    CHECK (length(key_id) = 16),
                leaf_index INTEGER NOT NULL      -- the X that says so
            ) STRICT, WITHOUT ROWID;
            -- How many lines a chain has.
            CREATE TABLE chain (
                key_id BLOB NOT NULL PRIMARY KEY -- K_line or K_org of the chain
                    CHECK (length(key_id) = 16),
                last INTEGER NOT NULL            -- number of the newest line, from 1
            ) STRICT, WITHOUT ROWID;
            -- Decisions at collect without their outcome.
            CREATE TABLE open_d (
                id BLOB NOT NULL PRIMARY KEY     -- the id in the leaf of the D
                    CHECK (length(id) = 16),
                leaf_index INTEGER NOT NULL,     -- its entry
                casus_id BLOB,                   -- its casus; NULL where none is known
                stream INTEGER NOT NULL,         -- 1 open, 2 may be withheld from the family
                source_id BLOB,                  -- partner whose fragment it is, if known
                recipient_id BLOB,               -- partner that asked
                envelope_id BLOB,                -- envelope asked for, if there is one
                opened INTEGER NOT NULL,         -- instant of the D, ms UTC
                due INTEGER NOT NULL             -- when the closing pass writes its outcome, ms UTC
            ) STRICT, WITHOUT ROWID;
            -- Query: decisions that are due.
            CREATE INDEX open_d_due ON open_d (due);
            -- How long the last closed grants stayed open: refusals draw their term from these.
            CREATE TABLE delay (
                number INTEGER PRIMARY KEY,      -- ever growing; the oldest are dropped
                milliseconds INTEGER NOT NULL    -- from D to O
            ) STRICT;
            -- Which lines are a partner's own.
            CREATE TABLE line (
                partner_id BLOB NOT NULL,        -- the partner
                leaf_index INTEGER NOT NULL,     -- the entry
                side INTEGER NOT NULL,           -- 1 source, 2 recipient
                PRIMARY KEY (partner_id, leaf_index)
            ) STRICT, WITHOUT ROWID;
            """)
}
