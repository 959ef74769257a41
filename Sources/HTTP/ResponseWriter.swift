// SPDX-License-Identifier: EUPL-1.2
internal import Memory

/// Writes responses: always the same fields in the same order.
///
/// Status line; Date, Content-Length, Connection where it closes, Cache-Control, the security
/// headers; then the handler's own fields by name.
package struct ResponseWriter: Sendable {
    private let securityHeaders: [UInt8]

    /// A writer that adds these fields to every response.
    package init(securityHeaders: [HeaderField] = ResponseWriter.apiSecurityHeaders) {
        var bytes: [UInt8] = []
        for field in securityHeaders { Self.append(field, to: &bytes) }
        self.securityHeaders = bytes
    }

    /// What the NL API Design Rules ask of every answer (transport security, "security headers").
    package static var apiSecurityHeaders: [HeaderField] {
        [
            HeaderField("Content-Security-Policy", "default-src 'none'; frame-ancestors 'none'"),
            HeaderField("Referrer-Policy", "no-referrer"),
            HeaderField("Strict-Transport-Security", "max-age=31536000"),
            HeaderField("X-Content-Type-Options", "nosniff"),
            HeaderField("X-Frame-Options", "DENY"),
        ]
    }

    /// The bytes of the interim answer to a client that expects it (RFC 9110 §15.2.1).
    package static let continueBytes = [UInt8]("HTTP/1.1 100 Continue\r\n\r\n".utf8)

    /// Adds the head of a response; its body, if any is to be sent, follows it.
    ///
    /// - Parameter date: `HTTPDate` of now; its second is the caller's to keep.
    /// - Parameter closes: whether the connection ends after this response.
    package func appendHead(
        of response: Response, date: HTTPDate, closes: Bool, to buffer: inout [UInt8]
    ) {
        buffer.append("HTTP/1.1 ")
        buffer.append(decimal: response.status.code)
        buffer.append(Ascii.space)
        buffer.append(response.status.phrase)
        buffer.append("\r\nDate: ")
        buffer.append(contentsOf: date.bytes)
        if !response.status.forbidsBody {
            buffer.append("\r\nContent-Length: ")
            buffer.append(decimal: response.body.count)
        }
        buffer.append("\r\n")
        if closes { buffer.append("Connection: close\r\n") }
        switch response.caching {
        case .never: buffer.append("Cache-Control: no-store\r\n")
        case .revalidate: buffer.append("Cache-Control: no-cache\r\n")
        case .immutable: buffer.append("Cache-Control: max-age=31536000, immutable\r\n")
        }
        buffer.append(contentsOf: securityHeaders)
        for field in response.headers { Self.append(field, to: &buffer) }
        buffer.append("\r\n")
    }

    /// Adds a whole response; an answer to HEAD has the length but not the bytes of its body.
    package func append(
        _ response: Response, to method: Method, date: HTTPDate, closes: Bool,
        into buffer: inout [UInt8]
    ) {
        appendHead(of: response, date: date, closes: closes, to: &buffer)
        guard method != .head else { return }
        switch response.body {
        case .none: break
        case .bytes(let bytes): buffer.append(contentsOf: bytes)
        case .secret(let secret):
            secret.withBytes { (bytes: Span<UInt8>) in buffer.append(copying: bytes) }
        }
    }

    private static func append(_ field: HeaderField, to buffer: inout [UInt8]) {
        buffer.append(field.name)
        buffer.append(": ")
        buffer.append(field.value)
        buffer.append("\r\n")
    }

    /// Fields that are written here and are therefore not a handler's.
    private static let own: [StaticString] = [
        "date", "content-length", "connection", "transfer-encoding", "cache-control",
        "content-security-policy", "referrer-policy", "strict-transport-security",
        "x-content-type-options", "x-frame-options", "server", "keep-alive", "trailer", "upgrade",
    ]

    /// Whether a field is written here and therefore not a handler's.
    static func owns(_ field: HeaderField) -> Bool {
        own.contains { field.name.utf8.span.isEqual(toLowercase: $0) }
    }
}
