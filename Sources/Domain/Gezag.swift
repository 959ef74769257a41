// SPDX-License-Identifier: EUPL-1.2

/// What the population register (BRP) can answer about parental authority.
package enum GezagSoort: String, Sendable, CaseIterable {
    case eenhoofdigOuderlijkGezag = "EenhoofdigOuderlijkGezag"
    case gezamenlijkOuderlijkGezag = "GezamenlijkOuderlijkGezag"
    /// A parent together with somebody who is no parent.
    case gezamenlijkGezag = "GezamenlijkGezag"
    case voogdij = "Voogdij"
    case tijdelijkGeenGezag = "TijdelijkGeenGezag"
    case gezagNietTeBepalen = "GezagNietTeBepalen"

    /// How many holders a fact of this kind names.
    package var holderCounts: ClosedRange<Int> {
        switch self {
        case .eenhoofdigOuderlijkGezag: 1...1
        case .gezamenlijkOuderlijkGezag, .gezamenlijkGezag: 2...2
        case .voogdij: 1...2
        case .tijdelijkGeenGezag, .gezagNietTeBepalen: 0...0
        }
    }
}

/// Where a fact about gezag was read.
package enum GezagBron: String, Sendable, CaseIterable {
    case brp = "BRP"
    case gezagsregister
    case verklaring
}

/// Whether a court has put the child under supervision (ondertoezichtstelling, OTS).
package enum Ondertoezichtstelling: String, Sendable, CaseIterable {
    case geen
    /// Parents keep their gezag.
    case zonderVerschuiving = "zonder-verschuiving"
    /// The court moved parts of the gezag and the record does not spell out which.
    case metVerschuiving = "met-verschuiving"
}

/// One recorded answer to who has gezag over a child, as known on a day.
package struct GezagFact: Hashable, Sendable {
    package let id: RandomID
    package let soort: GezagSoort
    /// The holders as person ids, ascending, each once; as many as the kind allows.
    package let holders: [RandomID]
    package let bron: GezagBron
    /// The day on which the source gave this answer.
    package let peildatum: CivilDate
    package let ondertoezichtstelling: Ondertoezichtstelling
    package let recordedBy: PartnerID
    package let recordedAt: Timestamp

    /// A fact; nil if the number of different holders does not fit the kind.
    package init?(
        id: RandomID, soort: GezagSoort, holders: [RandomID], bron: GezagBron,
        peildatum: CivilDate, ondertoezichtstelling: Ondertoezichtstelling = .geen,
        recordedBy: PartnerID, recordedAt: Timestamp
    ) {
        let ascending = holders.sorted()
        let isDoubled = zip(ascending, ascending.dropFirst()).contains { $0 == $1 }
        guard !isDoubled, soort.holderCounts.contains(holders.count) else { return nil }
        self.id = id
        self.soort = soort
        self.holders = ascending
        self.bron = bron
        self.peildatum = peildatum
        self.ondertoezichtstelling = ondertoezichtstelling
        self.recordedBy = recordedBy
        self.recordedAt = recordedAt
    }
}

/// What a person of the family is called in a casus (aanduiding); gezag is a fact of its own.
package enum Aanduiding: String, Sendable, CaseIterable {
    case jongere, moeder, vader, ouder, voogd
    /// Whoever else is no child any more: a stepparent, a grandparent, somebody who lives in.
    case volwassene
    /// A brother or sister, whose age nobody recorded.
    case broerOfZus = "broer-of-zus"
    /// Anybody else, of an age that nobody recorded.
    case ander

    /// Whether such a person is known to be of age.
    package var isGrown: Bool {
        switch self {
        case .moeder, .vader, .ouder, .voogd, .volwassene: true
        case .jongere, .broerOfZus, .ander: false
        }
    }
}

/// A person of the family in a casus: a random id and what the person is to the child.
package struct FamilyMember: Hashable, Sendable {
    package let id: RandomID
    package let aanduiding: Aanduiding

    package init(id: RandomID, aanduiding: Aanduiding) {
        self.id = id
        self.aanduiding = aanduiding
    }
}
