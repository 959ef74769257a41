// SPDX-License-Identifier: EUPL-1.2
print("kernpoort-bench")
