// SPDX-License-Identifier: EUPL-1.2
internal import AuditLog
package import Domain
internal import Encodings

/// What a person takes back, as any deelnemer may record it: each part that is nil reaches everything.
package struct WithdrawalInput: Sendable {
    package let person: RandomID
    package let source: PartnerID?
    package let recipient: PartnerID?
    package let purpose: PurposeCode?
    package let groups: Set<VeldgroepCode>?
    package let at: Timestamp
    package let taken: TakenInput

    package init(
        person: RandomID, source: PartnerID?, recipient: PartnerID?, purpose: PurposeCode?,
        groups: Set<VeldgroepCode>?, at: Timestamp, taken: TakenInput
    ) {
        self.person = person
        self.source = source
        self.recipient = recipient
        self.purpose = purpose
        self.groups = groups
        self.at = at
        self.taken = taken
    }
}

/// Takes back every yes of a person within a scope, for whichever partner it was given.
///
/// A deelnemer that is not the source does not learn which consents there were, nor how many.
/// Source: domain.md §6: withdrawal, any deelnemer, effective at once.
package struct WithdrawInCasus: Sendable {
    private let region: Region

    package init(_ region: Region) { self.region = region }

    /// One receipt: that of the line.
    package func callAsFunction(
        _ input: WithdrawalInput, casus: RandomID, by caller: Caller, key: WriteKey
    ) async throws(UseCaseFailure) -> Answered<RandomID> {
        let told = ToldPartners()
        let answer: Answered<RandomID> = try await region.writeInCasus(
            .withdrawInCasus, caller, key,
            casus: { try $0.pseudonym(named: casus, for: caller.partnerRow) },
            work: { [region] transaction, place in
                try Self.withdraw(input, place, told, region, transaction)
            },
            replay: { transaction, reference in
                transaction.wantReceipt(at: Int(try reference.integer("blad")))
                return try reference.identifier("id")
            })
        region.inboxArrivals.announce(told.partners)
        return answer
    }

    private static func withdraw(
        _ input: WithdrawalInput, _ place: Place, _ told: ToldPartners, _ region: Region,
        _ transaction: borrowing LedgerTransaction
    ) throws -> Work<RandomID> {
        let person = try place.person(input.person, at: "/persoon", transaction)
        var sources: Set<PartnerID> = []
        for recorded in place.file.consents where input.reaches(recorded.consent, of: person) {
            _ = try WithdrawConsent.end(
                recorded.consent, input.at, input.taken, place, told, transaction)
            sources.insert(recorded.consent.scope.source)
        }
        for source in sources where source != place.caller.partner {
            guard let row = region.partners[source]?.partner.row else { continue }
            let message = Message().bytes
            try transaction.insertMessage(
                transaction.newID(), to: row, kind: .intrekking, casus: place.file.id,
                expires: transaction.now.adding(days: WithdrawConsent.noticeDays),
                content: message.span)
            told.add(row)
        }
        let id = transaction.newID()
        var details = place.details
        details.activity = Activity.gezin.uri
        details.recipient = input.recipient
        details.purpose = input.purpose?.text ?? ""
        details.fields = CodeList(input.groups ?? [])
        // Where no yes was reached there is no record: then the line alone holds how it was taken.
        var facts: [(String, JSON)] = [("intrekking", .string(id.hex))]
        if let channel = input.taken.channel {
            facts.append(("kanaal", .string(channel.rawValue)))
        }
        if let text = input.taken.text { facts.append(("tekst", text.json)) }
        details.facts = try Facts(JSON(facts))
        let line = try transaction.append(
            LineDraft(.toestemmingIngetrokken, details: details), about: .casus(place.file.id),
            parties: place.caller.parties)
        transaction.wantReceipt(at: line.index)
        var reference = Reference()
        reference.add("id", id)
        reference.add("blad", line.index)
        return .answer(Step(value: id, reference: reference))
    }
}

extension WithdrawalInput {
    /// Whether a consent is a standing yes of this person within the scope.
    fileprivate func reaches(_ consent: Toestemming, of person: RandomID) -> Bool {
        guard case .given = consent.answer, consent.withdrawnAt == nil, consent.person == person
        else { return false }
        let scope = consent.scope
        return (source == nil || source == scope.source)
            && (recipient == nil || recipient == scope.recipient)
            && (purpose == nil || purpose == scope.purpose)
            && (groups == nil || groups.map { !$0.isDisjoint(with: scope.groups) } == true)
    }
}
