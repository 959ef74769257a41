// SPDX-License-Identifier: EUPL-1.2
// What the two references of the benchmarks share: clocks, and an end with a reason.
#ifndef KERNPOORT_BENCH_MEASURE_H
#define KERNPOORT_BENCH_MEASURE_H

#include <stdio.h>
#include <stdlib.h>
#include <time.h>

static inline double seconds(clockid_t clock) {
    struct timespec now;
    clock_gettime(clock, &now);
    return (double)now.tv_sec + (double)now.tv_nsec / 1e9;
}

// Ends the program unless a call succeeded.
static inline void require(int holds, const char *what) {
    if (holds) return;
    fprintf(stderr, "reference failed: %s\n", what);
    exit(1);
}

// Prints what a benchmark reads: operations, wall time and CPU time in seconds.
static inline void report(long count, double wall, double cpu) {
    printf("count %ld wall %.6f cpu %.6f\n", count, wall, cpu);
    fflush(stdout);
}

int seal_reference(int argc, char **argv);
int ledger_reference(int argc, char **argv);

#endif
