// SPDX-License-Identifier: EUPL-1.2
internal import AuditLog
package import Domain
internal import Encodings

/// A break-glass with all that was written in it, for who reviews it.
package struct EmergencyDetail: Sendable {
    package let view: EmergencyView
    package let record: EmergencyRecord
    package let seconds: [SecondPerson]
    package let reviews: [EmergencyReview]
}

/// A withholding with all that was written in it, for who decides about it again.
package struct WithholdingDetail: Sendable {
    package let view: WithholdingView
    package let record: WithholdingRecord
    /// Of the first decision and of its reviews.
    package let seconds: [SecondPerson]
    package let reviews: [WithholdingReview]
}

/// Gives professionals of the source the texts of its own records; that they read is a line of its own.
package struct ReadSafety: Sendable {
    private let region: Region

    package init(_ region: Region) { self.region = region }

    /// One break-glass of the caller's partner.
    package func emergency(
        _ id: RandomID, of casus: RandomID, by caller: Caller
    ) async throws(UseCaseFailure) -> EmergencyDetail {
        let found = try await region.readInCasus(casus, by: caller) { _, place in
            let records = place.file.safetyRecords
            let own = records.emergencies.first {
                $0.id == id && $0.author.partner == caller.partner
            }
            return (place, own.map { EmergencyDetail($0, records) })
        }
        try await record(id, found.0, isKnown: found.1 != nil)
        guard let detail = found.1 else { throw .unavailable }
        return detail
    }

    /// One withholding of which the caller's partner is the source.
    package func withholding(
        _ id: RandomID, of casus: RandomID, by caller: Caller
    ) async throws(UseCaseFailure) -> WithholdingDetail {
        let found = try await region.readInCasus(casus, by: caller) { state, place in
            (place, try Self.withholding(id, place, state))
        }
        try await record(id, found.0, isKnown: found.1 != nil)
        guard let detail = found.1 else { throw .unavailable }
        return detail
    }

    private static func withholding(
        _ id: RandomID, _ place: Place, _ state: borrowing some StateReading & ~Copyable
    ) throws -> WithholdingDetail? {
        let records = place.file.safetyRecords
        let standings = records.standings(family: place.file.everyone)
        guard
            let record = records.withholdings.first(where: {
                $0.id == id && $0.source == place.caller.partner
            }), let standing = standings.first(where: { $0.id == id })
        else { return nil }
        let reviews = records.withholdingReviews.filter { $0.withholding == id }
        let decisions = Set(reviews.map(\.id) + [id])
        return WithholdingDetail(
            view: try WithholdingView(standing, place, state), record: record,
            seconds: records.seconds.filter { decisions.contains($0.record) }, reviews: reviews)
    }

    /// Writes that somebody read, before the answer leaves; an id that is not the caller's is refused.
    private func record(
        _ id: RandomID, _ place: Place, isKnown: Bool
    ) async throws(UseCaseFailure) {
        let refusal: UseCaseFailure? = try await region.append { [region] transaction in
            guard isKnown else {
                let refused: Work<Bool> = try region.refuse(
                    place.caller, [.geenRelatie], .unavailable, transaction, place: place)
                if case .refusal(let failure) = refused { return failure }
                return .unavailable
            }
            var details = place.details
            details.activity = Activity.veiligheid.uri
            details.facts = try Facts(["record": .string(id.hex)])
            try transaction.append(
                LineDraft(.logGeraadpleegd, details: details),
                about: .casus(place.file.id, .withheld), parties: place.caller.parties)
            return nil
        }.value
        if let refusal { throw refusal }
    }
}

extension EmergencyDetail {
    fileprivate init(_ record: EmergencyRecord, _ records: SafetyFile) {
        view = EmergencyView(record, records)
        self.record = record
        seconds = records.seconds.filter { $0.record == record.id }
        reviews = records.emergencyReviews.filter { $0.record == record.id }
    }
}
