// SPDX-License-Identifier: EUPL-1.2
package import Domain

/// A partner asks another for field groups of this child (informatieverzoek); it discloses nothing.
package struct InformationRequest: Hashable, Sendable {
    /// Why it is asked: a code, since free words about a child would be content.
    package enum Reason: String, Sendable, CaseIterable {
        case makePlan = "plan-maken"
        case adjustPlan = "plan-bijstellen"
        case prepareMeeting = "overleg-voorbereiden"
        case tuneHelp = "hulp-afstemmen"
        case understandAbsence = "verzuim-begrijpen"
        case chooseSupport = "ondersteuning-kiezen"
    }

    package let id: RandomID
    package let asker: PlanVersion.Taker
    package let asked: PlanVersion.Taker
    package let groups: Set<VeldgroepCode>
    package let purpose: PurposeCode
    package let reason: Reason
    package let at: Timestamp

    package init(
        id: RandomID, asker: PlanVersion.Taker, asked: PlanVersion.Taker,
        groups: Set<VeldgroepCode>, purpose: PurposeCode, reason: Reason, at: Timestamp
    ) {
        self.id = id
        self.asker = asker
        self.asked = asked
        self.groups = groups
        self.purpose = purpose
        self.reason = reason
        self.at = at
    }
}

/// What became of a request; that there is nothing, and no, are one answer to the asker.
package struct RequestAnswer: Hashable, Sendable {
    package enum Outcome: Hashable, Sendable {
        /// The fragment that was offered for it.
        case offered(RandomID)
        case no
        case notNeeded
    }

    package let request: RandomID
    package let outcome: Outcome
    package let at: Timestamp

    package init(request: RandomID, outcome: Outcome, at: Timestamp) {
        self.request = request
        self.outcome = outcome
        self.at = at
    }
}

/// A source takes a fragment back, or puts another in its place (rectificatie).
package struct Recall: Hashable, Sendable {
    /// Why: a code.
    package enum Reason: String, Sendable, CaseIterable {
        case wrong = "onjuist"
        case wrongRecipient = "verkeerde-ontvanger"
        case unlawful = "onrechtmatig"
        case requested = "op-verzoek"
    }

    /// One partner that received it, in the role for which the envelope was sealed.
    package struct Receiver: Hashable, Sendable {
        package let partner: PartnerID
        package let role: RoleCode
        package let envelope: RandomID

        package init(partner: PartnerID, role: RoleCode, envelope: RandomID) {
            self.partner = partner
            self.role = role
            self.envelope = envelope
        }
    }

    package let id: RandomID
    package let fragment: RandomID
    /// The fragment that stands in its place; nil for a plain recall.
    package let replacement: RandomID?
    package let reason: Reason
    /// Who collected it, and must confirm.
    package let receivers: [Receiver]
    package let by: PartnerID
    package let at: Timestamp

    package init(
        id: RandomID, fragment: RandomID, replacement: RandomID?, reason: Reason,
        receivers: [Receiver], by: PartnerID, at: Timestamp
    ) {
        self.id = id
        self.fragment = fragment
        self.replacement = replacement
        self.reason = reason
        self.receivers = receivers
        self.by = by
        self.at = at
    }
}

/// What a receiver signed that it did.
package struct RecallAnswer: Hashable, Sendable {
    package enum Outcome: String, Sendable, CaseIterable {
        case deleted = "verwijderd"
        case replaced = "vervangen"
        /// The law makes it keep the text; it stands marked as recalled.
        case marked = "gemarkeerd"
    }

    package let recall: RandomID
    package let partner: PartnerID
    package let outcome: Outcome
    package let at: Timestamp

    package init(recall: RandomID, partner: PartnerID, outcome: Outcome, at: Timestamp) {
        self.recall = recall
        self.partner = partner
        self.outcome = outcome
        self.at = at
    }
}

/// One record of what partners ask of each other and take back.
package enum ExchangeRecord: Sendable {
    case request(InformationRequest)
    case answer(RequestAnswer)
    case recall(Recall)
    case recallAnswer(RecallAnswer)

    var kind: CaseRecord.Kind {
        switch self {
        case .request: .informationRequest
        case .answer: .requestAnswer
        case .recall: .recall
        case .recallAnswer: .recallAnswer
        }
    }
}

/// All of these of one casus, in the order of recording.
package struct ExchangeFile: Sendable {
    package private(set) var requests: [InformationRequest] = []
    package private(set) var answers: [RandomID: RequestAnswer] = [:]
    package private(set) var recalls: [Recall] = []
    package private(set) var recallAnswers: [RecallAnswer] = []

    mutating func add(_ record: ExchangeRecord) {
        switch record {
        case .request(let request): requests.append(request)
        case .answer(let answer): answers[answer.request] = answer
        case .recall(let recall): recalls.append(recall)
        case .recallAnswer(let answer): recallAnswers.append(answer)
        }
    }

    /// What a receiver answered to a recall; nil while it has not.
    package func answer(to recall: RandomID, of partner: PartnerID) -> RecallAnswer? {
        recallAnswers.last { $0.recall == recall && $0.partner == partner }
    }
}
