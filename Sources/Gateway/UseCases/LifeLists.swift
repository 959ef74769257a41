// SPDX-License-Identifier: EUPL-1.2
internal import Consent
package import Domain

/// A restriction as who recorded it, or its source, may see it.
package struct RestrictionView: Sendable {
    /// The caller's own id for it.
    package let id: RandomID
    package let scope: ObjectionScope
    package let at: Timestamp
}

/// An agreement as who recorded it may see it.
package struct AgreementView: Sendable {
    package let id: RandomID
    package let person: RandomID
    package let opp: String
    package let agreed: Bool
    package let at: Timestamp
    /// How it was taken; nil where that was not kept.
    package let evidence: ActEvidence?
}

/// An exception as who recorded it may see it, without the motivation.
package struct ExceptionView: Sendable {
    package let id: RandomID
    package let scope: Scope
    package let weighed: [RandomID]
    package let at: Timestamp
}

/// A record of wilsonbekwaamheid as who recorded it may see it, without the motivation.
package struct IncapacityView: Sendable {
    package let id: RandomID
    package let since: CivilDate
    package let isEnded: Bool
    package let representative: RandomID?
    package let at: Timestamp
}

extension CaseLists {
    /// Restrictions that stand: those that the caller recorded and those on what it gives.
    package func restrictions(
        of casus: RandomID, by caller: Caller
    ) async throws(UseCaseFailure) -> [RestrictionView] {
        try await region.readInCasus(casus, by: caller) { state, place in
            var views: [RestrictionView] = []
            for restriction in place.file.life.restrictions {
                let isOwn = restriction.recordedBy == caller.partner
                guard isOwn || restriction.scope.source == caller.partner else { continue }
                let id =
                    isOwn
                    ? restriction.id
                    : try state.externalID(of: restriction.id, for: caller.partnerRow)
                guard let id else { continue }
                views.append(
                    RestrictionView(id: id, scope: restriction.scope, at: restriction.at))
            }
            return views
        }
    }

    /// Agreements to an OPP of the caller.
    package func agreements(
        of casus: RandomID, by caller: Caller
    ) async throws(UseCaseFailure) -> [AgreementView] {
        try await region.readInCasus(casus, by: caller) { state, place in
            var views: [AgreementView] = []
            for act in place.file.family.overeenstemmingen where act.source == caller.partner {
                guard let person = try place.externalID(ofPerson: act.person, state) else {
                    continue
                }
                views.append(
                    AgreementView(
                        id: act.id, person: person, opp: act.opp, agreed: act.agreed, at: act.at,
                        evidence: try state.evidence(of: act.id)))
            }
            return views
        }
    }

    /// Exceptions that the caller made.
    package func exceptions(
        of casus: RandomID, by caller: Caller
    ) async throws(UseCaseFailure) -> [ExceptionView] {
        try await region.readInCasus(casus, by: caller) { state, place in
            var views: [ExceptionView] = []
            for recorded in place.file.life.exceptions
            where recorded.recordedBy == caller.partner {
                var weighed: [RandomID] = []
                for person in recorded.exception.weighedPersons.sorted() {
                    if let id = try place.externalID(ofPerson: person, state) {
                        weighed.append(id)
                    }
                }
                views.append(
                    ExceptionView(
                        id: recorded.exception.id, scope: recorded.exception.scope,
                        weighed: weighed, at: recorded.exception.at))
            }
            return views
        }
    }

    /// What the caller recorded of wilsonbekwaamheid.
    package func incapacities(
        of casus: RandomID, by caller: Caller
    ) async throws(UseCaseFailure) -> [IncapacityView] {
        try await region.readInCasus(casus, by: caller) { state, place in
            var views: [IncapacityView] = []
            for recorded in place.file.life.incapacities
            where recorded.recordedBy == caller.partner {
                let representative = try recorded.incapacity.representative.flatMap {
                    try place.externalID(ofPerson: $0, state)
                }
                views.append(
                    IncapacityView(
                        id: recorded.id, since: recorded.incapacity.since,
                        isEnded: recorded.incapacity.isEnded, representative: representative,
                        at: recorded.at))
            }
            return views
        }
    }
}

/// A lapsed consent that its source has to ask again.
package struct RenewalView: Sendable {
    package let id: RandomID
    /// The caller's pseudonym.
    package let casus: RandomID
    package let consent: RandomID
    package let person: RandomID
    package let about: RandomID?
    package let scope: Scope
    /// Whose yes is missing today, by the caller's ids; empty also where nobody knows who has gezag.
    package let missing: [RandomID]
    /// One of `LapseWords.all`.
    package let reason: String
    package let since: Timestamp
}

/// The words for why a yes stopped counting by itself.
package enum LapseWords {
    package static let all = LapseReason.allCases.map(\.rawValue)
}

extension CaseLists {
    /// Lapsed consents of all casussen of the caller, oldest first, until it asks again.
    package func renewals(
        after cursor: [UInt8]?, count: Int, by caller: Caller
    ) async throws(UseCaseFailure) -> Page<RenewalView> {
        try await region.checkRole(of: caller)
        let after =
            try cursor.map { (bytes) throws(UseCaseFailure) in try Int64(cursor: bytes) } ?? 0
        return try await region.read { state in
            let rows = try state.renewals(
                for: caller.partnerRow, after: after, limit: count + 1)
            var files: [RandomID: CaseFile] = [:]
            var views: [RenewalView] = []
            for row in rows.prefix(count) {
                guard let names = try state.pseudonym(of: row.casus, for: caller.partnerRow),
                    let file = try files[row.casus] ?? CaseFile(row.casus, from: state),
                    file.isOpen, file.takesPart(caller.partner)
                else { continue }
                files[row.casus] = file
                let place = Place(caller: caller, names: names, file: file)
                if let view = try RenewalView(row.record, place, state) { views.append(view) }
            }
            let next = rows.count > count ? rows[count - 1].position.cursor : nil
            return Page(items: views, next: next)
        }
    }
}

extension RenewalView {
    fileprivate init?(
        _ lapse: RandomID, _ place: Place, _ state: borrowing some StateReading & ~Copyable
    ) throws {
        let recorded = place.file.life.lapses.first { $0.id == lapse }
        guard let recorded,
            let consent = place.file.consents.first(where: {
                $0.consent.id == recorded.lapse.consent
            })?.consent,
            let person = try place.externalID(ofPerson: consent.person, state)
        else { return nil }
        self.init(
            id: recorded.id, casus: place.names.casusPseudonym, consent: consent.id,
            person: person,
            about: try consent.about.flatMap { try place.externalID(ofPerson: $0, state) },
            scope: consent.scope, missing: try Self.missing(consent, place, state),
            reason: recorded.lapse.reason.rawValue, since: recorded.lapse.since)
    }

    /// Whom to ask now, under whichever regime of the source.
    private static func missing(
        _ consent: Toestemming, _ place: Place, _ state: borrowing some StateReading & ~Copyable
    ) throws -> [RandomID] {
        guard let role = consent.scope.recipientRole else { return [] }
        if let about = consent.about {
            return try place.externalID(ofPerson: about, state).map { [$0] } ?? []
        }
        var persons: Set<RandomID> = []
        for regime in place.caller.type.regimes {
            for group in consent.scope.groups {
                let question = ConsentQuestion(
                    flow: Flow(
                        source: consent.scope.source, recipient: consent.scope.recipient,
                        recipientRole: role, purpose: consent.scope.purpose, group: group),
                    regime: regime, settings: ConsentSettings(), now: state.now)
                persons.formUnion(place.file.family.finding(question).missing.map(\.person))
            }
        }
        return try persons.sorted().compactMap { try place.externalID(ofPerson: $0, state) }
    }
}
