// SPDX-License-Identifier: EUPL-1.2
internal import AuditLog
package import Domain
internal import Encodings

/// From which day the three months of a routekaart run; each region settles it for itself.
package enum PlanStart: Hashable, Sendable, CustomStringConvertible {
    /// From the day on which the first version is recorded.
    case opening
    /// From the given day of absence; the first one is day 1.
    case absenceDay(Int)

    /// The days of absence that a rule may wait for.
    package static let absenceDays = 1...366
    /// The setting that holds the rule of a region; without it, `opening`.
    static let setting = "plan.start"

    /// Reads `opening` or `verzuimdag:28`.
    package init?(_ text: String) {
        if text.utf8.elementsEqual("opening".utf8) {
            self = .opening
            return
        }
        let parts = text.utf8.split(separator: 0x3A, omittingEmptySubsequences: false)
        guard parts.count == 2, parts[0].elementsEqual("verzuimdag".utf8),
            let number = Int(String(decoding: parts[1], as: UTF8.self)),
            String(number).utf8.elementsEqual(parts[1]), Self.absenceDays.contains(number)
        else { return nil }
        self = .absenceDay(number)
    }

    package var description: String {
        switch self {
        case .opening: "opening"
        case .absenceDay(let number): "verzuimdag:\(number)"
        }
    }

    /// The day from which the term runs; nil where the first day of absence is needed and not said,
    /// or said and not needed.
    package func day(firstAbsence: CivilDate?, today: CivilDate) -> CivilDate? {
        switch (self, firstAbsence) {
        case (.opening, nil): today
        case (.absenceDay(let number), let first?): first.adding(days: number - 1)
        case (.opening, _?), (.absenceDay, nil): nil
        }
    }

    init(_ state: borrowing some StateReading & ~Copyable) throws {
        guard let bytes = try state.setting(Self.setting) else {
            self = .opening
            return
        }
        guard let rule = PlanStart(String(decoding: bytes, as: UTF8.self)) else {
            throw UseCaseFailure.fault("the start rule of the plan is not one")
        }
        self = rule
    }
}

extension Region {
    /// Settles from which day the term of a routekaart runs, with a line; plans that run keep theirs.
    package func setPlanStart(_ rule: PlanStart) async throws {
        _ = try await append { transaction in
            try transaction.setSetting(PlanStart.setting, Array(rule.description.utf8))
            var details = LineDetails()
            details.activity = Activity.beheer.uri
            details.facts = try Facts([
                "instelling": .string(PlanStart.setting), "waarde": .string(rule.description),
            ])
            try transaction.appendControl(LineDraft(.instellingGewijzigd, details: details))
        }
    }
}
