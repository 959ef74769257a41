// SPDX-License-Identifier: EUPL-1.2
import HTTP
import Memory
import Testing

/// A response head, and why our client refuses it; nil where it is read.
private struct ResponseShape: Sendable, CustomTestStringConvertible {
    let text: String
    let refusal: Refusal?
    init(_ text: String, _ refusal: Refusal?) {
        self.text = text
        self.refusal = refusal
    }
    var testDescription: String { text.debugDescription }

    static let all: [ResponseShape] = [
        .init("HTTP/1.1 200 OK\r\nContent-Length: 5\r\n\r\n", nil),
        .init("HTTP/1.1 299 \r\nContent-Length: 0\r\n\r\n", nil),
        .init("HTTP/1.1 404 Not Found\tx\r\nContent-Length: 5\r\nConnection: close\r\n\r\n", nil),
        .init("HTTP/1.1 204 No Content\r\n\r\n", nil),
        .init("HTTP/1.1 304 Not Modified\r\nContent-Length: 0\r\n\r\n", nil),
        .init("HTTP/1.1 200 OK\r\n\r\n", .lengthRequired),
        .init("HTTP/1.1 200 OK\r\nContent-Length: 5\r\nContent-Length: 5\r\n\r\n", .repeatedField),
        .init("HTTP/1.1 200 OK\r\nContent-Length: +5\r\n\r\n", .malformedContentLength),
        .init("HTTP/1.1 200 OK\r\nContent-Length: 1048577\r\n\r\n", .bodyTooLarge),
        .init("HTTP/1.1 200 OK\r\nTransfer-Encoding: chunked\r\n\r\n", .transferEncoding),
        .init(
            "HTTP/1.1 200 OK\r\nContent-Length: 5\r\nTransfer-Encoding: chunked\r\n\r\n",
            .transferEncoding),
        .init("HTTP/1.1 204 No Content\r\nContent-Length: 5\r\n\r\n", .bodyNotAllowed),
        .init("HTTP/1.1 100 Continue\r\n\r\n", .malformedStatusLine),
        .init("HTTP/1.1 101 Switching Protocols\r\nUpgrade: x\r\n\r\n", .malformedStatusLine),
        .init("HTTP/1.1 600 X\r\nContent-Length: 0\r\n\r\n", .malformedStatusLine),
        .init("HTTP/1.1 099 X\r\nContent-Length: 0\r\n\r\n", .malformedStatusLine),
        .init("HTTP/1.1 2000 OK\r\nContent-Length: 0\r\n\r\n", .malformedStatusLine),
        .init("HTTP/1.1 20 OK\r\nContent-Length: 0\r\n\r\n", .malformedStatusLine),
        .init("HTTP/1.1 200\r\nContent-Length: 0\r\n\r\n", .malformedStatusLine),
        .init("HTTP/1.1  200 OK\r\nContent-Length: 0\r\n\r\n", .malformedStatusLine),
        .init("HTTP/1.1 +20 OK\r\nContent-Length: 0\r\n\r\n", .malformedStatusLine),
        .init("HTTP/1.1 200 O\u{1}K\r\nContent-Length: 0\r\n\r\n", .malformedStatusLine),
        .init("HTTP/1.1 200 O\rK\r\nContent-Length: 0\r\n\r\n", .malformedStatusLine),
        .init("HTTP/1.0 200 OK\r\nContent-Length: 0\r\n\r\n", .unsupportedVersion),
        .init("HTTP/2.0 200 OK\r\nContent-Length: 0\r\n\r\n", .unsupportedVersion),
        .init("http/1.1 200 OK\r\nContent-Length: 0\r\n\r\n", .unsupportedVersion),
        .init("\r\nHTTP/1.1 200 OK\r\nContent-Length: 0\r\n\r\n", .malformedRequestLine),
        .init("HTTP/1.1 200 OK\nContent-Length: 0\r\n\r\n", .bareLineFeed),
        .init("HTTP/1.1 200 OK\r\nContent-Length : 0\r\n\r\n", .malformedFieldName),
        .init("HTTP/1.1 200 OK\r\nX: a\r\n b\r\nContent-Length: 0\r\n\r\n", .foldedField),
        .init("HTTP/1.1 200 OK\r\nTrailer: X\r\nContent-Length: 0\r\n\r\n", .unsupportedField),
        .init("H\r\n\r\n", .malformedStatusLine),
    ]
}

@Suite struct ResponseParserTests {
    @Test(arguments: ResponseShape.all)
    private func `a response is read or refused for its own reason, however it arrives`(
        shape: ResponseShape
    ) {
        let bytes = Array(shape.text.utf8)
        for step in [bytes.count, 1, 7] {
            var parser = ResponseParser()
            var refusal: Refusal?
            var head: ResponseHead?
            var end = 0
            while end < bytes.count, refusal == nil {
                end = min(end + step, bytes.count)
                do throws(Refusal) {
                    head = try parser.parse(bytes.span.extracting(first: end))
                } catch {
                    refusal = error
                }
            }
            #expect(refusal == shape.refusal)
            #expect((head?.byteCount == bytes.count) == (shape.refusal == nil))
        }
    }
}

@Suite struct OutgoingRequestTests {
    @Test func `our own server reads what our own client writes`() throws {
        let body = SharedSecretBytes(copying: Array("{}".utf8))
        let request = try #require(
            OutgoingRequest(
                .post, target: "/v1/a%20b?c=d", host: "localhost:8443",
                headers: [HeaderField("Content-Type", "application/json")], body: body))
        var bytes: [UInt8] = []
        request.appendHead(to: &bytes)
        let reading = try #require(read(bytes + Array("{}".utf8)).readings.first)
        #expect(reading.path == ["v1", "a b"] && reading.query == ["c", "d"])
        #expect(reading.names == ["Host", "Content-Type", "Content-Length"])
        #expect(reading.bodyByteCount == 2)
    }

    @Test func `a request that the server would refuse is never made`() {
        #expect(OutgoingRequest(.get, target: "/a b", host: "h") == nil)
        #expect(OutgoingRequest(.get, target: "/a\r\nX: y", host: "h") == nil)
        #expect(OutgoingRequest(.get, target: "a", host: "h") == nil)
        #expect(OutgoingRequest(.get, target: "/", host: "h\r\nX: y") == nil)
        #expect(OutgoingRequest(.get, target: "/", host: "") == nil)
        #expect(OutgoingRequest(.post, target: "/", host: "h") == nil)
        #expect(
            OutgoingRequest(.get, target: "/", host: "h", body: SharedSecretBytes(copying: []))
                == nil)
        #expect(
            OutgoingRequest(
                .get, target: "/", host: "h", headers: [HeaderField("Content-length", "5")]) == nil)
        #expect(
            OutgoingRequest(.get, target: "/", host: "h", headers: [HeaderField("HOST", "x")])
                == nil)
    }
}
