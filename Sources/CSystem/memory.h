// SPDX-License-Identifier: EUPL-1.2
// Memory that holds secrets: locked, kept out of core dumps, wiped before it is given back.
#ifndef KERNPOORT_MEMORY_H
#define KERNPOORT_MEMORY_H

#include <stddef.h>
#include <stdlib.h>
#include <string.h>
#include <sys/mman.h>

/// Wipes `count` bytes in a way that the optimiser may not drop.
static inline void kp_wipe(void *bytes, size_t count) {
    if (count == 0) return;
    memset(bytes, 0, count);
    __asm__ __volatile__("" : : "r"(bytes) : "memory");
}

/// Whether `count` bytes are the same; not for secrets, since it stops at the first difference.
static inline int kp_same(const void *left, const void *right, size_t count) {
    return count == 0 || memcmp(left, right, count) == 0;
}

/// Page-aligned memory, kept out of core dumps and locked where the limit allows it; NULL when there is none.
static inline void *kp_secret_allocate(size_t count) {
    void *bytes = mmap(NULL, count, PROT_READ | PROT_WRITE, MAP_PRIVATE | MAP_ANONYMOUS, -1, 0);
    if (bytes == MAP_FAILED) return NULL;
    (void)madvise(bytes, count, MADV_DONTDUMP);
    (void)mlock(bytes, count);
    return bytes;
}

static inline void kp_secret_free(void *bytes, size_t count) {
    kp_wipe(bytes, count);
    (void)munmap(bytes, count);
}

#endif
