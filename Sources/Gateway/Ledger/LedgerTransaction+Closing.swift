// SPDX-License-Identifier: EUPL-1.2
package import Domain

extension StateReading where Self: ~Copyable {
    /// When something falls due in a casus; nil where nothing of that kind does.
    package func deadline(
        of casus: RandomID, kind: DeadlineKind
    ) throws(LedgerError) -> Timestamp? {
        try context.state.deadline(of: casus, kind: kind)
    }

    /// Casussen in which a term of this kind is over, the longest over first.
    package func deadlines(
        kind: DeadlineKind, limit: Int
    ) throws(LedgerError) -> [RandomID] {
        try context.state.deadlines(kind: kind, dueAt: now, limit: limit)
    }
}

extension LedgerTransaction {
    /// Sets the one term of a kind in a casus, or takes it away.
    package func setDeadline(
        of casus: RandomID, kind: DeadlineKind, due: Timestamp?
    ) throws(LedgerError) {
        try batch.ledger.setDeadline(of: casus, kind: kind, due: due)
    }

    /// Destroys a casus: the X line, its key once that is durable, and every row that it sealed.
    ///
    /// What stays is the row of a closed casus without content, its lines and the keys of these. No
    /// partner has a name for it any more; its items in inboxes are gone.
    /// - Parameters:
    ///   - partners: rows of all partners that may know it.
    ///   - objects: ids of what partners know by own ids besides records, fragments and envelopes.
    /// - Returns: the X line, or nil where the casus had no key.
    package func eraseCasus(
        _ id: RandomID, partners: [RandomID], objects: [RandomID], reason: String
    ) throws(LedgerError) -> AppendedLine? {
        let line = try erase([.casus(id)], reason: reason)
        try batch.ledger.eraseCasus(id, partners: partners, objects: objects)
        return line
    }
}
