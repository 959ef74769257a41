// SPDX-License-Identifier: EUPL-1.2
package import Domain

/// A break-glass as its source may read it back: never its texts.
package struct EmergencyView: Sendable {
    package let id: RandomID
    package let reason: BreakGlass.Reason
    package let recorded: Timestamp
    package let shortcomings: [String]
    /// A second professional must still agree.
    package let awaitsSecond: Bool
    package let expires: Timestamp?
    package let reviewDue: CivilDate
    package let isReviewed: Bool
}

/// A withholding as its source may read it back: never its texts.
package struct WithholdingView: Sendable {
    package let id: RandomID
    /// The fragment or pointer, by the source's own id.
    package let subject: RandomID
    /// By the caller's ids.
    package let from: [RandomID]
    package let since: Timestamp
    package let isComplete: Bool
    package let due: CivilDate
    package let isOverdue: Bool
    package let isLifted: Bool
}

/// What a source may read back of its own acts for safety.
package struct SafetyLists: Sendable {
    private let region: Region

    package init(_ region: Region) { self.region = region }

    /// The caller's own break-glass records, in the order of recording.
    package func emergencies(
        of casus: RandomID, by caller: Caller
    ) async throws(UseCaseFailure) -> [EmergencyView] {
        try await region.readInCasus(casus, by: caller) { _, place in
            let records = place.file.safetyRecords
            return records.emergencies.filter { $0.author.partner == caller.partner }.map {
                EmergencyView($0, records)
            }
        }
    }

    /// Withholdings of which the caller is the source.
    package func withholdings(
        of casus: RandomID, by caller: Caller
    ) async throws(UseCaseFailure) -> [WithholdingView] {
        try await region.readInCasus(casus, by: caller) { state, place in
            var views: [WithholdingView] = []
            for standing in place.file.safetyRecords.standings(family: place.file.everyone)
            where standing.source == caller.partner {
                views.append(try WithholdingView(standing, place, state))
            }
            return views
        }
    }
}

extension EmergencyView {
    init(_ record: EmergencyRecord, _ records: SafetyFile) {
        self.init(
            id: record.id, reason: record.reason, recorded: record.recordedAt,
            shortcomings: record.shortcomings.map(\.rawValue),
            awaitsSecond: record.needsSecond && !records.hasSecond(record.id, to: record.author),
            expires: record.expires, reviewDue: record.reviewDue,
            isReviewed: records.isReviewed(record.id))
    }
}

extension WithholdingView {
    init(
        _ standing: WithholdingStanding, _ place: Place,
        _ state: borrowing some StateReading & ~Copyable
    ) throws {
        var from: [RandomID] = []
        for person in standing.from.sorted() {
            if let id = try place.externalID(ofPerson: person, state) { from.append(id) }
        }
        self.init(
            id: standing.id, subject: standing.subject, from: from, since: standing.since,
            isComplete: standing.isComplete, due: standing.due,
            isOverdue: standing.isOverdue(on: Amsterdam.day(of: state.now)),
            isLifted: standing.isLifted)
    }
}
