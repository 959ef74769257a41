// SPDX-License-Identifier: EUPL-1.2
internal import CSystem
internal import Glibc

/// A non-blocking socket that accepts connections.
package struct ListeningSocket: ~Copyable, Sendable {
    package let descriptor: Descriptor

    /// Connections that may wait to be accepted; the kernel may hold fewer.
    package static let backlogLimit = 1024

    /// Listens on a numeric address; several listeners may share one port, the kernel spreads.
    ///
    /// - Parameter port: 0 lets the system choose; see `port`.
    /// - Throws: `.unusableAddress` or `.system`.
    package init(host: String, port: UInt16) throws(PlatformError) {
        // SAFETY: each call reads a terminated text that outlives it.
        let number = unsafe host.withCString { host in
            unsafe kp_listen_tcp(host, port, Int32(Self.backlogLimit))
        }
        guard number >= 0 else {
            throw errno == EINVAL ? .unusableAddress : .last(.listen)
        }
        descriptor = Descriptor(adopting: number)
    }

    /// Listens on a path in the file system that only this process's owner may use.
    ///
    /// A socket file that an earlier process left is replaced; anything else at the path is not.
    package init(path: String) throws(PlatformError) {
        if try Files.status(of: path)?.kind == .socket { try Files.remove(path) }
        let number = unsafe path.withCString { path in
            unsafe kp_listen_unix(path, Int32(Self.backlogLimit))
        }
        guard number >= 0 else {
            throw errno == EINVAL ? .unusableAddress : .last(.bind)
        }
        descriptor = Descriptor(adopting: number)
    }

    /// The port in use; 0 for a path.
    package var port: UInt16 { UInt16(clamping: kp_local_port(descriptor.number)) }

    /// Changes what a loop watches of it.
    package borrowing func rewatch(
        on loop: EventLoop, _ interest: Interest, token: UInt64
    ) throws(PlatformError) {
        try loop.rewatch(descriptor, for: interest, token: token)
    }

    /// Takes one waiting connection, non-blocking.
    package borrowing func accept() -> AcceptOutcome {
        while true {
            let number = kp_accept(descriptor.number)
            if number >= 0 {
                kp_no_delay(number)
                return .connection(Descriptor(adopting: number))
            }
            switch errno {
            case EINTR, ECONNABORTED, EPROTO: continue
            case EAGAIN: return .nothing
            case EMFILE, ENFILE, ENOBUFS, ENOMEM: return .exhausted
            default: return .failed(code: errno)
            }
        }
    }
}

/// What one attempt to accept came to.
package enum AcceptOutcome: ~Copyable {
    case connection(Descriptor)
    case nothing
    /// No descriptors or memory left: pause accepting, do not fail.
    case exhausted
    case failed(code: Int32)
}

extension Descriptor {
    /// Starts a non-blocking connection; writable when it is made or has failed.
    ///
    /// A host name is looked up, which blocks; servers only ever give numeric addresses.
    package static func connecting(
        toHost host: String, port: UInt16
    ) throws(PlatformError) -> Descriptor {
        let number = unsafe host.withCString { unsafe kp_connect_tcp($0, port) }
        guard number >= 0 else { throw .last(.connect) }
        return Descriptor(adopting: number)
    }

    /// Connects to a socket in the file system; non-blocking afterwards.
    package static func connecting(toPath path: String) throws(PlatformError) -> Descriptor {
        let number = unsafe path.withCString { unsafe kp_connect_unix($0) }
        guard number >= 0 else { throw errno == EINVAL ? .unusableAddress : .last(.connect) }
        return Descriptor(adopting: number)
    }

    /// Throws where a started connection has failed.
    package borrowing func finishConnecting() throws(PlatformError) {
        let code = kp_socket_error(number)
        guard code == 0 else { throw .system(call: .connect, code: code) }
    }

    /// Ends the writing direction; the other side reads the end.
    package borrowing func endWriting() { _ = shutdown(number, Int32(SHUT_WR)) }

    /// Reads until the other side ends; for small local exchanges.
    ///
    /// - Throws: `.tooLarge` beyond `limit` bytes; `.system` with ETIMEDOUT at the deadline.
    package borrowing func readToEnd(
        limit: Int, until deadline: MonotonicInstant
    ) throws(PlatformError) -> [UInt8] {
        var gathered: [UInt8] = []
        var piece = [UInt8](repeating: 0, count: 4096)
        while true {
            var span = piece.mutableSpan
            switch read(into: &span) {
            case .bytes(let count):
                gathered.append(contentsOf: piece[..<count])
                if gathered.count > limit {
                    throw .tooLarge(byteCount: gathered.count, limit: limit)
                }
            case .ended: return gathered
            case .failed(let code): throw .system(call: .read, code: code)
            case .wouldBlock:
                guard wait(for: .readable, until: deadline) else {
                    throw .system(call: .read, code: ETIMEDOUT)
                }
            }
        }
    }

    /// Writes all bytes, waiting where it must.
    package borrowing func writeAll(
        _ bytes: Span<UInt8>, until deadline: MonotonicInstant
    ) throws(PlatformError) {
        var sent = 0
        while sent < bytes.count {
            switch write(bytes.extracting(sent...)) {
            case .bytes(let count): sent += count
            case .ended: return
            case .failed(let code): throw .system(call: .write, code: code)
            case .wouldBlock:
                guard wait(for: .writable, until: deadline) else {
                    throw .system(call: .write, code: ETIMEDOUT)
                }
            }
        }
    }
}
