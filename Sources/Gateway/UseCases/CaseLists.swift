// SPDX-License-Identifier: EUPL-1.2
internal import Consent
package import Domain
internal import Encodings

/// A partner's place as another may see it.
package struct ParticipantView: Sendable, Equatable {
    package let id: RandomID
    package let partner: PartnerID
    package let role: RoleCode
    package let purpose: PurposeCode
    package let status: ParticipantStatus
    package let invited: Timestamp
}

/// A question to the family, with each answer.
package struct QuestionView: Sendable {
    package let id: RandomID
    package let persons: [RandomID]
    package let scope: Scope
    package let asked: Timestamp
    /// How it was asked; nil where that was not kept.
    package let evidence: ActEvidence?
    package let answers: [AnswerView]
}

/// One answer to a question, with how it was given.
package struct AnswerView: Sendable {
    package let answer: QuestionAnswer
    /// Nil where that was not kept.
    package let evidence: ActEvidence?
}

/// An offered fragment as its source may see it.
package struct FragmentView: Sendable {
    package let id: RandomID
    package let category: CategoryCode
    package let purpose: PurposeCode
    package let offered: Timestamp
    package let expires: Timestamp
}

/// What a partner may read back of its casussen; nothing here discloses anything of another.
package struct CaseLists: Sendable {
    let region: Region

    package init(_ region: Region) { self.region = region }

    /// Items of one page where the caller names no number.
    package static let defaultCount = 50

    /// The caller's casussen, in an order without meaning.
    package func casussen(
        after cursor: [UInt8]?, count: Int, by caller: Caller
    ) async throws(UseCaseFailure) -> Page<CasusView> {
        try await region.checkRole(of: caller)
        let after = try cursor.map { (bytes) throws(UseCaseFailure) in try RandomID(cursor: bytes) }
        return try await region.read { [region] state in
            let rows = try state.pseudonyms(
                for: caller.partnerRow, after: after, limit: count + 1)
            var views: [CasusView] = []
            for names in rows.prefix(count) {
                guard let file = try CaseFile(names.casus, from: state),
                    file.takesPart(caller.partner) || file.participant(caller.partner) != nil,
                    region.mayKnow(caller, of: file, on: Amsterdam.day(of: state.now))
                else { continue }
                views.append(
                    try CasusView(Place(caller: caller, names: names, file: file), state))
            }
            let last = rows.count > count ? rows[count - 1].casusPseudonym.bytes : nil
            return Page(items: views, next: last)
        }
    }

    /// One casus.
    package func casus(
        _ id: RandomID, by caller: Caller
    ) async throws(UseCaseFailure) -> CasusView {
        try await region.readInCasus(id, by: caller, standing: .named) { state, place in
            try CasusView(place, state)
        }
    }

    /// Places: the opener sees all, another partner its own.
    package func participants(
        of casus: RandomID, by caller: Caller
    ) async throws(UseCaseFailure) -> [ParticipantView] {
        try await region.readInCasus(casus, by: caller, standing: .named) { state, place in
            var views: [ParticipantView] = []
            for participant in place.file.participants {
                let isOwn = participant.partner == caller.partner
                guard place.isOpener || participant.invitedBy == caller.partner || isOwn else {
                    continue
                }
                let id =
                    isOwn
                    ? try state.externalID(of: participant.id, for: caller.partnerRow)
                    : participant.id
                guard let id else { continue }
                views.append(
                    ParticipantView(
                        id: id, partner: participant.partner, role: participant.role,
                        purpose: participant.purpose, status: participant.status,
                        invited: participant.at))
            }
            return views
        }
    }

    /// Gezag facts that the caller recorded.
    package func gezag(
        of casus: RandomID, by caller: Caller
    ) async throws(UseCaseFailure) -> [GezagFact] {
        try await region.readInCasus(casus, by: caller) { state, place in
            var facts: [GezagFact] = []
            for fact in place.file.family.gezag where fact.recordedBy == caller.partner {
                facts.append(try fact.renamed(for: place, state))
            }
            return facts
        }
    }

    /// Questions that the caller asked, with their answers.
    package func questions(
        of casus: RandomID, by caller: Caller
    ) async throws(UseCaseFailure) -> [QuestionView] {
        try await region.readInCasus(casus, by: caller) { state, place in
            var views: [QuestionView] = []
            for question in place.file.family.questions
            where question.scope.source == caller.partner {
                var persons: [RandomID] = []
                for person in question.persons.sorted() {
                    if let id = try place.externalID(ofPerson: person, state) { persons.append(id) }
                }
                var answers: [AnswerView] = []
                for answer in place.file.answers where answer.question == question.id {
                    guard let person = try place.externalID(ofPerson: answer.person, state) else {
                        continue
                    }
                    answers.append(
                        AnswerView(
                            answer: QuestionAnswer(
                                id: answer.id, question: question.id, person: person,
                                answer: answer.answer, at: answer.at),
                            evidence: try state.evidence(of: answer.id)))
                }
                views.append(
                    QuestionView(
                        id: question.id, persons: persons, scope: question.scope,
                        asked: question.at, evidence: try state.evidence(of: question.id),
                        answers: answers))
            }
            return views
        }
    }

    /// Fragments that the caller offered.
    package func fragments(
        of casus: RandomID, by caller: Caller
    ) async throws(UseCaseFailure) -> [FragmentView] {
        try await region.readInCasus(casus, by: caller) { state, place in
            var views: [FragmentView] = []
            for row in try state.fragments(of: place.file.id)
            where row.partner == caller.partnerRow {
                let fragment = try FragmentRecord(row.content.copied())
                guard fragment.invitation == nil else { continue }
                views.append(
                    FragmentView(
                        id: row.id, category: fragment.category, purpose: fragment.purpose,
                        offered: fragment.offered, expires: row.expires))
            }
            return views
        }
    }
}

extension GezagFact {
    /// The same fact with the persons' ids as a caller knows them.
    fileprivate func renamed(
        for place: Place, _ state: borrowing some StateReading & ~Copyable
    ) throws -> GezagFact {
        var holders: [RandomID] = []
        for holder in self.holders {
            guard let id = try place.externalID(ofPerson: holder, state) else {
                throw UseCaseFailure.fault("a holder of gezag has no id for this partner")
            }
            holders.append(id)
        }
        guard
            let fact = GezagFact(
                id: id, soort: soort, holders: holders, bron: bron, peildatum: peildatum,
                ondertoezichtstelling: ondertoezichtstelling, recordedBy: recordedBy,
                recordedAt: recordedAt)
        else { throw UseCaseFailure.fault("a renamed gezag fact is not valid") }
        return fact
    }
}
