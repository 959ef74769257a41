// SPDX-License-Identifier: EUPL-1.2
package import Domain

/// Break-glass as a professional records it; what is left out makes it fall short, not fail.
package struct EmergencyInput: Sendable {
    package var reason: BreakGlass.Reason
    package var recipient: Addressee?
    package var groups: Set<VeldgroepCode>
    package var motivation: String?
    package var whyNoConsent: String?
    package var colleague: String?
    package var noColleagueReason: String?
    package var at: Timestamp?
    /// Nil is as long as it may last.
    package var expires: Timestamp?
    /// `nu`, `later` or `niet`.
    package var inform: String?
    package var informUntil: CivilDate?

    package init(
        reason: BreakGlass.Reason, recipient: Addressee? = nil, groups: Set<VeldgroepCode> = [],
        motivation: String? = nil, whyNoConsent: String? = nil, colleague: String? = nil,
        noColleagueReason: String? = nil, at: Timestamp? = nil, expires: Timestamp? = nil,
        inform: String? = nil, informUntil: CivilDate? = nil
    ) {
        self.reason = reason
        self.recipient = recipient
        self.groups = groups
        self.motivation = motivation
        self.whyNoConsent = whyNoConsent
        self.colleague = colleague
        self.noColleagueReason = noColleagueReason
        self.at = at
        self.expires = expires
        self.inform = inform
        self.informUntil = informUntil
    }
}

/// Entries to withhold, as a professional asks it.
package struct WithholdingInput: Sendable {
    /// Which entries.
    package enum Subject: Sendable {
        /// Of the caller's own fragment.
        case fragment(RandomID)
        /// Of a fragment that the caller received, by its envelope: falls short by itself.
        case envelope(RandomID)
        /// Of the caller's own break-glass or weighing: a pointer.
        case pointer(RandomID)
    }

    package let subject: Subject
    /// From whom, by the caller's ids; nil is everyone of the family but the jongere.
    package let from: [RandomID]?
    package let motivation: String?
    package let review: CivilDate?

    package init(
        subject: Subject, from: [RandomID]?, motivation: String?, review: CivilDate?
    ) {
        self.subject = subject
        self.from = from
        self.motivation = motivation
        self.review = review
    }
}

/// That the entries of a fragment are withheld from the moment that it is offered.
package struct WithholdingAtOffer: Sendable {
    /// From whom, by the caller's ids; nil is everyone of the family but the jongere.
    package let from: [RandomID]?
    package let motivation: String?
    package let review: CivilDate?

    package init(from: [RandomID]?, motivation: String?, review: CivilDate?) {
        self.from = from
        self.motivation = motivation
        self.review = review
    }
}

/// Something about safety that a professional records in a casus.
package enum SafetyInput: Sendable {
    case emergency(EmergencyInput)
    case confirmEmergency(RandomID, SecondPerson.Function)
    case reviewEmergency(RandomID, isJustified: Bool, findings: String)
    case weighing(
        recipient: Addressee, groups: Set<VeldgroepCode>, motivation: String, at: Timestamp,
        inform: InformDecision)
    case withhold(WithholdingInput)
    /// Agrees with a withholding, or with a review of one.
    case confirmWithholding(RandomID, SecondPerson.Function)
    /// Goes on until a day; nil lifts it.
    case reviewWithholding(RandomID, until: CivilDate?, motivation: String)
    case youthChoice(parent: RandomID, isOpen: Bool, at: Timestamp, TakenInput)
    case sourceChoice(SourceViewChoice.Reader, isOpen: Bool)

    var operation: OperationCode {
        switch self {
        case .emergency: .breakGlass
        case .confirmEmergency: .confirmEmergency
        case .reviewEmergency: .reviewEmergency
        case .weighing: .weighProtection
        case .withhold: .withhold
        case .confirmWithholding: .confirmWithholding
        case .reviewWithholding: .reviewWithholding
        case .youthChoice: .chooseYouthView
        case .sourceChoice: .chooseSourceView
        }
    }
}

/// What became of something recorded about safety.
package struct SafetyOutcome: Sendable, Equatable {
    package let id: RandomID
    /// Nothing is missing any more.
    package let isComplete: Bool
    /// Codes of what is missing, ascending.
    package let shortcomings: [String]
    /// A second professional of the source must agree.
    package let needsSecond: Bool
    /// When a break-glass ends; nil for everything else.
    package let expires: Timestamp?
    /// Until when the next decision must be there.
    package let due: CivilDate?
}
