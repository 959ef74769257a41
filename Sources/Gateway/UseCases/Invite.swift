// SPDX-License-Identifier: EUPL-1.2
internal import AuditLog
package import Domain
package import Encodings
package import OpenSSL
internal import Sealing

/// An invitation of a partner into a casus, with the one fragment that tells which child it is.
package struct InvitationInput: Sendable {
    package let addressee: Addressee
    package let purpose: PurposeCode
    package let regime: Regime?
    /// For which field groups it is invited.
    package let groups: Set<VeldgroepCode>
    /// The caller records that the partner is directly involved in the help that runs.
    package let isDirectlyInvolved: Bool
    /// The arrangement for which the professional is named.
    package let namedFor: Participant.Arrangement?
    /// The help was given without a beschikking (row 34).
    package let isWithoutBeschikking: Bool
    /// Who the child is; nil for an anonymous consult.
    package let identification: Identification?

    /// The object with the one group `C1.identificatie`: parsed text, and the node within it.
    package struct Identification: Sendable {
        let text: OpenedBytes
        let index: JSONIndex
        let node: JSONIndex.Node
        /// SHA-256 of the whole request body.
        let submission: Digest

        package init(
            text: OpenedBytes, index: JSONIndex, node: JSONIndex.Node, submission: Digest
        ) {
            self.text = text
            self.index = index
            self.node = node
            self.submission = submission
        }
    }

    package init(
        addressee: Addressee, purpose: PurposeCode, regime: Regime?, groups: Set<VeldgroepCode>,
        isDirectlyInvolved: Bool, namedFor: Participant.Arrangement?,
        isWithoutBeschikking: Bool, identification: Identification?
    ) {
        self.addressee = addressee
        self.purpose = purpose
        self.regime = regime
        self.groups = groups
        self.isDirectlyInvolved = isDirectlyInvolved
        self.namedFor = namedFor
        self.isWithoutBeschikking = isWithoutBeschikking
        self.identification = identification
    }
}

/// What became of an invitation; two receipts: of the offer or the decision, then of the invitation.
package struct InvitationView: Sendable {
    /// The caller's id of the place.
    package let participant: RandomID
    /// Of the identification; nil where none goes along.
    package let outcome: OutcomeRecord?
}

/// Invites a partner: it gets a sealed `C1.identificatie` under the same row, purpose and consent for
/// which it is invited, or nothing at all. Source: domain.md §4, "Which child is it?".
package struct Invite: Sendable {
    let region: Region
    private let random: any RandomSource

    static let identification = "C1.identificatie"

    package init(_ region: Region, random: any RandomSource) {
        self.region = region
        self.random = random
    }

    /// - Throws: `.refused` with the codes where the rules do not let it be invited.
    package func callAsFunction(
        _ input: InvitationInput, casus: RandomID, by caller: Caller, key: WriteKey
    ) async throws(UseCaseFailure) -> Answered<InvitationView> {
        guard let identification = input.identification else {
            return try await consult(input, casus: casus, by: caller, key: key)
        }
        let (offering, sealed) = try await region.sealed(in: casus, by: caller, random: random) {
            try await prepare(input, identification, caller)
        }
        let told = ToldPartners()
        let answer: Answered<InvitationView> = try await region.writeInCasus(
            .invite, caller, key,
            casus: { try $0.pseudonym(named: casus, for: caller.partnerRow) },
            work: { [self] transaction, place in
                try refuseSecond(input, place)
                let outcome = try offering.store(sealed, at: place, told: told, transaction)[0]
                guard outcome.isPermitted else {
                    return .refusal(.telling(outcome.codes, to: .source))
                }
                var reference = Reference()
                reference.add("fragment", offering.fragment)
                let id = try seat(input, outcome.rules, place, told, &reference, transaction)
                return .answer(
                    Step(
                        value: InvitationView(participant: id, outcome: outcome),
                        reference: reference))
            },
            replay: { transaction, reference in
                let offer = try OfferFragment.replay(reference, transaction)
                transaction.wantReceipt(at: Int(try reference.integer("blad")))
                return InvitationView(
                    participant: try reference.identifier("id"), outcome: offer.outcomes[0])
            })
        region.inboxArrivals.announce(told.partners)
        return answer
    }

    /// A partner is invited once in a role; who thought along without a name may be invited with it.
    func refuseSecond(_ input: InvitationInput, _ place: Place) throws {
        let isThere = place.file.participants.contains {
            $0.partner == input.addressee.partner && $0.role == input.addressee.role
                && ($0.status == .uitgenodigd || $0.status == .aanvaard)
                && (!$0.isAnonymous || input.identification == nil)
        }
        if isThere {
            throw UseCaseFailure.invalid([
                .init("/partner", "is al uitgenodigd of doet al mee in deze rol")
            ])
        }
    }

    /// What is decided about an invitation.
    func matter(
        _ input: InvitationInput, _ facts: ContentFacts, by caller: Caller, expires: Timestamp?
    ) throws(UseCaseFailure) -> Matter {
        let (source, regime) = try region.source(of: caller, regime: input.regime)
        guard input.addressee.partner != caller.partner else {
            throw UseCaseFailure.invalid([.init("/partner", "mag niet uzelf zijn")])
        }
        let group = Self.group
        return Matter(
            source: source, sourceRole: caller.role, regime: regime, category: group.category,
            groups: [group], purpose: input.purpose, content: facts, isNecessary: false,
            isAnonymous: input.identification == nil,
            isWithoutBeschikking: input.isWithoutBeschikking, invitation: input.groups,
            invitee: Offer.Invitee(
                isDirectlyInvolved: input.isDirectlyInvolved, namedFor: input.namedFor),
            expires: expires)
    }

    private static var group: VeldgroepCode {
        guard let group = VeldgroepCode(identification) else {
            preconditionFailure("the code of the identification is well-formed")
        }
        return group
    }

    private func prepare(
        _ input: InvitationInput, _ identification: InvitationInput.Identification,
        _ caller: Caller
    ) async throws -> Offering {
        let group = Self.group
        let (content, days) = try region.intake(
            identification.node, of: group.category, in: identification.index,
            text: identification.text, submission: identification.submission,
            at: "/identificatie")
        guard content.groups.map(\.code) == [group] else {
            throw UseCaseFailure.invalid([.init("/identificatie", "moet alleen \(group) hebben")])
        }
        let expires = try await region.read { $0.now }.adding(days: days)
        return Offering(
            region: region,
            matter: try matter(input, content.facts, by: caller, expires: expires),
            content: content, addressees: [input.addressee], fragment: RandomID(from: random),
            expires: expires)
    }

    /// Gives a partner its place and tells it; the id of the place, noted in the reference too.
    func seat(
        _ input: InvitationInput, _ rules: [RuleCode], _ place: Place, _ told: ToldPartners,
        _ reference: inout Reference, _ transaction: borrowing LedgerTransaction
    ) throws -> RandomID {
        guard let recipient = region.partners[input.addressee.partner]?.partner.row else {
            throw UseCaseFailure.fault("an invited partner has no row")
        }
        if try transaction.pseudonym(of: place.file.id, for: recipient) == nil {
            _ = try transaction.givePseudonym(of: place.file.id, to: recipient)
        }
        let id = transaction.newID()
        let record = CaseRecord.participant(
            Participant(
                id: id, partner: input.addressee.partner, role: input.addressee.role,
                purpose: input.purpose, groups: input.groups, status: .uitgenodigd,
                invitedBy: place.caller.partner, at: transaction.now,
                isDirectlyInvolved: input.isDirectlyInvolved, namedFor: input.namedFor,
                isAnonymous: input.identification == nil))
        let content = record.bytes
        try transaction.insertRecord(
            id, casus: place.file.id, partner: recipient, kind: record.kind, content: content.span)
        for person in place.file.opening.persons {
            _ = try transaction.giveExternalID(of: person.id, to: recipient)
        }
        let alias = try transaction.giveExternalID(of: id, to: recipient)
        let message = Message(participant: alias).bytes
        try transaction.insertMessage(
            transaction.newID(), to: recipient, kind: .uitnodiging, casus: place.file.id,
            expires: transaction.now.adding(days: WithdrawConsent.noticeDays),
            content: message.span)
        told.add(recipient)
        var details = place.details
        details.activity = Activity.casus.uri
        details.recipient = input.addressee.partner
        details.recipientRole = input.addressee.role.text
        details.purpose = input.purpose.text
        details.fields = CodeList(input.groups)
        details.rules = CodeList(rules)
        let line = try transaction.append(
            LineDraft(.deelnemerUitgenodigd, details: details), about: .casus(place.file.id),
            parties: place.caller.parties)
        transaction.wantReceipt(at: line.index)
        reference.add("id", id)
        reference.add("blad", line.index)
        return id
    }
}
