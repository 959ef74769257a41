// SPDX-License-Identifier: EUPL-1.2
internal import AuditLog
package import Domain
internal import Encodings

/// What a caller says of a flow: who gives, who gets, for what, which field groups.
package struct ScopeInput: Sendable {
    /// The giving partner; nil is the caller.
    package let source: PartnerID?
    package let recipient: PartnerID
    package let recipientRole: RoleCode
    package let purpose: PurposeCode
    package let groups: Set<VeldgroepCode>

    package init(
        source: PartnerID?, recipient: PartnerID, recipientRole: RoleCode, purpose: PurposeCode,
        groups: Set<VeldgroepCode>
    ) {
        self.source = source
        self.recipient = recipient
        self.recipientRole = recipientRole
        self.purpose = purpose
        self.groups = groups
    }
}

/// What a person was asked and shown, whatever the answer was.
package struct ConsentInput: Sendable {
    package let person: RandomID
    /// Whose data it is about; nil is the child.
    package let about: RandomID?
    package let scope: ScopeInput
    package let items: Set<ConsentItem>
    package let at: Timestamp
    package let channel: ConsentEvidence.Channel
    package let textVersion: String
    /// SHA-256 of the text shown, lowercase hex.
    package let textDigest: String

    package init(
        person: RandomID, about: RandomID?, scope: ScopeInput, items: Set<ConsentItem>,
        at: Timestamp, channel: ConsentEvidence.Channel, textVersion: String, textDigest: String
    ) {
        self.person = person
        self.about = about
        self.scope = scope
        self.items = items
        self.at = at
        self.channel = channel
        self.textVersion = textVersion
        self.textDigest = textDigest
    }
}

/// How an act of the family was taken, as the professional who records it says.
package struct TakenInput: Sendable {
    package let channel: ConsentEvidence.Channel?
    package let text: ShownText?

    package init(channel: ConsentEvidence.Channel? = nil, text: ShownText? = nil) {
        self.channel = channel
        self.text = text
    }

    func evidence(by caller: Caller) -> ActEvidence {
        ActEvidence(
            channel: channel, text: text, recordedBy: caller.partner, user: caller.user)
    }
}

/// A fact about a family as a professional records it.
package enum FamilyFact: Sendable {
    case gezag(
        GezagSoort, holders: [RandomID], bron: GezagBron, peildatum: CivilDate,
        ondertoezichtstelling: Ondertoezichtstelling)
    case question(persons: [RandomID], about: RandomID?, ScopeInput, at: Timestamp)
    case answer(question: RandomID, person: RandomID, QuestionAnswer.Answer, at: Timestamp)
    case hearing(ScopeInput, agrees: Bool, at: Timestamp)
    case notice(
        persons: [RandomID], Bericht.Soort, about: RandomID?, ScopeInput, at: Timestamp)
    case consent(ConsentInput, until: CivilDate?, liftsSecrecy: Bool)
    case refusal(ConsentInput)
    case objection(
        person: RandomID, about: RandomID?, source: PartnerID?, recipient: PartnerID?,
        purpose: PurposeCode?,
        groups: Set<VeldgroepCode>?, at: Timestamp)
    case weighing(of: RandomID, continues: Bool, at: Timestamp)
    case life(LifeFact)

    var operation: OperationCode {
        switch self {
        case .gezag: .recordGezag
        case .question: .askParents
        case .answer: .recordAnswer
        case .hearing: .recordHearing
        case .notice: .giveNotice
        case .consent, .refusal: .recordConsent
        case .objection: .object
        case .weighing: .weigh
        case .life(let fact): fact.operation
        }
    }

    var event: Event {
        switch self {
        case .gezag: .gezagVastgelegd
        case .question, .answer: .vraagAanOuders
        case .hearing: .leerlingGehoord
        case .notice: .berichtAanOuders
        case .consent: .toestemmingGegeven
        case .refusal: .toestemmingGeweigerd
        case .objection: .bezwaarGemaakt
        case .weighing: .bezwaarAfgehandeld
        case .life(let fact): fact.event
        }
    }

    /// Whether it is something that was said to or by the family, without evidence of its own.
    fileprivate var isTaken: Bool {
        switch self {
        case .question, .answer, .hearing, .notice, .objection, .life(.agreement): true
        case .gezag, .consent, .refusal, .weighing, .life: false
        }
    }
}

/// Records a fact about a family: gezag, questions, answers, hearings, notices, consents, objections.
///
/// A consent, question, hearing and notice is recorded by the source of its scope, gezag and an
/// objection by any deelnemer. Source: domain.md §6, "Who may record what".
package struct RecordFamilyFact: Sendable {
    private let region: Region

    package init(_ region: Region) { self.region = region }

    /// The id of the record, and one receipt.
    package func callAsFunction(
        _ fact: FamilyFact, taken: TakenInput = TakenInput(), casus: RandomID,
        by caller: Caller, key: WriteKey
    ) async throws(UseCaseFailure) -> Answered<RandomID> {
        try await region.writeInCasus(
            fact.operation, caller, key,
            casus: { try $0.pseudonym(named: casus, for: caller.partnerRow) },
            work: { [region] transaction, place in
                let id = transaction.newID()
                let recorder = FactRecorder(place: place)
                let record = try recorder.record(fact, id: id, transaction)
                try place.insert(
                    record, id: id, taken: fact.isTaken ? taken.evidence(by: caller) : nil,
                    transaction)
                try ConsentKeeper(place: place).follow(record, id, region, transaction)
                let line = try transaction.append(
                    try recorder.draft(fact, record, id: id), about: .casus(place.file.id),
                    parties: caller.parties)
                transaction.wantReceipt(at: line.index)
                var reference = Reference()
                reference.add("id", id)
                reference.add("blad", line.index)
                return .answer(Step(value: id, reference: reference))
            },
            replay: { transaction, reference in
                transaction.wantReceipt(at: Int(try reference.integer("blad")))
                return try reference.identifier("id")
            })
    }
}
