// SPDX-License-Identifier: EUPL-1.2
internal import AuditLog
package import Domain
internal import Encodings

/// Records something about safety: break-glass, withholding, and their reviews. Source: domain.md §8.
///
/// The source's officer is signalled by the line and by the list of signals, in the same transaction.
package struct RecordSafety: Sendable {
    private let region: Region

    package init(_ region: Region) { self.region = region }

    /// What became of it, and one receipt.
    package func callAsFunction(
        _ input: SafetyInput, casus: RandomID, by caller: Caller, key: WriteKey
    ) async throws(UseCaseFailure) -> Answered<SafetyOutcome> {
        let told = ToldPartners()
        let answer: Answered<SafetyOutcome> = try await region.writeInCasus(
            input.operation, caller, key,
            casus: { try $0.pseudonym(named: casus, for: caller.partnerRow) },
            work: { [region] transaction, place in
                // An automatic report has no professional who decides.
                guard caller.role.text != "systeem" else { throw UseCaseFailure.unavailable }
                let recorder = SafetyRecorder(region: region, place: place, told: told)
                let step = try recorder.record(input, transaction)
                let outcome = step.outcome
                transaction.wantReceipt(at: step.lineIndex)
                var reference = Reference()
                reference.add("id", outcome.id)
                reference.add("blad", step.lineIndex)
                reference.add("volledig", outcome.isComplete ? "ja" : "nee")
                reference.add("ontbreekt", outcome.shortcomings.joined(separator: ","))
                reference.add("tweede", outcome.needsSecond ? "ja" : "nee")
                if let expires = outcome.expires { reference.add("einde", expires.rfc3339) }
                if let due = outcome.due { reference.add("tot", due.description) }
                return .answer(Step(value: outcome, reference: reference))
            },
            replay: { transaction, reference in
                transaction.wantReceipt(at: Int(try reference.integer("blad")))
                return SafetyOutcome(
                    id: try reference.identifier("id"),
                    isComplete: try reference.text("volledig") == "ja",
                    shortcomings: try reference.text("ontbreekt").split(separator: ",").map {
                        String($0)
                    }, needsSecond: try reference.text("tweede") == "ja",
                    expires: try reference.optional("einde") { Timestamp(rfc3339: $0) },
                    due: try reference.optional("tot") { CivilDate(iso: $0) })
            })
        region.inboxArrivals.announce(told.partners)
        return answer
    }
}
