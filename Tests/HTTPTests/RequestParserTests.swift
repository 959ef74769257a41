// SPDX-License-Identifier: EUPL-1.2
import HTTP
import TestSupport
import Testing

/// A stream of bytes under a name.
struct Stream: Sendable, CustomTestStringConvertible {
    let testDescription: String
    let bytes: [UInt8]

    static let valid = RequestParserTests.valid.map {
        Stream(testDescription: $0.debugDescription, bytes: Array($0.utf8))
    }
    static let all =
        valid
        + MalformedShape.all.filter { $0.bytes.count < 1_000 }.map {
            Stream(testDescription: $0.name, bytes: $0.bytes)
        }
}

@Suite(.ownThread) struct RequestParserTests {
    /// Requests that have one meaning, with and without bodies, and what they say.
    static let valid: [String] = [
        "GET / HTTP/1.1\r\nHost: h\r\n\r\n",
        "GET /v1/casussen/0123456789abcdef0123456789abcdef HTTP/1.1\r\nHost: localhost:8443\r\n\r\n",
        "GET /a/b/ HTTP/1.1\r\nhOST:h\r\n\r\n",
        "GET /v1/postvak?cursor=abc&aantal=50&wacht=0 HTTP/1.1\r\nHost: [::1]:8443\r\n\r\n",
        "GET /a?b=&c=d=e HTTP/1.1\r\nHost: 127.0.0.1\r\n\r\n",
        "GET /a?partner=school%2Fzorgteam&tijd=12:00+01:00 HTTP/1.1\r\nHost: h\r\n\r\n",
        "GET /%c3%a9%20;v=1,@!$&'()* HTTP/1.1\r\nHost: h\r\n\r\n",
        "GET /... HTTP/1.1\r\nHost: h\r\nX-Empty:\r\nX-Tab: a\tb \t\r\nX-Empty:   \r\n\r\n",
        "HEAD /log/2026/checkpoint HTTP/1.1\r\nHost: h\r\nConnection: close\r\n\r\n",
        "DELETE /a HTTP/1.1\r\nHost: h\r\nContent-Length: 0\r\nConnection: Keep-Alive\r\n\r\n",
        "OPTIONS /a HTTP/1.1\r\nHost: h\r\nExpect: 100-continue\r\n\r\n",
        "POST /a HTTP/1.1\r\nHost: h\r\nContent-Length: 0\r\n\r\n",
        "POST /a HTTP/1.1\r\nContent-Length:5\r\nHost: h_1.example-2\r\n\r\nhello",
        "PUT /a HTTP/1.1\r\nHost: h\r\ncontent-length: \t11 \r\nExpect: 100-Continue\r\n\r\nhello\r\n\r\nyou",
        "PATCH /a HTTP/1.1\r\nHost: h\r\nContent-Length: 1\r\n\r\n\n",
        "POST /a HTTP/1.1\r\nHost: h\r\nContent-Length: 37\r\n\r\nGET /hidden HTTP/1.1\r\nHost: other\r\n\r\n",
    ]

    @Test(arguments: MalformedShape.all)
    func `a malformed shape is refused for its own reason`(shape: MalformedShape) {
        let result = read(shape.bytes)
        #expect(result.refusal == shape.refusal)
        #expect(result.readings.isEmpty)
    }

    @Test(arguments: MalformedShape.all)
    func `a malformed shape is refused behind a valid request too`(shape: MalformedShape) {
        let result = read(Array(Self.valid[12].utf8) + shape.bytes)
        #expect(result.refusal == shape.refusal)
        #expect(result.readings.count == 1)
    }

    @Test func `the table has every reason that a request can be refused for`() {
        let known = Set(MalformedShape.all.map(\.refusal))
        #expect(Set(Refusal.allCases).subtracting(known) == [.malformedStatusLine])
        #expect(Set(MalformedShape.all.map(\.bytes)).count == MalformedShape.all.count)
        #expect(MalformedShape.all.count > 200)
    }

    @Test(arguments: Stream.valid)
    func `a valid request is read as the naive reader reads it`(stream: Stream) {
        let bytes = stream.bytes
        let (readings, end) = NaiveReader().read(stream: bytes)
        let result = read(bytes)
        #expect(readings.count == 1 && end == .wantsMore)
        #expect(result.readings == readings && result.end == end)
    }

    @Test func `a head says exactly what its bytes say`() throws {
        let result = read(
            Array(
                """
                POST /v1/casussen/%C3%A9/fragmenten?cursor=a%2Fb&x=1+1 HTTP/1.1\r
                Host: gateway.example:8443\r
                Content-Type: application/json\r
                X-A: one\r
                x-a: two\r
                Content-Length: 3\r
                Expect: 100-continue\r
                Connection: close\r
                \r\nabc
                """.utf8))
        let reading = try #require(result.readings.first)
        #expect(reading.path == ["v1", "casussen", "é", "fragmenten"])
        #expect(reading.query == ["cursor", "a/b", "x", "1+1"])
        #expect(reading.target == "/v1/casussen/%C3%A9/fragmenten?cursor=a%2Fb&x=1+1")
        #expect(reading.bodyByteCount == 3 && !reading.keepsAlive && reading.expectsContinue)
        #expect(reading.values[2...3] == ["one", "two"])
        #expect(result.end == .wantsMore)
    }

    @Test func `fields are found by name without regard to case, and only where there is one`()
        throws
    {
        let request = try #require(
            Request(
                .get, "/a?b=c",
                headers: [
                    HeaderField("X-One", "1"), HeaderField("x-two", "2"), HeaderField("X-TWO", "3"),
                ], host: "localhost:8443"))
        #expect(request.headers["x-ONE"] == "1")
        #expect(request.headers["X-Two"] == nil)
        #expect(request.headers.values(of: "X-Two") == ["2", "3"])
        #expect(request.headers.contains("X-two") && !request.headers.contains("X-Three"))
        #expect(request.headers.withValue(of: "X-One") { $0.count } == 1)
        #expect(request.headers.withValue(of: "X-Two") { $0.count } == nil)
        #expect(request.host == "localhost:8443" && request.rawPath == "/a")
        #expect(request.query["b"] == "c" && request.query["B"] == nil)
    }

    @Test(arguments: Stream.all)
    func `any two cuts of a stream give the same result`(middle: Stream) {
        let stream = Array(Self.valid[1].utf8) + middle.bytes + Array(Self.valid[12].utf8)
        let whole = read(stream)
        for cut in 0...stream.count { #expect(read(stream, cuts: [cut]) == whole, "cut at \(cut)") }
        #expect(read(stream, cuts: Array(0...stream.count)) == whole, "byte by byte")
    }

    /// Searching again from the front at each of 262,144 steps would look at 34,000,000,000 bytes.
    @Test(.timeLimit(.minutes(1)))
    func `a long head is searched once, however it arrives`() {
        let limit = 1 << 18
        let filler = String(repeating: "y", count: limit - 32)
        let bytes = Array("GET / HTTP/1.1\r\nHost: h\r\nX: \(filler)\r\n\r\n".utf8)
        var parser = RequestParser(limits: Limits(headByteLimit: limit))
        for end in 0..<bytes.count {
            guard case .needMore = parser.parse(bytes.span.extracting(first: end)) else {
                Issue.record("a head was found in its prefix of \(end) bytes")
                return
            }
        }
        guard case .head(let head) = parser.parse(bytes.span) else {
            Issue.record("the whole head was not found")
            return
        }
        #expect(head.byteCount == bytes.count)
    }
}
