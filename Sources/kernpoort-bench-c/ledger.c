// SPDX-License-Identifier: EUPL-1.2
// The rows of one request in a loop, into the tables, triggers and settings of a real ledger: no
// hashing, sealing, signing, nothing read back. One transaction and one sync per batch.
#include "measure.h"
#include <sqlite3.h>
#include <string.h>

enum { STATEMENT_COUNT = 12, PAGE_BUDGET = 1000 };

enum { ENTRY, DETAIL, CHAIN, LINE, COUNTER, RECORD, BATCH, CHECKPOINT, TILE, BEGIN, COMMIT, SIZE };

static const char *const texts[STATEMENT_COUNT] = {
    [ENTRY] = "INSERT INTO entry VALUES (?1, ?2, ?3, ?4)",
    [DETAIL] = "INSERT INTO detail VALUES (?1, ?2, ?3)",
    [CHAIN] = "INSERT INTO chain VALUES (?1, 1) "
              "ON CONFLICT (key_id) DO UPDATE SET last = last + 1 RETURNING last",
    [LINE] = "INSERT INTO line VALUES (?1, ?2, 1)",
    [COUNTER] = "INSERT INTO counter VALUES (?1, 1) "
                "ON CONFLICT (name) DO UPDATE SET last = last + 1 RETURNING last",
    [RECORD] = "INSERT INTO record VALUES (?1, ?2, ?3, 1, ?4, 1, ?5)",
    [BATCH] = "INSERT INTO batch VALUES (1, ?1, ?2) "
              "ON CONFLICT (only) DO UPDATE SET number = excluded.number, at = excluded.at",
    [CHECKPOINT] = "INSERT INTO checkpoint VALUES (?1, ?2) "
                   "ON CONFLICT (origin) DO UPDATE SET body = excluded.body",
    [TILE] = "INSERT INTO tile VALUES (0, ?1, ?2)",
    [BEGIN] = "BEGIN IMMEDIATE",
    [COMMIT] = "COMMIT",
    [SIZE] = "SELECT COALESCE(MAX(leaf_index) + 1, 0) FROM entry",
};

struct Ledger {
    sqlite3 *file;
    sqlite3_stmt *statements[STATEMENT_COUNT];
    unsigned char partner[16], casus[16], keys[2][16];
    int detail_count, record_count;
    sqlite3_int64 size, batch;
};

static unsigned char zeros[65536];

static unsigned long long state = 0x9e3779b97f4a7c15ULL;

// The next random bytes of a small generator: ids are random in the product too.
static void fill(unsigned char *bytes, int count) {
    for (int index = 0; index < count; index++) {
        state ^= state << 13;
        state ^= state >> 7;
        state ^= state << 17;
        bytes[index] = (unsigned char)(state >> 32);
    }
}

static void blob(sqlite3_stmt *statement, int place, const void *bytes, int count) {
    sqlite3_bind_blob(statement, place, bytes, count, SQLITE_STATIC);
}

// Runs a bound statement; gives the first column of its row, where it has one.
static sqlite3_int64 run(struct Ledger *ledger, int which) {
    sqlite3_stmt *statement = ledger->statements[which];
    sqlite3_int64 value = 0;
    int code = sqlite3_step(statement);
    while (code == SQLITE_ROW) {
        value = sqlite3_column_int64(statement, 0);
        code = sqlite3_step(statement);
    }
    require(code == SQLITE_DONE, sqlite3_errmsg(ledger->file));
    sqlite3_reset(statement);
    return value;
}

static void insert_request(struct Ledger *ledger) {
    unsigned char id[16], record[16];
    sqlite3_stmt **all = ledger->statements;
    fill(id, sizeof id);
    fill(record, sizeof record);
    for (int index = 0; index < 2; index++) {
        blob(all[CHAIN], 1, ledger->keys[index], 16);
        run(ledger, CHAIN);
    }
    sqlite3_bind_int64(all[ENTRY], 1, ledger->size);
    blob(all[ENTRY], 2, id, sizeof id);
    blob(all[ENTRY], 3, zeros, 436);
    blob(all[ENTRY], 4, zeros, 32);
    run(ledger, ENTRY);
    blob(all[DETAIL], 1, id, sizeof id);
    blob(all[DETAIL], 2, ledger->keys[0], 16);
    blob(all[DETAIL], 3, zeros, ledger->detail_count);
    run(ledger, DETAIL);
    blob(all[LINE], 1, ledger->partner, 16);
    sqlite3_bind_int64(all[LINE], 2, ledger->size);
    run(ledger, LINE);
    blob(all[COUNTER], 1, "record", 6);
    sqlite3_int64 position = run(ledger, COUNTER);
    blob(all[RECORD], 1, record, sizeof record);
    blob(all[RECORD], 2, ledger->casus, 16);
    blob(all[RECORD], 3, ledger->partner, 16);
    sqlite3_bind_int64(all[RECORD], 4, position);
    blob(all[RECORD], 5, zeros, ledger->record_count);
    run(ledger, RECORD);
    ledger->size += 1;
    if (ledger->size % 256 == 0) {
        sqlite3_bind_int64(all[TILE], 1, ledger->size / 256 - 1);
        blob(all[TILE], 2, zeros, 8192);
        run(ledger, TILE);
    }
}

static void insert_batch(struct Ledger *ledger, long count) {
    sqlite3_stmt **all = ledger->statements;
    run(ledger, BEGIN);
    for (long index = 0; index < count; index++) insert_request(ledger);
    ledger->batch += 1;
    sqlite3_bind_int64(all[BATCH], 1, ledger->batch);
    sqlite3_bind_int64(all[BATCH], 2, 1773482700000 + ledger->batch);
    run(ledger, BATCH);
    blob(all[CHECKPOINT], 1, "reference", 9);
    blob(all[CHECKPOINT], 2, zeros, 220);
    run(ledger, CHECKPOINT);
    run(ledger, COMMIT);
}

static int pages;

static int count_pages(void *context, sqlite3 *file, const char *name, int count) {
    (void)context;
    (void)file;
    (void)name;
    pages = count;
    return SQLITE_OK;
}

static void execute(struct Ledger *ledger, const char *text) {
    require(sqlite3_exec(ledger->file, text, NULL, NULL, NULL) == SQLITE_OK, text);
}

static void open_ledger(struct Ledger *ledger, const char *path) {
    int flags = SQLITE_OPEN_READWRITE | SQLITE_OPEN_NOMUTEX | SQLITE_OPEN_PRIVATECACHE;
    require(sqlite3_open_v2(path, &ledger->file, flags, NULL) == SQLITE_OK, "open");
    sqlite3_db_config(ledger->file, SQLITE_DBCONFIG_DEFENSIVE, 1, NULL);
    sqlite3_db_config(ledger->file, SQLITE_DBCONFIG_TRUSTED_SCHEMA, 0, NULL);
    sqlite3_db_config(ledger->file, SQLITE_DBCONFIG_NO_CKPT_ON_CLOSE, 1, NULL);
    execute(ledger, "PRAGMA recursive_triggers = ON");
    execute(ledger, "PRAGMA foreign_keys = ON");
    execute(ledger, "PRAGMA cell_size_check = ON");
    execute(ledger, "PRAGMA mmap_size = 0");
    execute(ledger, "PRAGMA temp_store = MEMORY");
    execute(ledger, "PRAGMA journal_mode = WAL");
    execute(ledger, "PRAGMA synchronous = FULL");
    execute(ledger, "PRAGMA secure_delete = ON");
    execute(ledger, "PRAGMA wal_autocheckpoint = 0");
    sqlite3_wal_hook(ledger->file, count_pages, NULL);
    memset(ledger->partner, 1, 16);
    memset(ledger->casus, 2, 16);
    memset(ledger->keys[0], 3, 16);
    memset(ledger->keys[1], 4, 16);
    execute(
        ledger,
        "INSERT OR IGNORE INTO partner VALUES (x'01010101010101010101010101010101', 1, x'00');"
        "INSERT OR IGNORE INTO casus VALUES (x'02020202020202020202020202020202', 1, 0, x'00')");
    for (int index = 0; index < STATEMENT_COUNT; index++) {
        require(
            sqlite3_prepare_v3(
                ledger->file, texts[index], -1, SQLITE_PREPARE_PERSISTENT,
                &ledger->statements[index], NULL) == SQLITE_OK,
            texts[index]);
    }
    ledger->size = run(ledger, SIZE);
    ledger->batch = ledger->size;
    // No id comes twice, though runs follow each other over one file.
    state ^= (unsigned long long)ledger->size * 0xd1342543de82ef95ULL;
}

// ledger FILE DETAIL-BYTES RECORD-BYTES BATCH MILLISECONDS: one run.
int ledger_reference(int argc, char **argv) {
    require(argc == 5, "arguments");
    struct Ledger ledger = {
        .detail_count = atoi(argv[1]), .record_count = atoi(argv[2])};
    require(
        ledger.detail_count <= (int)sizeof zeros && ledger.record_count <= (int)sizeof zeros,
        "row size");
    open_ledger(&ledger, argv[0]);
    long batch = atol(argv[3]), milliseconds = atol(argv[4]);
    require(batch > 0, "batch");
    long count = 0;
    double start = seconds(CLOCK_MONOTONIC), cpu = seconds(CLOCK_PROCESS_CPUTIME_ID);
    while (seconds(CLOCK_MONOTONIC) - start < (double)milliseconds / 1000) {
        insert_batch(&ledger, batch);
        count += batch;
        if (pages >= PAGE_BUDGET) {
            int kept = 0;
            require(
                sqlite3_wal_checkpoint_v2(
                    ledger.file, "main", SQLITE_CHECKPOINT_PASSIVE, &pages, &kept) == SQLITE_OK,
                "checkpoint");
        }
    }
    report(
        count, seconds(CLOCK_MONOTONIC) - start, seconds(CLOCK_PROCESS_CPUTIME_ID) - cpu);
    for (int index = 0; index < STATEMENT_COUNT; index++) {
        sqlite3_finalize(ledger.statements[index]);
    }
    sqlite3_close(ledger.file);
    return 0;
}
