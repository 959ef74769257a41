// SPDX-License-Identifier: EUPL-1.2
package import Domain
package import Encodings
package import OpenSSL
internal import Sealing

/// A fragment as its source offers it; the content stands in the request's own memory.
package struct FragmentInput: Sendable {
    package let category: CategoryCode
    package let purpose: PurposeCode
    /// Nil is the default regime of the caller's type of partner.
    package let regime: Regime?
    package let isNecessary: Bool
    /// The other persons of the family of whom it tells, by the caller's ids.
    package let betrokkenen: [RandomID]
    /// Offered without identity, for an anonymous consult.
    package let isAnonymous: Bool
    /// The help was given without a beschikking.
    package let isWithoutBeschikking: Bool
    package let addressees: [Addressee]
    /// Its entries are withheld from the family from the start; the subject is this fragment.
    package let withholding: WithholdingAtOffer?
    /// The object with the field groups: parsed text, and the node within it.
    package let text: OpenedBytes
    package let index: JSONIndex
    package let content: JSONIndex.Node
    /// SHA-256 of the whole request body.
    package let submission: Digest

    package init(
        category: CategoryCode, purpose: PurposeCode, regime: Regime?, isNecessary: Bool,
        betrokkenen: [RandomID], isAnonymous: Bool, isWithoutBeschikking: Bool,
        addressees: [Addressee], withholding: WithholdingAtOffer? = nil, text: OpenedBytes,
        index: JSONIndex,
        content: JSONIndex.Node, submission: Digest
    ) {
        self.category = category
        self.purpose = purpose
        self.regime = regime
        self.isNecessary = isNecessary
        self.betrokkenen = betrokkenen
        self.isAnonymous = isAnonymous
        self.isWithoutBeschikking = isWithoutBeschikking
        self.addressees = addressees
        self.withholding = withholding
        self.text = text
        self.index = index
        self.content = content
        self.submission = submission
    }
}

/// What became of an offered fragment: one outcome for each recipient, each with a line of its own.
package struct OfferView: Sendable {
    package let fragment: RandomID
    package let outcomes: [OutcomeRecord]
    /// The withholding that was asked with it.
    package let withholding: RandomID?
    /// What to look at again in a fragment that is offered without identity.
    package let warnings: [AnonymityWarning]
}

/// Offers a fragment: decided, cut down, sealed, decided again and logged. Source: design.md §4.
package struct OfferFragment: Sendable {
    private let region: Region
    private let random: any RandomSource

    package init(_ region: Region, random: any RandomSource) {
        self.region = region
        self.random = random
    }

    /// The outcomes, and a receipt for each in the same order.
    package func callAsFunction(
        _ input: FragmentInput, casus: RandomID, by caller: Caller, key: WriteKey
    ) async throws(UseCaseFailure) -> Answered<OfferView> {
        let (offering, sealed) = try await region.sealed(in: casus, by: caller, random: random) {
            try await prepare(input, casus, caller)
        }
        let told = ToldPartners()
        let answer: Answered<OfferView> = try await region.writeInCasus(
            .offerFragment, caller, key,
            casus: { try $0.pseudonym(named: casus, for: caller.partnerRow) },
            work: { [region] transaction, place in
                let withholding = try input.withholding.map { asked in
                    try SafetyRecorder(region: region, place: place, told: told).withhold(
                        asked, ownFragment: offering.fragment, transaction)
                }
                let outcomes = try offering.store(sealed, at: place, told: told, transaction)
                var reference = Reference()
                reference.add("fragment", offering.fragment)
                if let withholding { reference.add("afscherming", withholding) }
                return .answer(
                    Step(
                        value: OfferView(
                            fragment: offering.fragment, outcomes: outcomes,
                            withholding: withholding, warnings: offering.content.warnings),
                        reference: reference))
            },
            replay: { transaction, reference in
                try Self.replay(reference, transaction)
            })
        region.inboxArrivals.announce(told.partners)
        return answer
    }

    private func prepare(
        _ input: FragmentInput, _ casus: RandomID, _ caller: Caller
    ) async throws -> Offering {
        let (source, regime) = try region.source(of: caller, regime: input.regime)
        let anonymity =
            input.isAnonymous
            ? Anonymity(born: try await region.born(in: casus, by: caller)) : nil
        let (content, days) = try region.intake(
            input.content, of: input.category, in: input.index, text: input.text,
            submission: input.submission, at: "/inhoud", anonymity: anonymity)
        let expires = try await region.read { $0.now }.adding(days: days)
        let betrokkenen = try await region.persons(
            input.betrokkenen, in: casus, by: caller, at: "/betrokkenen")
        let fragment = RandomID(from: random)
        return Offering(
            region: region,
            matter: Matter(
                source: source, sourceRole: caller.role, regime: regime, category: input.category,
                groups: Set(content.groups.map(\.code)), purpose: input.purpose,
                content: content.facts, isNecessary: input.isNecessary,
                betrokkenen: betrokkenen, isAnonymous: input.isAnonymous,
                isWithoutBeschikking: input.isWithoutBeschikking, fragment: fragment,
                isWithheld: input.withholding != nil,
                invitation: nil, expires: expires),
            content: content, addressees: input.addressees, fragment: fragment,
            expires: expires)
    }

    /// The answer that was given, from the stored fragment.
    static func replay(
        _ reference: RecordReader, _ transaction: borrowing LedgerTransaction
    ) throws -> OfferView {
        let id = try reference.identifier("fragment")
        guard let row = try transaction.fragment(id) else { throw UseCaseFailure.unavailable }
        let fragment = try FragmentRecord(row.content.copied())
        for outcome in fragment.outcomes { transaction.wantReceipt(at: outcome.lineIndex) }
        return OfferView(
            fragment: id, outcomes: fragment.outcomes,
            withholding: try reference.optionalIdentifier("afscherming"),
            warnings: fragment.warnings)
    }
}
