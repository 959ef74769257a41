// SPDX-License-Identifier: EUPL-1.2
package import Memory

/// The head of a request that was read whole and found to have one meaning.
package struct RequestHead: Sendable {
    package let method: Method
    package let target: RequestTarget
    package let headers: HeaderFields
    /// Bytes of the head in the buffer, its empty line included.
    package let byteCount: Int
    /// Bytes of the body that follow the head.
    package let bodyByteCount: Int
    /// Whether the client wants the connection to stay open.
    package let keepsAlive: Bool
    /// Whether the client waits for `100 Continue` before it sends its body.
    package let expectsContinue: Bool
    /// Where the target stands in the head.
    let targetRange: Range<Int>
}

/// A whole request, as a handler gets it.
package struct Request: Sendable {
    private let head: RequestHead
    /// The body; empty where there is none. May hold what is said of a child: never make it a string.
    package let body: SharedSecretBytes
    /// The certificate of the connection that it came by; nil on a listener that asks for none.
    package let peer: PeerIdentity?

    /// The request that a head, its body and its connection make.
    package init(head: RequestHead, body: SharedSecretBytes, peer: PeerIdentity?) {
        precondition(body.count == head.bodyByteCount, "a body is as long as its head says")
        self.head = head
        self.body = body
        self.peer = peer
    }

    /// A request made by hand, or nil if the parser would refuse it.
    package init?(
        _ method: Method, _ target: String, headers: [HeaderField] = [],
        host: String = "localhost", body: SharedSecretBytes? = nil, peer: PeerIdentity? = nil
    ) {
        guard
            let outgoing = OutgoingRequest(
                method, target: target, host: host, headers: headers,
                body: body ?? (method.carriesBody ? SharedSecretBytes(copying: []) : nil))
        else { return nil }
        var bytes: [UInt8] = []
        outgoing.appendHead(to: &bytes)
        var parser = RequestParser()
        guard case .head(let head) = parser.parse(bytes.span) else { return nil }
        self.init(head: head, body: outgoing.body ?? SharedSecretBytes(copying: []), peer: peer)
    }

    package var method: Method { head.method }
    package var headers: HeaderFields { head.headers }
    /// The decoded path segments.
    package var path: [String] { head.target.path }
    /// The decoded query items.
    package var query: Query { head.target.query }
    /// The target as it was sent: ASCII, path and query, nothing decoded.
    package var rawTarget: String { head.headers.text(head.targetRange) }
    /// The path as it was sent: ASCII, no query, nothing decoded.
    package var rawPath: String { String(rawTarget.prefix { $0 != "?" }) }
    /// The value of the only Host field.
    package var host: String {
        guard let host = head.headers["Host"] else {
            preconditionFailure("a head that was read has one Host")
        }
        return host
    }
}
