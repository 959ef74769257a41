// SPDX-License-Identifier: EUPL-1.2

extension Migration {
    /// The state: partners, casussen and their facts, envelopes, inboxes, requests, rules, settings.
    ///
    /// In the clear: random ids, foreign keys, state codes, expiries, counters. All else is sealed.
    static let ledger0002 = Migration(
        number: 2,
        script: """
            CREATE TABLE partner (
                id BLOB NOT NULL PRIMARY KEY     -- 16 random bytes; the slug is sealed
                    CHECK (length(id) = 16),
                state INTEGER NOT NULL,          -- 1 active, 2 suspended, 3 ended
                sealed BLOB NOT NULL             -- the partner, under the region's key
            ) STRICT, WITHOUT ROWID;
            CREATE TABLE partner_key (
                id BLOB NOT NULL PRIMARY KEY     -- 16 random bytes
                    CHECK (length(id) = 16),
                partner_id BLOB NOT NULL         -- its partner
                    REFERENCES partner (id),
                state INTEGER NOT NULL,          -- 1 active, 2 announced, 3 retired
                active_from INTEGER NOT NULL,    -- when an announced key becomes active, ms UTC
                sealed BLOB NOT NULL             -- the JWK, under the region's key
            ) STRICT;
            -- Query: the keys of a partner.
            CREATE INDEX partner_key_partner ON partner_key (partner_id);

            CREATE TABLE casus (
                number INTEGER PRIMARY KEY       -- where its facts lie; says nothing else
                    CHECK (number BETWEEN 1 AND 0x7FFFFFE),
                id BLOB NOT NULL UNIQUE          -- 16 random bytes; never leaves the gateway
                    CHECK (length(id) = 16),
                state INTEGER NOT NULL,          -- 1 open, 2 closed
                opened INTEGER NOT NULL,         -- ms UTC
                sealed BLOB NOT NULL             -- what is known of the child, under K_case
            ) STRICT;
            -- What each partner calls a casus and its child.
            CREATE TABLE pseudonym (
                partner_id BLOB NOT NULL         -- the partner
                    REFERENCES partner (id),
                casus_id BLOB NOT NULL           -- the casus
                    REFERENCES casus (id),
                casus_pseudonym BLOB NOT NULL    -- its id for the casus
                    UNIQUE CHECK (length(casus_pseudonym) = 16),
                subject_pseudonym BLOB NOT NULL  -- its id for the child
                    UNIQUE CHECK (length(subject_pseudonym) = 16),
                PRIMARY KEY (partner_id, casus_id)
            ) STRICT, WITHOUT ROWID;
            -- Query: the casussen of a partner, page by page.
            CREATE INDEX pseudonym_page ON pseudonym (partner_id, casus_pseudonym);
            -- Every fact of a casus: deelnemer, gezag, toestemming, intrekking and so on. The facts of
            -- one casus lie together, in order: each decision reads them all.
            CREATE TABLE record (
                place INTEGER PRIMARY KEY        -- number of the casus, then 36 bits of position,
                    CHECK (place >> 36 > 0),     -- which is ever growing: order and cursor
                id BLOB NOT NULL UNIQUE          -- 16 random bytes
                    CHECK (length(id) = 16),
                casus_id BLOB NOT NULL           -- its casus
                    REFERENCES casus (id),
                partner_id BLOB NOT NULL         -- who recorded it
                    REFERENCES partner (id),
                kind INTEGER NOT NULL,           -- what kind of fact
                state INTEGER NOT NULL,          -- 1 live, 2 superseded
                sealed BLOB NOT NULL             -- the fact, under K_case
            ) STRICT;
            -- Random ids of one partner for what other partners know too.
            CREATE TABLE alias (
                partner_id BLOB NOT NULL         -- the partner
                    REFERENCES partner (id),
                object_id BLOB NOT NULL,         -- a record, envelope or fragment
                external_id BLOB NOT NULL UNIQUE -- the partner's id for it
                    CHECK (length(external_id) = 16),
                PRIMARY KEY (partner_id, object_id)
            ) STRICT, WITHOUT ROWID;

            CREATE TABLE fragment (
                id BLOB NOT NULL PRIMARY KEY     -- 16 random bytes
                    CHECK (length(id) = 16),
                casus_id BLOB NOT NULL           -- its casus
                    REFERENCES casus (id),
                partner_id BLOB NOT NULL         -- its source
                    REFERENCES partner (id),
                state INTEGER NOT NULL,          -- 1 offered, 2 recalled, 3 expired
                expires INTEGER NOT NULL,        -- ms UTC
                sealed BLOB NOT NULL             -- what was decided about it, under K_case
            ) STRICT;
            -- Query: the fragments of a casus.
            CREATE INDEX fragment_casus ON fragment (casus_id);
            CREATE TABLE envelope (
                id BLOB NOT NULL UNIQUE          -- 16 random bytes
                    CHECK (length(id) = 16),
                fragment_id BLOB NOT NULL        -- what it was cut from
                    REFERENCES fragment (id),
                casus_id BLOB NOT NULL           -- its casus
                    REFERENCES casus (id),
                partner_id BLOB NOT NULL         -- its recipient
                    REFERENCES partner (id),
                state INTEGER NOT NULL,          -- 1 klaar, 2 afgehaald, 3 bevestigd, 4 onbekend,
                                                 -- 5 ingetrokken, 6 verlopen
                expires INTEGER NOT NULL,        -- ms UTC
                kid_ref BLOB,                    -- row of the recipient's key that it is sealed to
                sealed_meta BLOB NOT NULL,       -- groups, rules, obligations, under K_case
                sealed_jwe BLOB                  -- the envelope, under K_case; NULL once destroyed
            ) STRICT;
            -- Query: the envelopes of a fragment.
            CREATE INDEX envelope_fragment ON envelope (fragment_id);
            -- Query: envelopes that are still there though their time is over.
            CREATE INDEX envelope_expires ON envelope (expires) WHERE sealed_jwe IS NOT NULL;
            -- Query: envelopes that wait under a key.
            CREATE INDEX envelope_kid ON envelope (kid_ref) WHERE state = 1;
            -- Which records an envelope relied on: withdrawing one destroys it.
            CREATE TABLE envelope_consent (
                envelope_id BLOB NOT NULL        -- the envelope
                    REFERENCES envelope (id),
                record_id BLOB NOT NULL,         -- the consent, or another record
                PRIMARY KEY (envelope_id, record_id)
            ) STRICT, WITHOUT ROWID;
            -- Query: the envelopes that relied on a record.
            CREATE INDEX envelope_consent_record ON envelope_consent (record_id);

            -- The partners' inboxes.
            CREATE TABLE message (
                partner_id BLOB NOT NULL         -- whose inbox
                    REFERENCES partner (id),
                number INTEGER NOT NULL,         -- grows by one in each inbox: its cursor
                id BLOB NOT NULL UNIQUE          -- 16 random bytes
                    CHECK (length(id) = 16),
                casus_id BLOB,                   -- its casus, if it has one
                envelope_id BLOB,                -- the envelope it announces, if any
                kind INTEGER NOT NULL,           -- what it is about
                state INTEGER NOT NULL,          -- 1 unread, 2 read, 3 void
                created INTEGER NOT NULL,        -- ms UTC
                expires INTEGER NOT NULL,        -- ms UTC
                sealed BLOB NOT NULL,            -- what it says, under K_case or the region's key
                PRIMARY KEY (partner_id, number)
            ) STRICT;
            -- Query: the messages that announce an envelope.
            CREATE INDEX message_envelope ON message (envelope_id) WHERE envelope_id IS NOT NULL;
            -- Query: messages whose time is over.
            CREATE INDEX message_expires ON message (expires);

            -- What a retry of a write is answered from.
            CREATE TABLE idempotency (
                partner_id BLOB NOT NULL,        -- the caller
                key_mac BLOB NOT NULL            -- keyed hash of the Idempotency-Key
                    CHECK (length(key_mac) = 32),
                body_mac BLOB NOT NULL           -- keyed hash of the body
                    CHECK (length(body_mac) = 32),
                operation INTEGER NOT NULL,      -- which operation it was
                reference BLOB NOT NULL,         -- ids, leaf indexes, status; never an answer
                expires INTEGER NOT NULL,        -- ms UTC
                PRIMARY KEY (partner_id, key_mac)
            ) STRICT, WITHOUT ROWID;
            -- Query: rows whose time is over.
            CREATE INDEX idempotency_expires ON idempotency (expires);
            -- Assertions that were used.
            CREATE TABLE jti (
                partner_id BLOB NOT NULL,        -- the caller
                jti_mac BLOB NOT NULL            -- keyed hash of the assertion's id
                    CHECK (length(jti_mac) = 32),
                expires INTEGER NOT NULL,        -- ms UTC
                PRIMARY KEY (partner_id, jti_mac)
            ) STRICT, WITHOUT ROWID;
            -- Query: rows whose time is over.
            CREATE INDEX jti_expires ON jti (expires);

            -- Rule sets that are or were in force; kept as long as a line names them.
            CREATE TABLE policy (
                number INTEGER PRIMARY KEY,      -- order of activation; the last one is in force
                version BLOB NOT NULL            -- hash of the rule set
                    CHECK (length(version) = 32),
                activated INTEGER NOT NULL,      -- ms UTC
                content BLOB NOT NULL            -- its files
            ) STRICT;
            -- Query: a rule set by its version.
            CREATE INDEX policy_version ON policy (version);
            -- Settings of the region; nothing personal.
            CREATE TABLE setting (
                name TEXT NOT NULL PRIMARY KEY,  -- its name
                value BLOB NOT NULL              -- its value
            ) STRICT, WITHOUT ROWID;
            -- Numbers that only grow: positions of records, numbers in inboxes.
            CREATE TABLE counter (
                name BLOB NOT NULL PRIMARY KEY,  -- what is counted
                last INTEGER NOT NULL            -- the number given last
            ) STRICT, WITHOUT ROWID;
            """)
}
