// SPDX-License-Identifier: EUPL-1.2
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
