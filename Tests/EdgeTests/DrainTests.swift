// SPDX-License-Identifier: EUPL-1.2
import Edge
import Foundation
import HTTP
import OpenSSL
import Platform
import Synchronization
import TestSupport
import Testing

@Suite(.threadPerTest) struct `Draining` {
    @Test(arguments: 0..<3)
    func `no request is lost`(round: Int) async throws {
        let server = try TestServer { settings in
            settings.drainGrace = .seconds(1)
            settings.loopCount = 2
        }
        let counter = Counter()
        await withThrowingTaskGroup(of: Void.self) { group in
            for _ in 0..<16 {
                group.addTask {
                    var client = try await server.connect()
                    while true {
                        try await client.say(RawClient.post("/", [1, 2, 3]))
                        let answer = try await client.hear()
                        #expect(answer.body == [1, 2, 3])
                        counter.add()
                        if answer.closes { return }
                    }
                }
            }
            group.addTask {
                await Wait.milliseconds(100)
                let cutCount = await server.server.drain()
                #expect(cutCount == 0)
            }
            while let result = await group.nextResult() {
                #expect(throws: Never.self) { try result.get() }
            }
        }
        #expect(counter.count == server.server.counters.requests)
        #expect(server.server.counters.open == 0)
    }

    @Test func `an idle connection is served once more within the grace`() async throws {
        let server = try TestServer { $0.drainGrace = .seconds(2) }
        var client = try await server.connect()
        #expect(try await client.ask(RawClient.get("/")).closes == false)
        async let drained = server.server.drain()
        #expect(await server.hasBegunDraining())
        let answer = try await client.ask(RawClient.get("/"))
        #expect(answer.status == 200)
        #expect(answer.closes)
        #expect(await drained == 0)
    }

    @Test func `a new connection is served within the grace`() async throws {
        let server = try TestServer { $0.drainGrace = .seconds(2) }
        async let drained = server.server.drain()
        #expect(await server.hasBegunDraining())
        var client = try await server.connect()
        let answer = try await client.ask(RawClient.get("/"))
        #expect(answer.closes)
        #expect(await drained == 0)
    }

    @Test func `a long poll is told to answer now`() async throws {
        let server = try TestServer()
        var client = try await server.connect()
        try await client.say(RawClient.get("/poll"))
        #expect(await Wait.until { server.server.counters.requests > 0 })
        async let drained = server.server.drain()
        let answer = try await client.hear()
        #expect(answer.status == 204)
        #expect(answer.closes)
        #expect(await drained == 0)
    }

    @Test func `what does not end in time is cut`() async throws {
        let server = try TestServer { settings in
            settings.drainGrace = .milliseconds(50)
            settings.drainTimeLimit = .milliseconds(100)
        }
        var client = try await server.connect()
        try await client.say("GET / HTTP/1.1\r\n")
        #expect(await Wait.until { server.server.counters.open > 0 })
        #expect(await server.server.drain() == 1)
        #expect(try await client.hearToEnd() == [])
    }

    @Test func `afterwards nobody listens`() async throws {
        let server = try TestServer()
        let port = server.port
        await server.server.drain()
        #expect(throws: (any Error).self) { _ = try RawClient(port: port) }
    }
}

extension TestServer {
    fileprivate func hasBegunDraining() async -> Bool {
        await waits { events in
            events.contains { if case .draining = $0 { true } else { false } }
        }
    }
}

private final class Counter: Sendable {
    private let value = Atomic<Int>(0)
    func add() { value.add(1, ordering: .relaxed) }
    var count: Int { value.load(ordering: .relaxed) }
}
