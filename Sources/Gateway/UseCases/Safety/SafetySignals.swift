// SPDX-License-Identifier: EUPL-1.2
internal import AuditLog
package import Domain
internal import Encodings

/// Something about safety that the officer (FG) of a source must know: codes, ids and days alone.
package struct SafetySignal: Sendable, Equatable {
    package enum Kind: String, Sendable, CaseIterable {
        /// A break-glass that was not reviewed yet.
        case emergency = "noodverstrekking"
        /// The same, and it fell short or waits for a second person: it opens nothing.
        case emergencyIncomplete = "noodverstrekking-onvolledig"
        /// A break-glass whose review is overdue.
        case reviewOverdue = "noodbeoordeling-te-laat"
        /// A withholding that falls short, to be mended or lifted.
        case withholdingIncomplete = "afscherming-onvolledig"
        /// A withholding whose review is overdue; it stays withheld.
        case withholdingOverdue = "afscherming-te-laat"
    }

    package let partner: PartnerID
    package let kind: Kind
    /// The partner's own pseudonym of the casus.
    package let casus: RandomID
    package let record: RandomID
    package let since: Timestamp
    package let due: CivilDate

    /// Whether it is repeated every day until somebody decides.
    package var isOverdue: Bool {
        switch kind {
        case .reviewOverdue, .withholdingOverdue: true
        case .emergency, .emergencyIncomplete, .withholdingIncomplete: false
        }
    }
}

/// The list of signals about safety, and their daily repetition in the log.
package struct SafetySignals: Sendable {
    private let region: Region

    package init(_ region: Region) { self.region = region }

    /// Signals of every source, or of one, oldest first.
    package func list(
        of partner: PartnerID? = nil
    ) async throws(UseCaseFailure) -> [SafetySignal] {
        try await region.read { [region] state in
            var signals: [SafetySignal] = []
            for registered in region.partners.all.map(\.partner)
            where partner == nil || registered.id == partner {
                signals += try Self.signals(registered, state)
            }
            return signals.sorted {
                $0.since == $1.since ? $0.record < $1.record : $0.since < $1.since
            }
        }
    }

    /// Writes a line for each signal that is overdue, once a day (Amsterdam).
    ///
    /// - Returns: how many were overdue; nil where that was done today already.
    package func raiseDaily() async throws(UseCaseFailure) -> Int? {
        // What is overdue is found beside the writer, which then has lines alone to write.
        let wasDone = try await region.read { state in
            try state.setting(Self.daySetting) == Self.day(of: state.now)
        }
        if wasDone { return nil }
        let overdue = try await list().filter(\.isOverdue)
        return try await region.append { [region] transaction -> Int? in
            let today = Self.day(of: transaction.now)
            guard try transaction.setting(Self.daySetting) != today else { return nil }
            try transaction.setSetting(Self.daySetting, today)
            for signal in overdue {
                guard let partner = region.partners[signal.partner]?.partner else { continue }
                try Self.raise(signal, partner, transaction)
            }
            return overdue.count
        }.value
    }

    private static func day(of now: Timestamp) -> [UInt8] {
        Array(Amsterdam.day(of: now).description.utf8)
    }

    private static let daySetting = "veiligheid-dag"

    private static func raise(
        _ signal: SafetySignal, _ partner: Partner, _ transaction: borrowing LedgerTransaction
    ) throws {
        guard let names = try transaction.pseudonym(named: signal.casus, for: partner.row) else {
            return
        }
        var details = LineDetails()
        details.activity = Activity.veiligheid.uri
        details.source = partner.id
        details.subjectForSource = names.subjectPseudonym
        details.caseForSource = names.casusPseudonym
        details.facts = try Facts([
            "record": .string(signal.record.hex), "signaal": .string(signal.kind.rawValue),
            "uiterlijk": .string(signal.due.description),
        ])
        try transaction.append(
            LineDraft(.signaal, details: details), about: .casus(names.casus, .withheld),
            parties: LineParties(source: partner.row))
    }

    private static func signals(
        _ partner: Partner, _ state: borrowing some StateReading & ~Copyable
    ) throws -> [SafetySignal] {
        let today = Amsterdam.day(of: state.now)
        var files: [RandomID: CaseFile] = [:]
        var signals: [SafetySignal] = []
        for item in try SafetyAgenda(of: partner.row, state).items {
            if files[item.casus] == nil {
                // A casus whose key is gone has nothing to be decided about any more.
                files[item.casus] = try? CaseFile(item.casus, from: state)
            }
            guard let file = files[item.casus], file.isOpen,
                let names = try state.pseudonym(of: item.casus, for: partner.row),
                let found = finding(item, file, today)
            else { continue }
            signals.append(
                SafetySignal(
                    partner: partner.id, kind: found.kind, casus: names.casusPseudonym,
                    record: item.record, since: found.since, due: item.due))
        }
        return signals
    }

    private static func finding(
        _ item: SafetyAgenda.Item, _ file: CaseFile, _ today: CivilDate
    ) -> (kind: SafetySignal.Kind, since: Timestamp)? {
        let records = file.safetyRecords
        switch item.matter {
        case .emergencyReview:
            guard let record = records.emergencies.first(where: { $0.id == item.record }) else {
                return nil
            }
            let opens =
                record.breakGlass(hasSecond: records.hasSecond(record.id, to: record.author))
                != nil
            let kind: SafetySignal.Kind =
                item.due < today ? .reviewOverdue : (opens ? .emergency : .emergencyIncomplete)
            return (kind, record.recordedAt)
        case .withholding:
            let standings = records.standings(family: file.everyone)
            guard let standing = standings.first(where: { $0.id == item.record }),
                !standing.isLifted
            else { return nil }
            if standing.isOverdue(on: today) { return (.withholdingOverdue, standing.since) }
            return standing.isComplete ? nil : (.withholdingIncomplete, standing.since)
        }
    }
}
