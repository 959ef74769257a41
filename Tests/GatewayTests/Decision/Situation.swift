// SPDX-License-Identifier: EUPL-1.2
import Consent
import Domain
import Gateway
import Testing

/// A flow of one field group with everything in order, from which tests take one thing away.
struct Situation {
    static let child = id(1)
    static let mother = id(2)
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
            content: ContentFacts(passesAbsenceThreshold: true), isNecessary: true)
        let scope = try #require(
            Scope(
                source: giver.id, recipient: taker.id, recipientRole: takerRole, purpose: doel,
                groups: Set(codes)))
        let start = Self.now.adding(days: -3)
        var family = Family(
            child: Self.child,
            born: Amsterdam.day(of: Self.now).adding(days: -100).adding(years: -age),
            members: [
                FamilyMember(id: Self.child, aanduiding: .jongere),
                FamilyMember(id: Self.mother, aanduiding: .moeder),
            ])
        family.toestemmingen = try [Self.child, Self.mother].enumerated().map {
            try Self.yes($0.element, number: UInt8($0.offset), scope: scope)
        }
        family.hearings = [Hearing(id: Self.id(30), scope: scope, agrees: true, at: start)]
        let told = Bericht(
            id: Self.id(31), persons: [Self.mother], soort: .informatie, scope: scope, at: start)
        family.berichten = [try #require(told)]
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
                    groups: Set(codes), status: .aanvaard, invitedBy: giver.id, at: start)
            ],
            family: family,
            absenceReports: [AbsenceReport(source: giver.id, recipient: taker.id)])
    }

    static func yes(
        _ person: RandomID, number: UInt8, scope: Scope, secrecy: Bool = true,
        withdrawn: Timestamp? = nil
    ) throws -> Toestemming {
        let bases = try #require(ConsentBases(consent: true, secrecy: secrecy))
        let at = now.adding(days: -2)
        let act = Toestemming(
            id: id(20 + number), person: person, scope: scope,
            answer: .given(bases: bases, until: Amsterdam.day(of: now).adding(days: 90)), at: at,
            withdrawnAt: withdrawn)
        return try #require(act)
    }

    func verdict(_ rules: RulesInForce) -> Verdict {
        rules.decide(offer, about: casus, now: Self.now).verdict
    }
}
