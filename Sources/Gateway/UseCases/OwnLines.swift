// SPDX-License-Identifier: EUPL-1.2
package import AuditLog
package import Domain
internal import Encodings

/// One of a partner's own lines: its leaf, and the fields that this partner may see.
package struct LineShown: Sendable {
    package let id: RandomID
    package let index: Int
    /// The 436 bytes of the leaf.
    package let leaf: [UInt8]
    package let view: LineView
}

/// Shows a partner its own lines. That somebody looked is itself a line, written before the answer.
package struct OwnLines: Sendable {
    private let region: Region

    package init(_ region: Region) { self.region = region }

    /// The newest lines first.
    package func callAsFunction(
        before cursor: [UInt8]?, count: Int, by caller: Caller
    ) async throws(UseCaseFailure) -> Page<LineShown> {
        try await region.checkRole(of: caller)
        let index = try cursor.map { (bytes) throws(UseCaseFailure) in
            Int(try Int64(cursor: bytes))
        }
        let committed: Committed<Page<LineShown>> = try await region.append {
            [region] transaction in
            let rows = try transaction.lines(of: caller.partnerRow, before: index, limit: count + 1)
            var lines: [LineShown] = []
            for row in rows.prefix(count) {
                guard let entry = try transaction.entry(at: row.index) else { continue }
                let viewer: Viewer = row.side == .source ? .sourcePartner : .recipientPartner
                guard let view = try transaction.openDetails(of: entry.id).view(for: viewer) else {
                    continue
                }
                guard region.mayKnow(caller, of: view, asSource: row.side == .source) else {
                    continue
                }
                lines.append(
                    LineShown(id: entry.id, index: entry.index, leaf: entry.leaf, view: view))
            }
            var details = caller.details
            details.activity = Activity.logboek.uri
            details.facts = try Facts(["getoond": .integer(Int64(lines.count))])
            try transaction.append(
                LineDraft(.logGeraadpleegd, details: details),
                about: .standIn(partner: caller.partnerRow), parties: caller.parties)
            let next = rows.count > count ? Int64(rows[count - 1].index).cursor : nil
            return Page(items: lines, next: next)
        }
        return committed.value
    }

    /// The receipt of one of the caller's own lines, over the newest committed checkpoint.
    package func proof(
        of leaf: RandomID, by caller: Caller
    ) async throws(UseCaseFailure) -> Receipt {
        try await region.checkRole(of: caller)
        let committed: Committed<Done<Bool>> = try await region.append { [region] transaction in
            guard let entry = try transaction.entry(leaf),
                try transaction.line(of: caller.partnerRow, at: entry.index) != nil
            else {
                let refused: Work<Bool> = try region.refuse(
                    caller, [.geenRelatie], .unavailable, transaction)
                switch refused {
                case .refusal(let failure): return .failed(failure)
                case .answer(let step): return .answered(step.value)
                }
            }
            var details = caller.details
            details.activity = Activity.logboek.uri
            details.facts = try Facts(["regel": .string(leaf.hex)])
            try transaction.append(
                LineDraft(.logGeraadpleegd, details: details),
                about: .standIn(partner: caller.partnerRow), parties: caller.parties)
            transaction.wantReceipt(at: entry.index)
            return .answered(true)
        }
        switch committed.value {
        case .answered: return committed.receipts[0]
        case .failed(let failure): throw failure
        }
    }
}
