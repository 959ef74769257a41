// SPDX-License-Identifier: EUPL-1.2
internal import CSystem
internal import Synchronization

/// Locked pages for secrets, kept for the next secret of their size once they were wiped.
///
/// Mapping, locking and unmapping a page takes longer than sealing what lies in it; so a few of each
/// size stay locked. What is on the shelf holds zeros only.
@safe
enum SecretPages {
    /// Sizes that are kept, in bytes; anything larger is mapped and unmapped each time.
    private static let sizes = [1 << 12, 1 << 14, 1 << 16, 1 << 18]
    /// Bytes of one size that are kept at most.
    private static let shelfByteLimit = 1 << 19

    /// Pages that nobody uses.
    @safe
    private struct Pages: @unchecked Sendable {
        // SAFETY: the only pointer to these pages; the mutex hands it to one taker.
        let base: UnsafeMutableRawPointer
    }

    private static let shelf = Mutex<[[Pages]]>(sizes.map { _ in [] })

    /// Memory of exactly this many bytes, zeroed, locked where the limit allows it.
    static func take(byteCount: Int) -> UnsafeMutableRawBufferPointer {
        let place = sizes.firstIndex { byteCount <= $0 }
        if let place, let kept = shelf.withLock({ $0[place].popLast() }) {
            return unsafe UnsafeMutableRawBufferPointer(start: kept.base, count: byteCount)
        }
        guard let pages = unsafe kp_secret_allocate(place.map { sizes[$0] } ?? byteCount) else {
            preconditionFailure("out of memory for secret bytes")
        }
        return unsafe UnsafeMutableRawBufferPointer(start: pages, count: byteCount)
    }

    /// Wipes memory that `take` gave and keeps or unmaps it.
    static func giveBack(_ memory: UnsafeMutableRawBufferPointer) {
        let byteCount = memory.count
        guard let base = memory.baseAddress else { return }
        guard let place = sizes.firstIndex(where: { byteCount <= $0 }) else {
            unsafe kp_secret_free(base, byteCount)
            return
        }
        unsafe kp_wipe(base, byteCount)
        let pages = unsafe Pages(base: base)
        let isKept = shelf.withLock { shelf in
            guard shelf[place].count < shelfByteLimit / sizes[place] else { return false }
            shelf[place].append(pages)
            return true
        }
        if !isKept { unsafe kp_secret_free(base, sizes[place]) }
    }
}
