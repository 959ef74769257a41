// SPDX-License-Identifier: EUPL-1.2
// What Swift cannot import of SQLite: variadic functions and destructor constants that are casts.
#ifndef KERNPOORT_SQLITE_H
#define KERNPOORT_SQLITE_H

#include <sqlite3.h>

/// Switches off the count of SQLite's memory, which locks a mutex at each allocation.
///
/// Works only before the first use of the library; later it changes nothing.
static inline int kp_sqlite_count_no_memory(void) {
    return sqlite3_config(SQLITE_CONFIG_MEMSTATUS, 0);
}

/// Sets one on-off option of a connection; the answer tells whether it now stands as asked.
static inline int kp_sqlite_set_option(sqlite3 *database, int option, int on) {
    int now = -1;
    int code = sqlite3_db_config(database, option, on, &now);
    if (code != SQLITE_OK) return code;
    return now == on ? SQLITE_OK : SQLITE_ERROR;
}

/// Binds text that SQLite copies.
static inline int kp_sqlite_bind_text_copy(
    sqlite3_stmt *statement, int index, const char *text, int byteCount) {
    return sqlite3_bind_text(statement, index, text, byteCount, SQLITE_TRANSIENT);
}

#endif
