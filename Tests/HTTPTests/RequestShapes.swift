// SPDX-License-Identifier: EUPL-1.2
import HTTP
import Testing

/// Bytes that no request may have, and why they are refused.
struct MalformedShape: Sendable, CustomTestStringConvertible {
    let name: String
    let bytes: [UInt8]
    let refusal: Refusal

    init(_ name: String, _ text: String, _ refusal: Refusal) {
        self.init(name, bytes: Array(text.utf8), refusal)
    }

    init(_ name: String, bytes: [UInt8], _ refusal: Refusal) {
        self.name = name
        self.bytes = bytes
        self.refusal = refusal
    }

    /// A GET with this target.
    static func target(_ name: String, _ target: String, _ refusal: Refusal) -> MalformedShape {
        MalformedShape(name, "GET \(target) HTTP/1.1\r\nHost: h\r\n\r\n", refusal)
    }

    /// A GET with this after its Host, which ends with its own line end.
    static func field(_ name: String, _ lines: String, _ refusal: Refusal) -> MalformedShape {
        MalformedShape(name, "GET /a HTTP/1.1\r\nHost: h\r\n\(lines)\r\n", refusal)
    }

    /// A POST with these framing lines, a short body and a request that hides behind it.
    static func framing(_ name: String, _ lines: String, _ refusal: Refusal) -> MalformedShape {
        MalformedShape(
            name,
            "POST /a HTTP/1.1\r\nHost: h\r\n\(lines)\r\n0\r\n\r\nGET /hidden HTTP/1.1\r\nHost: h\r\n\r\n",
            refusal)
    }

    /// A GET whose line and fields hold one odd byte.
    static func byte(
        _ name: String, _ before: String, _ byte: UInt8, _ after: String, _ why: Refusal
    )
        -> MalformedShape
    {
        MalformedShape(name, bytes: Array(before.utf8) + [byte] + Array(after.utf8), why)
    }

    var testDescription: String { name }

    static let all: [MalformedShape] =
        requestLines + targets + fields + hosts + contentLengths + transferEncodings + others

    static let requestLines: [MalformedShape] = [
        .init("only an empty line", "\r\n\r\n", .malformedRequestLine),
        .init(
            "an empty line first", "\r\nGET / HTTP/1.1\r\nHost: h\r\n\r\n", .malformedRequestLine),
        .init("a line feed first", "\nGET / HTTP/1.1\r\nHost: h\r\n\r\n", .bareLineFeed),
        .init("a space first", " GET / HTTP/1.1\r\nHost: h\r\n\r\n", .malformedRequestLine),
        .init("no version", "GET /\r\nHost: h\r\n\r\n", .malformedRequestLine),
        .init("only a method", "GET\r\nHost: h\r\n\r\n", .malformedRequestLine),
        .init("no target", "GET HTTP/1.1\r\nHost: h\r\n\r\n", .malformedRequestLine),
        .init("no method", "/ HTTP/1.1\r\nHost: h\r\n\r\n", .malformedRequestLine),
        .init("two spaces before", "GET  / HTTP/1.1\r\nHost: h\r\n\r\n", .malformedRequestLine),
        .init("two spaces after", "GET /  HTTP/1.1\r\nHost: h\r\n\r\n", .malformedRequestLine),
        .init("a space at the end", "GET / HTTP/1.1 \r\nHost: h\r\n\r\n", .malformedRequestLine),
        .init("a tab as space", "GET\t/ HTTP/1.1\r\nHost: h\r\n\r\n", .malformedRequestLine),
        .init("a tab as second space", "GET /\tHTTP/1.1\r\nHost: h\r\n\r\n", .malformedRequestLine),
        .init(
            "a space in the target", "GET /a b HTTP/1.1\r\nHost: h\r\n\r\n", .malformedRequestLine),
        .init(
            "text after the version", "GET / HTTP/1.1 x\r\nHost: h\r\n\r\n", .malformedRequestLine),
        .init("a bare CR as line end", "GET / HTTP/1.1\rHost: h\r\r\n\r\n", .malformedRequestLine),
        .init("two CRs", "GET / HTTP/1.1\r\r\nHost: h\r\n\r\n", .malformedRequestLine),
        .init("a bare LF as line end", "GET / HTTP/1.1\nHost: h\r\n\r\n", .bareLineFeed),
        .init("HTTP/1.0", "GET / HTTP/1.0\r\nHost: h\r\n\r\n", .unsupportedVersion),
        .init("HTTP/0.9", "GET / HTTP/0.9\r\nHost: h\r\n\r\n", .unsupportedVersion),
        .init("HTTP/1.2", "GET / HTTP/1.2\r\nHost: h\r\n\r\n", .unsupportedVersion),
        .init("HTTP/2.0", "GET / HTTP/2.0\r\nHost: h\r\n\r\n", .unsupportedVersion),
        .init("HTTP/9.9", "GET / HTTP/9.9\r\nHost: h\r\n\r\n", .unsupportedVersion),
        .init("HTTP/1", "GET / HTTP/1\r\nHost: h\r\n\r\n", .malformedRequestLine),
        .init("HTTP/01.1", "GET / HTTP/01.1\r\nHost: h\r\n\r\n", .malformedRequestLine),
        .init("HTTP/1.10", "GET / HTTP/1.10\r\nHost: h\r\n\r\n", .malformedRequestLine),
        .init("http/1.1", "GET / http/1.1\r\nHost: h\r\n\r\n", .malformedRequestLine),
        .init("HTTP/1,1", "GET / HTTP/1,1\r\nHost: h\r\n\r\n", .malformedRequestLine),
        .init("HTTP/ 1.1", "GET / HTTP/ 1.1\r\nHost: h\r\n\r\n", .malformedRequestLine),
        .init("HTTPS/1.1", "GET / HTTPS/1.1\r\nHost: h\r\n\r\n", .malformedRequestLine),
        .init("the HTTP/2 preface", "PRI * HTTP/2.0\r\n\r\nSM\r\n\r\n", .unsupportedVersion),
        .init("a method in lower case", "get / HTTP/1.1\r\nHost: h\r\n\r\n", .unknownMethod),
        .init("a smuggled prefix", "GPOST / HTTP/1.1\r\nHost: h\r\n\r\n", .unknownMethod),
        .init("TRACE", "TRACE / HTTP/1.1\r\nHost: h\r\n\r\n", .unknownMethod),
        .init("CONNECT", "CONNECT h:443 HTTP/1.1\r\nHost: h\r\n\r\n", .unknownMethod),
        .init(
            "a method of other letters", "GE(T / HTTP/1.1\r\nHost: h\r\n\r\n", .malformedRequestLine
        ),
        .byte(
            "a NUL in the method", "GE", 0, "T / HTTP/1.1\r\nHost: h\r\n\r\n", .malformedRequestLine
        ),
        .byte(
            "a byte of 0xff in the method", "GE", 0xff, "T / HTTP/1.1\r\nHost: h\r\n\r\n",
            .malformedRequestLine),
        .init(
            "binary", bytes: [0x16, 3, 1, 2, 0, 1, 0, 1, 0xfc, 13, 10, 13, 10],
            .malformedRequestLine),
    ]

    static let targets: [MalformedShape] = [
        .target("absolute form", "http://h/", .malformedTarget),
        .target("absolute form of another host", "https://other/a", .malformedTarget),
        .target("authority form", "h:443", .malformedTarget),
        .target("asterisk form", "*", .malformedTarget),
        .target("no slash first", "a", .malformedTarget),
        .target("only a query", "?a=b", .malformedTarget),
        .target("a network path", "//other/a", .emptySegment),
        .target("two slashes", "/a//b", .emptySegment),
        .target("two slashes at the end", "/a//", .emptySegment),
        .target("a fragment", "/a#b", .malformedTarget),
        .target("a fragment in the query", "/a?b=c#d", .malformedTarget),
        .target("a dot", "/./a", .dotSegment),
        .target("a dot at the end", "/a/.", .dotSegment),
        .target("two dots", "/a/../b", .dotSegment),
        .target("two dots at the end", "/a/..", .dotSegment),
        .target("escaped dots", "/a/%2e%2E/b", .dotSegment),
        .target("half escaped dots", "/a/.%2e/b", .dotSegment),
        .target("an escaped slash", "/a%2fb", .malformedEscape),
        .target("an escaped slash in capitals", "/a%2Fb", .malformedEscape),
        .target("an escaped backslash", "/a%5cb", .malformedEscape),
        .target("an escaped NUL", "/a%00", .malformedEscape),
        .target("an escaped NUL in the query", "/a?b=%00", .malformedEscape),
        .target("an escaped line end", "/a%0d%0aX:%20y", .malformedEscape),
        .target("an escaped line end in the query", "/a?b=%0d%0a", .malformedEscape),
        .target("an escaped DEL", "/a%7f", .malformedEscape),
        .target("a bare percent", "/a%", .malformedEscape),
        .target("half an escape", "/a%4", .malformedEscape),
        .target("half an escape before a slash", "/a%4/b", .malformedEscape),
        .target("no hexadecimal escape", "/a%zz", .malformedEscape),
        .target("a signed escape", "/a%+1", .malformedEscape),
        .target("an escape by code point", "/a%u0041", .malformedEscape),
        .target("a lone escaped continuation", "/a%80", .targetNotUnicode),
        .target("an overlong escaped slash", "/a%c0%af", .targetNotUnicode),
        .target("an escaped surrogate", "/a%ed%a0%80", .targetNotUnicode),
        .target("half an escaped character", "/a?b=%c3", .targetNotUnicode),
        .target("a backslash", "/a\\b", .malformedTarget),
        .target("a quote", "/a\"b", .malformedTarget),
        .target("angle brackets", "/<a>", .malformedTarget),
        .target("braces", "/{a}", .malformedTarget),
        .target("a caret", "/a^b", .malformedTarget),
        .target("a grave accent", "/a`b", .malformedTarget),
        .target("a bar", "/a|b", .malformedTarget),
        .target("brackets in the query", "/a?b[]=c", .malformedTarget),
        .target("letters above ASCII", "/é", .malformedTarget),
        .target("an empty query", "/a?", .malformedQuery),
        .target("a query item without value", "/a?b", .malformedQuery),
        .target("a query item without name", "/a?=b", .malformedQuery),
        .target("an empty query item", "/a?b=c&", .malformedQuery),
        .target("a query name twice", "/a?b=c&b=c", .malformedQuery),
        .target("a query name twice, once escaped", "/a?b=c&%62=d", .malformedQuery),
        .byte(
            "a NUL in the target", "GET /a", 0, " HTTP/1.1\r\nHost: h\r\n\r\n",
            .malformedRequestLine),
        .byte(
            "a DEL in the target", "GET /a", 0x7f, " HTTP/1.1\r\nHost: h\r\n\r\n", .malformedTarget),
        .byte(
            "0xff in the target", "GET /a", 0xff, " HTTP/1.1\r\nHost: h\r\n\r\n", .malformedTarget),
        .byte(
            "a vertical tab in the target", "GET /a", 0x0b, " HTTP/1.1\r\nHost: h\r\n\r\n",
            .malformedRequestLine),
        .target("too long", "/" + String(repeating: "a", count: 2_048), .targetTooLong),
        .target("too many segments", String(repeating: "/a", count: 17), .targetTooLong),
        .target(
            "too many query items", "/?" + (0..<17).map { "a\($0)=1" }.joined(separator: "&"),
            .targetTooLong),
        .init(
            "a line without end", "GET /" + String(repeating: "a", count: 16_384), .targetTooLong),
    ]

    static let fields: [MalformedShape] = [
        .field("a space before the colon", "X-A : b\r\n", .malformedFieldName),
        .field("a tab before the colon", "X-A\t: b\r\n", .malformedFieldName),
        .field("a space in the name", "X A: b\r\n", .malformedFieldName),
        .field("no colon", "X-A\r\n", .malformedFieldName),
        .field("no colon but a space", "X-A b\r\n", .malformedFieldName),
        .field("an empty name", ": b\r\n", .malformedFieldName),
        .field("a bad byte in the name", "X(A): b\r\n", .malformedFieldName),
        .field("a slash in the name", "X/A: b\r\n", .malformedFieldName),
        .field("a quoted name", "\"X\": b\r\n", .malformedFieldName),
        .field("a letter above ASCII in the name", "X-é: b\r\n", .malformedFieldName),
        .field("an underscore for a hyphen", "Content_Length: 5\r\n", .malformedFieldName),
        .field("Transfer_Encoding", "Transfer_Encoding: chunked\r\n", .malformedFieldName),
        .field("a folded line", "X-A: b\r\n c\r\n", .foldedField),
        .field("a line folded by a tab", "X-A: b\r\n\tc\r\n", .foldedField),
        .field("an empty folded line", "X-A: b\r\n \r\n", .foldedField),
        .init(
            "white space before the first field", "GET / HTTP/1.1\r\n Host: h\r\n\r\n", .foldedField
        ),
        .init(
            "only white space as a field", "GET / HTTP/1.1\r\nHost: h\r\n\t\r\n\r\n", .foldedField),
        .field("a bare LF as line end", "X-A: b\nX-B: c\r\n", .bareLineFeed),
        .field("a bare LF hiding a field", "X-A: b\nContent-Length: 5\r\n", .bareLineFeed),
        .field("a bare LF before the end", "X-A: b\r\n\n", .bareLineFeed),
        .field("a bare CR in the value", "X-A: b\rc\r\n", .malformedFieldValue),
        .field("a bare CR hiding a field", "X-A: b\rContent-Length: 5\r\n", .malformedFieldValue),
        .field("two CRs at the end of a line", "X-A: b\r\r\n", .malformedFieldValue),
        .field("a bare CR in the name", "X\rA: b\r\n", .malformedFieldName),
        .field("a bare CR line", "\rX-A: b\r\n", .malformedFieldName),
        .byte(
            "a NUL in the value", "GET / HTTP/1.1\r\nHost: h\r\nX: a", 0, "b\r\n\r\n",
            .malformedFieldValue),
        .byte(
            "a bell in the value", "GET / HTTP/1.1\r\nHost: h\r\nX: a", 7, "b\r\n\r\n",
            .malformedFieldValue),
        .byte(
            "an escape in the value", "GET / HTTP/1.1\r\nHost: h\r\nX: a", 0x1b, "b\r\n\r\n",
            .malformedFieldValue),
        .byte(
            "a form feed in the value", "GET / HTTP/1.1\r\nHost: h\r\nX: a", 0x0c, "b\r\n\r\n",
            .malformedFieldValue),
        .byte(
            "a DEL in the value", "GET / HTTP/1.1\r\nHost: h\r\nX: a", 0x7f, "b\r\n\r\n",
            .malformedFieldValue),
        .byte(
            "0x80 in the value", "GET / HTTP/1.1\r\nHost: h\r\nX: a", 0x80, "b\r\n\r\n",
            .malformedFieldValue),
        .byte(
            "0xff in the value", "GET / HTTP/1.1\r\nHost: h\r\nX: a", 0xff, "b\r\n\r\n",
            .malformedFieldValue),
        .byte(
            "a NUL in the name", "GET / HTTP/1.1\r\nHost: h\r\nX", 0, "A: b\r\n\r\n",
            .malformedFieldName),
        .byte(
            "0x80 in the name", "GET / HTTP/1.1\r\nHost: h\r\nX", 0x80, "A: b\r\n\r\n",
            .malformedFieldName),
        .field("two Authorizations", "Authorization: a\r\nAuthorization: b\r\n", .repeatedField),
        .field(
            "two Idempotency-Keys", "Idempotency-Key: a\r\nidempotency-key: a\r\n", .repeatedField),
        .field("two Content-Types", "Content-Type: a/b\r\nContent-Type: a/c\r\n", .repeatedField),
        .field(
            "two Content-Encodings", "Content-Encoding: a\r\nContent-Encoding: a\r\n",
            .repeatedField),
        .field("65 fields", String(repeating: "X: y\r\n", count: 64), .tooManyFields),
        .field("a long head", "X: " + String(repeating: "y", count: 16_384) + "\r\n", .headTooLong),
        .init(
            "a head without end",
            "GET / HTTP/1.1\r\nHost: h\r\n" + String(repeating: "X: y\r\n", count: 3_000),
            .headTooLong),
    ]

    static let hosts: [MalformedShape] = [
        .init("no Host", "GET / HTTP/1.1\r\nX: y\r\n\r\n", .hostMissing),
        .init("no fields", "GET / HTTP/1.1\r\n\r\n", .hostMissing),
        .field("two equal Hosts", "Host: h\r\n", .repeatedField),
        .field("two Hosts", "host: other\r\n", .repeatedField),
        .init("an empty Host", "GET / HTTP/1.1\r\nHost: \r\n\r\n", .malformedHost),
        .init("two names in a Host", "GET / HTTP/1.1\r\nHost: a, b\r\n\r\n", .malformedHost),
        .init("a space in a Host", "GET / HTTP/1.1\r\nHost: a b\r\n\r\n", .malformedHost),
        .init("a path in a Host", "GET / HTTP/1.1\r\nHost: a/b\r\n\r\n", .malformedHost),
        .init("a person in a Host", "GET / HTTP/1.1\r\nHost: a@b\r\n\r\n", .malformedHost),
        .init("a scheme in a Host", "GET / HTTP/1.1\r\nHost: http://a\r\n\r\n", .malformedHost),
        .init("a port of letters", "GET / HTTP/1.1\r\nHost: a:b\r\n\r\n", .malformedHost),
        .init("an empty port", "GET / HTTP/1.1\r\nHost: a:\r\n\r\n", .malformedHost),
        .init("a port of zero", "GET / HTTP/1.1\r\nHost: a:0\r\n\r\n", .malformedHost),
        .init("a port too high", "GET / HTTP/1.1\r\nHost: a:65536\r\n\r\n", .malformedHost),
        .init("two ports", "GET / HTTP/1.1\r\nHost: a:1:2\r\n\r\n", .malformedHost),
        .init("only a port", "GET / HTTP/1.1\r\nHost: :80\r\n\r\n", .malformedHost),
        .init("an open bracket", "GET / HTTP/1.1\r\nHost: [::1\r\n\r\n", .malformedHost),
        .init("empty brackets", "GET / HTTP/1.1\r\nHost: []\r\n\r\n", .malformedHost),
        .init("a name in brackets", "GET / HTTP/1.1\r\nHost: [h]\r\n\r\n", .malformedHost),
    ]
}
