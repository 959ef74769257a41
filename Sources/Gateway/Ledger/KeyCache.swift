// SPDX-License-Identifier: EUPL-1.2
internal import Domain
internal import Synchronization

/// Unwrapped keys that all threads of a gateway share, so that opening a row costs no unwrapping.
///
/// Lock: the mutex, for look-ups only. Erasing a key takes it out before the erasure is answered.
final class KeyCache: Sendable {
    /// Keys held at most, some 30 MB; beyond it the cache starts again.
    static let keyCountLimit = 262_144

    private struct State {
        var keys: [RandomID: StoredKey] = [:]
        // INVARIANT: no erased key is ever in `keys` again, though a reader may still find it stored.
        var erased: Set<RandomID> = []
    }

    private let state = Mutex(State())

    func key(_ id: RandomID) -> StoredKey? { state.withLock { $0.keys[id] } }

    func insert(_ key: StoredKey, id: RandomID) {
        state.withLock { state in
            if state.erased.contains(id) { return }
            if state.keys.count >= Self.keyCountLimit { state.keys.removeAll() }
            state.keys[id] = key
        }
    }

    /// Whether a key was erased since the start.
    func isErased(_ id: RandomID) -> Bool { state.withLock { $0.erased.contains(id) } }

    /// Forgets an erased key for good.
    func erase(_ id: RandomID) {
        state.withLock { state in
            state.keys[id] = nil
            state.erased.insert(id)
        }
    }
}
