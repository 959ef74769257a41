// SPDX-License-Identifier: EUPL-1.2
package import Consent
package import Domain
internal import Encodings
internal import Memory

/// What is written once when a casus is opened, sealed under its key.
package struct CaseOpening: Sendable, Equatable {
    /// Who opened it and is its first source.
    package let source: PartnerID
    /// The user of that partner who did; nil in what was written before it was kept.
    package let user: String?
    package let born: CivilDate
    /// The jongere first.
    package let persons: [FamilyMember]

    package var bytes: [UInt8] {
        var out = RecordWriter()
        out.add("bron", source.text)
        out.add("gebruiker", optional: user)
        out.add("geboren", born.description)
        out.add(
            "personen",
            .array(
                persons.map {
                    ["id": .string($0.id.hex), "aanduiding": .string($0.aanduiding.rawValue)]
                }))
        return out.bytes
    }

    package init(
        source: PartnerID, user: String? = nil, born: CivilDate, persons: [FamilyMember]
    ) {
        precondition(persons.first?.aanduiding == .jongere, "a casus is about a jongere")
        self.source = source
        self.user = user
        self.born = born
        self.persons = persons
    }

    init(_ bytes: [UInt8]) throws(RecordError) {
        let reader = try RecordReader(bytes)
        source = try reader.partner("bron")
        user = reader.optionalText("gebruiker")
        born = try reader.date("geboren")
        var persons: [FamilyMember] = []
        for item in try reader.list("personen") {
            let person = item
            persons.append(
                FamilyMember(
                    id: try person.identifier("id"),
                    aanduiding: try person.value("aanduiding") { Aanduiding(rawValue: $0) }))
        }
        guard persons.first?.aanduiding == .jongere else { throw .malformed(member: "personen") }
        self.persons = persons
    }
}

/// A consent with what was kept of how it was given.
package struct RecordedConsent: Sendable {
    package let consent: Toestemming
    package let evidence: ConsentEvidence
    package let position: Int64
    /// The record that takes it back; nil while it stands.
    package var withdrawal: RandomID?
}

/// Everything recorded about one casus, as facts; read anew for every decision.
package struct CaseFile: Sendable {
    package let id: RandomID
    package let isOpen: Bool
    package let opened: Timestamp
    package let opening: CaseOpening
    /// The latest state of each place, in the order of invitation.
    package private(set) var participants: [Participant] = []
    package private(set) var consents: [RecordedConsent] = []
    package private(set) var answers: [QuestionAnswer] = []
    /// What `Consent` computes with; withdrawals and answers are already in it.
    package private(set) var family: Family
    package private(set) var work = WorkFacts()
    /// The records behind `work`, for those who keep them.
    package private(set) var workJournal = WorkJournal()
    package private(set) var safety = SafetyFacts()
    package private(set) var life = LifeFacts()
    package private(set) var safetyRecords = SafetyFile()
    package var plan: PlanFacts { planFile.facts }
    package private(set) var planFile = PlanFile()
    package private(set) var exchange = ExchangeFile()
    /// Casussen that were joined into this one: their lines are about this child too.
    package private(set) var joined: [RandomID] = []

    /// More records than this and the casus can't be read any more: what can't be read whole is not
    /// decided about.
    package static let recordCountLimit = 4096

    /// Reads a casus and all its records; nil where there is no such casus.
    package init?(
        _ id: RandomID, from state: borrowing some StateReading & ~Copyable
    ) throws {
        guard let (row, facts) = try state.casusWithFacts(id, limit: Self.recordCountLimit) else {
            return nil
        }
        self.id = id
        isOpen = row.state == .open
        opened = row.opened
        opening = try CaseOpening(row.content.copied())
        family = Family(
            child: opening.persons[0].id, born: opening.born, members: opening.persons)
        family.gezagAgeDaysLimit = state.context.gezagAgeDaysLimit
        var withdrawals: [RandomID: Withdrawal] = [:]
        for live in facts { add(live.fact, at: live.position, withdrawals: &withdrawals) }
        apply(withdrawals)
        work = workJournal.facts(
            attendees: family.attendees(on: Amsterdam.day(of: state.now)),
            openedByProfessional: opening.user)
        safety = safetyRecords.facts(family: everyone)
    }

    private mutating func add(
        _ fact: CaseRecord, at position: Int64, withdrawals: inout [RandomID: Withdrawal]
    ) {
        switch fact {
        case .participant(let place):
            participants.removeAll { $0.id == place.id }
            participants.append(place)
        case .gezag(let fact): family.gezag.append(fact)
        case .question(let question): family.questions.append(question)
        case .answer(let answer): add(answer)
        case .hearing(let hearing): family.hearings.append(hearing)
        case .bericht(let notice): family.berichten.append(notice)
        case .consent(let consent, let evidence):
            consents.append(
                RecordedConsent(consent: consent, evidence: evidence, position: position))
        case .withdrawal(let withdrawal):
            let known = withdrawals[withdrawal.consent]
            guard known.map({ withdrawal.at < $0.at }) ?? true else { return }
            withdrawals[withdrawal.consent] = withdrawal
        case .objection(let objection): family.bezwaren.append(objection)
        case .weighing(let weighing): family.weighings.append(weighing)
        case .life(let record): life.add(record, to: &family)
        case .work(let record): workJournal.add(record)
        case .safety(let record): safetyRecords.add(record)
        case .plan(let record): planFile.add(record)
        case .exchange(let record): exchange.add(record)
        case .joined(let casus): joined.append(casus)
        }
    }

    /// A no to a question is a refused consent in the question's scope; a yes is not a consent yet.
    private mutating func add(_ answer: QuestionAnswer) {
        answers.append(answer)
        guard answer.answer == .nee,
            let question = family.questions.first(where: { $0.id == answer.question }),
            let refusal = Toestemming(
                id: answer.id, person: answer.person, about: question.about,
                scope: question.scope, answer: .refused, at: answer.at)
        else { return }
        family.toestemmingen.append(refusal)
    }

    private mutating func apply(_ withdrawals: [RandomID: Withdrawal]) {
        if !withdrawals.isEmpty { withdraw(withdrawals) }
        family.toestemmingen += consents.map(\.consent)
    }

    private mutating func withdraw(_ withdrawals: [RandomID: Withdrawal]) {
        consents = consents.map { recorded in
            let consent = recorded.consent
            guard let withdrawal = withdrawals[consent.id],
                let withdrawn = Toestemming(
                    id: consent.id, person: consent.person, about: consent.about,
                    scope: consent.scope, items: consent.items, answer: consent.answer,
                    at: consent.at, withdrawnAt: max(withdrawal.at, consent.at))
            else { return recorded }
            return RecordedConsent(
                consent: withdrawn, evidence: recorded.evidence, position: recorded.position,
                withdrawal: withdrawal.id)
        }
    }

    /// Everyone of the family, by id.
    package var everyone: Set<RandomID> { Set(opening.persons.map(\.id)) }

    /// The same facts as if one envelope had not been collected yet: for a retry of that collection.
    func beforeCollection(of envelope: RandomID) -> CaseFile {
        var file = self
        file.safety = safetyRecords.facts(family: everyone, replayed: envelope)
        return file
    }

    /// The latest place of a partner in this casus, by preference one that it accepted.
    package func participant(_ partner: PartnerID) -> Participant? {
        participants.last { $0.partner == partner && $0.status == .aanvaard }
            ?? participants.last { $0.partner == partner }
    }

    /// Whether this partner opened the casus or accepted a place in it.
    package func takesPart(_ partner: PartnerID) -> Bool {
        opening.source == partner
            || participants.contains { $0.partner == partner && $0.status == .aanvaard }
    }
}
