// SPDX-License-Identifier: EUPL-1.2
import Consent
import Domain
import Gateway
import Testing

/// A flow of one field group with everything in order, from which tests take one thing away.
struct Situation {
    static let child = id(1)
    static let mother = id(2)
    static let user = "gebruiker"
    static let now = Timestamp(milliseconds: 1_773_144_000_000)  // 2026-03-10, 12:00 UTC

    var offer: Offer
    var casus: CaseFacts

    static func id(_ number: UInt8) -> RandomID {
        guard let id = RandomID(bytes: [UInt8](repeating: number, count: 16)) else {
            preconditionFailure("sixteen bytes are an id")
        }
        return id
    }

    static func partner(_ name: String, _ type: PartnerType) throws -> PartnerStanding {
        PartnerStanding(
            id: try #require(PartnerID("voorbeeld/\(name)")), type: type, accession: .actief,
            hidesFromParents: true)
    }

    /// Everything in order for this flow: both have a place, everyone was told and said yes.
    init(
        age: Int, from source: (PartnerType, String), _ groups: [String],
        to recipient: (PartnerType, String), _ purpose: String
    ) throws {
        let giver = try Self.partner("bron", source.0)
        let taker = try Self.partner("ontvanger", recipient.0)
        let codes = try groups.map { try #require(VeldgroepCode($0)) }
        let regime = try #require(source.0.defaultRegime)
        let doel = try #require(PurposeCode(purpose))
        let takerRole = try #require(RoleCode(recipient.1))
        offer = Offer(
            moment: .offer, source: giver, sourceRole: try #require(RoleCode(source.1)),
            regime: regime, category: try #require(codes.first).category, groups: Set(codes),
            purpose: doel, recipient: taker, recipientRole: takerRole,
            content: ContentFacts(passesAbsenceThreshold: true), isNecessary: true,
            isWithoutBeschikking: true, recipientUser: Self.user,
            betrokkenen: codes.contains { $0.category.text == "C8" } ? [Self.mother] : [])
        let scope = try #require(
            Scope(
                source: giver.id, recipient: taker.id, recipientRole: takerRole, purpose: doel,
                groups: Set(codes)))
        let start = Self.now.adding(days: -3)
        let both = [Self.child, Self.mother]
        var family = Family(
            child: Self.child,
            born: Amsterdam.day(of: Self.now).adding(days: -100).adding(years: -age),
            members: [
                FamilyMember(id: Self.child, aanduiding: .jongere),
                FamilyMember(id: Self.mother, aanduiding: .moeder),
            ])
        family.toestemmingen = try both.enumerated().map {
            try Self.yes($0.element, number: UInt8($0.offset), scope: scope)
        }
        family.toestemmingen.append(
            try Self.yes(Self.mother, number: 2, scope: scope, about: Self.mother))
        family.toestemmingen += try Self.back(offer, both)
        family.overeenstemmingen = both.enumerated().map {
            Overeenstemming(
                id: Self.id(UInt8(70 + $0.offset)), person: $0.element, agreed: true, at: start)
        }
        family.hearings = [Hearing(id: Self.id(30), scope: scope, agrees: true, at: start)]
        family.berichten = try Bericht.Soort.allCases.enumerated().map { number, soort in
            try #require(
                Bericht(
                    id: Self.id(UInt8(33 + number)), persons: [Self.mother], soort: soort,
                    scope: scope, at: start))
        }
        let fact = GezagFact(
            id: Self.id(32), soort: .eenhoofdigOuderlijkGezag, holders: [Self.mother],
            bron: .brp, peildatum: Amsterdam.day(of: start), recordedBy: giver.id,
            recordedAt: start)
        family.gezag = [try #require(fact)]
        casus = CaseFacts(
            status: .open, openedBy: giver.id,
            participants: [
                Participant(
                    id: Self.id(40), partner: taker.id, role: takerRole, purpose: doel,
                    groups: Set(codes), status: .aanvaard, invitedBy: giver.id, at: start,
                    user: Self.user, isDirectlyInvolved: true)
            ],
            family: family,
            absenceReports: [AbsenceReport(source: giver.id, recipient: taker.id)],
            work: WorkFacts(
                readers: ReaderChoice(
                    readers: [ReaderChoice.Reader(partner: taker.id, role: takerRole)],
                    parents: [Self.mother], at: start)),
            plan: Self.plan(taker.id, takerRole, agreedBy: both, start))
    }

    /// A plan in which the recipient takes part, agreed to by these.
    private static func plan(
        _ partner: PartnerID, _ role: RoleCode, agreedBy persons: [RandomID], _ at: Timestamp
    ) -> PlanFacts {
        let version = PlanVersion(
            id: id(80), number: 1, takers: [PlanVersion.Taker(partner: partner, role: role)],
            started: Amsterdam.day(of: at), at: at)
        return PlanFacts(
            current: version, asked: Set(persons),
            agreements: persons.map {
                PlanAgreement(version: version.id, person: $0, agrees: true, at: at)
            })
    }

    /// The yeses for the other direction, which row 23 waits for.
    private static func back(_ offer: Offer, _ persons: [RandomID]) throws -> [Toestemming] {
        let groups = try ["C7.advies", "C9.bestaan"].map { try #require(VeldgroepCode($0)) }
        let scope = try #require(
            Scope(
                source: offer.recipient.id, recipient: offer.source.id,
                recipientRole: offer.sourceRole, purpose: offer.purpose, groups: Set(groups)))
        return try persons.enumerated().map {
            try yes($0.element, number: UInt8(4 + $0.offset), scope: scope)
        }
    }

    static func yes(
        _ person: RandomID, number: UInt8, scope: Scope, about: RandomID? = nil,
        secrecy: Bool = true, withdrawn: Timestamp? = nil
    ) throws -> Toestemming {
        let bases = try #require(ConsentBases(consent: true, secrecy: secrecy))
        let at = now.adding(days: -2)
        let act = Toestemming(
            id: id(20 + number), person: person, about: about, scope: scope,
            answer: .given(bases: bases, until: Amsterdam.day(of: now).adding(days: 90)), at: at,
            withdrawnAt: withdrawn)
        return try #require(act)
    }

    func verdict(_ rules: RulesInForce) -> Verdict {
        rules.decide(offer, about: casus, now: Self.now).verdict
    }
}
