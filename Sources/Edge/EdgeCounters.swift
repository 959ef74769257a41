// SPDX-License-Identifier: EUPL-1.2
internal import Synchronization

/// Numbers of one server since its start, summed over its loops.
package struct EdgeCounters: Sendable, Equatable {
    /// Connections open now.
    package let open: Int
    /// Connections accepted.
    package let accepted: Int
    /// Handshakes that failed, and certificates that were not welcome.
    package let refusedPeers: Int
    /// Requests that reached the handler.
    package let requests: Int
    /// Heads that were refused.
    package let refusedRequests: Int
    /// Connections cut at a deadline or over a limit.
    package let cut: Int
}

/// The counters themselves, and the connections per certificate, shared by the loops of a server.
final class EdgeCensus: Sendable {
    private let open = Atomic<Int>(0)
    private let handshaking = Atomic<Int>(0)
    private let accepted = Atomic<Int>(0)
    private let refusedPeers = Atomic<Int>(0)
    private let requests = Atomic<Int>(0)
    private let refusedRequests = Atomic<Int>(0)
    private let cut = Atomic<Int>(0)
    /// Connections by the digest of their public key; never an entry of zero.
    private let perPeer = Mutex<[[UInt8]: Int]>([:])

    var counters: EdgeCounters {
        EdgeCounters(
            open: open.load(ordering: .relaxed), accepted: accepted.load(ordering: .relaxed),
            refusedPeers: refusedPeers.load(ordering: .relaxed),
            requests: requests.load(ordering: .relaxed),
            refusedRequests: refusedRequests.load(ordering: .relaxed),
            cut: cut.load(ordering: .relaxed))
    }

    /// Counts a connection in, or names the limit that it would exceed.
    func admit(_ settings: EdgeSettings, handshakes: Bool) -> EdgeCap? {
        if open.add(1, ordering: .relaxed).newValue > settings.connectionLimit {
            open.subtract(1, ordering: .relaxed)
            return .connections
        }
        if handshakes,
            handshaking.add(1, ordering: .relaxed).newValue > settings.handshakeCountLimit
        {
            handshaking.subtract(1, ordering: .relaxed)
            open.subtract(1, ordering: .relaxed)
            return .handshakes
        }
        accepted.add(1, ordering: .relaxed)
        return nil
    }

    func endHandshake() { handshaking.subtract(1, ordering: .relaxed) }

    func leave() { open.subtract(1, ordering: .relaxed) }

    /// Counts a connection of a peer in; false where that is one too many.
    func admit(peer digest: [UInt8], limit: Int) -> Bool {
        perPeer.withLock { perPeer in
            let count = perPeer[digest, default: 0]
            guard count < limit else { return false }
            perPeer[digest] = count + 1
            return true
        }
    }

    func leave(peer digest: [UInt8]) {
        perPeer.withLock { perPeer in
            guard let count = perPeer[digest] else {
                preconditionFailure("a peer leaves as often as it was admitted")
            }
            perPeer[digest] = count > 1 ? count - 1 : nil
        }
    }

    func countRefusedPeer() { refusedPeers.add(1, ordering: .relaxed) }
    func countRequest() { requests.add(1, ordering: .relaxed) }
    func countRefusedRequest() { refusedRequests.add(1, ordering: .relaxed) }
    func countCut() { cut.add(1, ordering: .relaxed) }
}
