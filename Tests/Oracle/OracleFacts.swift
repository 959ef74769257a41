// SPDX-License-Identifier: EUPL-1.2

/// Who asks to send what to whom, and what for: what a line of the matrix is found by.
package struct OracleQuestion: Hashable, Sendable {
    package let sourceRole: String
    package let sourcePartner: PartnerKind
    package let recipientRole: String
    package let recipientPartner: PartnerKind
    package let group: String
    package let purpose: String

    package init(
        sourceRole: String, sourcePartner: PartnerKind, recipientRole: String,
        recipientPartner: PartnerKind, group: String, purpose: String
    ) {
        self.sourceRole = sourceRole
        self.sourcePartner = sourcePartner
        self.recipientRole = recipientRole
        self.recipientPartner = recipientPartner
        self.group = group
        self.purpose = purpose
    }
}

/// The kinds of partners that steps and rows tell apart; all others are `other`.
package enum PartnerKind: String, Sendable {
    case school, swv, leerplicht, handhaving, other
    /// Veilig Thuis, the GI and the RvdK: never a partner.
    case outside
}

/// What is known of one question, read one by one.
///
/// A reader may stand for many cells at once: it sees which facts are read, and in which order.
/// Every fact has one value that refuses, and an unknown fact has that value.
package protocol OracleFacts: AnyObject {
    // Partner and role.
    var partnersJoined: Bool { get }
    var rolesKnown: Bool { get }
    var isOnePartner: Bool { get }
    // Relation.
    /// An accepted place in the casus or an own relation of the caseload.
    var sourceHasPlace: Bool { get }
    var recipientPlace: RecipientPlace { get }
    /// Whether those whose role is bound to a caseload have the child in it.
    var caseloadHolds: Bool { get }
    /// Whether the person who collects is invited or has the child in the caseload.
    var personNamed: Bool { get }
    var meeting: Meeting { get }
    var attendanceAsked: Bool { get }
    var aroundVisit: Bool { get }
    /// Whether the question is about the sealed identification that an invitation carries.
    var isInvitation: Bool { get }
    // What rows ask.
    var age: AgeBand { get }
    var overThreshold: Bool { get }
    var necessary: Bool { get }
    var perItem: Bool { get }
    var directlyInvolved: Bool { get }
    var sourceArrangement: String { get }
    var recipientArrangement: String { get }
    var beschikkingsvrij: Bool { get }
    var sourceBroughtCasus: Bool { get }
    var planParticipant: Bool { get }
    var planAgreed: Bool { get }
    var chosenReader: Bool { get }
    var otherDirectionComplete: Bool { get }
    var anonymous: Bool { get }
    var identifying: Bool { get }
    // Acts of the family.
    /// A complete toestemming of all who must give it, nobody's no standing, hearing included, where gezag is known.
    var consentComplete: Bool { get }
    /// Whether that toestemming names itself as the basis under the AVG (G-T).
    var consentIsBasis: Bool { get }
    /// Overeenstemming of all who must agree, which is known only where gezag is.
    var agreementComplete: Bool { get }
    var secrecy: Secrecy { get }
    var others: Others { get }
    /// The text of AVG 13/14 for this recipient and purpose.
    var noticeGiven: Bool { get }
    /// The bericht about this very disclosure; within one partner there is none per line.
    var noticeOfThisGiven: Bool { get }
    /// A bezwaar that nobody has weighed.
    var objectionIsOpen: Bool { get }
    /// A refused or withdrawn yes that nobody has weighed.
    var noIsOpen: Bool { get }
    var restricted: Bool { get }
    // Break-glass.
    var emergency: Emergency { get }
    var weighed: Bool { get }
    /// Whether the recipient made the report that this is the answer to.
    var madeReport: Bool { get }
    // The end of the order.
    /// Whether an obligation of visibility, if there is one, is supported by the recipient.
    var obligationAccepted: Bool { get }
    var expired: Bool { get }
}

package enum RecipientPlace { case none, invited, accepted }
package enum Meeting { case none, listed, notListed }
package enum AgeBand { case below12, from12, from16, adult }
package enum Secrecy { case notBound, lifted, kept }
/// Other persons whom the fragment tells about.
package enum Others { case none, consented, informed, against }
package enum Emergency {
    case none, acute, conflictOfDuties, reportToVeiligThuis, orderedSupervision
}
