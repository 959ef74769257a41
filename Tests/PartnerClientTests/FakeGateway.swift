// SPDX-License-Identifier: EUPL-1.2
import HTTP
import Memory
import OpenSSL
import Platform
import Synchronization

/// A server over mutual TLS that answers as a test tells it, well or badly; one connection at a time.
final class FakeGateway: Sendable {
    /// What it does with a request.
    enum Reaction: Sendable {
        case answer(Response)
        /// Bytes as they are, and then the end of the connection.
        case raw([UInt8])
        case hangUp
        /// Nothing, until the client gives up.
        case stall
    }

    /// A request as it came.
    struct Heard: Sendable {
        let method: HTTP.Method
        let target: String
        let path: [String]
        let headers: HeaderFields
        let body: [UInt8]
        let peer: PeerIdentity?
        /// The number of the connection that it came by.
        let connection: Int
    }

    private struct State {
        var heard: [Heard] = []
        var connections = 0
        var isStopped = false
    }

    let port: UInt16
    private let state = Mutex(State())

    init(
        _ context: TLSContext, react: @escaping @Sendable (Heard, Int) -> Reaction
    ) throws {
        let socket = try ListeningSocket(host: "127.0.0.1", port: 0)
        port = socket.port
        let once = Mutex<ListeningSocket?>(consume socket)
        let shared = Shared(once)
        _ = try DedicatedThread(name: "fake-gateway") { [weak self] in
            guard let socket = shared.take() else { return }
            while let self, !self.isStopped {
                self.serveOne(socket, context, react)
            }
        }
    }

    deinit { stop() }

    func stop() { state.withLock { $0.isStopped = true } }
    var heard: [Heard] { state.withLock { $0.heard } }
    /// How many connections were accepted.
    var connectionCount: Int { state.withLock { $0.connections } }
    private var isStopped: Bool { state.withLock { $0.isStopped } }

    private func serveOne(
        _ socket: borrowing ListeningSocket, _ context: TLSContext,
        _ react: (Heard, Int) -> Reaction
    ) {
        let soon = MonotonicInstant.now().advanced(by: .milliseconds(50))
        guard socket.descriptor.wait(for: .readable, until: soon),
            case .connection(let descriptor) = socket.accept()
        else { return }
        let number = state.withLock { state in
            state.connections += 1
            return state.connections
        }
        guard var tls = try? TLSConnection(context, descriptor: descriptor.number) else { return }
        serve(&tls, descriptor, number, react)
        tls.end()
    }

    private func serve(
        _ tls: inout TLSConnection, _ descriptor: borrowing Descriptor, _ number: Int,
        _ react: (Heard, Int) -> Reaction
    ) {
        shaking: while true {
            switch tls.handshake() {
            case .done: break shaking
            case .wantRead: guard wait(descriptor, .readable) else { return }
            case .wantWrite: guard wait(descriptor, .writable) else { return }
            case .closed, .failed: return
            }
        }
        let peer = tls.peerCertificate().map {
            PeerIdentity(
                certificateDigest: $0.digest.bytes, publicKeyDigest: $0.publicKeyDigest.bytes)
        }
        var parser = RequestParser()
        var buffer: [UInt8] = []
        while true {
            switch parser.parse(buffer.span) {
            case .refuse: return
            case .needMore: guard read(&tls, descriptor, &buffer) else { return }
            case .head(let head):
                let end = head.byteCount + head.bodyByteCount
                while buffer.count < end {
                    guard read(&tls, descriptor, &buffer) else { return }
                }
                let body = Array(buffer[head.byteCount..<end])
                buffer.removeFirst(end)
                let request = Request(head: head, body: .init(copying: body), peer: peer)
                let heard = Heard(
                    method: request.method, target: request.rawTarget, path: request.path,
                    headers: request.headers, body: body, peer: peer, connection: number)
                let index = state.withLock { state in
                    state.heard.append(heard)
                    return state.heard.count - 1
                }
                switch react(heard, index) {
                case .answer(let response):
                    var bytes: [UInt8] = []
                    ResponseWriter().append(
                        response, to: request.method, date: HTTPDate(secondsSince1970: 0),
                        closes: false, into: &bytes)
                    guard write(&tls, descriptor, bytes) else { return }
                case .raw(let bytes):
                    _ = write(&tls, descriptor, bytes)
                    return
                case .hangUp: return
                case .stall:
                    while !isStopped, !read(&tls, descriptor, &buffer) { return }
                    return
                }
            }
        }
    }

    /// Waits in short steps, so that a stopped server ends.
    private func wait(_ descriptor: borrowing Descriptor, _ readiness: Readiness) -> Bool {
        while !isStopped {
            let soon = MonotonicInstant.now().advanced(by: .milliseconds(50))
            if descriptor.wait(for: readiness, until: soon) { return true }
        }
        return false
    }

    private func read(
        _ tls: inout TLSConnection, _ descriptor: borrowing Descriptor, _ buffer: inout [UInt8]
    ) -> Bool {
        var piece = [UInt8](repeating: 0, count: 16_384)
        while true {
            var span = piece.mutableSpan
            switch tls.read(into: &span) {
            case .bytes(let count):
                buffer += piece[..<count]
                return true
            case .wantRead: guard wait(descriptor, .readable) else { return false }
            case .wantWrite: guard wait(descriptor, .writable) else { return false }
            case .closed, .failed: return false
            }
        }
    }

    private func write(
        _ tls: inout TLSConnection, _ descriptor: borrowing Descriptor, _ bytes: [UInt8]
    ) -> Bool {
        var sent = 0
        while sent < bytes.count {
            switch tls.write(bytes.span.extracting(sent...)) {
            case .bytes(let count): sent += count
            case .wantRead: guard wait(descriptor, .readable) else { return false }
            case .wantWrite: guard wait(descriptor, .writable) else { return false }
            case .closed, .failed: return false
            }
        }
        return true
    }
}

/// A listening socket that a thread takes over from its maker.
private final class Shared: Sendable {
    private let socket: Mutex<ListeningSocket?>
    init(_ socket: consuming Mutex<ListeningSocket?>) { self.socket = socket }
    func take() -> ListeningSocket? { socket.withLock { $0.take() } }
}
