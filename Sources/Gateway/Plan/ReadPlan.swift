// SPDX-License-Identifier: EUPL-1.2
internal import Consent
package import Domain

/// The plan as one that takes part sees it, with its own ids of steps and persons.
package struct PlanView: Sendable {
    /// One step, with the words that this caller gave or may fetch.
    package struct Step: Sendable {
        package let id: RandomID
        package let owner: StepOwner
        package let due: CivilDate?
        package let status: StepStatus
        /// The caller's own fragment with the words.
        package let fragment: RandomID?
        /// The envelope with the words that waits for the caller, or that it fetched.
        package let envelope: RandomID?
    }

    /// What the caller itself recorded that a person said.
    package struct Answer: Sendable {
        package let person: RandomID
        package let agrees: Bool
        package let at: Timestamp
    }

    package let number: Int64
    package let recorded: Timestamp
    package let started: CivilDate
    package let due: CivilDate
    package let isOverdue: Bool
    /// The person of the family who wrote this version; nil for a professional.
    package let author: RandomID?
    package let isByFamily: Bool
    package let takers: [PlanVersion.Taker]
    package let steps: [Step]
    package let answers: [Answer]
    /// Whether the family agreed, by the regime that the caller's records have.
    package let isAgreed: Bool
}

/// Reads the plan; for who has no part in it there is none.
package struct ReadPlan: Sendable {
    private let region: Region

    package init(_ region: Region) { self.region = region }

    package func callAsFunction(
        casus: RandomID, by caller: Caller
    ) async throws(UseCaseFailure) -> PlanView {
        let view: PlanView? = try await region.readInCasus(casus, by: caller) { state, place in
            guard place.mayWritePlan, let plan = place.file.planFile.current else { return nil }
            return try PlanView(plan, place, state)
        }
        if let view { return view }
        throw try await region.refusal(of: caller, [.geenRelatie], .unavailable)
    }
}

extension PlanView {
    fileprivate init(
        _ plan: PlanEdition, _ place: Place, _ state: borrowing some StateReading & ~Copyable
    ) throws {
        let caller = place.caller
        let file = place.file.planFile
        var steps: [Step] = []
        for step in file.steps {
            let id =
                place.isOpener ? step.id : try state.externalID(of: step.id, for: place.row)
            guard let id, let owner = try step.owner.renamed(for: place, state) else { continue }
            let words = try place.words(of: file.fragments(of: step.id), state)
            steps.append(
                Step(
                    id: id, owner: owner, due: step.due, status: step.status,
                    fragment: words.fragment, envelope: words.envelope))
        }
        var answers: [Answer] = []
        for item in file.agreements
        where item.recordedBy == caller.partner && item.agreement.version == plan.version.id {
            guard let person = try place.externalID(ofPerson: item.agreement.person, state) else {
                continue
            }
            answers.append(
                Answer(person: person, agrees: item.agreement.agrees, at: item.agreement.at))
        }
        let author = try plan.author.flatMap { try place.externalID(ofPerson: $0.person, state) }
        self.init(
            number: plan.version.number, recorded: plan.version.at, started: plan.version.started,
            due: plan.version.due,
            isOverdue: file.isOverdue(on: Amsterdam.day(of: state.now)), author: author,
            isByFamily: plan.author != nil,
            takers: plan.version.takers.sorted {
                ($0.partner.text, $0.role.text) < ($1.partner.text, $1.role.text)
            },
            steps: steps, answers: answers,
            isAgreed: file.facts.isAgreed(
                family: place.file.family, regime: caller.type.defaultRegime ?? .avg,
                now: state.now))
    }
}

extension StepOwner {
    /// The same owner, a person by the id that the caller knows.
    fileprivate func renamed(
        for place: Place, _ state: borrowing some StateReading & ~Copyable
    ) throws -> StepOwner? {
        switch self {
        case .partner: self
        case .person(let person): try place.externalID(ofPerson: person, state).map { .person($0) }
        }
    }
}

extension Place {
    /// The caller's own fragment among these, and its own envelope of the newest that has one for it.
    fileprivate func words(
        of fragments: [RandomID], _ state: borrowing some StateReading & ~Copyable
    ) throws -> (fragment: RandomID?, envelope: RandomID?) {
        var own: RandomID?
        var envelope: RandomID?
        for id in fragments {
            guard let fragment = try state.fragment(id), fragment.state == .offered else {
                continue
            }
            if fragment.partner == row { own = id }
            let mine = try state.envelopes(ofFragment: id).last {
                $0.recipient == row && [.ready, .collected, .confirmed].contains($0.state)
                    && $0.expires > state.now
            }
            envelope = mine?.id ?? envelope
        }
        return (own, envelope)
    }
}
