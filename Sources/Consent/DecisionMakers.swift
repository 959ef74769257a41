// SPDX-License-Identifier: EUPL-1.2
package import Domain

/// Who must agree to a flow on a day, by the regime of the source record, the age and the gezag.
package struct DecisionMakers: Hashable, Sendable {
    /// The own yes of the child is needed.
    package let child: Bool
    /// Those of whom enough must agree: holders of gezag, or a representative; ascending.
    package let representatives: [RandomID]
    /// Whether each representative must agree; otherwise one is enough if the other was asked.
    package let everyRepresentative: Bool
    /// Whether representatives must agree at all; false where their silence is replaced.
    package let needsRepresentative: Bool
    /// Nobody can consent, because it is not known who may.
    package let isUnknown: Bool
    /// The pupil must have been heard.
    package let needsHearing: Bool
    /// The own voice of a jongere who decides about it alone, also against a parent's no.
    package let isAloneWithOwnVoice: Bool

    /// Categories for which two holders must both say yes.
    static func needsBothHolders(_ category: CategoryCode) -> Bool {
        ["C7", "C8", "C9", "C10"].contains(category.text)
    }

    /// The category of the young person's own voice, which the jongere decides alone from 12.
    static func isOwnVoice(_ category: CategoryCode) -> Bool { category.text == "C12" }

    /// The purpose of research, for which a yes below 16 is one of the jongere and a holder of gezag.
    static func isResearch(_ purpose: PurposeCode?) -> Bool { purpose?.text == "P12" }

    /// A step of the plan that tells of care needs the same yeses as care itself (domain.md §15).
    static func tellsOfCare(_ group: VeldgroepCode) -> Bool { group.text == "C11.zorgstap" }

    /// Source: domain.md §6, both tables; §7, rows 38 and 42.
    package init(
        regime: Regime, category: CategoryCode, purpose: PurposeCode? = nil, band: AgeBand,
        gezag: GezagFinding, incapacity: Incapacity?, parentsReplaced: Bool,
        tellsOfCare: Bool = false
    ) {
        let both = Self.needsBothHolders(category) || tellsOfCare
        func parents(child: Bool, needed: Bool, hearing: Bool) -> DecisionMakers {
            DecisionMakers(
                child: child, representatives: gezag.holders, everyRepresentative: both,
                needsRepresentative: needed, isUnknown: !gezag.isKnown, needsHearing: hearing)
        }
        let isOwnVoice = Self.isOwnVoice(category)
        let alone = DecisionMakers(
            child: true, representatives: [], everyRepresentative: false,
            needsRepresentative: false, isUnknown: false, needsHearing: false,
            isAloneWithOwnVoice: isOwnVoice)
        if incapacity != nil {
            switch band {
            case .under12, .from12To15, .from16To17:
                self = parents(child: false, needed: true, hearing: false)
            case .adult:
                let representative = incapacity?.representative
                self = DecisionMakers(
                    child: false, representatives: representative.map { [$0] } ?? [],
                    everyRepresentative: true, needsRepresentative: true,
                    isUnknown: representative == nil, needsHearing: false)
            }
            return
        }
        switch band {
        case .under12:
            let together = isOwnVoice || Self.isResearch(purpose)
            self = parents(child: together, needed: true, hearing: false)
        case .from12To15:
            if Self.isResearch(purpose) {
                self = parents(child: true, needed: true, hearing: false)
            } else if isOwnVoice {
                self = alone
            } else if regime.isCare {
                self = parents(child: true, needed: !parentsReplaced, hearing: false)
            } else {
                self = parents(child: false, needed: true, hearing: true)
            }
        case .from16To17, .adult:
            self = alone
        }
    }

    private init(
        child: Bool, representatives: [RandomID], everyRepresentative: Bool,
        needsRepresentative: Bool, isUnknown: Bool, needsHearing: Bool,
        isAloneWithOwnVoice: Bool = false
    ) {
        self.child = child
        self.representatives = representatives
        self.everyRepresentative = everyRepresentative
        self.needsRepresentative = needsRepresentative
        self.isUnknown = isUnknown
        self.needsHearing = needsHearing
        self.isAloneWithOwnVoice = isAloneWithOwnVoice
    }
}
