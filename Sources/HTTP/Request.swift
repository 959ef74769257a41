// SPDX-License-Identifier: EUPL-1.2
package import Memory

/// The head of a request that was read whole and found to have one meaning.
package struct RequestHead: Sendable {
    package let method: Method
    package let target: RequestTarget
    package let headers: HeaderFields
    /// The value of the only Host field.
    package let host: String
    /// Bytes of the head in the buffer, its empty line included.
    package let byteCount: Int
    /// Bytes of the body that follow the head.
    package let bodyByteCount: Int
    /// Whether the client wants the connection to stay open.
    package let keepsAlive: Bool
    /// Whether the client waits for `100 Continue` before it sends its body.
    package let expectsContinue: Bool
}

/// A whole request, as a handler gets it.
package struct Request: Sendable {
    package let method: Method
    package let target: RequestTarget
    package let headers: HeaderFields
    /// The value of the Host field.
    package let host: String
    /// The body; empty where there is none. May hold what is said of a child: never make it a string.
    package let body: SharedSecretBytes
    /// The certificate of the connection that it came by; nil on a listener that asks for none.
    package let peer: PeerIdentity?

    /// The request that a head, its body and its connection make.
    package init(head: RequestHead, body: SharedSecretBytes, peer: PeerIdentity?) {
        precondition(body.count == head.bodyByteCount, "a body is as long as its head says")
        method = head.method
        target = head.target
        headers = head.headers
        host = head.host
        self.body = body
        self.peer = peer
    }

    /// A request made by hand, or nil if its target has no single meaning.
    package init?(
        _ method: Method, _ target: String, headers: [HeaderField] = [],
        host: String = "localhost", body: SharedSecretBytes = SharedSecretBytes(copying: []),
        peer: PeerIdentity? = nil
    ) {
        guard let parsed = try? RequestTarget(parsing: target.utf8.span, limits: .standard) else {
            return nil
        }
        self.method = method
        self.target = parsed
        self.headers = HeaderFields(headers)
        self.host = host
        self.body = body
        self.peer = peer
    }

    /// The decoded path segments.
    package var path: [String] { target.path }
    /// The decoded query items.
    package var query: Query { target.query }
}
