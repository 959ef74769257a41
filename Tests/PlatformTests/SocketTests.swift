// SPDX-License-Identifier: EUPL-1.2
import Foundation
import Platform
import TestSupport
import Testing

@Suite struct `Sockets` {
    private var soon: MonotonicInstant { .now().advanced(by: .seconds(5)) }

    private func expect(_ descriptor: borrowing Descriptor, _ readiness: Readiness) {
        let isReady = descriptor.wait(for: readiness, until: soon)
        #expect(isReady)
    }

    /// Waits for one connection.
    private func accepted(by listener: borrowing ListeningSocket) throws -> Descriptor {
        expect(listener.descriptor, .readable)
        switch listener.accept() {
        case .connection(let descriptor): return descriptor
        default: throw CocoaError(.fileReadUnknown)
        }
    }

    @Test(arguments: ["127.0.0.1", "::1"])
    func `bytes cross a connection both ways`(host: String) throws {
        let listener = try ListeningSocket(host: host, port: 0)
        #expect(listener.port != 0)
        let client = try Descriptor.connecting(toHost: host, port: listener.port)
        let server = try accepted(by: listener)
        expect(client, .writable)
        try client.finishConnecting()
        try client.writeAll([1, 2, 3].span, until: soon)
        client.endWriting()
        let gathered = try server.readToEnd(limit: 3, until: soon)
        #expect(gathered == [1, 2, 3])
        let sent = server.write([4].span)
        #expect(sent == .bytes(1))
        var buffer: [UInt8] = [0, 0]
        var span = buffer.mutableSpan
        expect(client, .readable)
        let taken = client.read(into: &span, at: 1)
        #expect(taken == .bytes(1))
        #expect(buffer == [0, 4])
    }

    @Test func `two listeners share a port`() throws {
        let first = try ListeningSocket(host: "127.0.0.1", port: 0)
        let second = try ListeningSocket(host: "127.0.0.1", port: first.port)
        #expect(second.port == first.port)
    }

    @Test(arguments: ["localhost", "", "1.2.3", "127.0.0.1 "])
    func `a listener's address is numeric`(host: String) {
        #expect(throws: PlatformError.unusableAddress) {
            _ = try ListeningSocket(host: host, port: 0)
        }
    }

    @Test func `nothing waits on a quiet listener`() throws {
        let listener = try ListeningSocket(host: "127.0.0.1", port: 0)
        switch listener.accept() {
        case .nothing: break
        default: Issue.record("nobody has connected")
        }
    }

    @Test func `a refused connection says so`() throws {
        let port = try ListeningSocket(host: "127.0.0.1", port: 0).port
        #expect(throws: PlatformError.self) {
            let client = try Descriptor.connecting(toHost: "127.0.0.1", port: port)
            _ = client.wait(for: .writable, until: soon)
            try client.finishConnecting()
        }
    }

    @Test func `more than the limit is not gathered`() throws {
        let listener = try ListeningSocket(host: "127.0.0.1", port: 0)
        let client = try Descriptor.connecting(toHost: "127.0.0.1", port: listener.port)
        let server = try accepted(by: listener)
        try client.writeAll([1, 2, 3].span, until: soon)
        client.endWriting()
        #expect(throws: PlatformError.tooLarge(byteCount: 3, limit: 2)) {
            _ = try server.readToEnd(limit: 2, until: soon)
        }
    }

    @Test func `a silent peer meets the deadline`() throws {
        let listener = try ListeningSocket(host: "127.0.0.1", port: 0)
        let client = try Descriptor.connecting(toHost: "127.0.0.1", port: listener.port)
        let deadline = MonotonicInstant.now().advanced(by: .milliseconds(30))
        #expect(throws: PlatformError.self) { try client.readToEnd(limit: 1, until: deadline) }
        #expect(MonotonicInstant.now() >= deadline)
    }

    @Test func `writing to a closed peer fails without a signal`() throws {
        let listener = try ListeningSocket(host: "127.0.0.1", port: 0)
        let client = try Descriptor.connecting(toHost: "127.0.0.1", port: listener.port)
        do { _ = try accepted(by: listener) }
        var outcome = Transfer.wouldBlock
        for _ in 0..<100 where outcome != .failed(code: EPIPE) {
            outcome = client.write([UInt8](repeating: 0, count: 1000).span)
            if case .failed(code: ECONNRESET) = outcome { return }
            _ = client.wait(for: .readable, until: .now().advanced(by: .milliseconds(2)))
        }
        #expect(outcome == .failed(code: EPIPE))
    }

    @Test func `a socket in the file system is the owner's alone`() throws {
        let scratch = try TemporaryFolder()
        let path = scratch.path + "/admin"
        do { _ = try ListeningSocket(path: path) }
        // The file of an earlier process is replaced.
        let listener = try ListeningSocket(path: path)
        let status = try #require(try Files.status(of: path))
        #expect(status.kind == .socket)
        #expect(status.mode == 0o600)
        let client = try Descriptor.connecting(toPath: path)
        let server = try accepted(by: listener)
        try client.writeAll([5].span, until: soon)
        client.endWriting()
        let gathered = try server.readToEnd(limit: 1, until: soon)
        #expect(gathered == [5])
    }

    @Test func `a socket never takes the place of a file`() throws {
        let scratch = try TemporaryFolder()
        let path = scratch.path + "/file"
        try Files.create(path, with: [1].span)
        #expect(throws: PlatformError.self) { _ = try ListeningSocket(path: path) }
        #expect(try Files.read(path, limit: 1) == [1])
    }

    @Test func `a path too long for a socket is refused`() {
        #expect(throws: PlatformError.unusableAddress) {
            _ = try ListeningSocket(path: "/tmp/" + String(repeating: "a", count: 200))
        }
    }
}
