// SPDX-License-Identifier: EUPL-1.2
// The disk as SQLite meets it: opening, deleting, naming files.
#include <stdlib.h>
#include <string.h>

#include "disk.h"

static fault_vfs *disk_of(sqlite3_vfs *vfs) { return (fault_vfs *)vfs->pAppData; }

static int fault_open(
    sqlite3_vfs *vfs, sqlite3_filename name, sqlite3_file *base, int flags, int *out_flags) {
    fault_vfs *disk = disk_of(vfs);
    fault_file *file = (fault_file *)base;
    memset(file, 0, sizeof(*file));
    pthread_mutex_lock(&disk->lock);
    int result = SQLITE_OK;
    fault_node *node = name ? fault_find(disk, name) : NULL;
    if (disk->is_cut) {
        result = SQLITE_CANTOPEN;
    } else if (node && (flags & SQLITE_OPEN_EXCLUSIVE)) {
        result = SQLITE_CANTOPEN;
    } else if (node == NULL && !(flags & SQLITE_OPEN_CREATE)) {
        result = SQLITE_CANTOPEN;
    } else if (node == NULL) {
        node = fault_make(disk, name ? name : "(temporary)");
        int is_journal = SQLITE_OPEN_WAL | SQLITE_OPEN_MAIN_JOURNAL | SQLITE_OPEN_SUPER_JOURNAL;
        node->needs_folder_sync = (flags & is_journal) != 0;
        if (name == NULL) node->is_there = 0;
    }
    if (result == SQLITE_OK) {
        file->base.pMethods = &fault_methods;
        file->disk = disk;
        file->node = node;
        file->epoch = disk->epoch;
        file->deletes_on_close = (flags & SQLITE_OPEN_DELETEONCLOSE) != 0;
        if (out_flags) *out_flags = flags;
    }
    pthread_mutex_unlock(&disk->lock);
    return result;
}

static int fault_delete(sqlite3_vfs *vfs, const char *name, int sync_folder) {
    fault_vfs *disk = disk_of(vfs);
    pthread_mutex_lock(&disk->lock);
    int result = SQLITE_OK;
    fault_node *node = fault_find(disk, name);
    if (disk->is_cut) {
        result = SQLITE_IOERR_DELETE;
    } else if (node == NULL) {
        result = SQLITE_IOERR_DELETE_NOENT;
    } else {
        node->is_there = 0;
        if (sync_folder) fault_sync_folder(disk);
        fault_record(disk, FAULT_EVENT_DELETE, node, 0, 0, SQLITE_OK);
    }
    pthread_mutex_unlock(&disk->lock);
    return result;
}

static int fault_access(sqlite3_vfs *vfs, const char *name, int flags, int *out) {
    fault_vfs *disk = disk_of(vfs);
    pthread_mutex_lock(&disk->lock);
    fault_node *node = fault_find(disk, name);
    // As the system's own: an empty file does not exist for the question whether one exists.
    *out = node != NULL && (flags != SQLITE_ACCESS_EXISTS || node->seen.size > 0);
    int result = disk->is_cut ? SQLITE_IOERR_ACCESS : SQLITE_OK;
    pthread_mutex_unlock(&disk->lock);
    return result;
}

static int fault_full_path(sqlite3_vfs *vfs, const char *name, int count, char *out) {
    (void)vfs;
    if ((int)strlen(name) + 1 > count) return SQLITE_CANTOPEN;
    strcpy(out, name);
    return SQLITE_OK;
}

static int fault_randomness(sqlite3_vfs *vfs, int count, char *out) {
    sqlite3_vfs *system = disk_of(vfs)->system;
    return system->xRandomness(system, count, out);
}

static int fault_sleep(sqlite3_vfs *vfs, int microseconds) {
    sqlite3_vfs *system = disk_of(vfs)->system;
    return system->xSleep(system, microseconds);
}

static int fault_time(sqlite3_vfs *vfs, double *out) {
    sqlite3_vfs *system = disk_of(vfs)->system;
    return system->xCurrentTime(system, out);
}

static int fault_last_error(sqlite3_vfs *vfs, int count, char *out) {
    (void)vfs;
    if (count > 0) out[0] = 0;
    return 0;
}

fault_vfs *fault_vfs_create(const char *name) {
    sqlite3_initialize();
    fault_vfs *disk = calloc(1, sizeof(fault_vfs));
    if (disk == NULL) abort();
    strncpy(disk->name, name, sizeof(disk->name) - 1);
    pthread_mutex_init(&disk->lock, NULL);
    disk->system = sqlite3_vfs_find(NULL);
    disk->vfs.iVersion = 1;
    disk->vfs.szOsFile = sizeof(fault_file);
    disk->vfs.mxPathname = FAULT_NAME_LIMIT - 1;
    disk->vfs.zName = disk->name;
    disk->vfs.pAppData = disk;
    disk->vfs.xOpen = fault_open;
    disk->vfs.xDelete = fault_delete;
    disk->vfs.xAccess = fault_access;
    disk->vfs.xFullPathname = fault_full_path;
    disk->vfs.xRandomness = fault_randomness;
    disk->vfs.xSleep = fault_sleep;
    disk->vfs.xCurrentTime = fault_time;
    disk->vfs.xGetLastError = fault_last_error;
    if (sqlite3_vfs_register(&disk->vfs, 0) != SQLITE_OK) abort();
    return disk;
}

void fault_vfs_destroy(fault_vfs *disk) {
    sqlite3_vfs_unregister(&disk->vfs);
    while (disk->nodes) {
        fault_node *node = disk->nodes;
        disk->nodes = node->next;
        free(node->seen.bytes);
        free(node->kept.bytes);
        free(node->changes);
        free(node);
    }
    while (disk->all_shm) {
        fault_shm *shm = disk->all_shm;
        disk->all_shm = shm->next;
        for (int i = 0; i < shm->region_count; i++) free(shm->regions[i]);
        free(shm->regions);
        free(shm);
    }
    free(disk->events);
    pthread_mutex_destroy(&disk->lock);
    free(disk);
}
