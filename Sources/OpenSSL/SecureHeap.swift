// SPDX-License-Identifier: EUPL-1.2
internal import COpenSSL

/// The locked memory in which OpenSSL keeps private keys.
package enum SecureHeap {
    /// How the heap came out.
    package enum State: Equatable, Sendable {
        /// Locked in memory and left out of core dumps.
        case locked
        /// There, but the system refused to lock it (`RLIMIT_MEMLOCK`).
        case unlocked
        /// Not there: private keys live on the common heap, wiped when freed.
        case absent
    }

    /// Room for private keys, in bytes; ephemeral keys use a few hundred at a time.
    package static let byteCount = 1 << 20

    /// Sets the heap up; call once, at start, before any key exists. A second call changes nothing.
    package static func start() -> State {
        if CRYPTO_secure_malloc_initialized() == 1 { return .locked }
        switch CRYPTO_secure_malloc_init(byteCount, 32) {
        case 1: return .locked
        case 2: return .unlocked
        default:
            LibraryFailure.discard()
            return .absent
        }
    }
}
