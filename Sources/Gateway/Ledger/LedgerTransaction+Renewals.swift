// SPDX-License-Identifier: EUPL-1.2
package import Domain

extension StateReading where Self: ~Copyable {
    /// A source's lapsed consents that it has not asked again, in the order in which they lapsed.
    ///
    /// - Parameter position: gives what came after this one; 0 for all.
    package func renewals(
        for partner: RandomID, after position: Int64 = 0, limit: Int
    ) throws(LedgerError) -> [RenewalRow] {
        try context.state.renewals(for: partner, after: position, limit: limit)
    }
}

extension LedgerTransaction {
    /// Notes that the consents of a casus must be looked at from an instant on; an earlier note stays.
    package func noteConsentLook(
        in casus: RandomID, at instant: Timestamp
    ) throws(LedgerError) {
        let known = try deadline(of: casus, kind: .consent)
        if let known, known <= instant { return }
        try setDeadline(of: casus, kind: .consent, due: instant)
    }

    /// Puts a lapsed consent on its source's list of what to ask again.
    package func insertRenewal(_ row: RenewalRow) throws(LedgerError) {
        try batch.ledger.insertRenewal(row)
    }

    /// Takes a lapsed consent from that list; nothing where it is not on it.
    package func removeRenewal(_ record: RandomID) throws(LedgerError) {
        try batch.ledger.deleteRenewal(record)
    }
}
