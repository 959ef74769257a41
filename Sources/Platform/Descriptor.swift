// SPDX-License-Identifier: EUPL-1.2
internal import Glibc

/// An open file descriptor that this value owns and closes.
package struct Descriptor: ~Copyable {
    /// The system's number, valid as long as this value lives.
    package let number: Int32

    /// Takes over a descriptor that a system call has just given.
    init(adopting number: Int32) {
        precondition(number >= 0, "a descriptor is open when it is adopted")
        self.number = number
    }

    deinit { _ = close(number) }
}
