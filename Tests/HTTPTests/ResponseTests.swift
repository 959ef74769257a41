// SPDX-License-Identifier: EUPL-1.2
import HTTP
import Memory
import Testing

@Suite struct ResponseTests {
    static let date = HTTPDate(secondsSince1970: 784_111_777)

    private func written(_ response: Response, to method: Method = .get, closes: Bool = false)
        -> String
    {
        var bytes: [UInt8] = []
        ResponseWriter().append(response, to: method, date: Self.date, closes: closes, into: &bytes)
        return String(decoding: bytes, as: UTF8.self)
    }

    static let security = """
        Cache-Control: no-store\r
        Content-Security-Policy: default-src 'none'; frame-ancestors 'none'\r
        Referrer-Policy: no-referrer\r
        Strict-Transport-Security: max-age=31536000\r
        X-Content-Type-Options: nosniff\r
        X-Frame-Options: DENY\r\n
        """

    @Test func `a response is written with the same fields in the same order`() {
        let fields = [
            HeaderField("Content-Type", "application/json"), HeaderField("API-Version", "1.0.0"),
        ]
        for order in [fields, fields.reversed()] {
            let response = Response(.created, headers: order, body: .bytes(Array("{}".utf8)))
            #expect(
                written(response)
                    == "HTTP/1.1 201 Created\r\nDate: Sun, 06 Nov 1994 08:49:37 GMT\r\n"
                    + "Content-Length: 2\r\n\(Self.security)API-Version: 1.0.0\r\n"
                    + "Content-Type: application/json\r\n\r\n{}")
        }
    }

    @Test func `an answer to HEAD is the answer to GET without its body`() {
        let response = Response(.ok, body: .bytes(Array("body".utf8)))
        #expect(written(response, to: .head) + "body" == written(response))
        #expect(written(response, to: .head).contains("\r\nContent-Length: 4\r\n"))
    }

    @Test func `a last response says so`() {
        #expect(written(Response(.ok), closes: true).contains("\r\nConnection: close\r\n"))
        #expect(!written(Response(.ok)).contains("Connection"))
    }

    @Test func `a secret body is written as it is`() {
        let secret = SharedSecretBytes(copying: Array(0...255))
        var bytes: [UInt8] = []
        ResponseWriter().append(
            Response(.ok, body: .secret(secret)), to: .get, date: Self.date, closes: false,
            into: &bytes)
        #expect(bytes.suffix(256) == Array(0...255)[...])
    }

    @Test func `a response without content has no length`() {
        #expect(!written(Response(.noContent)).contains("Content-Length"))
        #expect(written(Response(.ok)).contains("\r\nContent-Length: 0\r\n"))
    }

    @Test func `caching is what the handler says, and nothing unless it does`() {
        #expect(
            written(Response(.ok, caching: .revalidate)).contains("\r\nCache-Control: no-cache\r\n")
        )
        #expect(written(Response(.ok, caching: .immutable)).contains("immutable\r\n"))
        #expect(written(Response(.ok)).contains("\r\nCache-Control: no-store\r\n"))
    }

    @Test func `a value that would break out of its line is no field`() {
        for value in ["a\r\nX: b", "a\nb", "a\rb", "a\u{0}", " a", "a ", "\ta", "é", "a\u{7f}"] {
            #expect(HeaderField("X", checking: value) == nil, "\(value.debugDescription)")
        }
        #expect(HeaderField("X", checking: "")?.value == "")
        #expect(HeaderField("X", checking: "a\tb c~!")?.value == "a\tb c~!")
        #expect(HeaderField("X", integer: -5).value == "-5")
        #expect(HeaderField("X-A", "b") == HeaderField("x-a", "b"))
        #expect(HeaderField("X-A", "b") != HeaderField("x-a", "B"))
    }

    @Test func `a handler that names the writer's fields has a bug`() async {
        await #expect(processExitsWith: .failure) {
            _ = Response(.ok, headers: [HeaderField("content-LENGTH", "5")])
        }
        await #expect(processExitsWith: .failure) {
            _ = Response(.ok, headers: [HeaderField("Transfer-Encoding", "chunked")])
        }
        await #expect(processExitsWith: .failure) {
            _ = Response(.noContent, body: .bytes([1]))
        }
        await #expect(processExitsWith: .failure) { _ = HeaderField("X Y", "a") }
        await #expect(processExitsWith: .failure) { _ = HeaderField("X", "a\r\nY: b") }
    }

    @Test func `our own client reads what our own server writes`() throws {
        let response = Response(
            .conflict, headers: [HeaderField("Content-Type", "application/problem+json")],
            body: .bytes(Array("{}".utf8)))
        let bytes = Array(written(response, closes: true).utf8)
        var parser = ResponseParser()
        let head = try #require(try parser.parse(bytes.span))
        #expect(head.status == .conflict && head.bodyByteCount == 2 && !head.keepsAlive)
        #expect(head.headers["content-type"] == "application/problem+json")
        #expect(bytes.count == head.byteCount + 2)
    }

    @Test(
        arguments: [
            (0, "Thu, 01 Jan 1970 00:00:00 GMT"), (951_782_399, "Mon, 28 Feb 2000 23:59:59 GMT"),
            (951_782_400, "Tue, 29 Feb 2000 00:00:00 GMT"),
            (1_077_926_399, "Fri, 27 Feb 2004 23:59:59 GMT"),
            (4_107_542_399, "Sun, 28 Feb 2100 23:59:59 GMT"),
            (4_107_542_400, "Mon, 01 Mar 2100 00:00:00 GMT"),
            (253_402_300_799, "Fri, 31 Dec 9999 23:59:59 GMT"),
        ] as [(Int64, String)])
    func `a date is written as the standard says`(seconds: Int64, text: String) {
        #expect(String(decoding: HTTPDate(secondsSince1970: seconds).bytes, as: UTF8.self) == text)
    }
}
