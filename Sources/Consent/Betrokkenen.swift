// SPDX-License-Identifier: EUPL-1.2
package import Domain

/// Where the persons beside the child stand whose data a fragment tells too (betrokkenen).
package enum BetrokkenenStanding: String, Sendable, CaseIterable {
    /// There are none.
    case geen
    /// Each one's decision-maker said yes to this flow about that person.
    case ja
    /// Each was told of this flow and none objects: enough where the row asks no consent.
    case ingelicht
    /// Somebody said nothing, was not told, or said no; or it is not known who decides.
    case nee
}

/// The standing, and the acts it rests on.
package struct BetrokkenenFinding: Hashable, Sendable {
    package let standing: BetrokkenenStanding
    /// The yeses relied on, ascending; empty unless the standing is `ja`.
    package let consents: [RandomID]
}

extension Family {
    /// Where these persons stand about a flow that tells of them too.
    ///
    /// Source: domain.md §6, "Whose data is it?".
    package func standing(
        of betrokkenen: Set<RandomID>, for question: ConsentQuestion
    ) -> BetrokkenenStanding {
        finding(of: betrokkenen, for: question).standing
    }

    /// The same, with the consents on which a `ja` rests.
    ///
    /// The own yes is asked and recorded beside that for the child (`Toestemming.about`), also of who
    /// said yes for the child already. Who decides: a grown person (parent, voogd, adult) alone, since
    /// nobody consents for another adult. For a brother, a sister or a person whose age nobody
    /// recorded every holder of gezag over the child must say yes: the register was never asked about
    /// them, and no single holder may turn out to be the wrong one. Their own no stops it as well. Under
    /// care a yes must carry both bases, since it lifts secrecy about them too. Whoever is not of the
    /// family of this casus has no decision-maker that is known.
    package func finding(
        of betrokkenen: Set<RandomID>, for question: ConsentQuestion
    ) -> BetrokkenenFinding {
        let others = betrokkenen.subtracting([child]).sorted()
        guard !others.isEmpty else { return BetrokkenenFinding(standing: .geen, consents: []) }
        var consents: Set<RandomID> = []
        var standing = BetrokkenenStanding.ja
        for person in others {
            let one = OneBetrokkene(person, in: self, question)
            switch one.standing {
            case .ja: consents.formUnion(one.consents)
            case .ingelicht: standing = .ingelicht
            case .geen, .nee: return BetrokkenenFinding(standing: .nee, consents: [])
            }
        }
        return BetrokkenenFinding(
            standing: standing, consents: standing == .ja ? consents.sorted() : [])
    }

    /// Whether all who must agree said yes to these very words, each field shown as it will be read.
    ///
    /// True only by yeses that name their words (`Toestemming.items`); a yes to the group as such is
    /// none. Source: domain.md §5, item-level T.
    package func hasItemYes(_ question: ConsentQuestion) -> Bool {
        guard toestemmingen.contains(where: { !$0.items.isEmpty }) else { return false }
        var named = self
        named.toestemmingen.removeAll { act in
            switch act.answer {
            // What was said before the words were shown is no yes to them; a no stays a no.
            case .given: act.items.isEmpty && act.withdrawnAt == nil
            case .refused: false
            }
        }
        return named.finding(question).status == .volledig
    }
}

/// One person beside the child, with the acts of who decides for that person.
private struct OneBetrokkene {
    private let person: RandomID
    private let family: Family
    private let question: ConsentQuestion
    /// Empty where nobody is known to decide.
    private let deciders: [RandomID]

    init(_ person: RandomID, in family: Family, _ question: ConsentQuestion) {
        self.person = person
        self.family = family
        self.question = question
        guard let member = family.members.first(where: { $0.id == person }) else {
            deciders = []
            return
        }
        if member.aanduiding.isGrown {
            deciders = [person]
        } else {
            let today = Amsterdam.day(of: question.now)
            deciders = family.gezagFinding(on: today).holders
        }
    }

    var standing: BetrokkenenStanding {
        guard !deciders.isEmpty else { return .nee }
        if deciders.allSatisfy(saysYes), noes(of: person).isEmpty {
            return .ja
        }
        let heard = deciders.allSatisfy { saysYes($0) || wasTold($0) }
        let objects = (deciders + [person]).contains { decider in
            noes(of: decider).contains { !isWeighed($0) }
        }
        return heard && !objects ? .ingelicht : .nee
    }

    var consents: [RandomID] {
        deciders.flatMap { decider in stances(of: decider).compactMap(\.yes) }
    }

    private func acts(of decider: RandomID) -> Acts {
        Acts(of: decider, about: person, question, in: family, now: question.now)
    }

    private func stances(of decider: RandomID) -> [Stance] {
        let acts = acts(of: decider)
        let bases: [Base] = question.regime.isCare ? [.consent, .secrecy] : [.consent]
        return bases.map { acts.stance(for: $0, lapsedBefore: nil) }
    }

    private func saysYes(_ decider: RandomID) -> Bool {
        stances(of: decider).allSatisfy(\.isYes)
    }

    private func noes(of decider: RandomID) -> [Stance] {
        acts(of: decider).standingNoes.map(\.stance)
    }

    private func wasTold(_ decider: RandomID) -> Bool {
        family.berichten.contains {
            $0.about == person && $0.persons.contains(decider) && $0.at <= question.now
                && $0.scope.covers(question.flow)
        }
    }

    /// On a row without consent a no is an objection: it stops until the source weighed it in writing.
    private func isWeighed(_ stance: Stance) -> Bool {
        guard let act = stance.no else { return true }
        let all = family.weighings.filter { $0.act == act && $0.at <= question.now }
        guard let last = all.map(\.at).max() else { return false }
        return all.filter { $0.at == last }.allSatisfy(\.continues)
    }
}
