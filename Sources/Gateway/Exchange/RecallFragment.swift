// SPDX-License-Identifier: EUPL-1.2
internal import AuditLog
package import Domain
internal import Encodings

/// What a recall came to.
package struct RecallView: Sendable, Equatable {
    package let id: RandomID
    /// Envelopes that waited and are gone.
    package let destroyedCount: Int
    /// Envelopes that were received: their receivers must confirm.
    package let receivedCount: Int
}

/// Takes a fragment back, or puts another in its place: what waits is destroyed, and everyone who
/// received it is told and must confirm. Source: domain.md §10, rectificatie; design.md §4.
package struct RecallFragment: Sendable {
    private let region: Region

    package init(_ region: Region) { self.region = region }

    /// The recall, and one receipt.
    ///
    /// - Parameter replacement: the caller's fragment that stands in its place (rectificatie).
    package func callAsFunction(
        _ fragment: RandomID, replacement: RandomID?, reason: Recall.Reason, by caller: Caller,
        key: WriteKey
    ) async throws(UseCaseFailure) -> Answered<RecallView> {
        let told = ToldPartners()
        let answer: Answered<RecallView> = try await region.writeInCasus(
            replacement == nil ? .recall : .rectify, caller, key,
            casus: { transaction in
                guard let row = try transaction.fragment(fragment),
                    row.partner == caller.partnerRow
                else { return nil }
                return try transaction.pseudonym(of: row.casus, for: caller.partnerRow)
            },
            work: { [region] transaction, place in
                try RecallWork(region: region, place: place, told: told)
                    .recall(fragment, replacement, reason, transaction)
            },
            replay: { transaction, reference in
                transaction.wantReceipt(at: Int(try reference.integer("blad")))
                return RecallView(
                    id: try reference.identifier("id"),
                    destroyedCount: Int(try reference.integer("vernietigd")),
                    receivedCount: Int(try reference.integer("ontvangen")))
            })
        region.inboxArrivals.announce(told.partners)
        return answer
    }
}

/// One recall within its transaction.
private struct RecallWork {
    let region: Region
    let place: Place
    let told: ToldPartners

    func recall(
        _ fragment: RandomID, _ replacement: RandomID?, _ reason: Recall.Reason,
        _ transaction: borrowing LedgerTransaction
    ) throws -> Work<RecallView> {
        guard let row = try transaction.fragment(fragment) else {
            throw UseCaseFailure.unavailable
        }
        guard row.state != .recalled else {
            throw invalid(replacement == nil ? "" : "/fragment", "is al teruggeroepen")
        }
        let old = try FragmentRecord(row.content.copied())
        if let replacement { try check(replacement, for: row, old, transaction) }
        let id = transaction.newID()
        let (receivers, destroyed) = try destroy(row, id, replacement != nil, transaction)
        try transaction.setFragment(fragment, state: .recalled)
        let recall = Recall(
            id: id, fragment: fragment, replacement: replacement, reason: reason,
            receivers: receivers, by: place.caller.partner, at: transaction.now)
        try place.insert(.exchange(.recall(recall)), id: id, transaction)
        var facts: [(String, JSON)] = [
            ("fragment", .string(fragment.hex)), ("ontvangen", .integer(Int64(receivers.count))),
            ("reden", .string(reason.rawValue)), ("vernietigd", .integer(Int64(destroyed))),
        ]
        if let replacement { facts.append(("vervangend", .string(replacement.hex))) }
        var details = place.details
        details.activity = Activity.delen.uri
        details.category = old.category.text
        details.purpose = old.purpose.text
        details.facts = try Facts(JSON(facts))
        let line = try place.append(
            replacement == nil ? .terugroeping : .rectificatie, details, transaction)
        var reference = Reference()
        reference.add("id", id)
        reference.add("blad", line.index)
        reference.add("vernietigd", destroyed)
        reference.add("ontvangen", receivers.count)
        let view = RecallView(
            id: id, destroyedCount: destroyed, receivedCount: receivers.count)
        return .answer(Step(value: view, reference: reference))
    }

    /// Destroys every envelope; who waited for one is told that it is gone, who has one that it is
    /// taken back, each by the own id of it.
    private func destroy(
        _ row: FragmentRow<OpenedBytes>, _ recall: RandomID, _ isRectified: Bool,
        _ transaction: borrowing LedgerTransaction
    ) throws -> (receivers: [Recall.Receiver], destroyedCount: Int) {
        var receivers: [Recall.Receiver] = []
        var destroyed = 0
        for envelope in try transaction.envelopes(ofFragment: row.id) {
            switch envelope.state {
            case .ready:
                destroyed += 1
                try place.tell(
                    envelope.recipient, .intrekking, Message(envelope: envelope.id), told: told,
                    transaction)
            case .collected, .confirmed, .unknown:
                guard let partner = region.partners[row: envelope.recipient]?.partner.id else {
                    throw UseCaseFailure.fault("a receiver is not in the register")
                }
                let role = try EnvelopeRecord(envelope.content.copied()).role
                receivers.append(
                    Recall.Receiver(partner: partner, role: role, envelope: envelope.id))
                let alias = try transaction.giveExternalID(of: recall, to: envelope.recipient)
                try place.tell(
                    envelope.recipient, isRectified ? .rectificatie : .terugroeping,
                    Message(envelope: envelope.id, recall: alias), told: told, transaction)
            case .withdrawn, .expired: break
            }
            _ = try transaction.destroyEnvelope(envelope.id)
        }
        return (receivers, destroyed)
    }

    /// What stands in its place is the caller's own, about the same, in the same casus, and stands.
    private func check(
        _ replacement: RandomID, for old: FragmentRow<OpenedBytes>, _ record: FragmentRecord,
        _ transaction: borrowing LedgerTransaction
    ) throws {
        guard replacement != old.id, let row = try transaction.fragment(replacement),
            row.casus == old.casus, row.partner == place.row, row.state == .offered,
            try FragmentRecord(row.content.copied()).category == record.category
        else {
            throw invalid(
                "/vervangend", "is geen geldend fragment van u uit deze casus en categorie")
        }
    }

    private func invalid(_ pointer: String, _ reason: String) -> UseCaseFailure {
        .invalid([.init(pointer, reason)])
    }
}

/// A recall with who confirmed it, for its source.
package struct RecallShown: Sendable {
    /// One receiver, and what it signed that it did.
    package struct Receiver: Sendable {
        package let partner: PartnerID
        package let role: RoleCode
        /// Nil while it has not confirmed.
        package let outcome: RecallAnswer.Outcome?
        package let at: Timestamp?
    }

    package let id: RandomID
    package let replacement: RandomID?
    package let reason: Recall.Reason
    package let at: Timestamp
    package let receivers: [Receiver]
}

/// Lists the recalls of a fragment; only its source sees them.
package struct ListRecalls: Sendable {
    private let region: Region

    package init(_ region: Region) { self.region = region }

    package func callAsFunction(
        of fragment: RandomID, by caller: Caller
    ) async throws(UseCaseFailure) -> [RecallShown] {
        try await region.checkRole(of: caller)
        let shown: [RecallShown]? = try await region.read { state in
            guard let row = try state.fragment(fragment), row.partner == caller.partnerRow,
                let file = try CaseFile(row.casus, from: state), file.isOpen
            else { return nil }
            return file.exchange.recalls.filter { $0.fragment == fragment }.map { recall in
                RecallShown(recall, file.exchange)
            }
        }
        if let shown { return shown }
        throw try await region.refusal(of: caller, [.geenRelatie], .unavailable)
    }
}

extension RecallShown {
    fileprivate init(_ recall: Recall, _ exchange: ExchangeFile) {
        self.init(
            id: recall.id, replacement: recall.replacement, reason: recall.reason, at: recall.at,
            receivers: recall.receivers.map { receiver in
                let answer = exchange.answer(to: recall.id, of: receiver.partner)
                return Receiver(
                    partner: receiver.partner, role: receiver.role, outcome: answer?.outcome,
                    at: answer?.at)
            })
    }
}
