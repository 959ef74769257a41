// SPDX-License-Identifier: EUPL-1.2
internal import AuditLog
package import Domain
internal import Encodings

/// A version of the plan as its writer sends it; what is to be done travels as fragments of C11.
package struct PlanInput: Sendable {
    /// Who does a step, by the caller's own ids.
    package enum Owner: Sendable {
        case partner(PartnerID, RoleCode)
        case person(RandomID)
    }

    /// One step; without an id it is new.
    package struct Step: Sendable {
        package let id: RandomID?
        package let owner: Owner
        package let due: CivilDate?
        package let status: StepStatus

        package init(id: RandomID?, owner: Owner, due: CivilDate?, status: StepStatus) {
            self.id = id
            self.owner = owner
            self.due = due
            self.status = status
        }
    }

    /// Number of the version that the writer read; 0 where there was none.
    package let read: Int64
    /// Who takes part; nil leaves it as it is. Only who opened the casus changes it.
    package let takers: [PlanVersion.Taker]?
    package let steps: [Step]
    package let asked: [RandomID]
    /// The first day of absence, where the start rule of the region waits for it.
    package let firstAbsence: CivilDate?
    /// The person of the family who wrote this; nil for the caller.
    package let author: VoiceInput?

    package init(
        read: Int64, takers: [PlanVersion.Taker]?, steps: [Step], asked: [RandomID],
        firstAbsence: CivilDate?, author: VoiceInput?
    ) {
        self.read = read
        self.takers = takers
        self.steps = steps
        self.asked = asked
        self.firstAbsence = firstAbsence
        self.author = author
    }
}

/// Writes a version of the plan (routekaart): who takes part, which steps, by whom, until when.
///
/// The first one by who opened the casus; later ones by any who takes part, for itself or for a person
/// of the family. Each version asks for agreement anew. Source: domain.md §2, step 8; §7, row 37.
package struct WritePlan: Sendable {
    private let region: Region

    package init(_ region: Region) { self.region = region }

    /// The number of the new version, and one receipt.
    ///
    /// - Throws: `.stale` where the version read is not the newest.
    package func callAsFunction(
        _ input: PlanInput, casus: RandomID, by caller: Caller, key: WriteKey
    ) async throws(UseCaseFailure) -> Answered<Int64> {
        let told = ToldPartners()
        let answer: Answered<Int64> = try await region.writeInCasus(
            .writePlan, caller, key,
            casus: { try $0.pseudonym(named: casus, for: caller.partnerRow) },
            work: { [region] transaction, place in
                try PlanWriter(region: region, place: place, input: input)
                    .write(told: told, transaction)
            },
            replay: { transaction, reference in
                transaction.wantReceipt(at: Int(try reference.integer("blad")))
                return try reference.integer("versie")
            })
        region.inboxArrivals.announce(told.partners)
        return answer
    }
}

/// One write of a version, within its transaction.
private struct PlanWriter {
    let region: Region
    let place: Place
    let input: PlanInput

    func write(
        told: ToldPartners, _ transaction: borrowing LedgerTransaction
    ) throws -> Work<Int64> {
        let old = place.file.planFile.current
        guard place.mayWritePlan else { throw UseCaseFailure.unavailable }
        guard input.read == old?.version.number ?? 0 else {
            throw UseCaseFailure.stale(version: old?.version.number ?? 0)
        }
        let id = transaction.newID()
        let takers = try takers(old)
        let edition = PlanEdition(
            version: PlanVersion(
                id: id, number: (old?.version.number ?? 0) + 1, takers: takers,
                started: try started(old, transaction), at: transaction.now),
            steps: try steps(takers, transaction),
            asked: try place.persons(input.asked, at: "/gevraagdAan", transaction),
            author: try author(transaction), recordedBy: place.taker)
        try place.insert(.plan(.edition(edition)), id: id, transaction)
        try name(edition, transaction)
        let over = Amsterdam.startOfDay(edition.version.due.adding(days: 1))
        if transaction.now < over {
            try transaction.setDeadline(of: place.file.id, kind: .plan, due: over)
        }
        try place.endWaitingSteps(in: [.ready], told: told, transaction)
        for row in rows(of: takers) where row != place.caller.partnerRow {
            try place.tell(row, .planGewijzigd, Message(), told: told, transaction)
        }
        var details = place.details
        details.activity = Activity.plan.uri
        details.purpose = "P6"
        details.facts = try Facts([
            "auteur": .string(edition.author == nil ? "professional" : "gezin"),
            "begonnen": .string(edition.version.started.description),
            "stappen": .integer(Int64(edition.steps.count)),
            "versie": .integer(edition.version.number),
        ])
        let line = try place.append(.planGewijzigd, details, transaction)
        var reference = Reference()
        reference.add("versie", Int(edition.version.number))
        reference.add("blad", line.index)
        return .answer(Step(value: edition.version.number, reference: reference))
    }

    private func takers(_ old: PlanEdition?) throws -> Set<PlanVersion.Taker> {
        guard let wanted = input.takers else {
            guard let old else { throw invalid("/deelnemers", "ontbreekt") }
            return old.version.takers
        }
        let takers = Set(wanted)
        if let old, !place.isOpener {
            guard takers == old.version.takers else {
                throw invalid("/deelnemers", "mag alleen wie de casus opende wijzigen")
            }
            return takers
        }
        for (offset, taker) in wanted.enumerated() {
            let takesPart = place.file.participants.contains {
                $0.partner == taker.partner && $0.role == taker.role && $0.status == .aanvaard
            }
            guard takesPart || taker.partner == place.file.opening.source else {
                throw invalid("/deelnemers/\(offset)", "doet in deze rol niet mee in de casus")
            }
        }
        return takers
    }

    /// The first version starts the clock; nothing restarts it.
    private func started(
        _ old: PlanEdition?, _ transaction: borrowing LedgerTransaction
    ) throws -> CivilDate {
        if let old {
            guard input.firstAbsence == nil else {
                throw invalid("/eersteVerzuimdag", "hoort bij de eerste versie")
            }
            return old.version.started
        }
        let today = Amsterdam.day(of: transaction.now)
        if let first = input.firstAbsence, first > today {
            throw invalid("/eersteVerzuimdag", "ligt in de toekomst")
        }
        let rule = try PlanStart(transaction)
        guard let day = rule.day(firstAbsence: input.firstAbsence, today: today) else {
            throw invalid("/eersteVerzuimdag", "past niet bij de startregel van deze regio")
        }
        return day
    }

    private func steps(
        _ takers: Set<PlanVersion.Taker>, _ transaction: borrowing LedgerTransaction
    ) throws -> [PlanStep] {
        var seen: Set<RandomID> = []
        var steps: [PlanStep] = []
        for (offset, step) in input.steps.enumerated() {
            let pointer = "/stappen/\(offset)"
            let id: RandomID
            if let given = step.id {
                id = try place.step(given, at: "\(pointer)/id", transaction)
            } else {
                id = transaction.newID()
            }
            guard seen.insert(id).inserted else {
                throw invalid("\(pointer)/id", "staat er dubbel")
            }
            let owner: StepOwner
            switch step.owner {
            case .person(let person):
                owner = .person(
                    try place.person(person, at: "\(pointer)/eigenaar/persoon", transaction))
            case .partner(let partner, let role):
                let taker = PlanVersion.Taker(partner: partner, role: role)
                guard takers.contains(taker) else {
                    throw invalid("\(pointer)/eigenaar", "is geen deelnemer van het plan")
                }
                owner = .partner(taker)
            }
            steps.append(PlanStep(id: id, owner: owner, due: step.due, status: step.status))
        }
        return steps
    }

    private func author(_ transaction: borrowing LedgerTransaction) throws -> FamilyVoice? {
        guard let author = input.author else { return nil }
        return FamilyVoice(
            person: try place.person(author.person, at: "/auteur/persoon", transaction),
            evidence: author.evidence(recordedBy: place.caller.partner))
    }

    /// Gives each partner that takes part its own ids of the steps; who opened the casus knows them.
    private func name(
        _ edition: PlanEdition, _ transaction: borrowing LedgerTransaction
    ) throws {
        let opener = region.partners[place.file.opening.source]?.partner.row
        for row in rows(of: edition.version.takers) where row != opener {
            for step in edition.steps { _ = try transaction.giveExternalID(of: step.id, to: row) }
        }
    }

    private func rows(of takers: Set<PlanVersion.Taker>) -> Set<RandomID> {
        Set(takers.compactMap { region.partners[$0.partner]?.partner.row })
    }

    private func invalid(_ pointer: String, _ reason: String) -> UseCaseFailure {
        .invalid([.init(pointer, reason)])
    }
}

extension Place {
    /// Who opened the casus begins a plan; later who takes part in it writes too.
    var mayWritePlan: Bool {
        isOpener || (file.planFile.current?.version.takers.contains(taker) ?? false)
    }

    /// The plan as it is now, for who may see it.
    /// - Throws: `.unavailable`, the same where there is none.
    func plan() throws -> PlanEdition {
        guard let current = file.planFile.current, mayWritePlan else {
            throw UseCaseFailure.unavailable
        }
        return current
    }

    /// The step of the current version that the caller names.
    func step(
        _ id: RandomID, at pointer: String, _ state: borrowing some StateReading & ~Copyable
    ) throws -> RandomID {
        let own = isOpener ? id : try state.object(named: id, for: caller.partnerRow)
        guard let own, file.planFile.current?.steps.contains(where: { $0.id == own }) == true else {
            throw UseCaseFailure.invalid([.init(pointer, "is geen stap van dit plan")])
        }
        return own
    }

    /// Destroys envelopes with steps of a plan that no longer stands; recipients and sources are told.
    func endWaitingSteps(
        in states: Set<EnvelopeState>, told: ToldPartners,
        _ transaction: borrowing LedgerTransaction
    ) throws {
        for row in try transaction.fragments(of: file.id) where row.state == .offered {
            let fragment = try FragmentRecord(row.content.copied())
            guard fragment.category.text == "C11" else { continue }
            var isEnded = false
            for envelope in try transaction.envelopes(ofFragment: row.id)
            where states.contains(envelope.state) {
                let groups = try EnvelopeRecord(envelope.content.copied()).groups
                guard groups.contains(where: { $0.text == "C11.stap" }),
                    try transaction.sealedEnvelope(envelope) != nil
                else { continue }
                _ = try transaction.destroyEnvelope(envelope.id)
                try tell(
                    envelope.recipient, .intrekking, Message(envelope: envelope.id), told: told,
                    transaction)
                isEnded = true
            }
            if isEnded {
                try tell(
                    row.partner, .opnieuwAanbieden, Message(fragment: row.id), told: told,
                    transaction)
            }
        }
    }
}
