// SPDX-License-Identifier: EUPL-1.2
internal import AuditLog
internal import Domain

extension Invite {
    /// Invites a partner to think along about a child without telling who it is (anoniem casusconsult).
    ///
    /// No identification goes along, so there is a decision in place of an offer, with a line of its own.
    /// Source: domain.md §4, "Which child is it?": never with an A row; §2.4.
    func consult(
        _ input: InvitationInput, casus: RandomID, by caller: Caller, key: WriteKey
    ) async throws(UseCaseFailure) -> Answered<InvitationView> {
        let matter = try matter(input, ContentFacts(), by: caller, expires: nil)
        let told = ToldPartners()
        let answer: Answered<InvitationView> = try await region.writeInCasus(
            .invite, caller, key,
            casus: { try $0.pseudonym(named: casus, for: caller.partnerRow) },
            work: { [self] transaction, place in
                try refuseSecond(input, place)
                let decision = try region.decide(
                    matter, moment: .offer, for: input.addressee, in: place.file, transaction)
                var details = place.details
                details.activity = Activity.delen.uri
                try details.record(decision, matter, input.addressee, fields: [])
                details.outcome = decision.verdict.isPermitted ? .allowed : .refused
                let line = try transaction.append(
                    LineDraft(.beslissingGevraagd, details: details),
                    about: .casus(place.file.id), parties: caller.parties)
                transaction.wantReceipt(at: line.index)
                guard decision.verdict.isPermitted else {
                    return .refusal(.telling(decision.verdict.codes, to: .source))
                }
                var reference = Reference()
                reference.add("beslissing", line.index)
                let id = try seat(
                    input, decision.verdict.rules, place, told, &reference, transaction)
                return .answer(
                    Step(
                        value: InvitationView(participant: id, outcome: nil),
                        reference: reference))
            },
            replay: { transaction, reference in
                transaction.wantReceipt(at: Int(try reference.integer("beslissing")))
                transaction.wantReceipt(at: Int(try reference.integer("blad")))
                return InvitationView(
                    participant: try reference.identifier("id"), outcome: nil)
            })
        region.inboxArrivals.announce(told.partners)
        return answer
    }
}
