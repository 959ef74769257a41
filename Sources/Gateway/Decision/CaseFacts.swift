// SPDX-License-Identifier: EUPL-1.2
package import Consent
package import Domain

/// What a decision needs to know of a partner.
package struct PartnerStanding: Hashable, Sendable {
    package let id: PartnerID
    package let type: PartnerType
    package let accession: AccessionStatus
    /// The partner declared that its system keeps what parents may not see from parents.
    package let hidesFromParents: Bool
    package let consent: ConsentSettings

    package init(
        id: PartnerID, type: PartnerType, accession: AccessionStatus,
        hidesFromParents: Bool = false, consent: ConsentSettings = ConsentSettings()
    ) {
        self.id = id
        self.type = type
        self.accession = accession
        self.hidesFromParents = hidesFromParents
        self.consent = consent
    }
}

/// What is known about a casus at the instant of a decision, read in one snapshot.
package struct CaseFacts: Sendable {
    package var status: CaseStatus
    /// The partner that brought the casus in; it has its place without an invitation.
    package var openedBy: PartnerID
    package var participants: [Participant]
    package var family: Family
    /// Processing of the child's records is restricted (AVG 18).
    package var isRestricted: Bool
    /// Partners that offered a statutory absence report (row 2) in this casus, with its recipient.
    ///
    /// Row 3 identifies the pupil of such a report and of nothing else.
    package var absenceReports: Set<AbsenceReport>
    package var work: WorkFacts
    package var plan: PlanFacts
    package var safety: SafetyFacts

    package init(
        status: CaseStatus, openedBy: PartnerID, participants: [Participant], family: Family,
        isRestricted: Bool = false, absenceReports: Set<AbsenceReport> = [],
        work: WorkFacts = WorkFacts(), plan: PlanFacts = PlanFacts(),
        safety: SafetyFacts = SafetyFacts()
    ) {
        self.status = status
        self.openedBy = openedBy
        self.participants = participants
        self.family = family
        self.isRestricted = isRestricted
        self.absenceReports = absenceReports
        self.work = work
        self.plan = plan
        self.safety = safety
    }
}

/// That one partner offered another a fragment that passed the 16-hour threshold.
package struct AbsenceReport: Hashable, Sendable {
    package let source: PartnerID
    package let recipient: PartnerID

    package init(source: PartnerID, recipient: PartnerID) {
        self.source = source
        self.recipient = recipient
    }
}

/// What a decision is asked for: one fragment from one source to one recipient.
///
/// Offer, question and collect give the same values; at collect they come from the stored fragment.
package struct Offer: Sendable {
    /// When the question is put.
    package enum Moment: String, Sendable, CaseIterable {
        /// The source offers a fragment, or invites a partner.
        case offer = "aanbieden"
        /// The source asks whether it may.
        case question = "vragen"
        /// The recipient fetches the envelope.
        case collect = "ophalen"
        /// A professional asks whether Veilig Thuis, the GI or the RvdK may be told, or records what
        /// they told: nothing is carried.
        case referral = "verwijzen"
    }

    /// What a place says of its partner, before there is one.
    package struct Invitee: Hashable, Sendable {
        package let isDirectlyInvolved: Bool
        package let namedFor: Participant.Arrangement?

        package init(isDirectlyInvolved: Bool, namedFor: Participant.Arrangement?) {
            self.isDirectlyInvolved = isDirectlyInvolved
            self.namedFor = namedFor
        }
    }

    package var moment: Moment
    package var source: PartnerStanding
    /// The role of the professional who offered, as stored with the fragment.
    package var sourceRole: RoleCode
    /// The regime of the first source of the record.
    package var regime: Regime
    package var category: CategoryCode
    /// The field groups offered; at collect those that are sealed. Empty for a category without groups.
    package var groups: Set<VeldgroepCode>
    package var purpose: PurposeCode
    package var recipient: PartnerStanding
    package var recipientRole: RoleCode
    package var content: ContentFacts
    /// The source marked the health data as necessary.
    package var isNecessary: Bool
    /// The source offers it without identity, for an anonymous consult.
    package var isAnonymous: Bool
    /// The help was given without a beschikking (row 34).
    package var isWithoutBeschikking: Bool
    /// The professional who fetches it; nil before that.
    package var recipientUser: String?
    /// The stored fragment; nil before there is one.
    package var fragment: RandomID?
    /// The other persons of the family of whom the fragment tells (betrokkenen).
    package var betrokkenen: Set<RandomID>
    /// The entry is withheld from the family.
    package var isWithheld: Bool
    /// For an invitation: the groups for which the partner is invited; `groups` is then `C1.identificatie`.
    package var invitation: Set<VeldgroepCode>?
    /// For an invitation that is only asked for: what the place would say of its partner.
    package var invitee: Invitee?
    /// From this instant on the fragment is gone; nil if it lives as long as the casus.
    package var expires: Timestamp?

    package init(
        moment: Moment, source: PartnerStanding, sourceRole: RoleCode, regime: Regime,
        category: CategoryCode, groups: Set<VeldgroepCode>, purpose: PurposeCode,
        recipient: PartnerStanding, recipientRole: RoleCode,
        content: ContentFacts = ContentFacts(), isNecessary: Bool = false,
        isAnonymous: Bool = false, isWithoutBeschikking: Bool = false,
        recipientUser: String? = nil, fragment: RandomID? = nil,
        betrokkenen: Set<RandomID> = [], isWithheld: Bool = false,
        invitation: Set<VeldgroepCode>? = nil, invitee: Invitee? = nil,
        expires: Timestamp? = nil
    ) {
        self.invitee = invitee
        self.moment = moment
        self.source = source
        self.sourceRole = sourceRole
        self.regime = regime
        self.category = category
        self.groups = groups
        self.purpose = purpose
        self.recipient = recipient
        self.recipientRole = recipientRole
        self.content = content
        self.isNecessary = isNecessary
        self.isAnonymous = isAnonymous
        self.isWithoutBeschikking = isWithoutBeschikking
        self.recipientUser = recipientUser
        self.fragment = fragment
        self.betrokkenen = betrokkenen
        self.isWithheld = isWithheld
        self.invitation = invitation
        self.expires = expires
    }
}

/// Facts that only the content tells, derived at intake; at collect no plaintext is left to ask.
package struct ContentFacts: Hashable, Sendable {
    /// At least 16 hours of unauthorised absence within four weeks.
    package let passesAbsenceThreshold: Bool
    /// A trait by which the child could be recognised was found (name, date of birth, address, class).
    package let identifies: Bool
    /// SHA-256 of each group's object byte for byte as it was offered, lowercase hex: what an item-level
    /// yes names.
    package let words: [VeldgroepCode: String]

    package init(
        passesAbsenceThreshold: Bool = false, identifies: Bool = false,
        words: [VeldgroepCode: String] = [:]
    ) {
        self.passesAbsenceThreshold = passesAbsenceThreshold
        self.identifies = identifies
        self.words = words
    }
}
