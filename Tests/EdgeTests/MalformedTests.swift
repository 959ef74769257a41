// SPDX-License-Identifier: EUPL-1.2
import Edge
import HTTP
import TestSupport
import Testing

/// Bytes that two servers could understand differently, and the status that ends the connection.
struct MalformedCase: Sendable, CustomTestStringConvertible {
    let name: String
    let bytes: String
    let status: Int

    init(_ name: String, _ bytes: String, _ status: Int = 400) {
        self.name = name
        self.bytes = bytes
        self.status = status
    }

    var testDescription: String { name }

    private static func post(_ fields: String, _ body: String = "hallo") -> String {
        "POST / HTTP/1.1\r\nHost: a\r\n\(fields)\r\n\(body)"
    }

    private static func get(_ line: String, _ fields: String = "Host: a\r\n") -> String {
        "\(line)\r\n\(fields)\r\n"
    }

    static let all: [MalformedCase] = framing + heads + lines

    private static let framing = [
        MalformedCase(
            "two equal lengths", post("Content-Length: 5\r\nContent-Length: 5\r\n")),
        MalformedCase(
            "two lengths", post("Content-Length: 5\r\nContent-Length: 6\r\n")),
        MalformedCase("a list of lengths", post("Content-Length: 5, 5\r\n")),
        MalformedCase("a length with a sign", post("Content-Length: +5\r\n")),
        MalformedCase("a negative length", post("Content-Length: -5\r\n")),
        MalformedCase("a hexadecimal length", post("Content-Length: 0x5\r\n")),
        MalformedCase("an empty length", post("Content-Length: \r\n")),
        MalformedCase(
            "a length beyond 64 bits", post("Content-Length: 99999999999999999999\r\n"), 413),
        MalformedCase("a length with a space inside", post("Content-Length: 5 5\r\n")),
        MalformedCase(
            "length, then coding",
            post("Content-Length: 5\r\nTransfer-Encoding: chunked\r\n", "0\r\n\r\n")),
        MalformedCase(
            "coding, then length",
            post("Transfer-Encoding: chunked\r\nContent-Length: 5\r\n", "0\r\n\r\n")),
        MalformedCase("a chunked body", post("Transfer-Encoding: chunked\r\n", "0\r\n\r\n"), 411),
        MalformedCase(
            "an unknown coding", post("Transfer-Encoding: xchunked\r\n", "0\r\n\r\n")),
        MalformedCase(
            "two codings",
            post("Transfer-Encoding: chunked\r\nTransfer-Encoding: chunked\r\n", "0\r\n\r\n")),
        MalformedCase(
            "a list of codings", post("Transfer-Encoding: gzip, chunked\r\n", "0\r\n\r\n")),
        MalformedCase(
            "a folded coding", post("Transfer-Encoding:\r\n chunked\r\n", "0\r\n\r\n")),
        MalformedCase(
            "a coding in HTTP/1.0",
            "POST / HTTP/1.0\r\nHost: a\r\nTransfer-Encoding: chunked\r\n\r\n0\r\n\r\n"),
        MalformedCase("no length", post(""), 411),
        MalformedCase(
            "a body with GET", "GET / HTTP/1.1\r\nHost: a\r\nContent-Length: 5\r\n\r\nhallo"),
        MalformedCase("a space before the colon", post("Content-Length : 5\r\n")),
        MalformedCase("a trailer announced", post("Trailer: a\r\nContent-Length: 5\r\n")),
        MalformedCase("an unknown expectation", post("Expect: 200\r\nContent-Length: 5\r\n"), 417),
    ]

    private static let heads = [
        MalformedCase("no host", get("GET / HTTP/1.1", "")),
        MalformedCase("two hosts", get("GET / HTTP/1.1", "Host: a\r\nHost: a\r\n")),
        MalformedCase("an empty host", get("GET / HTTP/1.1", "Host:\r\n")),
        MalformedCase("a host with a path", get("GET / HTTP/1.1", "Host: a/b\r\n")),
        MalformedCase("a host with a login", get("GET / HTTP/1.1", "Host: a@b\r\n")),
        MalformedCase("a folded field", get("GET / HTTP/1.1", "Host: a\r\nX: a\r\n b\r\n")),
        MalformedCase("a fold first", get("GET / HTTP/1.1", " X: a\r\nHost: a\r\n")),
        MalformedCase("NUL in a value", get("GET / HTTP/1.1", "Host: a\r\nX: a\0b\r\n")),
        MalformedCase("a bell in a value", get("GET / HTTP/1.1", "Host: a\r\nX: a\u{7}b\r\n")),
        MalformedCase("DEL in a value", get("GET / HTTP/1.1", "Host: a\r\nX: a\u{7f}b\r\n")),
        MalformedCase("CR in a value", get("GET / HTTP/1.1", "Host: a\r\nX: a\rb\r\n")),
        MalformedCase("an empty name", get("GET / HTTP/1.1", "Host: a\r\n: a\r\n")),
        MalformedCase("a bad name", get("GET / HTTP/1.1", "Host: a\r\nX(: a\r\n")),
        MalformedCase("a name with a space", get("GET / HTTP/1.1", "Host: a\r\nX Y: a\r\n")),
        MalformedCase("no colon", get("GET / HTTP/1.1", "Host: a\r\nX\r\n")),
        MalformedCase("a bare LF after a field", "GET / HTTP/1.1\r\nHost: a\n\r\n"),
        MalformedCase("a bare LF after the line", "GET / HTTP/1.1\nHost: a\r\n\r\n"),
        MalformedCase("a bare LF as the end", "GET / HTTP/1.1\r\nHost: a\r\n\n"),
        MalformedCase("an upgrade", get("GET / HTTP/1.1", "Host: a\r\nUpgrade: h2c\r\n")),
        MalformedCase(
            "an option of the connection",
            get("GET / HTTP/1.1", "Host: a\r\nConnection: upgrade\r\n")),
        MalformedCase(
            "65 fields",
            get(
                "GET / HTTP/1.1",
                "Host: a\r\n" + (0..<64).map { "X\($0): a\r\n" }.joined()), 431),
        MalformedCase(
            "a head of 16 KiB",
            get("GET / HTTP/1.1", "Host: a\r\nX: \(String(repeating: "a", count: 16_384))\r\n"),
            431),
    ]

    private static let lines = [
        MalformedCase("HTTP/1.0", get("GET / HTTP/1.0")),
        MalformedCase("HTTP/2.0", get("GET / HTTP/2.0")),
        MalformedCase("the preface of HTTP/2", "PRI * HTTP/2.0\r\n\r\nSM\r\n\r\n"),
        MalformedCase("no version", "GET /\r\nHost: a\r\n\r\n"),
        MalformedCase("a lowercase version", get("GET / http/1.1")),
        MalformedCase("two spaces", get("GET  / HTTP/1.1")),
        MalformedCase("a tab", get("GET\t/ HTTP/1.1")),
        MalformedCase("a space at the end", get("GET / HTTP/1.1 ")),
        MalformedCase("a space in the target", get("GET /a b HTTP/1.1")),
        MalformedCase("NUL in the target", get("GET /a\0b HTTP/1.1")),
        MalformedCase("a letter beyond ASCII in the target", get("GET /é HTTP/1.1")),
        MalformedCase("an absolute target", get("GET http://a/ HTTP/1.1")),
        MalformedCase("another host's target", get("GET https://b/ HTTP/1.1")),
        MalformedCase("an asterisk", get("OPTIONS * HTTP/1.1")),
        MalformedCase("a tunnel", get("CONNECT a:443 HTTP/1.1"), 501),
        MalformedCase("a lowercase method", get("get / HTTP/1.1"), 501),
        MalformedCase("an unknown method", get("BREW / HTTP/1.1"), 501),
        MalformedCase("dots", get("GET /a/../b HTTP/1.1")),
        MalformedCase("escaped dots", get("GET /a/%2e%2e/b HTTP/1.1")),
        MalformedCase("an escaped slash", get("GET /a%2fb HTTP/1.1")),
        MalformedCase("an escaped NUL", get("GET /a%00b HTTP/1.1")),
        MalformedCase("half an escape", get("GET /a%2 HTTP/1.1")),
        MalformedCase("an empty line first", "\r\nGET / HTTP/1.1\r\nHost: a\r\n\r\n"),
        MalformedCase(
            "a target of 2 KiB",
            get("GET /\(String(repeating: "a", count: 2048)) HTTP/1.1"), 414),
    ]
}

@Suite(.threadPerTest) struct `Malformed requests over a real connection` {
    @Test func `each is answered, closed, and hides no second request`() async throws {
        let server = try TestServer()
        for malformed in MalformedCase.all {
            var client = try await server.connect()
            // What follows must not be read as a request, whatever the first was taken for.
            try? await client.say(malformed.bytes + RawClient.get("/"))
            let heard = String(decoding: try await client.hearToEnd(), as: UTF8.self)
            #expect(
                heard.hasPrefix("HTTP/1.1 \(malformed.status) "), "\(malformed.name): \(heard)")
            #expect(heard.contains("\r\nConnection: close\r\n"), "\(malformed.name)")
            #expect(
                heard.split(separator: "HTTP/1.1 ").count == 1, "\(malformed.name): \(heard)")
        }
        #expect(server.server.counters.requests == 0)
        #expect(server.server.counters.refusedRequests == MalformedCase.all.count)
        await server.server.drain()
    }

    @Test func `a request of the same shape without the fault is served`() async throws {
        let server = try TestServer()
        var client = try await server.connect()
        try await client.say("POST / HTTP/1.1\r\nHost: a\r\nContent-Length: 5\r\n\r\nhallo")
        #expect(try await client.hear().body == Array("hallo".utf8))
        #expect(try await client.ask("GET / HTTP/1.1\r\nHost: a\r\n\r\n").status == 200)
        await server.server.drain()
    }
}
