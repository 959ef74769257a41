// SPDX-License-Identifier: EUPL-1.2
package import AuditLog
package import Domain
internal import Memory

/// Reading the log within one transaction. Whoever shows a line to someone logs that first.
extension StateReading where Self: ~Copyable {
    /// A partner's own lines, newest first.
    ///
    /// - Parameter index: gives what stands before this entry; nil for the newest.
    package func lines(
        of partner: RandomID, before index: Int? = nil, limit: Int
    ) throws(LedgerError) -> [LineRow] {
        try context.state.lines(of: partner, before: index ?? .max, limit: limit)
    }

    /// Whether an entry is one of a partner's own lines, and on which side.
    package func line(of partner: RandomID, at index: Int) throws(LedgerError) -> LineRow? {
        try context.state.line(of: partner, at: index)
    }

    /// An entry by its leaf index.
    package func entry(at index: Int) throws(LedgerError) -> EntryRow? {
        try context.state.entry(at: index)
    }

    /// An entry by the id in its leaf.
    package func entry(_ id: RandomID) throws(LedgerError) -> EntryRow? {
        try context.state.entry(id)
    }

    /// The entries about the child of a casus in one stream and year (UTC), in the order of the log;
    /// none where there are none or their key was destroyed.
    package func entries(
        about casus: RandomID, _ stream: LineStream, year: Int
    ) throws(LedgerError) -> [EntryRow] {
        let binding = KeyBinding.line(subject: casus, stream: stream, year: year)
        guard let key = try context.state.keyID(for: binding) else { return [] }
        return try context.state.entries(sealedUnder: key)
    }

    /// A decision that has no outcome yet.
    package func openDecision(_ id: RandomID) throws(LedgerError) -> OpenDecisionRow? {
        try context.state.openDecision(id)
    }

    /// The details of a line, opened and found to be those that its leaf commits to.
    ///
    /// - Throws: `.missing` for an unknown id; `.erased` where the key was destroyed; `.corrupt`.
    package func openDetails(of id: RandomID) throws(LedgerError) -> OpenedDetails {
        guard let entry = try context.state.entry(id), let detail = try context.state.detail(id)
        else { throw .missing }
        let key = try detail.key.mapThrowing { key throws(LedgerError) in try context.key(key) }
        do {
            let leaf = try Leaf(parsing: entry.leaf)
            guard let key else { return try OpenedDetails(reading: detail.bytes.span, of: leaf) }
            return try key.secret.withBytes { (key: Span<UInt8>) throws(AuditLogError) in
                try OpenedDetails(
                    opening: detail.bytes.span, of: leaf, key: DetailsKey(lineKey: key))
            }
        } catch {
            throw .corrupt("details of a line")
        }
    }
}
