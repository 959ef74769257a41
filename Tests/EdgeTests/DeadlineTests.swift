// SPDX-License-Identifier: EUPL-1.2
import Edge
import Foundation
import HTTP
import OpenSSL
import Platform
import Synchronization
import TestSupport
import Testing

@Suite(.threadPerTest) struct `Deadlines and limits` {
    /// Waits for the cut of a phase, while a step keeps the connection busy.
    private func expectCut(
        _ phase: EdgePhase, _ server: TestServer, _ client: inout RawClient,
        since start: MonotonicInstant = .now(),
        dripping: (inout RawClient) async throws -> Void = { _ in }
    ) async throws {
        var isCut = false
        while !isCut, start.duration(to: .now()) < .seconds(20) {
            // A client that is gone already cannot drip.
            try? await dripping(&client)
            isCut = server.events.withLock { $0.contains(.cut(phase)) }
            await Wait.milliseconds(10)
        }
        #expect(isCut, "\(phase.rawValue)")
        #expect(start.duration(to: .now()) >= .milliseconds(400))
        #expect(await Wait.until { server.server.counters.open == 0 })
        await server.server.drain()
    }

    @Test func `a connection that says nothing is cut`() async throws {
        let server = try TestServer { $0.handshakeTimeLimit = .milliseconds(400) }
        let start = MonotonicInstant.now()
        var client = try RawClient(port: server.port)
        try await expectCut(.handshake, server, &client, since: start)
    }

    @Test func `a handshake that drips is cut`() async throws {
        let server = try TestServer { $0.handshakeTimeLimit = .milliseconds(400) }
        let start = MonotonicInstant.now()
        var client = try RawClient(port: server.port)
        // The beginning of a ClientHello that is 512 bytes long.
        var hello: [UInt8] = [22, 3, 1, 2, 0, 1, 0, 1, 252, 3, 3]
        try await expectCut(.handshake, server, &client, since: start) { client in
            try await client.say([hello.isEmpty ? 7 : hello.removeFirst()])
        }
    }

    @Test func `an idle connection is cut`() async throws {
        let server = try TestServer { $0.idleTimeLimit = .seconds(2) }
        let start = MonotonicInstant.now()
        var client = try await server.connect()
        _ = try await client.ask(RawClient.get("/"))
        try await expectCut(.idle, server, &client, since: start)
    }

    @Test func `a head that drips is cut`() async throws {
        let server = try TestServer { $0.requestTimeLimit = .milliseconds(400) }
        let start = MonotonicInstant.now()
        var client = try await server.connect()
        try await client.say("GET / HTTP/1.1\r\nX: ")
        try await expectCut(.request, server, &client, since: start) { try await $0.say("a") }
    }

    @Test func `a body that drips is cut`() async throws {
        let server = try TestServer { $0.requestTimeLimit = .milliseconds(400) }
        let start = MonotonicInstant.now()
        var client = try await server.connect()
        try await client.say("POST / HTTP/1.1\r\nHost: a\r\nContent-Length: 1000000\r\n\r\n")
        try await expectCut(.request, server, &client, since: start) { try await $0.say("a") }
        #expect(server.server.counters.requests == 0)
    }

    @Test func `a handler that never answers is cut and cancelled`() async throws {
        let server = try TestServer { $0.handlerTimeLimit = .milliseconds(400) }
        let start = MonotonicInstant.now()
        var client = try await server.connect()
        try await client.say(RawClient.get("/poll"))
        try await expectCut(.handler, server, &client, since: start)
    }

    @Test func `an answer that nobody takes is cut`() async throws {
        let server = try TestServer(handler: Huge()) { $0.answerTimeLimit = .milliseconds(400) }
        let start = MonotonicInstant.now()
        var client = try await server.connect()
        try await client.say(RawClient.get("/"))
        try await expectCut(.answer, server, &client, since: start)
    }

    @Test(arguments: [1, 3])
    func `connections over the limit are closed at once`(limit: Int) async throws {
        let server = try TestServer { $0.connectionLimit = limit }
        var clients: [Box] = []
        for _ in 0..<limit { clients.append(Box(try await server.connect())) }
        var refused = try RawClient(port: server.port, server.client)
        let step = try await refused.handshake()
        #expect(step == .closed)
        #expect(await server.waits(for: .overLimit(.connections)))
        // Room again, once one has left.
        clients.removeLast()
        #expect(await Wait.until { server.server.counters.open < limit })
        var next = try await server.connect()
        #expect(try await next.ask(RawClient.get("/")).status == 200)
        await server.server.drain()
        withExtendedLifetime(clients) {}
    }

    @Test(arguments: [1, 2])
    func `connections of one certificate over the limit are closed`(limit: Int) async throws {
        let server = try TestServer { $0.connectionsPerPeerLimit = limit }
        var clients: [Box] = []
        for _ in 0..<limit {
            var client = try await server.connect()
            #expect(try await client.ask(RawClient.get("/")).status == 200)
            clients.append(Box(client))
        }
        var refused = try await server.connect()
        try? await refused.say(RawClient.get("/"))
        #expect(try await refused.hearToEnd() == [])
        #expect(await server.waits(for: .overLimit(.connectionsPerPeer)))
        // Another certificate has room of its own.
        let other = try server.authority.identity()
        var welcome = try await RawClient.connected(
            port: server.port, other.clientContext(trusting: server.authority.clientTrust()))
        #expect(try await welcome.ask(RawClient.get("/")).status == 200)
        clients.removeLast()
        #expect(await Wait.until { server.server.counters.open <= limit })
        var again = try await server.connect()
        #expect(try await again.ask(RawClient.get("/")).status == 200)
        await server.server.drain()
        withExtendedLifetime(clients) {}
    }

    @Test func `handshakes over the limit leave established connections alone`() async throws {
        let server = try TestServer { $0.handshakeCountLimit = 2 }
        var established = try await server.connect()
        #expect(try await established.ask(RawClient.get("/")).status == 200)
        var waiting: [Box] = []
        for _ in 0..<2 { waiting.append(Box(try RawClient(port: server.port))) }
        #expect(await Wait.until { server.server.counters.open == 3 })
        var refused = try RawClient(port: server.port, server.client)
        #expect(try await refused.handshake() == .closed)
        #expect(await server.waits(for: .overLimit(.handshakes)))
        #expect(try await established.ask(RawClient.get("/")).status == 200)
        withExtendedLifetime(waiting) {}
        await server.server.drain()
    }

    @Test func `without descriptors accepting pauses, and goes on when there are some again`()
        async throws
    {
        await #expect(processExitsWith: .success) {
            let server = try TestServer()
            // The runtime's own timer wants a descriptor when it is first used.
            try await Task.sleep(for: .milliseconds(1))
            var limit = rlimit()
            getrlimit(__rlimit_resource_t(RLIMIT_NOFILE.rawValue), &limit)
            limit.rlim_cur = 40
            setrlimit(__rlimit_resource_t(RLIMIT_NOFILE.rawValue), &limit)
            // Each connection takes a descriptor at both ends, so the server runs out with the client.
            var clients: [Box] = []
            while let client = try? RawClient(port: server.port) { clients.append(Box(client)) }
            let hasPaused = await server.waits(for: .acceptPaused)
            precondition(hasPaused, "accepting pauses")
            clients.removeAll()
            var client = try await server.connect()
            let answer = try await client.ask(RawClient.get("/"))
            precondition(answer.status == 200, "accepting goes on")
        }
    }
}

/// Holds a client where a noncopyable value cannot be held.
final class Box {
    private let client: RawClient
    init(_ client: consuming RawClient) { self.client = client }
}

/// An answer that no pair of socket buffers holds.
struct Huge: Handler {
    func respond(to request: Request) async -> Response {
        Response(.ok, body: .bytes([UInt8](repeating: 0, count: 64 << 20)))
    }
}
