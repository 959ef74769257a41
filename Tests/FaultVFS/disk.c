// SPDX-License-Identifier: EUPL-1.2
#include "disk.h"

#include <stdlib.h>
#include <string.h>

// MARK: images

static void *need(void *memory) {
    if (memory == NULL) abort();
    return memory;
}

static void image_reserve(fault_image *image, int64_t size) {
    if (size <= image->capacity) return;
    int64_t capacity = image->capacity ? image->capacity : 4096;
    while (capacity < size) capacity *= 2;
    image->bytes = need(realloc(image->bytes, (size_t)capacity));
    memset(image->bytes + image->capacity, 0, (size_t)(capacity - image->capacity));
    image->capacity = capacity;
}

void fault_image_write(fault_image *image, const void *bytes, int64_t count, int64_t offset) {
    image_reserve(image, offset + count);
    memcpy(image->bytes + offset, bytes, (size_t)count);
    if (offset + count > image->size) image->size = offset + count;
}

void fault_image_truncate(fault_image *image, int64_t size) {
    image_reserve(image, size);
    if (size < image->size) memset(image->bytes + size, 0, (size_t)(image->size - size));
    image->size = size;
}

void fault_note_change(fault_node *node, int64_t offset, int64_t length) {
    if (node->change_count > 0) {
        fault_range *last = &node->changes[node->change_count - 1];
        if (last->offset + last->length == offset) {
            last->length += length;
            return;
        }
    }
    if (node->change_count == node->change_capacity) {
        node->change_capacity = node->change_capacity ? node->change_capacity * 2 : 64;
        node->changes =
            need(realloc(node->changes, sizeof(fault_range) * (size_t)node->change_capacity));
    }
    node->changes[node->change_count++] = (fault_range){offset, length};
}

static void keep_range(fault_node *node, int64_t offset, int64_t length) {
    int64_t end = offset + length;
    if (end > node->seen.size) end = node->seen.size;
    if (end > offset) {
        fault_image_write(&node->kept, node->seen.bytes + offset, end - offset, offset);
    }
}

void fault_keep(fault_node *node) {
    for (int i = 0; i < node->change_count; i++) {
        keep_range(node, node->changes[i].offset, node->changes[i].length);
    }
    fault_image_truncate(&node->kept, node->seen.size);
    node->change_count = 0;
}

// MARK: names

fault_node *fault_find(fault_vfs *disk, const char *name) {
    for (fault_node *node = disk->nodes; node; node = node->next) {
        if (node->is_there && strcmp(node->name, name) == 0) return node;
    }
    return NULL;
}

fault_node *fault_make(fault_vfs *disk, const char *name) {
    fault_node *node = need(calloc(1, sizeof(fault_node)));
    strncpy(node->name, name, FAULT_NAME_LIMIT - 1);
    node->is_there = 1;
    node->next = disk->nodes;
    disk->nodes = node;
    return node;
}

void fault_sync_folder(fault_vfs *disk) {
    for (fault_node *node = disk->nodes; node; node = node->next) {
        node->is_there_after_cut = node->is_there;
    }
}

// MARK: faults

void fault_record(
    fault_vfs *disk, int kind, const fault_node *node, int64_t offset, int64_t length, int result) {
    if (disk->event_count == disk->event_capacity) {
        disk->event_capacity = disk->event_capacity ? disk->event_capacity * 2 : 1024;
        disk->events = need(realloc(disk->events, sizeof(fault_event) * disk->event_capacity));
    }
    disk->events[disk->event_count++] =
        (fault_event){kind, result, offset, length, node ? node->name : ""};
}

fault_verdict fault_judge(fault_vfs *disk, int operation) {
    if (disk->is_cut) return DEAD;
    disk->counts[operation]++;
    if (operation == FAULT_OPERATION_WRITE && disk->is_full) return NO_ROOM;
    if (disk->armed_left == 0) return GO;
    if (!disk->armed_cut && disk->armed_operation != operation) return GO;
    if (--disk->armed_left > 0) return GO;
    disk->has_fired = 1;
    if (disk->armed_cut) {
        fault_cut_locked(disk, disk->armed_keep_some, disk->armed_seed);
        return DEAD;
    }
    switch (disk->armed_mode) {
        case FAULT_MODE_LOST: return LOSE;
        case FAULT_MODE_PERSISTED: return PERSIST_AND_FAIL;
        default: disk->is_full = 1; return NO_ROOM;
    }
}

// splitmix64: small, seeded, good enough for coins.
static uint64_t next_random(uint64_t *state) {
    uint64_t z = (*state += 0x9E3779B97F4A7C15ULL);
    z = (z ^ (z >> 30)) * 0xBF58476D1CE4E5B9ULL;
    z = (z ^ (z >> 27)) * 0x94D049BB133111EBULL;
    return z ^ (z >> 31);
}

static void keep_some_sectors(fault_node *node, uint64_t *state) {
    for (int i = 0; i < node->change_count; i++) {
        int64_t at = node->changes[i].offset;
        int64_t end = at + node->changes[i].length;
        while (at < end) {
            int64_t sector_end = (at / FAULT_SECTOR + 1) * FAULT_SECTOR;
            if (sector_end > end) sector_end = end;
            if (next_random(state) & 1) keep_range(node, at, sector_end - at);
            at = sector_end;
        }
    }
    if (node->seen.size < node->kept.size && (next_random(state) & 1)) {
        fault_image_truncate(&node->kept, node->seen.size);
    }
}

void fault_cut_locked(fault_vfs *disk, int keep_some, uint64_t seed) {
    uint64_t state = seed;
    disk->is_cut = 1;
    fault_record(disk, FAULT_EVENT_CUT, NULL, 0, 0, 0);
    for (fault_node *node = disk->nodes; node; node = node->next) {
        if (keep_some && node->is_there_after_cut) keep_some_sectors(node, &state);
        node->is_there = node->is_there_after_cut;
        fault_image_truncate(&node->seen, 0);
        if (node->is_there && node->kept.size > 0) {
            fault_image_write(&node->seen, node->kept.bytes, node->kept.size, 0);
        }
        node->change_count = 0;
        node->needs_folder_sync = 0;
        node->shared = node->reserved = node->pending = node->exclusive = 0;
        node->shm = NULL;
    }
}

// MARK: the test's side

void fault_vfs_arm(fault_vfs *disk, int operation, int64_t nth, int mode) {
    pthread_mutex_lock(&disk->lock);
    disk->armed_operation = operation;
    disk->armed_left = nth;
    disk->armed_mode = mode;
    disk->armed_cut = disk->has_fired = disk->is_full = 0;
    pthread_mutex_unlock(&disk->lock);
}

void fault_vfs_arm_cut(fault_vfs *disk, int64_t nth, int keep_some, uint64_t seed) {
    pthread_mutex_lock(&disk->lock);
    disk->armed_left = nth;
    disk->armed_cut = 1;
    disk->armed_keep_some = keep_some;
    disk->armed_seed = seed;
    disk->has_fired = disk->is_full = 0;
    pthread_mutex_unlock(&disk->lock);
}

void fault_vfs_disarm(fault_vfs *disk) {
    pthread_mutex_lock(&disk->lock);
    disk->armed_left = 0;
    disk->armed_cut = disk->is_full = 0;
    pthread_mutex_unlock(&disk->lock);
}

int fault_vfs_has_fired(fault_vfs *disk) {
    pthread_mutex_lock(&disk->lock);
    int fired = disk->has_fired;
    pthread_mutex_unlock(&disk->lock);
    return fired;
}

int64_t fault_vfs_count(fault_vfs *disk, int operation) {
    pthread_mutex_lock(&disk->lock);
    int64_t count = disk->counts[operation];
    pthread_mutex_unlock(&disk->lock);
    return count;
}

void fault_vfs_set_sync_delay(fault_vfs *disk, unsigned microseconds) {
    pthread_mutex_lock(&disk->lock);
    disk->sync_delay = microseconds;
    pthread_mutex_unlock(&disk->lock);
}

void fault_vfs_cut_power(fault_vfs *disk, int keep_some, uint64_t seed) {
    pthread_mutex_lock(&disk->lock);
    if (!disk->is_cut) fault_cut_locked(disk, keep_some, seed);
    pthread_mutex_unlock(&disk->lock);
}

int fault_vfs_is_cut(fault_vfs *disk) {
    pthread_mutex_lock(&disk->lock);
    int cut = disk->is_cut;
    pthread_mutex_unlock(&disk->lock);
    return cut;
}

void fault_vfs_power_on(fault_vfs *disk) {
    pthread_mutex_lock(&disk->lock);
    if (!disk->is_cut) fault_cut_locked(disk, 0, 0);
    disk->epoch++;
    disk->is_cut = 0;
    disk->armed_left = 0;
    disk->armed_cut = disk->is_full = 0;
    pthread_mutex_unlock(&disk->lock);
}

int fault_vfs_flip_bit(fault_vfs *disk, const char *file, int64_t offset, int bit) {
    pthread_mutex_lock(&disk->lock);
    fault_node *node = fault_find(disk, file);
    int done = 0;
    if (node && offset < node->seen.size) {
        node->seen.bytes[offset] ^= (uint8_t)(1 << bit);
        if (offset < node->kept.size) node->kept.bytes[offset] ^= (uint8_t)(1 << bit);
        done = 1;
    }
    pthread_mutex_unlock(&disk->lock);
    return done;
}

int64_t fault_vfs_file_size(fault_vfs *disk, const char *file) {
    pthread_mutex_lock(&disk->lock);
    fault_node *node = fault_find(disk, file);
    int64_t size = node ? node->seen.size : -1;
    pthread_mutex_unlock(&disk->lock);
    return size;
}

int64_t fault_vfs_read_file(
    fault_vfs *disk, const char *file, int64_t offset, uint8_t *bytes, int64_t count) {
    pthread_mutex_lock(&disk->lock);
    fault_node *node = fault_find(disk, file);
    int64_t copied = 0;
    if (node && offset < node->seen.size) {
        copied = node->seen.size - offset;
        if (copied > count) copied = count;
        memcpy(bytes, node->seen.bytes + offset, (size_t)copied);
    }
    pthread_mutex_unlock(&disk->lock);
    return copied;
}

void fault_vfs_mark(fault_vfs *disk, int64_t tag) {
    pthread_mutex_lock(&disk->lock);
    fault_record(disk, FAULT_EVENT_MARK, NULL, tag, 0, 0);
    pthread_mutex_unlock(&disk->lock);
}

size_t fault_vfs_event_count(fault_vfs *disk) {
    pthread_mutex_lock(&disk->lock);
    size_t count = disk->event_count;
    pthread_mutex_unlock(&disk->lock);
    return count;
}

fault_event fault_vfs_event_at(fault_vfs *disk, size_t index) {
    pthread_mutex_lock(&disk->lock);
    fault_event event = disk->events[index];
    pthread_mutex_unlock(&disk->lock);
    return event;
}

void fault_vfs_clear_events(fault_vfs *disk) {
    pthread_mutex_lock(&disk->lock);
    disk->event_count = 0;
    pthread_mutex_unlock(&disk->lock);
}
