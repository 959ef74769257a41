// SPDX-License-Identifier: EUPL-1.2
internal import AuditLog
package import Domain
internal import Encodings
internal import JOSE
internal import OpenSSL

/// Takes a receiver's signed answer to a recall or rectification into the log.
///
/// It signs its own id of the recall and what it did, never anything of the content.
package struct AnswerRecall: Sendable {
    private let region: Region

    package static let typ = "kernpoort-terugroeping+jwt"

    package init(_ region: Region) { self.region = region }

    /// The caller's id of the recall, and one receipt.
    package func callAsFunction(
        _ recall: RandomID, answer: [UInt8], by caller: Caller, key: WriteKey
    ) async throws(UseCaseFailure) -> Answered<RandomID> {
        let told = ToldPartners()
        // Not `writeInCasus`: who received by law, or left since, has to answer too.
        let answered: Answered<RandomID> = try await region.write(
            .answerRecall, caller, key,
            work: { [self] transaction in
                if let refusal: Work<RandomID> = try region.refuseCaller(caller, transaction) {
                    return refusal
                }
                guard let (place, recalled) = try find(recall, caller, transaction) else {
                    return try region.refuse(caller, [.geenRelatie], .unavailable, transaction)
                }
                return try take(answer, recall, recalled, place, told, transaction)
            }, replay: Recorded.replay)
        region.inboxArrivals.announce(told.partners)
        return answered
    }

    /// The recall that the caller names, where it is one of its receivers.
    private func find(
        _ named: RandomID, _ caller: Caller, _ transaction: borrowing LedgerTransaction
    ) throws -> (Place, Recall)? {
        guard let id = try transaction.object(named: named, for: caller.partnerRow),
            let record = try transaction.record(id), record.kind == .recall,
            let names = try transaction.pseudonym(of: record.casus, for: caller.partnerRow),
            let file = try CaseFile(record.casus, from: transaction), file.isOpen,
            let recall = file.exchange.recalls.first(where: { $0.id == id }),
            recall.receivers.contains(where: { $0.partner == caller.partner })
        else { return nil }
        return (Place(caller: caller, names: names, file: file), recall)
    }

    private func take(
        _ answer: [UInt8], _ named: RandomID, _ recall: Recall, _ place: Place,
        _ told: ToldPartners, _ transaction: borrowing LedgerTransaction
    ) throws -> Work<RandomID> {
        let caller = place.caller
        guard place.file.exchange.answer(to: recall.id, of: caller.partner) == nil else {
            throw UseCaseFailure.invalid([.init("", "is al bevestigd")])
        }
        let outcome = try verified(answer, named, recall, caller, at: transaction.now)
        let record = RecallAnswer(
            recall: recall.id, partner: caller.partner, outcome: outcome, at: transaction.now)
        try place.insert(.exchange(.recallAnswer(record)), id: transaction.newID(), transaction)
        if let source = region.partners[recall.by]?.partner.row {
            try place.tell(
                source, .terugroepingBeantwoord,
                Message(fragment: recall.fragment, recall: recall.id), told: told, transaction)
        }
        var details = place.details
        details.activity = Activity.ontvangen.uri
        details.recipient = recall.by
        details.facts = try Facts([
            "bevestiging": .string(String(decoding: answer, as: UTF8.self)),
            "terugroeping": .string(named.hex),
        ])
        let event =
            recall.replacement == nil ? Event.terugroepingBeantwoord : .rectificatieBeantwoord
        return Recorded.step(named, try place.append(event, details, transaction))
    }

    private func verified(
        _ answer: [UInt8], _ named: RandomID, _ recall: Recall, _ caller: Caller,
        at now: Timestamp
    ) throws(UseCaseFailure) -> RecallAnswer.Outcome {
        let invalid = UseCaseFailure.invalid([
            .init("/bevestiging", "is geen geldige bevestiging van deze terugroeping")
        ])
        let keys = region.partners[caller.partner]?.signingKeys(at: now) ?? []
        let payload: [UInt8]
        do throws(JOSEError) {
            payload = try JWS.verify(answer.span, among: keys, typ: Self.typ).payload
        } catch {
            throw invalid
        }
        guard let json = try? JSON(parsing: payload),
            json["iss"]?.string?.hasSameBytes(as: caller.partner.text) == true,
            json["terugroeping"]?.string?.hasSameBytes(as: named.hex) == true,
            let outcome = json["uitkomst"]?.string.flatMap({ RecallAnswer.Outcome(rawValue: $0) }),
            outcome != .replaced || recall.replacement != nil
        else { throw invalid }
        return outcome
    }
}
