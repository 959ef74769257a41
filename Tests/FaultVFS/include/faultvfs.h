// SPDX-License-Identifier: EUPL-1.2
// A disk in memory for tests: it forgets what was not synced, and fails on command.
//
// Every file has two images: what programs see, and what would be found after a power cut. A write
// changes the first; a sync copies what changed into the second. Folder entries likewise: a new
// file is there after a cut only once its folder was synced, a deleted one comes back until then.
// The WAL index lives in plain memory and is gone after a cut.
#ifndef KERNPOORT_FAULTVFS_H
#define KERNPOORT_FAULTVFS_H

#include <stddef.h>
#include <stdint.h>

typedef struct fault_vfs fault_vfs;

// What can fail.
enum {
    FAULT_OPERATION_WRITE = 1,  // writes and truncations
    FAULT_OPERATION_SYNC = 2,
};

// How it fails. An error is reported in every mode.
enum {
    FAULT_MODE_LOST = 1,       // a write does not happen; a sync loses what it should have kept, for good
    FAULT_MODE_PERSISTED = 2,  // it happens, and is on the disk
    FAULT_MODE_FULL = 3,       // from here on every write finds no room
};

// What the disk recorded.
enum {
    FAULT_EVENT_WRITE = 1,
    FAULT_EVENT_SYNC = 2,         // a sync begins
    FAULT_EVENT_SYNC_RETURNS = 3, // it returns, with `result`
    FAULT_EVENT_TRUNCATE = 4,
    FAULT_EVENT_DELETE = 5,
    FAULT_EVENT_MARK = 6,         // the test's own, with `offset` as its tag
    FAULT_EVENT_CUT = 7,
};

typedef struct {
    int kind;
    int result;
    int64_t offset;
    int64_t length;
    const char *file;  // name of the file, alive as long as the disk
} fault_event;

/// Makes a disk and registers it under a name that no other disk has.
fault_vfs *fault_vfs_create(const char *name);
/// Unregisters the disk and frees it; no file of it may be open.
void fault_vfs_destroy(fault_vfs *disk);

/// Fails the n-th operation from now on, counted from 1.
void fault_vfs_arm(fault_vfs *disk, int operation, int64_t nth, int mode);
/// Cuts the power instead of doing the n-th write or sync from now on.
void fault_vfs_arm_cut(fault_vfs *disk, int64_t nth, int keep_some, uint64_t seed);
/// Takes back what was armed.
void fault_vfs_disarm(fault_vfs *disk);
/// Whether what was armed has happened.
int fault_vfs_has_fired(fault_vfs *disk);
/// Operations of a kind since the disk was made.
int64_t fault_vfs_count(fault_vfs *disk, int operation);
/// How long every sync takes, in microseconds.
void fault_vfs_set_sync_delay(fault_vfs *disk, unsigned microseconds);

/// Cuts the power: open files fail from now on, what was not synced is gone, or partly gone.
///
/// With `keep_some` each sector of each unsynced write is kept or lost by the seed.
void fault_vfs_cut_power(fault_vfs *disk, int keep_some, uint64_t seed);
int fault_vfs_is_cut(fault_vfs *disk);
/// Power again. Files opened before the cut go on failing.
void fault_vfs_power_on(fault_vfs *disk);

/// Turns one bit of a file over, in both images; answers 0 where there is no such byte.
int fault_vfs_flip_bit(fault_vfs *disk, const char *file, int64_t offset, int bit);
/// Size of a file as programs see it; -1 where there is none.
int64_t fault_vfs_file_size(fault_vfs *disk, const char *file);
/// Copies bytes of a file as programs see it; answers how many.
int64_t fault_vfs_read_file(
    fault_vfs *disk, const char *file, int64_t offset, uint8_t *bytes, int64_t count);

/// Puts a mark of the test's own among the events.
void fault_vfs_mark(fault_vfs *disk, int64_t tag);
size_t fault_vfs_event_count(fault_vfs *disk);
fault_event fault_vfs_event_at(fault_vfs *disk, size_t index);
void fault_vfs_clear_events(fault_vfs *disk);

#endif
