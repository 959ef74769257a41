// SPDX-License-Identifier: EUPL-1.2
// What the Glibc module lacks: epoll, eventfd, accept4 and friends, as inline functions.
#ifndef KERNPOORT_SYSTEM_H
#define KERNPOORT_SYSTEM_H

#ifndef _GNU_SOURCE
#define _GNU_SOURCE 1
#endif
#include <errno.h>
#include <stdint.h>
#include <sys/epoll.h>
#include <sys/eventfd.h>
#include <sys/prctl.h>
#include <sys/resource.h>

#endif
