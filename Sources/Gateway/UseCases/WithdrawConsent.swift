// SPDX-License-Identifier: EUPL-1.2
internal import AuditLog
package import Domain
internal import Encodings

/// What a withdrawal came to.
package struct WithdrawalView: Sendable, Equatable {
    package let id: RandomID
    /// Envelopes that relied on the consent and are gone now, collected ones included.
    package let destroyedCount: Int
}

/// Takes a consent back: from this moment nothing rests on it, and what waited on it is destroyed.
///
/// Recorded by any deelnemer that knows the consent; recipients of destroyed envelopes are told.
/// Source: AVG 7(3); domain.md §10.
package struct WithdrawConsent: Sendable {
    private let region: Region

    package init(_ region: Region) { self.region = region }

    /// The withdrawal, and one receipt.
    package func callAsFunction(
        _ consent: RandomID, at: Timestamp, taken: TakenInput, by caller: Caller, key: WriteKey
    ) async throws(UseCaseFailure) -> Answered<WithdrawalView> {
        let told = ToldPartners()
        let answer: Answered<WithdrawalView> = try await region.writeInCasus(
            .withdrawConsent, caller, key,
            casus: { transaction in
                guard let record = try transaction.record(consent), record.kind == .consent else {
                    return nil
                }
                return try transaction.pseudonym(of: record.casus, for: caller.partnerRow)
            },
            work: { transaction, place in
                try Self.withdraw(consent, at, taken, place, told, transaction)
            },
            replay: { transaction, reference in
                transaction.wantReceipt(at: Int(try reference.integer("blad")))
                return WithdrawalView(
                    id: try reference.identifier("id"),
                    destroyedCount: Int(try reference.integer("vernietigd")))
            })
        region.inboxArrivals.announce(told.partners)
        return answer
    }

    private static func withdraw(
        _ consent: RandomID, _ at: Timestamp, _ taken: TakenInput, _ place: Place,
        _ told: ToldPartners, _ transaction: borrowing LedgerTransaction
    ) throws -> Work<WithdrawalView> {
        guard let recorded = place.file.consents.first(where: { $0.consent.id == consent }),
            case .given = recorded.consent.answer
        else { throw UseCaseFailure.unavailable }
        let (id, destroyed) = try end(recorded.consent, at, taken, place, told, transaction)
        var details = place.details
        let scope = recorded.consent.scope
        details.activity = Activity.gezin.uri
        details.recipient = scope.recipient
        details.recipientRole = scope.recipientRole?.text ?? ""
        details.purpose = scope.purpose.text
        details.fields = CodeList(scope.groups)
        details.consents = CodeList([consent])
        details.facts = try Facts([
            "record": .string(id.hex), "vernietigd": .integer(Int64(destroyed)),
        ])
        let line = try transaction.append(
            LineDraft(.toestemmingIngetrokken, details: details), about: .casus(place.file.id),
            parties: place.caller.parties)
        transaction.wantReceipt(at: line.index)
        var reference = Reference()
        reference.add("id", id)
        reference.add("blad", line.index)
        reference.add("vernietigd", destroyed)
        return .answer(
            Step(
                value: WithdrawalView(id: id, destroyedCount: destroyed), reference: reference))
    }

    /// Records the end of one consent, destroys what rested on it and tells who would have got it.
    static func end(
        _ consent: Toestemming, _ at: Timestamp, _ taken: TakenInput, _ place: Place,
        _ told: ToldPartners, _ transaction: borrowing LedgerTransaction
    ) throws -> (record: RandomID, destroyedCount: Int) {
        let id = transaction.newID()
        let record = CaseRecord.withdrawal(
            Withdrawal(
                id: id, consent: consent.id, at: min(at, transaction.now),
                recordedBy: place.caller.partner))
        try place.insert(record, id: id, taken: taken.evidence(by: place.caller), transaction)
        let destroyed = try transaction.destroyEnvelopes(relyingOn: consent.id)
        for envelope in destroyed {
            let message = Message(envelope: envelope.id).bytes
            try transaction.insertMessage(
                transaction.newID(), to: envelope.recipient, kind: .intrekking,
                casus: envelope.casus, expires: transaction.now.adding(days: noticeDays),
                content: message.span)
            told.add(envelope.recipient)
        }
        return (id, destroyed.count)
    }

    /// How long a notice stays in an inbox.
    static let noticeDays = 30
}
