// SPDX-License-Identifier: EUPL-1.2
import HTTP

/// Shapes whose end two readers could see in two places: the known ways to smuggle a request.
///
/// After the shapes of public corpora: the CL.TE, TE.CL, TE.TE, CL.0 and 0.CL families, the header
/// mutations of request smugglers, and the tables of HTTP/1.1 conformance probes.
extension MalformedShape {
    static let contentLengths: [MalformedShape] = [
        .framing("two equal", "Content-Length: 5\r\nContent-Length: 5\r\n", .repeatedField),
        .framing("two different", "Content-Length: 5\r\nContent-Length: 6\r\n", .repeatedField),
        .framing("two in other case", "Content-Length: 5\r\ncontent-LENGTH: 5\r\n", .repeatedField),
        .framing(
            "two apart", "Content-Length: 0\r\nX: y\r\nContent-Length: 44\r\n", .repeatedField),
        .framing("a list of equals", "Content-Length: 5, 5\r\n", .malformedContentLength),
        .framing("a list", "Content-Length: 5,6\r\n", .malformedContentLength),
        .framing("plus", "Content-Length: +5\r\n", .malformedContentLength),
        .framing("minus", "Content-Length: -5\r\n", .malformedContentLength),
        .framing("minus zero", "Content-Length: -0\r\n", .malformedContentLength),
        .framing("empty", "Content-Length:\r\n", .malformedContentLength),
        .framing("only space", "Content-Length: \t \r\n", .malformedContentLength),
        .framing("hexadecimal", "Content-Length: 0x5\r\n", .malformedContentLength),
        .framing("hexadecimal digits", "Content-Length: a\r\n", .malformedContentLength),
        .framing("octal", "Content-Length: 0o5\r\n", .malformedContentLength),
        .framing("a zero in front", "Content-Length: 05\r\n", .malformedContentLength),
        .framing("two zeros", "Content-Length: 00\r\n", .malformedContentLength),
        .framing("an underscore", "Content-Length: 1_0\r\n", .malformedContentLength),
        .framing("a space inside", "Content-Length: 1 0\r\n", .malformedContentLength),
        .framing("a fraction", "Content-Length: 5.0\r\n", .malformedContentLength),
        .framing("an exponent", "Content-Length: 5e0\r\n", .malformedContentLength),
        .framing("quoted", "Content-Length: \"5\"\r\n", .malformedContentLength),
        .framing("a parameter", "Content-Length: 5;a=b\r\n", .malformedContentLength),
        .framing("digits above ASCII", "Content-Length: ５\r\n", .malformedFieldValue),
        .framing("a vertical tab", "Content-Length: \u{b}5\r\n", .malformedFieldValue),
        .framing("a space before the colon", "Content-Length : 5\r\n", .malformedFieldName),
        .framing("folded", "Content-Length:\r\n 5\r\n", .malformedContentLength),
        .framing("folded after a digit", "Content-Length: 5\r\n 0\r\n", .foldedField),
        .framing("18 digits", "Content-Length: 999999999999999999\r\n", .bodyTooLarge),
        .framing("19 digits", "Content-Length: 9999999999999999999\r\n", .bodyTooLarge),
        .framing("wraps 64 bits to 5", "Content-Length: 18446744073709551621\r\n", .bodyTooLarge),
        .framing("wraps 32 bits to 5", "Content-Length: 4294967301\r\n", .bodyTooLarge),
        .framing("one too many", "Content-Length: 1048577\r\n", .bodyTooLarge),
        .framing("none in a POST", "", .lengthRequired),
        .init("none in a PUT", "PUT / HTTP/1.1\r\nHost: h\r\n\r\n", .lengthRequired),
        .init("none in a PATCH", "PATCH / HTTP/1.1\r\nHost: h\r\n\r\n", .lengthRequired),
        .field("in a GET", "Content-Length: 5\r\n", .bodyNotAllowed),
        .init(
            "in a HEAD", "HEAD / HTTP/1.1\r\nHost: h\r\nContent-Length: 5\r\n\r\n", .bodyNotAllowed),
        .init(
            "in a DELETE", "DELETE / HTTP/1.1\r\nHost: h\r\nContent-Length: 5\r\n\r\n",
            .bodyNotAllowed),
        .init(
            "in an OPTIONS", "OPTIONS / HTTP/1.1\r\nHost: h\r\nContent-Length: 5\r\n\r\n",
            .bodyNotAllowed),
    ]

    static let transferEncodings: [MalformedShape] = [
        .framing("chunked", "Transfer-Encoding: chunked\r\n", .chunkedBody),
        .framing("CHUNKED", "transfer-encoding: CHUNKED\r\n", .chunkedBody),
        .framing("no space", "Transfer-Encoding:chunked\r\n", .chunkedBody),
        .framing("a tab", "Transfer-Encoding:\tchunked\r\n", .chunkedBody),
        .framing("a space after", "Transfer-Encoding: chunked \r\n", .chunkedBody),
        .framing(
            "CL then TE", "Content-Length: 5\r\nTransfer-Encoding: chunked\r\n", .transferEncoding),
        .framing(
            "TE then CL", "Transfer-Encoding: chunked\r\nContent-Length: 5\r\n", .transferEncoding),
        .framing("CL.0", "Content-Length: 0\r\nTransfer-Encoding: chunked\r\n", .transferEncoding),
        .framing(
            "TE in other case and CL", "Content-Length: 5\r\ntRANSFER-ENCODING: ChUnKeD\r\n",
            .transferEncoding),
        .framing(
            "TE then TE", "Transfer-Encoding: chunked\r\nTransfer-Encoding: chunked\r\n",
            .repeatedField),
        .framing(
            "TE then unknown TE", "Transfer-Encoding: chunked\r\nTransfer-Encoding: x\r\n",
            .repeatedField),
        .framing(
            "TE then identity", "Transfer-Encoding: chunked\r\nTransfer-Encoding: identity\r\n",
            .repeatedField),
        .framing("xchunked", "Transfer-Encoding: xchunked\r\n", .transferEncoding),
        .framing("chunkedx", "Transfer-Encoding: chunkedx\r\n", .transferEncoding),
        .framing("chunk", "Transfer-Encoding: chunk\r\n", .transferEncoding),
        .framing("empty", "Transfer-Encoding:\r\n", .transferEncoding),
        .framing("identity", "Transfer-Encoding: identity\r\n", .transferEncoding),
        .framing("gzip", "Transfer-Encoding: gzip\r\n", .transferEncoding),
        .framing("gzip then chunked", "Transfer-Encoding: gzip, chunked\r\n", .transferEncoding),
        .framing(
            "chunked then identity", "Transfer-Encoding: chunked, identity\r\n", .transferEncoding),
        .framing("a comma before", "Transfer-Encoding: , chunked\r\n", .transferEncoding),
        .framing("a comma after", "Transfer-Encoding: chunked,\r\n", .transferEncoding),
        .framing("a parameter", "Transfer-Encoding: chunked;a=b\r\n", .transferEncoding),
        .framing("quoted", "Transfer-Encoding: \"chunked\"\r\n", .transferEncoding),
        .framing("single quotes", "Transfer-Encoding: 'chunked'\r\n", .transferEncoding),
        .framing(
            "chunked twice in a list", "Transfer-Encoding: chunked, chunked\r\n", .transferEncoding),
        .framing(
            "a Kelvin sign", "Transfer-Encoding: chunKed\r\n".replacingK(), .malformedFieldValue),
        .framing(
            "a space before the colon", "Transfer-Encoding : chunked\r\n", .malformedFieldName),
        .framing(
            "a tab before the colon", "Transfer-Encoding\t:\tchunked\r\n", .malformedFieldName),
        .framing("a space before the name", " Transfer-Encoding: chunked\r\n", .foldedField),
        .framing("folded", "Transfer-Encoding:\r\n chunked\r\n", .foldedField),
        .framing(
            "a folded line after the end", "Transfer-Encoding: chunked\r\n\r\n x\r\n", .chunkedBody),
        .framing(
            "a line end in the name", "Transfer-Encoding\r\n : chunked\r\n", .malformedFieldName),
        .framing("a space for the hyphen", "Transfer Encoding: chunked\r\n", .malformedFieldName),
        .framing("a vertical tab", "Transfer-Encoding:\u{b}chunked\r\n", .malformedFieldValue),
        .framing("a form feed", "Transfer-Encoding: chunked\u{c}\r\n", .malformedFieldValue),
        .framing("a NUL after", "Transfer-Encoding: chunked\u{0}\r\n", .malformedFieldValue),
        .framing(
            "a bare CR before", "Foo: bar\rTransfer-Encoding: chunked\r\n", .malformedFieldValue),
        .framing("a bare CR after", "Transfer-Encoding: chunked\r\r\n", .malformedFieldValue),
        .framing("a bare LF before", "Foo: bar\nTransfer-Encoding: chunked\r\n", .bareLineFeed),
        .framing("a bare LF after the colon", "Transfer-Encoding:\nchunked\r\n", .bareLineFeed),
        .framing("a no-break space", "Transfer-Encoding:\u{a0}chunked\r\n", .malformedFieldValue),
        .framing(
            "a byte order mark", "\u{feff}Transfer-Encoding: chunked\r\n", .malformedFieldName),
        .init(
            "chunked in HTTP/1.0",
            "POST / HTTP/1.0\r\nHost: h\r\nTransfer-Encoding: chunked\r\n\r\n0\r\n\r\n",
            .unsupportedVersion),
        .field("chunked in a GET", "Transfer-Encoding: chunked\r\n", .chunkedBody),
        .field("identity in a GET", "Transfer-Encoding: identity\r\n", .transferEncoding),
    ]

    static let others: [MalformedShape] = [
        .field("Upgrade", "Upgrade: h2c\r\n", .unsupportedField),
        .field("Trailer", "Trailer: X\r\n", .unsupportedField),
        .field("Connection upgrade", "Connection: Upgrade\r\n", .unknownConnectionOption),
        .field(
            "Connection takes Host away", "Connection: close, Host\r\n", .unknownConnectionOption),
        .field(
            "Connection takes the length away", "Connection: Content-Length\r\n",
            .unknownConnectionOption),
        .field("both options", "Connection: keep-alive, close\r\n", .unknownConnectionOption),
        .field("Connection empty", "Connection:\r\n", .unknownConnectionOption),
        .field(
            "two Connections", "Connection: close\r\nConnection: keep-alive\r\n", .repeatedField),
        .framing(
            "another expectation", "Content-Length: 5\r\nExpect: 200-ok\r\n", .unknownExpectation),
        .framing(
            "two expectations", "Expect: 100-continue\r\nExpect: 100-continue\r\n", .repeatedField),
        .framing(
            "an expectation with a parameter", "Expect: 100-continue;a=b\r\n", .unknownExpectation),
        .framing("an empty expectation", "Expect:\r\n", .unknownExpectation),
    ]
}

extension String {
    /// The text with the Kelvin sign, which lowers to `k` in Unicode, for its `K`.
    fileprivate func replacingK() -> String {
        String(String.UnicodeScalarView(unicodeScalars.map { $0 == "K" ? "\u{212A}" : $0 }))
    }
}
