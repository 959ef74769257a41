// SPDX-License-Identifier: EUPL-1.2
// What the Glibc module lacks: epoll, eventfd, accept4 and friends, as inline functions.
// Without _GNU_SOURCE: with it, types shared with the Glibc module would differ from that module's.
#ifndef KERNPOORT_SYSTEM_H
#define KERNPOORT_SYSTEM_H

#include <errno.h>
#include <stdint.h>
#include <sys/epoll.h>
#include <sys/eventfd.h>
#include <sys/prctl.h>
#include <sys/resource.h>

/// Names the calling thread; the system keeps 15 bytes.
static inline int kp_name_thread(const char *name) { return prctl(PR_SET_NAME, name, 0, 0, 0); }

/// A wake-up counter that is closed on exec.
static inline int kp_eventfd(int blocking) {
    return eventfd(0, EFD_CLOEXEC | (blocking ? 0 : EFD_NONBLOCK));
}

#endif
