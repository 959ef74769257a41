// SPDX-License-Identifier: EUPL-1.2
internal import CSystem
internal import Glibc

/// An open file descriptor that this value owns and closes.
package struct Descriptor: ~Copyable, Sendable {
    /// The system's number, valid as long as this value lives.
    package let number: Int32

    /// Takes over a descriptor that a system call has just given.
    init(adopting number: Int32) {
        precondition(number >= 0, "a descriptor is open when it is adopted")
        self.number = number
    }

    deinit { _ = close(number) }
}

/// What one attempt at a non-blocking read or write came to.
package enum Transfer: Equatable, Sendable {
    case bytes(Int)
    /// Nothing now; wait for readiness.
    case wouldBlock
    /// The other side has ended its direction.
    case ended
    /// The connection is gone.
    case failed(code: Int32)
}

/// Which readiness is waited for.
package enum Readiness: Sendable { case readable, writable }

extension Descriptor {
    /// Reads once into `buffer`, from `offset` on.
    package borrowing func read(
        into buffer: inout MutableSpan<UInt8>, at offset: Int = 0
    ) -> Transfer {
        let number = number
        // SAFETY: the pointer lives within the closure and the count is its buffer's own.
        let count = unsafe buffer.withUnsafeMutableBytes { bytes in
            let rest = unsafe UnsafeMutableRawBufferPointer(rebasing: bytes[offset...])
            return retryingInterrupts { unsafe Glibc.read(number, rest.baseAddress, rest.count) }
        }
        if count > 0 { return .bytes(count) }
        if count == 0 { return .ended }
        return outcomeOfFailure()
    }

    /// Writes once what it can of `bytes`, without a signal where nobody reads any more.
    package borrowing func write(_ bytes: Span<UInt8>) -> Transfer {
        let number = number
        let count = unsafe bytes.withUnsafeBytes { bytes in
            retryingInterrupts { unsafe kp_send(number, bytes.baseAddress, bytes.count) }
        }
        return count >= 0 ? .bytes(count) : outcomeOfFailure()
    }

    /// Waits until it is ready (or has failed); false when the deadline came first.
    package borrowing func wait(for readiness: Readiness, until deadline: MonotonicInstant) -> Bool
    {
        while true {
            let left = MonotonicInstant.now().duration(to: deadline)
            let ready = kp_poll(number, readiness == .writable ? 1 : 0, left.pollMilliseconds)
            if ready != 0 { return true }
            if MonotonicInstant.now() >= deadline { return false }
        }
    }
}

/// Repeats a call that a signal interrupted.
// SAFETY: the closure's own `unsafe` answers for its call; only the result is looked at here.
@safe
func retryingInterrupts(_ call: () -> Int) -> Int {
    while true {
        let result = call()
        if result >= 0 || errno != EINTR { return result }
    }
}

private func outcomeOfFailure() -> Transfer {
    errno == EAGAIN || errno == EWOULDBLOCK ? .wouldBlock : .failed(code: errno)
}
