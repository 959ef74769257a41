// SPDX-License-Identifier: EUPL-1.2
package import Domain
internal import Encodings
internal import Memory

extension LedgerTransaction {
    /// Moves every row of one casus into another of the same child, sealed anew, and destroys its key.
    ///
    /// A partner that knows only the first keeps its names; of one that knows both, those of the first
    /// are gone. The lines stay where they are, with their keys.
    /// - Parameters:
    ///   - content: the content of the casus that stays.
    ///   - persons: ids of persons of the first, each with that of the same person in the other.
    ///   - partners: rows of all partners that may know the first.
    /// - Returns: the X line, or nil where the first had no key.
    package func joinCasus(
        _ gone: RandomID, into kept: RandomID, content: Span<UInt8>,
        persons: [RandomID: RandomID], partners: [RandomID]
    ) throws(LedgerError) -> AppendedLine? {
        guard let first = try casus(gone), let other = try casus(kept) else { throw .missing }
        let seal = {
            [batch] (bytes: [UInt8], table: SealedTable, row: RandomID) throws(LedgerError) in
            ArchivedRow(row, try batch.seal(bytes.span, .casus(kept), table, row))
        }
        var moved = MovedCasus(
            opened: min(first.opened, other.opened),
            content: try batch.seal(content, .casus(kept), .casus, kept))
        for row in try allRecords(of: gone) {
            moved.records.append(try seal(row.content.renaming(persons), .record, row.id))
        }
        for fragment in try fragments(of: gone) {
            moved.fragments.append(
                try seal(fragment.content.renaming(persons), .fragment, fragment.id))
            for row in try envelopes(ofFragment: fragment.id) {
                moved.envelopes.append(try seal(row.content.copied(), .envelope, row.id))
                guard let envelope = try sealedEnvelope(row) else { continue }
                moved.ciphertexts.append(try seal(envelope.copied(), .ciphertext, row.id))
            }
        }
        for partner in partners {
            for row in try messages(of: gone, for: partner) {
                moved.messages.append(try seal(row.content.copied(), .message, row.id))
            }
        }
        let line = try erase([.casus(gone)], reason: "casus-samengevoegd")
        try batch.ledger.moveCasus(gone, into: kept, moved)
        for partner in partners {
            try batch.ledger.moveNames(of: gone, to: kept, persons: persons, partner: partner)
        }
        return line
    }

    /// The items about a casus in a partner's inbox.
    private func messages(
        of casus: RandomID, for partner: RandomID
    ) throws(LedgerError) -> [MessageRow<OpenedBytes>] {
        var found: [MessageRow<OpenedBytes>] = []
        var number: Int64 = 0
        while true {
            let page = try messages(for: partner, after: number, limit: 256)
            found += page.filter { $0.casus == casus }
            guard let last = page.last, page.count == 256 else { return found }
            number = last.number
        }
    }
}

extension OpenedBytes {
    /// A stored record with other ids of persons.
    fileprivate func renaming(_ persons: [RandomID: RandomID]) throws(LedgerError) -> [UInt8] {
        let names = Dictionary(
            uniqueKeysWithValues: persons.map { ($0.key.hex, JSON.string($0.value.hex)) })
        do {
            return try CanonicalJSON.encode(JSON(parsing: copied()).renaming(names))
        } catch { throw .corrupt("a record of a casus") }
    }
}

extension JSON {
    fileprivate func renaming(_ names: [String: JSON]) -> JSON {
        switch self {
        case .string(let text): names[text] ?? self
        case .array(let items): .array(items.map { $0.renaming(names) })
        case .object(let object):
            JSON(object.keys.map { ($0, (object[$0] ?? .null).renaming(names)) })
        case .null, .bool, .number: self
        }
    }
}
