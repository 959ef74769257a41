// SPDX-License-Identifier: EUPL-1.2
package import Domain

/// A professional of a partner, as a record keeps who did something.
package struct Signatory: Hashable, Sendable {
    package let partner: PartnerID
    /// As the partner names them.
    package let user: String
    package let role: RoleCode

    package init(partner: PartnerID, user: String, role: RoleCode) {
        self.partner = partner
        self.user = user
        self.role = role
    }

    /// Whether somebody else of the same partner signed.
    package func isSecond(to other: Signatory) -> Bool {
        partner == other.partner && !user.utf8.elementsEqual(other.user.utf8)
    }
}

/// Whether, and when, the family is told of something that was done for safety.
package enum InformDecision: Hashable, Sendable {
    case now
    /// Later; the day on which this is looked at again.
    case later(CivilDate)
    /// Not; the day on which this is looked at again.
    case not(CivilDate)

    /// The word for it in requests and records.
    package var word: String {
        switch self {
        case .now: "nu"
        case .later: "later"
        case .not: "niet"
        }
    }

    /// The day on which it is looked at again; nil where the family may know now.
    package var until: CivilDate? {
        switch self {
        case .now: nil
        case .later(let day), .not(let day): day
        }
    }

    /// The decision of a word and a day; nil where the two do not go together.
    package init?(word: String, until: CivilDate?) {
        switch (word, until) {
        case ("nu", nil): self = .now
        case ("later", let day?): self = .later(day)
        case ("niet", let day?): self = .not(day)
        default: return nil
        }
    }
}

/// Break-glass as it was recorded, complete or not (noodverstrekking). Source: domain.md §8.
package struct EmergencyRecord: Hashable, Sendable {
    /// Whether a colleague was consulted.
    package enum Consultation: Hashable, Sendable {
        /// Who that was, in the professional's words.
        case colleague(String)
        /// Nobody, and why: only for E1.
        case nobody(reason: String)
    }

    /// What a record may lack; a record that lacks one of these opens nothing.
    package enum Shortcoming: String, Sendable, CaseIterable, Comparable {
        case recipient = "ontvanger"
        case groups = "veldgroepen"
        case motivation = "motivering"
        case whyNoConsent = "waarom-geen-toestemming"
        case consultation = "collega"
        case time = "tijdstip"
        case expiry = "einde"
        case inform = "gezin-informeren"
        /// E4 without a recorded ondertoezichtstelling.
        case supervision = "ondertoezichtstelling"

        package static func < (left: Shortcoming, right: Shortcoming) -> Bool {
            left.rawValue.utf8.lexicographicallyPrecedes(right.rawValue.utf8)
        }
    }

    package let id: RandomID
    package let reason: BreakGlass.Reason
    package let author: Signatory
    package let recipient: Addressee?
    package let groups: Set<VeldgroepCode>
    /// Free text about people; never in a line.
    package let motivation: String?
    /// Free text about people; never in a line.
    package let whyNoConsent: String?
    package let consultation: Consultation?
    package let at: Timestamp?
    package let expires: Timestamp?
    package let inform: InformDecision?
    package let recordedAt: Timestamp
    /// What it lacks; ascending.
    package let shortcomings: [Shortcoming]
    /// An earlier review of this source was overdue, so that a second person must agree.
    package let needsSecond: Bool

    /// E3 and E4 leave a pointer (verwijzing); nothing is ever collected under them.
    package var isPointer: Bool {
        switch reason {
        case .e1, .e2: false
        case .e3, .e4: true
        }
    }

    /// The review after the fact is due on this day (5 working days).
    package var reviewDue: CivilDate {
        WorkingDays.adding(Self.reviewWorkingDays, to: Amsterdam.day(of: recordedAt))
    }

    /// A review after the fact follows within so many working days.
    package static let reviewWorkingDays = 5

    /// The record as decisions see it; nil as long as it opens nothing.
    package func breakGlass(hasSecond: Bool) -> BreakGlass? {
        guard shortcomings.isEmpty, hasSecond || !needsSecond, let recipient, let at, let expires
        else { return nil }
        return BreakGlass(
            id: id, reason: reason, source: author.partner, recipient: recipient.partner,
            recipientRole: recipient.role, groups: groups, at: at, expires: expires)
    }
}

/// That an envelope of one category was collected under a record: each category goes once.
package struct EmergencyUse: Hashable, Sendable {
    package let record: RandomID
    package let category: CategoryCode
    package let envelope: RandomID
    package let at: Timestamp
}

/// The review after the fact (noodbeoordeling), by another professional of the source.
package struct EmergencyReview: Hashable, Sendable {
    package let record: RandomID
    package let by: Signatory
    /// Whether the glass was rightly broken.
    package let isJustified: Bool
    /// Free text; never in a line.
    package let findings: String
    package let at: Timestamp
}

/// That a second professional of the source agrees with a record (medebesluit).
package struct SecondPerson: Hashable, Sendable {
    /// As what the second pair of eyes looks.
    package enum Function: String, Sendable, CaseIterable {
        case aandachtsfunctionaris, gedragswetenschapper, jeugdarts
    }

    /// The break-glass, the withholding, or the review of one that it is about.
    package let record: RandomID
    package let by: Signatory
    package let function: Function
    package let at: Timestamp
}

/// That the Raad voor de Kinderbescherming was told, weighed beforehand (row 28): a pointer only.
package struct ProtectionWeighing: Hashable, Sendable {
    package let id: RandomID
    package let author: Signatory
    /// The Raad; never a partner of the region.
    package let recipient: Addressee
    package let groups: Set<VeldgroepCode>
    /// Free text about people; never in a line.
    package let motivation: String
    package let at: Timestamp
    package let inform: InformDecision
}
