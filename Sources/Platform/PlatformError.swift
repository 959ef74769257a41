// SPDX-License-Identifier: EUPL-1.2
internal import Glibc

/// What the operating system refused.
package enum PlatformError: Error, Equatable, Sendable {
    /// A system call failed with this `errno`.
    case system(call: SystemCall, code: Int32)
    /// Another process holds the lock.
    case locked
    /// The file can be read or changed by others than its owner.
    case exposed(mode: UInt32)
    /// The file is larger than the caller allows.
    case tooLarge(byteCount: Int, limit: Int)
    /// The text is not a numeric address, or a path is too long for a socket.
    case unusableAddress

    /// The system calls whose failure has a name of its own here.
    package enum SystemCall: String, Sendable {
        case accept, bind, chmod, close, connect, epoll, eventfd, fsync, getaddrinfo, listen, lock
        case makeDirectory = "mkdir"
        case open, pipe, prctl, read, readDirectory = "readdir", rename, rlimit, signals, socket
        case spawn, stat, statfs, thread, unlink, write
    }

    /// The failure of the call that has just returned, by `errno`.
    static func last(_ call: SystemCall) -> PlatformError { .system(call: call, code: errno) }
}

extension PlatformError: CustomStringConvertible {
    package var description: String {
        switch self {
        case .system(let call, let code): "`\(call.rawValue)` failed with error \(code)"
        case .locked: "another process holds the lock"
        case .exposed(let mode):
            "the file is open to others, mode \(String(mode, radix: 8)); hint: chmod 600"
        case .tooLarge(let byteCount, let limit):
            "the file has \(byteCount) bytes, more than \(limit)"
        case .unusableAddress: "the address cannot be used; hint: numeric addresses only"
        }
    }
}
