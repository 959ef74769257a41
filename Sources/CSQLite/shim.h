// SPDX-License-Identifier: EUPL-1.2
// What Swift cannot import of SQLite: destructor constants that are function-pointer casts.
#ifndef KERNPOORT_SQLITE_H
#define KERNPOORT_SQLITE_H

#include <sqlite3.h>

#endif
