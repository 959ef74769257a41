// SPDX-License-Identifier: EUPL-1.2
internal import CSystem
internal import Glibc

/// A counter in the kernel that wakes the one thread that waits on it.
struct WakeUp: ~Copyable {
    let descriptor: Descriptor

    /// - Parameter blocking: whether `drain()` waits for a signal.
    init(blocking: Bool) throws(PlatformError) {
        let number = kp_eventfd(blocking ? 1 : 0)
        guard number >= 0 else { throw .last(.eventfd) }
        descriptor = Descriptor(adopting: number)
    }

    /// Wakes the waiter, now or at its next wait.
    func signal() {
        // The counter can only be full after 2^64 - 2 signals; then the waiter is awake anyway.
        _ = eventfd_write(descriptor.number, 1)
    }

    /// Takes all signals given so far; waits for one where this is blocking.
    func drain() {
        var count: eventfd_t = 0
        // SAFETY: the call writes one counter, which is a variable of this frame.
        while unsafe eventfd_read(descriptor.number, &count) != 0, errno == EINTR {}
    }
}
