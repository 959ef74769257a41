// SPDX-License-Identifier: EUPL-1.2
// The disk itself: files with two images, and what can go wrong with them.
#ifndef KERNPOORT_FAULT_DISK_H
#define KERNPOORT_FAULT_DISK_H

#include <pthread.h>
#include <sqlite3.h>

#include "faultvfs.h"

#define FAULT_SECTOR 512
#define FAULT_NAME_LIMIT 512

typedef struct {
    uint8_t *bytes;
    int64_t size;
    int64_t capacity;
} fault_image;

typedef struct {
    int64_t offset;
    int64_t length;
} fault_range;

typedef struct fault_shm {
    struct fault_shm *next;  // of all that the disk ever had: freed with it
    int users;  // files that have it mapped: without any, the next one finds it empty
    void **regions;
    int region_count;
    int shared[SQLITE_SHM_NLOCK];
    int exclusive[SQLITE_SHM_NLOCK];
} fault_shm;

typedef struct fault_node {
    struct fault_node *next;
    char name[FAULT_NAME_LIMIT];
    int needs_folder_sync;  // a new journal or WAL: its first sync also syncs the folder
    int is_there;           // programs find the name
    int is_there_after_cut; // the folder entry is on the disk
    fault_image seen;
    fault_image kept;
    fault_range *changes;
    int change_count, change_capacity;
    int shared, reserved, pending, exclusive;  // file locks: a count, and owners' presence
    fault_shm *shm;
} fault_node;

struct fault_vfs {
    sqlite3_vfs vfs;
    sqlite3_vfs *system;
    char name[64];
    pthread_mutex_t lock;
    fault_node *nodes;
    fault_shm *all_shm;
    int64_t epoch;
    int is_cut;
    int64_t counts[3];
    int armed_operation, armed_mode, armed_cut, armed_keep_some, has_fired, is_full;
    int64_t armed_left;
    uint64_t armed_seed;
    unsigned sync_delay;
    fault_event *events;
    size_t event_count, event_capacity;
};

typedef struct {
    sqlite3_file base;
    fault_vfs *disk;
    fault_node *node;
    int64_t epoch;
    int level;  // file lock held
    int uses_shm;
    int shm_shared, shm_exclusive;  // masks of WAL index locks held
    int deletes_on_close;
} fault_file;

// What an operation should do, decided as it begins.
typedef enum { GO, LOSE, PERSIST_AND_FAIL, NO_ROOM, DEAD } fault_verdict;

fault_verdict fault_judge(fault_vfs *disk, int operation);
void fault_record(fault_vfs *disk, int kind, const fault_node *node, int64_t offset, int64_t length, int result);
void fault_cut_locked(fault_vfs *disk, int keep_some, uint64_t seed);

fault_node *fault_find(fault_vfs *disk, const char *name);
fault_node *fault_make(fault_vfs *disk, const char *name);
void fault_image_write(fault_image *image, const void *bytes, int64_t count, int64_t offset);
void fault_image_truncate(fault_image *image, int64_t size);
void fault_note_change(fault_node *node, int64_t offset, int64_t length);
void fault_keep(fault_node *node);
void fault_sync_folder(fault_vfs *disk);

extern const sqlite3_io_methods fault_methods;

#endif
