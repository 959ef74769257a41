// SPDX-License-Identifier: EUPL-1.2
package import Domain
internal import Encodings

/// An item of a partner's inbox (postvak): what it is about by the receiver's own ids, nothing else.
package struct InboxItem: Sendable, Equatable {
    package let id: RandomID
    package let kind: MessageKind
    /// The receiver's pseudonym of the casus.
    package let casus: RandomID?
    package let created: Timestamp
    /// When the envelope is gone; nil for notices.
    package let expires: Timestamp?
    package let envelope: RandomID?
    package let participant: RandomID?
    package let fragment: RandomID?
    package let meeting: RandomID?
    package let visit: RandomID?
    package let request: RandomID?
    package let recall: RandomID?
    /// The receiver's former name for a casus that is part of another now.
    package let former: RandomID?
}

/// Reads a partner's inbox, and waits for something new where the caller asks for that.
package struct Inbox: Sendable {
    private let region: Region

    package init(_ region: Region) { self.region = region }

    /// The longest wait, in seconds.
    package static let waitSecondsLimit = 55

    /// Items after a cursor. `next` always stands where to go on, also after the newest item.
    package func callAsFunction(
        after cursor: [UInt8]?, count: Int, waitSeconds: Int, by caller: Caller
    ) async throws(UseCaseFailure) -> Page<InboxItem> {
        try await region.checkRole(of: caller)
        let number =
            try cursor.map { (bytes) throws(UseCaseFailure) in try Int64(cursor: bytes) } ?? 0
        let arrival = waitSeconds > 0 ? region.inboxArrivals.expect(for: caller.partnerRow) : nil
        do {
            let page = try await page(after: number, count: count, caller)
            guard page.items.isEmpty, let arrival else {
                arrival?.abandon()
                return page
            }
            await arrival.wait(upTo: .seconds(waitSeconds))
            return try await self.page(after: number, count: count, caller)
        } catch {
            arrival?.abandon()
            throw error
        }
    }

    private func page(
        after number: Int64, count: Int, _ caller: Caller
    ) async throws(UseCaseFailure) -> Page<InboxItem> {
        try await region.read { [region] state in
            let rows = try state.messages(for: caller.partnerRow, after: number, limit: count)
            var items: [InboxItem] = []
            for row in rows where row.state != .void && row.expires > state.now {
                guard try region.mayKnow(caller, of: row, state) else { continue }
                items.append(try Self.item(row, caller, state))
            }
            let next = (rows.last?.number ?? number).cursor
            return Page(items: items, next: next)
        }
    }

    private static func item(
        _ row: MessageRow<OpenedBytes>, _ caller: Caller,
        _ state: borrowing some StateReading & ~Copyable
    ) throws -> InboxItem {
        let message = try Message(row.content.copied())
        let casus = try row.casus.flatMap { try state.pseudonym(of: $0, for: caller.partnerRow) }
        return InboxItem(
            id: row.id, kind: row.kind, casus: casus?.casusPseudonym ?? message.casus,
            created: row.created.wholeSecond,
            expires: row.kind == .envelop ? row.expires.wholeSecond : nil,
            envelope: row.kind == .envelop ? row.envelope : message.envelope,
            participant: message.participant, fragment: message.fragment,
            meeting: message.meeting, visit: message.visit, request: message.request,
            recall: message.recall,
            former: row.kind == .casusSamengevoegd ? message.casus : nil)
    }
}

extension Timestamp {
    /// The second that this instant lies in, as envelopes show it: two recipients of one offer could
    /// recognise each other's by the millisecond.
    fileprivate var wholeSecond: Timestamp {
        adding(milliseconds: -(milliseconds % 1000))
    }
}
