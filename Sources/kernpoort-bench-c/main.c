// SPDX-License-Identifier: EUPL-1.2
// References of the benchmarks in plain C; `kernpoort-bench` starts this and reads one line per run.
#include "measure.h"
#include <string.h>

int main(int argc, char **argv) {
    if (argc > 1 && strcmp(argv[1], "seal") == 0) return seal_reference(argc - 2, argv + 2);
    if (argc > 1 && strcmp(argv[1], "ledger") == 0) return ledger_reference(argc - 2, argv + 2);
    fprintf(stderr, "started by kernpoort-bench; not for people\n");
    return 2;
}
