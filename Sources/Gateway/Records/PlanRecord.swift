// SPDX-License-Identifier: EUPL-1.2
package import Domain

/// Who has to do a step of the plan.
package enum StepOwner: Hashable, Sendable {
    case partner(PlanVersion.Taker)
    /// A person of the family.
    case person(RandomID)
}

/// Where a step of the plan stands.
package enum StepStatus: String, Sendable, CaseIterable {
    case open, bezig, klaar, vervallen

    /// Whether nothing is left to do.
    package var isOver: Bool { self == .klaar || self == .vervallen }
}

/// One step of the plan: who and until when. What is to be done is content, and travels sealed.
package struct PlanStep: Hashable, Sendable {
    /// The same in all versions.
    package let id: RandomID
    package let owner: StepOwner
    package let due: CivilDate?
    package var status: StepStatus

    package init(id: RandomID, owner: StepOwner, due: CivilDate?, status: StepStatus) {
        self.id = id
        self.owner = owner
        self.due = due
        self.status = status
    }
}

/// What one person of the family wrote, as a professional took it down.
package struct FamilyVoice: Hashable, Sendable {
    package let person: RandomID
    /// Where it was said, and the hash of the exact text.
    package let evidence: ConsentEvidence

    package init(person: RandomID, evidence: ConsentEvidence) {
        self.person = person
        self.evidence = evidence
    }
}

/// One version of the plan as it was recorded.
package struct PlanEdition: Hashable, Sendable {
    package let version: PlanVersion
    package let steps: [PlanStep]
    /// Who of the family was asked to agree when it was recorded.
    package let asked: Set<RandomID>
    /// The person who wrote it; nil where it was the professional.
    package let author: FamilyVoice?
    package let recordedBy: PlanVersion.Taker

    /// A version has at most this many steps.
    package static let stepCountLimit = 48

    package init(
        version: PlanVersion, steps: [PlanStep], asked: Set<RandomID>, author: FamilyVoice?,
        recordedBy: PlanVersion.Taker
    ) {
        self.version = version
        self.steps = steps
        self.asked = asked
        self.author = author
        self.recordedBy = recordedBy
    }
}

/// What became of a step since the version was recorded: progress changes no agreement.
package struct StepProgress: Hashable, Sendable {
    package let step: RandomID
    package let status: StepStatus?
    /// The fragment that holds the words of the step.
    package let fragment: RandomID?
    package let recordedBy: PartnerID
    package let at: Timestamp

    package init(
        step: RandomID, status: StepStatus?, fragment: RandomID?, recordedBy: PartnerID,
        at: Timestamp
    ) {
        self.step = step
        self.status = status
        self.fragment = fragment
        self.recordedBy = recordedBy
        self.at = at
    }
}

/// One record of the plan (routekaart) of a casus.
package enum PlanRecord: Sendable {
    case edition(PlanEdition)
    case agreement(PlanAgreement, ConsentEvidence)
    /// More persons were asked to agree to a version.
    case asked(version: RandomID, persons: Set<RandomID>, at: Timestamp)
    case progress(StepProgress)

    var kind: CaseRecord.Kind {
        switch self {
        case .edition: .planEdition
        case .agreement: .planAgreement
        case .asked: .planAsked
        case .progress: .planProgress
        }
    }
}

/// Everything recorded of the plan of one casus.
package struct PlanFile: Sendable {
    package private(set) var editions: [PlanEdition] = []
    package private(set) var agreements: [(agreement: PlanAgreement, recordedBy: PartnerID)] = []
    package private(set) var progress: [StepProgress] = []
    private var askedLater: [RandomID: Set<RandomID>] = [:]

    /// The version that counts now.
    package var current: PlanEdition? { editions.last }

    /// What decisions ask for.
    package var facts: PlanFacts {
        guard let current else { return PlanFacts() }
        let id = current.version.id
        return PlanFacts(
            current: current.version, asked: current.asked.union(askedLater[id] ?? []),
            agreements: agreements.map(\.agreement).filter { $0.version == id })
    }

    /// The steps of the current version as they stand now.
    package var steps: [PlanStep] {
        (current?.steps ?? []).map { step in
            var step = step
            if let status = progress.last(where: { $0.step == step.id && $0.status != nil })?.status
            {
                step.status = status
            }
            return step
        }
    }

    /// The fragments that hold the words of a step, the newest last.
    package func fragments(of step: RandomID) -> [RandomID] {
        progress.compactMap { $0.step == step ? $0.fragment : nil }
    }

    /// Whether the term is over on a day with something left to do.
    package func isOverdue(on day: CivilDate) -> Bool {
        guard let current, current.version.due < day else { return false }
        return steps.isEmpty || !steps.allSatisfy(\.status.isOver)
    }

    mutating func add(_ record: PlanRecord) {
        switch record {
        case .edition(let edition):
            // Where steps stood before is in what the writer read; their words stay theirs.
            progress = progress.compactMap { step in
                guard let fragment = step.fragment else { return nil }
                return StepProgress(
                    step: step.step, status: nil, fragment: fragment,
                    recordedBy: step.recordedBy, at: step.at)
            }
            editions.append(edition)
        case .agreement(let agreement, let evidence):
            agreements.append((agreement, evidence.recordedBy))
        case .asked(let version, let persons, _):
            askedLater[version, default: []].formUnion(persons)
        case .progress(let step): progress.append(step)
        }
    }
}
