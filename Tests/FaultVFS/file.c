// SPDX-License-Identifier: EUPL-1.2
// One open file: reads, writes, syncs, locks, and the WAL index.
#include <stdlib.h>
#include <string.h>
#include <unistd.h>

#include "disk.h"

#define SHM_ALL ((1 << SQLITE_SHM_NLOCK) - 1)

static void *need(void *memory) {
    if (memory == NULL) abort();
    return memory;
}

static int is_dead(const fault_file *file) {
    return file->disk->is_cut || file->epoch != file->disk->epoch;
}

static void release_shm(fault_file *file) {
    fault_shm *shm = file->node->shm;
    if (shm && !is_dead(file)) {
        for (int i = 0; i < SQLITE_SHM_NLOCK; i++) {
            if (file->shm_shared & (1 << i)) shm->shared[i]--;
            if (file->shm_exclusive & (1 << i)) shm->exclusive[i] = 0;
        }
    }
    file->shm_shared = file->shm_exclusive = 0;
    if (file->uses_shm && shm && !is_dead(file) && --shm->users == 0) file->node->shm = NULL;
    file->uses_shm = 0;
}

static void lower_lock(fault_file *file, int level) {
    fault_node *node = file->node;
    if (!is_dead(file)) {
        if (file->level >= SQLITE_LOCK_EXCLUSIVE && level < SQLITE_LOCK_EXCLUSIVE) node->exclusive = 0;
        if (file->level >= SQLITE_LOCK_PENDING && level < SQLITE_LOCK_PENDING) node->pending = 0;
        if (file->level >= SQLITE_LOCK_RESERVED && level < SQLITE_LOCK_RESERVED) node->reserved = 0;
        if (file->level >= SQLITE_LOCK_SHARED && level < SQLITE_LOCK_SHARED) node->shared--;
    }
    file->level = level;
}

static int fault_close(sqlite3_file *base) {
    fault_file *file = (fault_file *)base;
    pthread_mutex_lock(&file->disk->lock);
    release_shm(file);
    lower_lock(file, SQLITE_LOCK_NONE);
    if (file->deletes_on_close) file->node->is_there = 0;
    pthread_mutex_unlock(&file->disk->lock);
    return SQLITE_OK;
}

static int fault_read(sqlite3_file *base, void *bytes, int count, sqlite3_int64 offset) {
    fault_file *file = (fault_file *)base;
    pthread_mutex_lock(&file->disk->lock);
    int result = SQLITE_OK;
    if (is_dead(file)) {
        result = SQLITE_IOERR_READ;
    } else {
        const fault_image *image = &file->node->seen;
        int64_t there = image->size > offset ? image->size - offset : 0;
        if (there > count) there = count;
        if (there > 0) memcpy(bytes, image->bytes + offset, (size_t)there);
        if (there < count) {
            memset((uint8_t *)bytes + there, 0, (size_t)(count - there));
            result = SQLITE_IOERR_SHORT_READ;
        }
    }
    pthread_mutex_unlock(&file->disk->lock);
    return result;
}

static int fault_write(sqlite3_file *base, const void *bytes, int count, sqlite3_int64 offset) {
    fault_file *file = (fault_file *)base;
    fault_node *node = file->node;
    pthread_mutex_lock(&file->disk->lock);
    int result = SQLITE_OK;
    switch (is_dead(file) ? DEAD : fault_judge(file->disk, FAULT_OPERATION_WRITE)) {
        case GO:
            fault_image_write(&node->seen, bytes, count, offset);
            fault_note_change(node, offset, count);
            break;
        case PERSIST_AND_FAIL:
            fault_image_write(&node->seen, bytes, count, offset);
            fault_image_write(&node->kept, bytes, count, offset);
            result = SQLITE_IOERR_WRITE;
            break;
        case NO_ROOM: result = SQLITE_FULL; break;
        case LOSE:
        case DEAD: result = SQLITE_IOERR_WRITE; break;
    }
    fault_record(file->disk, FAULT_EVENT_WRITE, node, offset, count, result);
    pthread_mutex_unlock(&file->disk->lock);
    return result;
}

static int fault_truncate(sqlite3_file *base, sqlite3_int64 size) {
    fault_file *file = (fault_file *)base;
    fault_node *node = file->node;
    pthread_mutex_lock(&file->disk->lock);
    int result = SQLITE_OK;
    switch (is_dead(file) ? DEAD : fault_judge(file->disk, FAULT_OPERATION_WRITE)) {
        case GO: {
            int64_t old_size = node->seen.size;
            fault_image_truncate(&node->seen, size);
            if (size < old_size) fault_note_change(node, size, old_size - size);
            break;
        }
        case PERSIST_AND_FAIL:
            fault_image_truncate(&node->seen, size);
            fault_image_truncate(&node->kept, size);
            result = SQLITE_IOERR_TRUNCATE;
            break;
        case LOSE:
        case NO_ROOM:
        case DEAD: result = SQLITE_IOERR_TRUNCATE; break;
    }
    fault_record(file->disk, FAULT_EVENT_TRUNCATE, node, size, 0, result);
    pthread_mutex_unlock(&file->disk->lock);
    return result;
}

static int fault_sync(sqlite3_file *base, int flags) {
    (void)flags;
    fault_file *file = (fault_file *)base;
    fault_node *node = file->node;
    fault_vfs *disk = file->disk;
    pthread_mutex_lock(&disk->lock);
    fault_record(disk, FAULT_EVENT_SYNC, node, 0, 0, 0);
    unsigned delay = disk->sync_delay;
    if (delay) {
        pthread_mutex_unlock(&disk->lock);
        usleep(delay);
        pthread_mutex_lock(&disk->lock);
    }
    int result = SQLITE_OK;
    fault_verdict verdict = is_dead(file) ? DEAD : fault_judge(disk, FAULT_OPERATION_SYNC);
    switch (verdict) {
        case GO:
        case PERSIST_AND_FAIL:
            fault_keep(node);
            if (node->needs_folder_sync) {
                fault_sync_folder(disk);
                node->needs_folder_sync = 0;
            }
            if (verdict == PERSIST_AND_FAIL) result = SQLITE_IOERR_FSYNC;
            break;
        case LOSE:
            // As a kernel does that marks the pages clean after an error: no later sync saves them.
            node->change_count = 0;
            result = SQLITE_IOERR_FSYNC;
            break;
        case NO_ROOM:
        case DEAD: result = SQLITE_IOERR_FSYNC; break;
    }
    fault_record(disk, FAULT_EVENT_SYNC_RETURNS, node, 0, 0, result);
    pthread_mutex_unlock(&disk->lock);
    return result;
}

static int fault_size(sqlite3_file *base, sqlite3_int64 *size) {
    fault_file *file = (fault_file *)base;
    pthread_mutex_lock(&file->disk->lock);
    int result = is_dead(file) ? SQLITE_IOERR_FSTAT : SQLITE_OK;
    *size = file->node->seen.size;
    pthread_mutex_unlock(&file->disk->lock);
    return result;
}

static int fault_lock(sqlite3_file *base, int level) {
    fault_file *file = (fault_file *)base;
    fault_node *node = file->node;
    pthread_mutex_lock(&file->disk->lock);
    int result = SQLITE_OK;
    if (is_dead(file)) {
        result = SQLITE_IOERR_LOCK;
    } else if (level > file->level) {
        if (file->level < SQLITE_LOCK_SHARED) {
            if (node->pending || node->exclusive) {
                result = SQLITE_BUSY;
            } else {
                node->shared++;
                file->level = SQLITE_LOCK_SHARED;
            }
        }
        if (result == SQLITE_OK && level >= SQLITE_LOCK_RESERVED && file->level < SQLITE_LOCK_RESERVED) {
            if (node->reserved) {
                result = SQLITE_BUSY;
            } else {
                node->reserved = 1;
                file->level = SQLITE_LOCK_RESERVED;
            }
        }
        if (result == SQLITE_OK && level >= SQLITE_LOCK_EXCLUSIVE) {
            node->pending = 1;
            file->level = SQLITE_LOCK_PENDING;
            if (node->shared > 1) {
                result = SQLITE_BUSY;
            } else {
                node->exclusive = 1;
                file->level = SQLITE_LOCK_EXCLUSIVE;
            }
        }
    }
    pthread_mutex_unlock(&file->disk->lock);
    return result;
}

static int fault_unlock(sqlite3_file *base, int level) {
    fault_file *file = (fault_file *)base;
    pthread_mutex_lock(&file->disk->lock);
    if (level < file->level) lower_lock(file, level);
    pthread_mutex_unlock(&file->disk->lock);
    return SQLITE_OK;
}

static int fault_check_reserved(sqlite3_file *base, int *is_reserved) {
    fault_file *file = (fault_file *)base;
    pthread_mutex_lock(&file->disk->lock);
    *is_reserved = file->node->reserved;
    pthread_mutex_unlock(&file->disk->lock);
    return SQLITE_OK;
}

static int fault_control(sqlite3_file *base, int operation, void *argument) {
    (void)base, (void)operation, (void)argument;
    return SQLITE_NOTFOUND;
}

static int fault_sector_size(sqlite3_file *base) {
    (void)base;
    return FAULT_SECTOR;
}

static int fault_characteristics(sqlite3_file *base) {
    (void)base;
    return SQLITE_IOCAP_POWERSAFE_OVERWRITE;
}

static int fault_shm_map(
    sqlite3_file *base, int region, int size, int extend, void volatile **out) {
    fault_file *file = (fault_file *)base;
    fault_vfs *disk = file->disk;
    fault_node *node = file->node;
    pthread_mutex_lock(&disk->lock);
    int result = SQLITE_OK;
    *out = NULL;
    if (is_dead(file)) {
        result = SQLITE_IOERR_SHMMAP;
    } else {
        if (node->shm == NULL) {
            node->shm = need(calloc(1, sizeof(fault_shm)));
            node->shm->next = disk->all_shm;
            disk->all_shm = node->shm;
        }
        fault_shm *shm = node->shm;
        if (!file->uses_shm) {
            file->uses_shm = 1;
            shm->users++;
        }
        if (region >= shm->region_count && extend) {
            shm->regions = need(realloc(shm->regions, sizeof(void *) * (size_t)(region + 1)));
            while (shm->region_count <= region) {
                shm->regions[shm->region_count++] = need(calloc(1, (size_t)size));
            }
        }
        if (region < shm->region_count) *out = shm->regions[region];
    }
    pthread_mutex_unlock(&disk->lock);
    return result;
}

static int fault_shm_lock(sqlite3_file *base, int offset, int count, int flags) {
    fault_file *file = (fault_file *)base;
    pthread_mutex_lock(&file->disk->lock);
    fault_shm *shm = file->node->shm;
    int mask = ((1 << count) - 1) << offset;
    int result = SQLITE_OK;
    if (is_dead(file) || shm == NULL) {
        result = SQLITE_IOERR_SHMLOCK;
    } else if (flags & SQLITE_SHM_UNLOCK) {
        for (int i = offset; i < offset + count; i++) {
            if (file->shm_shared & (1 << i)) shm->shared[i]--;
            if (file->shm_exclusive & (1 << i)) shm->exclusive[i] = 0;
        }
        file->shm_shared &= ~mask;
        file->shm_exclusive &= ~mask;
    } else {
        for (int i = offset; i < offset + count && result == SQLITE_OK; i++) {
            int own_shared = (file->shm_shared >> i) & 1;
            int own_exclusive = (file->shm_exclusive >> i) & 1;
            if (shm->exclusive[i] && !own_exclusive) result = SQLITE_BUSY;
            if ((flags & SQLITE_SHM_EXCLUSIVE) && shm->shared[i] > own_shared) result = SQLITE_BUSY;
        }
        for (int i = offset; i < offset + count && result == SQLITE_OK; i++) {
            if (flags & SQLITE_SHM_EXCLUSIVE) {
                shm->exclusive[i] = 1;
                file->shm_exclusive |= 1 << i;
            } else if (!(file->shm_shared & (1 << i))) {
                shm->shared[i]++;
                file->shm_shared |= 1 << i;
            }
        }
    }
    pthread_mutex_unlock(&file->disk->lock);
    return result;
}

static void fault_shm_barrier(sqlite3_file *base) {
    (void)base;
    __sync_synchronize();
}

static int fault_shm_unmap(sqlite3_file *base, int delete_it) {
    fault_file *file = (fault_file *)base;
    pthread_mutex_lock(&file->disk->lock);
    release_shm(file);
    if (delete_it && !is_dead(file)) file->node->shm = NULL;
    pthread_mutex_unlock(&file->disk->lock);
    return SQLITE_OK;
}

const sqlite3_io_methods fault_methods = {
    .iVersion = 2,
    .xClose = fault_close,
    .xRead = fault_read,
    .xWrite = fault_write,
    .xTruncate = fault_truncate,
    .xSync = fault_sync,
    .xFileSize = fault_size,
    .xLock = fault_lock,
    .xUnlock = fault_unlock,
    .xCheckReservedLock = fault_check_reserved,
    .xFileControl = fault_control,
    .xSectorSize = fault_sector_size,
    .xDeviceCharacteristics = fault_characteristics,
    .xShmMap = fault_shm_map,
    .xShmLock = fault_shm_lock,
    .xShmBarrier = fault_shm_barrier,
    .xShmUnmap = fault_shm_unmap,
};
