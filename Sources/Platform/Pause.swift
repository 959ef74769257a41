// SPDX-License-Identifier: EUPL-1.2
internal import CSystem

extension MonotonicInstant {
    /// Blocks the calling thread until this moment; for threads that may block, never on a loop.
    package func block() {
        while true {
            let left = MonotonicInstant.now().duration(to: self)
            guard left > .zero else { return }
            // Polling nothing is waiting, and a signal that ends it early is made up for.
            _ = kp_poll(-1, 0, left.pollMilliseconds)
        }
    }
}
