// SPDX-License-Identifier: EUPL-1.2
import Edge
import Foundation
import HTTP
import Memory
import OpenSSL
import Platform
import Synchronization
import TestSupport

/// A running server on loopback with an authority of its own.
final class TestServer: Sendable {
    let authority: TestAuthority
    let server: EdgeServer
    /// A client whose certificate is welcome, like every other of the authority that is not barred.
    let client: TLSContext
    let events = Mutex<[EdgeEvent]>([])
    private let barred = Mutex<Set<[UInt8]>>([])

    init(
        handler: any Handler = Echo(), revoking: [Certificate] = [],
        authority: TestAuthority? = nil,
        adjust: (inout EdgeSettings) -> Void = { _ in }
    ) throws {
        let authority = try authority ?? TestAuthority()
        var settings = EdgeSettings(host: "127.0.0.1", port: 0)
        settings.sweepInterval = .milliseconds(10)
        settings.drainGrace = .milliseconds(100)
        settings.lingerTimeLimit = .milliseconds(200)
        settings.loopCount = 1
        adjust(&settings)
        self.authority = authority
        client = try authority.identity().clientContext(trusting: authority.clientTrust())
        let journal = Journal()
        server = try EdgeServer(
            settings: settings,
            service: EdgeService(
                security: .mutualTLS(
                    authority.serverContext(revoking: revoking),
                    isWelcome: { journal.isWelcome($0) }),
                handler: handler, clock: { WallClock.milliseconds() },
                journal: { journal.note($0) }))
        journal.owner.withLock { $0 = self }
        try server.start()
    }

    var port: UInt16 { server.port }

    /// Bars the holder of a certificate.
    func bar(_ certificate: Certificate) {
        barred.withLock { _ = $0.insert(certificate.publicKeyDigest.bytes) }
    }

    /// A connection of the welcome client.
    func connect() async throws -> RawClient { try await .connected(port: port, client) }

    /// Waits until the journal holds an event.
    func waits(for event: EdgeEvent) async -> Bool {
        await waits { $0.contains(event) }
    }

    func waits(until condition: ([EdgeEvent]) -> Bool) async -> Bool {
        await Wait.until { events.withLock { condition($0) } }
    }

    /// Reaches the server's owner without a cycle at its making.
    private final class Journal: Sendable {
        let owner = Mutex<TestServer?>(nil)

        func note(_ event: EdgeEvent) {
            owner.withLock { $0 }?.events.withLock { $0.append(event) }
        }

        func isWelcome(_ peer: PeerIdentity) -> Bool {
            guard let owner = owner.withLock({ $0 }) else { return false }
            return owner.barred.withLock { !$0.contains(peer.publicKeyDigest) }
        }
    }
}

/// Gives back the body, or the number of path segments where there is none.
struct Echo: Handler {
    func respond(to request: Request) async -> Response {
        if request.path.first == "slow" { await Napper.shared.nap() }
        if request.path.first == "poll" {
            await Poll().untilCancelled()
            return Response(.noContent)
        }
        if request.path.first == "large" {
            return Response(.ok, body: .bytes([UInt8](repeating: 0x61, count: 4_000_000)))
        }
        if request.path.first == "peer" {
            return Response(.ok, body: .bytes(request.peer?.publicKeyDigest ?? []))
        }
        return Response(.ok, body: .secret(request.body))
    }
}

/// A while that passes on a thread of its own.
private actor Napper {
    static let shared = Napper()
    private nonisolated let executor: ThreadExecutor
    nonisolated var unownedExecutor: UnownedSerialExecutor { executor.asUnownedSerialExecutor() }

    private init() {
        guard let made = try? ThreadExecutor(name: "naps") else {
            fatalError("no thread to nap on")
        }
        executor = made
    }

    func nap() { usleep(50_000) }
}

/// A long poll that nothing ever answers.
private final class Poll: Sendable {
    private let state = Mutex<(isCancelled: Bool, waiter: CheckedContinuation<Void, Never>?)>(
        (false, nil))

    func untilCancelled() async {
        await withTaskCancellationHandler {
            await withCheckedContinuation { continuation in
                let isCancelled = state.withLock { state in
                    if !state.isCancelled { state.waiter = continuation }
                    return state.isCancelled
                }
                if isCancelled { continuation.resume() }
            }
        } onCancel: {
            let waiter = state.withLock { state in
                state.isCancelled = true
                return state.waiter.take()
            }
            waiter?.resume()
        }
    }
}

extension RawClient {
    /// A plain request for a path.
    static func get(_ path: String) -> String {
        "GET \(path) HTTP/1.1\r\nHost: localhost\r\n\r\n"
    }

    /// A request with a body.
    static func post(_ path: String, _ body: [UInt8], extra: String = "") -> [UInt8] {
        let head =
            "POST \(path) HTTP/1.1\r\nHost: localhost\r\n\(extra)Content-Length: \(body.count)\r\n\r\n"
        return Array(head.utf8) + body
    }
}
