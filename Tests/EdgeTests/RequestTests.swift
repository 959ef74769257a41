// SPDX-License-Identifier: EUPL-1.2
import Edge
import Foundation
import HTTP
import OpenSSL
import Platform
import TestSupport
import Testing

@Suite(.threadPerTest) struct `Requests over mutual TLS` {
    let server: TestServer

    init() throws { server = try TestServer() }

    @Test func `a request reaches the handler and its answer the client`() async throws {
        var client = try await server.connect()
        let answer = try await client.ask(RawClient.get("/"))
        #expect(answer.status == 200)
        #expect(!answer.closes)
        await server.server.drain()
    }

    @Test func `the handler knows the key of the client's certificate`() async throws {
        let identity = try server.authority.identity()
        let context = try identity.clientContext(trusting: server.authority.clientTrust())
        var client = try await RawClient.connected(port: server.port, context)
        let answer = try await client.ask(RawClient.get("/peer"))
        #expect(answer.body == identity.certificate.publicKeyDigest.bytes)
        await server.server.drain()
    }

    @Test(arguments: [0, 1, 1023, 1024, 1025, 16_384, 65_535, 65_536, 65_537, 900_000, 1_048_576])
    func `a body comes back byte for byte`(count: Int) async throws {
        var client = try await server.connect()
        let body = (0..<count).map { UInt8(truncatingIfNeeded: $0 &* 131 &+ $0 >> 8) }
        try await client.say(RawClient.post("/", body))
        let answer = try await client.hear()
        #expect(answer.status == 200)
        #expect(answer.body == body)
        // The connection serves on.
        let next = try await client.ask(RawClient.get("/"))
        #expect(next.status == 200)
        await server.server.drain()
    }

    @Test func `a body beyond the limit is refused before it is sent`() async throws {
        var client = try await server.connect()
        try await client.say(
            "POST / HTTP/1.1\r\nHost: localhost\r\nContent-Length: 1048577\r\n\r\n")
        let answer = try await client.hear()
        #expect(answer.status == 413)
        #expect(answer.closes)
        await server.server.drain()
    }

    @Test(arguments: [1, 2, 3, 7, 64])
    func `records of a few bytes change nothing`(pieceByteCount: Int) async throws {
        var client = try await server.connect()
        let body = Array("een twee drie".utf8)
        for _ in 0..<3 {
            try await client.say(RawClient.post("/", body), pieceByteCount: pieceByteCount)
            let answer = try await client.hear()
            #expect(answer.body == body)
        }
        await server.server.drain()
    }

    @Test func `requests in one record are answered in their order`() async throws {
        var client = try await server.connect()
        var requests: [UInt8] = []
        for number in 0..<100 {
            // Some answers come late; none overtakes another.
            let path = number % 20 == 3 ? "/slow" : "/"
            requests += RawClient.post(path, Array("nummer \(number)".utf8))
        }
        try await client.say(requests)
        for number in 0..<100 {
            let answer = try await client.hear()
            #expect(answer.body == Array("nummer \(number)".utf8))
        }
        await server.server.drain()
    }

    @Test func `a client may ask whether its body is wanted`() async throws {
        var client = try await server.connect()
        try await client.say(
            "POST / HTTP/1.1\r\nHost: localhost\r\nExpect: 100-continue\r\nContent-Length: 2\r\n\r\n"
        )
        let go = try await client.hear()
        #expect(go.status == 100)
        try await client.say("ja")
        let answer = try await client.hear()
        #expect(answer.status == 200)
        #expect(answer.body == Array("ja".utf8))
        await server.server.drain()
    }

    @Test func `an answer to HEAD has no body`() async throws {
        var client = try await server.connect()
        try await client.say("HEAD /large HTTP/1.1\r\nHost: localhost\r\n\r\n")
        let head = try await client.hear(bodyExpected: false)
        #expect(head.head.contains("Content-Length: 4000000"))
        let next = try await client.ask(RawClient.get("/"))
        #expect(next.status == 200)
        await server.server.drain()
    }

    @Test func `an answer larger than the socket takes arrives whole`() async throws {
        var client = try await server.connect()
        try await client.say(RawClient.get("/large") + RawClient.get("/"))
        await Wait.milliseconds(50)
        let answer = try await client.hear()
        #expect(answer.body.count == 4_000_000)
        #expect(answer.body.allSatisfy { $0 == 0x61 })
        let next = try await client.hear()
        #expect(next.status == 200)
        await server.server.drain()
    }

    @Test func `a client that closes after its answer is told so and let go`() async throws {
        var client = try await server.connect()
        let answer = try await client.ask(
            "GET / HTTP/1.1\r\nHost: localhost\r\nConnection: close\r\n\r\n")
        #expect(answer.closes)
        let hasEnded = try await client.endsWithin(.seconds(2))
        #expect(hasEnded)
        await server.server.drain()
    }

    @Test func `a client that hangs up ends its long poll and frees the connection`() async throws {
        do {
            var client = try await server.connect()
            try await client.say(RawClient.get("/poll"))
            _ = try await client.endsWithin(.milliseconds(50))
            #expect(server.server.counters.open == 1)
        }
        #expect(await Wait.until { server.server.counters.open == 0 })
        #expect(server.server.counters.open == 0)
        await server.server.drain()
    }

    @Test func `a client that only stops sending still gets its answer`() async throws {
        var client = try await server.connect()
        try await client.say(RawClient.post("/slow", Array("ja".utf8)))
        client.endWriting()
        let answer = try await client.hear()
        #expect(answer.body == Array("ja".utf8))
        #expect(answer.closes)
        await server.server.drain()
    }

    @Test func `many clients are served at once`() async throws {
        let server = server
        await withThrowingTaskGroup(of: Void.self) { group in
            for number in 0..<50 {
                group.addTask {
                    var client = try await server.connect()
                    for _ in 0..<20 {
                        try await client.say(RawClient.post("/", Array("\(number)".utf8)))
                        let answer = try await client.hear()
                        #expect(answer.body == Array("\(number)".utf8))
                    }
                }
            }
            while let result = await group.nextResult() {
                #expect(throws: Never.self) { try result.get() }
            }
        }
        #expect(server.server.counters.requests == 1000)
        await server.server.drain()
    }
}
