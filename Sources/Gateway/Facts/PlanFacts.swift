// SPDX-License-Identifier: EUPL-1.2
package import Consent
package import Domain

/// One version of the plan (routekaart) of a casus; a later version takes its place.
package struct PlanVersion: Hashable, Sendable {
    /// One partner in one role that takes part in the plan.
    package struct Taker: Hashable, Sendable {
        package let partner: PartnerID
        package let role: RoleCode

        package init(partner: PartnerID, role: RoleCode) {
            self.partner = partner
            self.role = role
        }
    }

    package let id: RandomID
    /// 1 for the first version; each next one is one higher.
    package let number: Int64
    /// Who takes part besides the family.
    package let takers: Set<Taker>
    /// When the clock began to run.
    package let started: CivilDate
    package let at: Timestamp

    /// Every child is to have a fitting offer within this many months.
    package static let termMonths = 3

    /// The last day of the term. Source: domain.md §2, step 8.
    package var due: CivilDate { started.adding(months: Self.termMonths) }

    package init(
        id: RandomID, number: Int64, takers: Set<Taker>, started: CivilDate, at: Timestamp
    ) {
        self.id = id
        self.number = number
        self.takers = takers
        self.started = started
        self.at = at
    }
}

/// What one person of the family said of one version of the plan.
package struct PlanAgreement: Hashable, Sendable {
    package let version: RandomID
    package let person: RandomID
    package let agrees: Bool
    package let at: Timestamp

    package init(version: RandomID, person: RandomID, agrees: Bool, at: Timestamp) {
        self.version = version
        self.person = person
        self.agrees = agrees
        self.at = at
    }
}

/// What is recorded of the plan of one casus, as far as decisions ask for it.
package struct PlanFacts: Sendable {
    /// The version that counts now; nil while there is no plan.
    package var current: PlanVersion?
    /// Who was asked to agree to the current version.
    package var asked: Set<RandomID>
    /// All agreements to the current version, in the order of recording.
    package var agreements: [PlanAgreement]

    package init(
        current: PlanVersion? = nil, asked: Set<RandomID> = [], agreements: [PlanAgreement] = []
    ) {
        self.current = current
        self.asked = asked
        self.agreements = agreements
    }

    /// Whether a partner's role takes part in the plan as it is now.
    package func isTaker(_ partner: PartnerID, _ role: RoleCode) -> Bool {
        current?.takers.contains(PlanVersion.Taker(partner: partner, role: role)) ?? false
    }

    /// The last answer of a person to the current version; nil is silence.
    package func answer(of person: RandomID, now: Timestamp) -> Bool? {
        let own = agreements.filter {
            $0.person == person && $0.version == current?.id && $0.at <= now
        }
        guard let last = own.map(\.at).max() else { return nil }
        return own.filter { $0.at == last }.allSatisfy(\.agrees)
    }
}

extension PlanFacts {
    /// Whether the family agreed to the plan as it is now: nobody who must agree is silent or against.
    ///
    /// Of two holders of gezag the yes of one is enough if the other was asked and did not object. From
    /// 12 the jongere says yes too (under a care regime always; else a hearing about this version will
    /// do), from 16 the jongere alone. Below 16 unknown gezag is a no.
    /// Source: domain.md §6 for category C11; §7, row 37.
    package func isAgreed(family: Family, regime: Regime, now: Timestamp) -> Bool {
        guard let current, current.at <= now, let category = CategoryCode("C11"),
            let purpose = PurposeCode("P6")
        else { return false }
        let today = Amsterdam.day(of: now)
        let band = AgeBand(born: family.born, on: today)
        let deciders = DecisionMakers(
            regime: regime, category: category, purpose: purpose, band: band,
            gezag: family.gezagFinding(on: today),
            incapacity: family.incapacity(for: nil, on: today),
            parentsReplaced: false)
        guard !deciders.isUnknown, deciders.child || !deciders.representatives.isEmpty else {
            return false
        }
        // From 12 the jongere's own no stands, whoever else decides.
        if band != .under12, answer(of: family.child, now: now) == false { return false }
        if deciders.child, answer(of: family.child, now: now) != true { return false }
        if deciders.needsHearing, !isHeard(family, since: current.at, now: now) { return false }
        return representativesAgree(deciders, now: now)
    }

    private func representativesAgree(_ deciders: DecisionMakers, now: Timestamp) -> Bool {
        guard deciders.needsRepresentative else { return true }
        let answers = deciders.representatives.map { ($0, answer(of: $0, now: now)) }
        guard answers.contains(where: { $0.1 == true }) else { return false }
        return answers.allSatisfy { person, answer in
            if deciders.everyRepresentative { return answer == true }
            return answer ?? asked.contains(person)
        }
    }

    /// Whether the pupil said yes in person, or was heard about this version without a no that stands.
    private func isHeard(_ family: Family, since: Timestamp, now: Timestamp) -> Bool {
        let hearings = family.hearings.filter { hearing in
            since <= hearing.at && hearing.at <= now
                && hearing.scope.groups.contains { $0.category.text == "C11" }
        }
        guard let last = hearings.map(\.at).max() else {
            return answer(of: family.child, now: now) == true
        }
        let yes = agreements.filter {
            $0.person == family.child && $0.version == current?.id && $0.agrees && $0.at <= now
        }.map(\.at).max()
        if let yes, last < yes { return true }
        return hearings.filter { $0.at == last && !$0.agrees }.allSatisfy { hearing in
            let weighings = family.weighings.filter { $0.act == hearing.id && $0.at <= now }
            guard let latest = weighings.map(\.at).max() else { return false }
            return weighings.filter { $0.at == latest }.allSatisfy(\.continues)
        }
    }
}
