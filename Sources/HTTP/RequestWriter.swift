// SPDX-License-Identifier: EUPL-1.2
package import Memory

/// A request of our own client.
package struct OutgoingRequest: Sendable {
    package let method: Method
    /// An origin-form target, already escaped.
    package let target: String
    package let host: String
    package let headers: [HeaderField]
    package let body: SharedSecretBytes?

    /// A request with one meaning, or nil: the target and host must pass our own server's parser.
    package init?(
        _ method: Method, target: String, host: String, headers: [HeaderField] = [],
        body: SharedSecretBytes? = nil
    ) {
        guard (try? RequestTarget(parsing: target.utf8.span, limits: .standard)) != nil,
            HostSyntax.isValid(host.utf8.span), method.carriesBody == (body != nil),
            !headers.contains(where: { Self.owns($0) })
        else { return nil }
        self.method = method
        self.target = target
        self.host = host
        self.headers = headers
        self.body = body
    }

    /// Adds the head; the body, if there is one, follows it.
    package func appendHead(to buffer: inout [UInt8]) {
        buffer.append("\(method.rawValue) \(target) HTTP/1.1\r\nHost: \(host)\r\n")
        for field in headers { buffer.append("\(field.name): \(field.value)\r\n") }
        if let body { buffer.append("Content-Length: \(body.count)\r\n") }
        buffer.append("\r\n")
    }

    private static let own: [StaticString] = [
        "host", "content-length", "transfer-encoding", "connection", "expect",
    ]

    /// Whether a field is written here and therefore not the caller's.
    private static func owns(_ field: HeaderField) -> Bool {
        own.contains { field.name.utf8.span.isEqual(toLowercase: $0) }
    }
}
