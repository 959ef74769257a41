// SPDX-License-Identifier: EUPL-1.2
package import Domain
internal import Encodings

/// One stored fact about a casus, as it is sealed under the casus key.
///
/// Facts are only ever added; a withdrawal or an answer is a record of its own that names the first.
package enum CaseRecord: Sendable {
    case participant(Participant)
    case gezag(GezagFact)
    case question(Question)
    case answer(QuestionAnswer)
    case hearing(Hearing)
    case bericht(Bericht)
    case consent(Toestemming, ConsentEvidence)
    case withdrawal(Withdrawal)
    case objection(Bezwaar)
    case weighing(Weighing)
    /// Kinds 11 to 17.
    case life(LifeRecord)
    case work(WorkRecord)
    case safety(SafetyRecord)
    case plan(PlanRecord)
    case exchange(ExchangeRecord)
    /// Another casus of the same child was joined into this one.
    case joined(RandomID)

    /// The code of each kind in the row; frozen, since rows outlive programs.
    package enum Kind: Int64, Sendable, CaseIterable {
        case participant = 1
        case gezag = 2
        case question = 3
        case answer = 4
        case hearing = 5
        case bericht = 6
        case consent = 7
        case withdrawal = 8
        case objection = 9
        case weighing = 10
        case parentException = 11
        case incapacity = 12
        case restriction = 13
        case restrictionLifted = 14
        case agreement = 15
        case lapse = 16
        case reconfirmation = 17
        // The work at the table.
        case meeting = 20
        case seatAnswer = 21
        case attendance = 22
        case caseload = 23
        case visit = 24
        case readers = 25
        case meetingReminder = 26
        case agendaItem = 27
        case emergency = 40
        case emergencyUse = 41
        case emergencyReview = 42
        case secondPerson = 43
        case withholding = 44
        case withholdingReview = 45
        case youthViewChoice = 46
        case sourceViewChoice = 47
        case protectionWeighing = 48
        case planEdition = 30
        case planAgreement = 31
        case planAsked = 32
        case planProgress = 33
        case informationRequest = 34
        case requestAnswer = 35
        case recall = 36
        case recallAnswer = 37
        case joined = 38
    }

    package var kind: Kind {
        switch self {
        case .participant: .participant
        case .gezag: .gezag
        case .question: .question
        case .answer: .answer
        case .hearing: .hearing
        case .bericht: .bericht
        case .consent: .consent
        case .withdrawal: .withdrawal
        case .objection: .objection
        case .weighing: .weighing
        case .life(let record): record.kind
        case .work(let record): record.kind
        case .safety(let record): record.kind
        case .plan(let record): record.kind
        case .exchange(let record): record.kind
        case .joined: .joined
        }
    }
}

/// A partner's place in a casus (deelnemer): invited, then accepted or declined.
package struct Participant: Hashable, Sendable {
    package let id: RandomID
    package let partner: PartnerID
    package let role: RoleCode
    package let purpose: PurposeCode
    /// The field groups for which it was invited.
    package let groups: Set<VeldgroepCode>
    package var status: ParticipantStatus
    package let invitedBy: PartnerID
    package let at: Timestamp
    /// The professional who accepted; nil before that.
    package var user: String?
    /// The source recorded that it is directly involved in the help that runs (row 16).
    package let isDirectlyInvolved: Bool
    /// The arrangement for which this professional was named, where a row asks for one.
    package let namedFor: Arrangement?
    /// It thinks along without knowing who the child is; only what is offered anonymously reaches it.
    package let isAnonymous: Bool

    /// An arrangement for which a professional is named.
    package enum Arrangement: String, Sendable, CaseIterable {
        /// Teaching in a treatment centre (rows 32 and 33).
        case dagklas
        /// Teaching at home (row 31).
        case flexarrangement
    }

    package init(
        id: RandomID, partner: PartnerID, role: RoleCode, purpose: PurposeCode,
        groups: Set<VeldgroepCode>, status: ParticipantStatus, invitedBy: PartnerID,
        at: Timestamp, user: String? = nil, isDirectlyInvolved: Bool = false,
        namedFor: Arrangement? = nil, isAnonymous: Bool = false
    ) {
        self.id = id
        self.partner = partner
        self.role = role
        self.purpose = purpose
        self.groups = groups
        self.status = status
        self.invitedBy = invitedBy
        self.at = at
        self.user = user
        self.isDirectlyInvolved = isDirectlyInvolved
        self.namedFor = namedFor
        self.isAnonymous = isAnonymous
    }
}

/// One person's answer to a question to the parents (vraag aan ouders); "no" is a normal answer.
package struct QuestionAnswer: Hashable, Sendable {
    /// What was answered.
    package enum Answer: String, Sendable, CaseIterable { case ja, nee, later }

    package let id: RandomID
    package let question: RandomID
    package let person: RandomID
    package let answer: Answer
    package let at: Timestamp

    package init(
        id: RandomID, question: RandomID, person: RandomID, answer: Answer, at: Timestamp
    ) {
        self.id = id
        self.question = question
        self.person = person
        self.answer = answer
        self.at = at
    }
}

/// How a consent was taken: enough to show later what the person saw.
package struct ConsentEvidence: Hashable, Sendable {
    /// Where it was given.
    package enum Channel: String, Sendable, CaseIterable { case gesprek, telefoon, brief, portaal }

    package let channel: Channel
    package let textVersion: String
    /// SHA-256 of the text shown, lowercase hex.
    package let textDigest: String
    package let recordedBy: PartnerID
    /// The professional who recorded it, as the partner names them; nil in old records.
    package let user: String?
    /// The age band of the child on the day it was given; nil in old records.
    package let band: AgeBand?
    /// The facts that told who had gezag on that day; empty where that was not known.
    package let gezag: [RandomID]

    package init(
        channel: Channel, textVersion: String, textDigest: String, recordedBy: PartnerID,
        user: String? = nil, band: AgeBand? = nil, gezag: [RandomID] = []
    ) {
        self.channel = channel
        self.textVersion = textVersion
        self.textDigest = textDigest
        self.recordedBy = recordedBy
        self.user = user
        self.band = band
        self.gezag = gezag
    }
}

/// A consent taken back (intrekking): from this moment it carries nothing.
package struct Withdrawal: Hashable, Sendable {
    package let id: RandomID
    package let consent: RandomID
    package let at: Timestamp
    package let recordedBy: PartnerID

    package init(id: RandomID, consent: RandomID, at: Timestamp, recordedBy: PartnerID) {
        self.id = id
        self.consent = consent
        self.at = at
        self.recordedBy = recordedBy
    }
}
