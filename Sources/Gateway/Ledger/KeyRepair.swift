// SPDX-License-Identifier: EUPL-1.2
internal import Domain

/// What every opening of the ledger does first to its keys.
///
/// The normal path runs the same code, so it is always exercised: a pool never survives an opening, and
/// deleting what is deleted already changes nothing.
enum KeyRepair {
    private static let pageCount = 512

    /// Does every erasure again and drops the keys that nothing is bound to.
    static func run(_ ledger: any LedgerStorage) throws(LedgerError) {
        let erased = try ledger.erasedKeys()
        if !erased.isEmpty { try ledger.keys.delete(erased) }
        var after: RandomID?
        while true {
            let ids = try ledger.keys.keyIDs(after: after, limit: pageCount)
            var unbound: [RandomID] = []
            for id in ids where try !ledger.isBound(id) { unbound.append(id) }
            if !unbound.isEmpty { try ledger.keys.delete(unbound) }
            guard ids.count == pageCount, let last = ids.last else { return }
            after = last
        }
    }
}
