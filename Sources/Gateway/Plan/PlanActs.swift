// SPDX-License-Identifier: EUPL-1.2
internal import AuditLog
package import Domain
internal import Encodings

/// What a professional records of the family, or of a step, about the plan as it is.
package enum PlanAct: Sendable {
    /// One person says yes or no to a version.
    case agreement(version: Int64, VoiceInput, agrees: Bool, at: Timestamp)
    /// Persons were asked to agree to a version.
    case question(version: Int64, persons: [RandomID], at: Timestamp, TakenInput)
    /// A step came further, or its words were offered as a fragment of the caller.
    case progress(version: Int64, step: RandomID, StepStatus?, fragment: RandomID?)

    var operation: OperationCode {
        switch self {
        case .agreement: .agreeToPlan
        case .question: .askAboutPlan
        case .progress: .advanceStep
        }
    }
}

/// Records an act about the plan, by any who takes part in it.
///
/// A yes is to the newest version only; a no to an earlier one is a no to what came of it, and destroys
/// the envelopes that stood on the plan. Source: domain.md §6, "Who may record what"; §7, row 37.
package struct RecordPlanAct: Sendable {
    private let region: Region

    package init(_ region: Region) { self.region = region }

    /// The id of the record, and one receipt.
    ///
    /// - Throws: `.stale` where the version named is not the newest.
    package func callAsFunction(
        _ act: PlanAct, casus: RandomID, by caller: Caller, key: WriteKey
    ) async throws(UseCaseFailure) -> Answered<RandomID> {
        let told = ToldPartners()
        let answer: Answered<RandomID> = try await region.writeInCasus(
            act.operation, caller, key,
            casus: { try $0.pseudonym(named: casus, for: caller.partnerRow) },
            work: { transaction, place in
                let plan = try place.plan()
                switch act {
                case .agreement(let version, let voice, let agrees, let at):
                    return try Self.agree(
                        place, plan, version, voice, agrees, at, told, transaction)
                case .question(let version, let persons, let at, let taken):
                    return try Self.ask(place, plan, version, persons, at, taken, transaction)
                case .progress(let version, let step, let status, let fragment):
                    return try Self.advance(
                        place, plan, version, step, status, fragment, transaction)
                }
            }, replay: Recorded.replay)
        region.inboxArrivals.announce(told.partners)
        return answer
    }

    private static func agree(
        _ place: Place, _ plan: PlanEdition, _ version: Int64, _ voice: VoiceInput,
        _ agrees: Bool, _ at: Timestamp, _ told: ToldPartners,
        _ transaction: borrowing LedgerTransaction
    ) throws -> Work<RandomID> {
        let current = plan.version
        guard version == current.number || (!agrees && (1...current.number).contains(version))
        else { throw UseCaseFailure.stale(version: current.number) }
        var given = try place.instant(at, at: "/gegevenOp", transaction)
        // A partner's clock may run behind ours a little.
        if agrees, given < current.at,
            current.at <= given.adding(milliseconds: FactRecorder.clockSkewMilliseconds)
        {
            given = current.at
        }
        guard !agrees || current.at <= given else {
            throw UseCaseFailure.invalid([.init("/gegevenOp", "ligt voor deze versie")])
        }
        let id = transaction.newID()
        let agreement = PlanAgreement(
            version: current.id,
            person: try place.person(voice.person, at: "/persoon", transaction), agrees: agrees,
            at: max(given, current.at))
        let evidence = voice.evidence(recordedBy: place.caller.partner)
        try place.insert(.plan(.agreement(agreement, evidence)), id: id, transaction)
        if !agrees {
            try place.endWaitingSteps(
                in: [.ready, .collected, .confirmed, .unknown], told: told, transaction)
        }
        let event = agrees ? Event.toestemmingGegeven : .toestemmingGeweigerd
        var details = place.details
        details.activity = Activity.gezin.uri
        details.purpose = "P6"
        details.fields = CodeList(VeldgroepCode("C11.stap").map { [$0] } ?? [])
        details.facts = try Facts([
            "plan": .integer(current.number), "record": .string(id.hex),
        ])
        return Recorded.step(id, try place.append(event, details, transaction))
    }

    private static func ask(
        _ place: Place, _ plan: PlanEdition, _ version: Int64, _ persons: [RandomID],
        _ at: Timestamp, _ taken: TakenInput, _ transaction: borrowing LedgerTransaction
    ) throws -> Work<RandomID> {
        guard version == plan.version.number else {
            throw UseCaseFailure.stale(version: plan.version.number)
        }
        let id = transaction.newID()
        let record = PlanRecord.asked(
            version: plan.version.id,
            persons: try place.persons(persons, at: "/gevraagdAan", transaction),
            at: try place.instant(at, at: "/gevraagdOp", transaction))
        try place.insert(
            .plan(record), id: id, taken: taken.evidence(by: place.caller), transaction)
        var details = place.details
        details.activity = Activity.gezin.uri
        details.purpose = "P6"
        details.facts = try Facts([
            "plan": .integer(plan.version.number), "record": .string(id.hex),
        ])
        return Recorded.step(id, try place.append(.vraagAanOuders, details, transaction))
    }

    private static func advance(
        _ place: Place, _ plan: PlanEdition, _ version: Int64, _ named: RandomID,
        _ status: StepStatus?, _ fragment: RandomID?, _ transaction: borrowing LedgerTransaction
    ) throws -> Work<RandomID> {
        let own = place.isOpener ? named : try transaction.object(named: named, for: place.row)
        guard let own, plan.steps.contains(where: { $0.id == own }) else {
            throw UseCaseFailure.unavailable
        }
        guard version == plan.version.number else {
            throw UseCaseFailure.stale(version: plan.version.number)
        }
        if let fragment { try check(fragment, place, transaction) }
        let id = transaction.newID()
        let progress = StepProgress(
            step: own, status: status, fragment: fragment, recordedBy: place.caller.partner,
            at: transaction.now)
        try place.insert(.plan(.progress(progress)), id: id, transaction)
        var facts: [(String, JSON)] = [("versie", .integer(plan.version.number))]
        if let status { facts.append(("status", .string(status.rawValue))) }
        if let fragment { facts.append(("fragment", .string(fragment.hex))) }
        var details = place.details
        details.activity = Activity.plan.uri
        details.purpose = "P6"
        details.facts = try Facts(JSON(facts))
        return Recorded.step(id, try place.append(.planGewijzigd, details, transaction))
    }

    /// The words of a step are a fragment that the caller itself offered in this casus.
    private static func check(
        _ fragment: RandomID, _ place: Place, _ transaction: borrowing LedgerTransaction
    ) throws {
        let row = try transaction.fragment(fragment)
        guard let row, row.casus == place.file.id, row.partner == place.row,
            row.state == .offered,
            try FragmentRecord(row.content.copied()).category.text == "C11"
        else {
            throw UseCaseFailure.invalid([
                .init("/fragment", "is geen fragment van u uit dit plan")
            ])
        }
    }
}

extension Place {
    /// The row of the caller's partner.
    var row: RandomID { caller.partnerRow }
}
