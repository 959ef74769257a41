// SPDX-License-Identifier: EUPL-1.2
internal import AuditLog
internal import Consent
internal import Domain
internal import Encodings

extension SafetyRecorder {
    func emergency(
        _ input: EmergencyInput, _ transaction: borrowing LedgerTransaction
    ) throws -> Step {
        var input = input
        if let at = input.at {
            try checkPast(at, "/tijdstip", transaction.now)
            input.at = min(at, transaction.now)
        }
        let agenda = try SafetyAgenda(of: place.caller.partnerRow, transaction)
        let check = EmergencyCheck(
            input: input, author: author, now: transaction.now,
            catalogue: region.rules.catalogue,
            recipientType: input.recipient.flatMap {
                region.partners[$0.partner]?.partner.type
            },
            outsideType: input.recipient.flatMap {
                region.rules.roles.outsideType(of: $0.role)
            },
            isSupervised: place.file.family.gezag.contains {
                $0.ondertoezichtstelling != .geen
            })
        let record = check.record(
            id: transaction.newID(),
            needsSecond: agenda.hasOverdueReview(
                on: Amsterdam.day(of: transaction.now), transaction))
        try insert(.emergency(record), record.id, transaction)
        try plan(.emergencyReview, record.id, record.reviewDue, transaction)
        try planImplied(record.id, .emergency(record), transaction)
        var details = self.details
        details.emergency = record.reason.emergency
        details.record(record.recipient, record.groups, isPointer: record.isPointer)
        details.outcome = record.shortcomings.isEmpty ? .allowed : .refused
        details.facts = try Facts([
            "record": .string(record.id.hex), "volledig": .bool(record.shortcomings.isEmpty),
            "ontbreekt": .array(record.shortcomings.map { .string($0.rawValue) }),
            "tweedeNodig": .bool(record.needsSecond),
            "gezin": .string(record.inform?.word ?? ""),
        ])
        let line = try append(.noodverstrekkingVastgelegd, details, transaction)
        let isComplete = record.shortcomings.isEmpty && !record.needsSecond
        return Step(
            outcome: SafetyOutcome(
                id: record.id, isComplete: isComplete,
                shortcomings: record.shortcomings.map(\.rawValue),
                needsSecond: record.needsSecond, expires: record.expires, due: record.reviewDue),
            lineIndex: line)
    }

    func confirmEmergency(
        _ id: RandomID, _ function: SecondPerson.Function,
        _ transaction: borrowing LedgerTransaction
    ) throws -> Step {
        guard let record = ownEmergency(id) else { throw UseCaseFailure.unavailable }
        try insertSecond(of: id, to: record.author, function, transaction)
        var details = self.details
        details.emergency = record.reason.emergency
        details.record(record.recipient, record.groups, isPointer: record.isPointer)
        details.facts = try Facts([
            "record": .string(id.hex), "tweede": .string(function.rawValue),
        ])
        let line = try append(.noodverstrekkingVastgelegd, details, transaction)
        return Step(
            outcome: SafetyOutcome(
                id: id, isComplete: record.shortcomings.isEmpty,
                shortcomings: record.shortcomings.map(\.rawValue), needsSecond: false,
                expires: record.expires, due: record.reviewDue), lineIndex: line)
    }

    func reviewEmergency(
        _ id: RandomID, _ isJustified: Bool, _ findings: String,
        _ transaction: borrowing LedgerTransaction
    ) throws -> Step {
        guard let record = ownEmergency(id), !records.isReviewed(id) else {
            throw UseCaseFailure.unavailable
        }
        try checkSecond(to: record.author)
        let review = EmergencyReview(
            record: id, by: author, isJustified: isJustified, findings: findings,
            at: transaction.now)
        try insert(.emergencyReview(review), transaction.newID(), transaction)
        var agenda = try SafetyAgenda(of: place.caller.partnerRow, transaction)
        agenda.remove(.emergencyReview, id)
        try agenda.store(transaction)
        var details = self.details
        details.emergency = record.reason.emergency
        details.facts = try Facts([
            "record": .string(id.hex), "terecht": .bool(isJustified),
        ])
        let line = try append(.noodbeoordeling, details, transaction)
        return Step(outcome: .done(id), lineIndex: line)
    }

    func ownEmergency(_ id: RandomID) -> EmergencyRecord? {
        records.emergencies.first { $0.id == id && $0.author.partner == place.caller.partner }
    }

    func weigh(
        _ record: ProtectionWeighing, _ transaction: borrowing LedgerTransaction
    ) throws -> Step {
        try checkPast(record.at, "/tijdstip", transaction.now)
        guard region.partners[record.recipient.partner] == nil else {
            throw invalid("/ontvanger/partner", "is een partner; de Raad is dat nooit")
        }
        let outside = region.rules.roles.outsideType(of: record.recipient.role)
        guard outside == .raadVoorDeKinderbescherming else {
            throw invalid("/ontvanger/rol", "is geen rol bij de Raad")
        }
        for group in record.groups where region.rules.catalogue.group(group) == nil {
            throw invalid("/veldgroepen", "staat niet in de catalogus")
        }
        if let until = record.inform.until, until <= Amsterdam.day(of: transaction.now) {
            throw invalid("/gezinInformeren/tot", "moet na vandaag liggen")
        }
        try insert(.weighing(record), record.id, transaction)
        try planImplied(record.id, .weighing(record), transaction)
        var details = self.details
        details.record(record.recipient, record.groups, isPointer: true)
        details.facts = try Facts([
            "record": .string(record.id.hex), "gezin": .string(record.inform.word),
        ])
        let line = try append(.afwegingVastgelegd, details, transaction)
        return Step(outcome: .done(record.id), lineIndex: line)
    }
}

extension BreakGlass.Reason {
    /// The code of it in a line.
    var emergency: Emergency {
        switch self {
        case .e1: .acute
        case .e2: .conflictOfDuties
        case .e3: .report
        case .e4: .supervision
        }
    }
}

extension LineDetails {
    /// Fills in for whom something was done for safety; of a pointer only that it was done.
    fileprivate mutating func record(
        _ recipient: Addressee?, _ groups: Set<VeldgroepCode>, isPointer: Bool
    ) {
        self.recipient = recipient?.partner
        recipientRole = recipient?.role.text ?? ""
        purpose = SafetyFacts.purpose
        guard isPointer, let pointer = VeldgroepCode("C10.verwijzing") else {
            fields = CodeList(groups)
            return
        }
        category = pointer.category.text
        fields = CodeList([pointer])
    }
}
