// SPDX-License-Identifier: EUPL-1.2
internal import Consent
package import Domain

/// A consent as its source may see it.
package struct ConsentView: Sendable {
    /// Where it stands today.
    package enum Status: String, Sendable, CaseIterable {
        case gegeven, geweigerd, ingetrokken, vervallen
        /// A later answer of the same person to the same question took its place.
        case vervangen
    }

    package let id: RandomID
    package let person: RandomID
    /// Whose data it is about, where that is not the child.
    package let about: RandomID?
    package let scope: Scope
    package let items: Set<ConsentItem>
    package let status: Status
    /// Whether everyone who must has said yes, so that it opens anything: one of two opens nothing.
    package let isComplete: Bool
    package let given: Timestamp
    package let until: CivilDate?
    package let evidence: ConsentEvidence
    /// When it was taken back.
    package let withdrawnAt: Timestamp?
    /// How it was taken back; nil where that was not kept.
    package let withdrawal: ActEvidence?
}

extension CaseLists {
    /// Consents of which the caller is the source.
    package func consents(
        of casus: RandomID, by caller: Caller
    ) async throws(UseCaseFailure) -> [ConsentView] {
        let region = region
        return try await region.readInCasus(casus, by: caller) { state, place in
            let settings = ConsentSettings(
                jongereAlone: region.partners[caller.partner]?.partner.isJongereAlone ?? false)
            let list = ConsentList(
                place: place, settings: settings, regimes: caller.type.regimes, now: state.now)
            var views: [ConsentView] = []
            for recorded in place.file.consents
            where recorded.consent.scope.source == caller.partner {
                let consent = recorded.consent
                guard let person = try place.externalID(ofPerson: consent.person, state) else {
                    continue
                }
                let about = try consent.about.flatMap {
                    try place.externalID(ofPerson: $0, state)
                }
                let withdrawal = try recorded.withdrawal.flatMap { try state.evidence(of: $0) }
                views.append(
                    list.view(recorded, person: person, about: about, withdrawal: withdrawal))
            }
            return views
        }
    }
}

/// The consents of one source in one casus, judged together.
private struct ConsentList {
    let place: Place
    let settings: ConsentSettings
    let regimes: [Regime]
    let now: Timestamp

    func view(
        _ recorded: RecordedConsent, person: RandomID, about: RandomID?, withdrawal: ActEvidence?
    ) -> ConsentView {
        let consent = recorded.consent
        var until: CivilDate?
        if case .given(_, let end) = consent.answer { until = end }
        let status = status(of: consent)
        return ConsentView(
            id: consent.id, person: person, about: about, scope: consent.scope,
            items: consent.items, status: status,
            isComplete: status == .gegeven && isComplete(consent), given: consent.at,
            until: until, evidence: recorded.evidence, withdrawnAt: consent.withdrawnAt,
            withdrawal: withdrawal)
    }

    private func status(of consent: Toestemming) -> ConsentView.Status {
        if consent.withdrawnAt != nil { return .ingetrokken }
        if place.file.life.lapse(of: consent.id) != nil { return .vervallen }
        let isReplaced = place.file.consents.contains {
            $0.consent.person == consent.person && $0.consent.about == consent.about
                && $0.consent.scope == consent.scope && $0.consent.items == consent.items
                && $0.consent.at > consent.at
        }
        switch consent.life(on: Amsterdam.day(of: now)) {
        case .lapsed: return .vervallen
        case .refused: return isReplaced ? .vervangen : .geweigerd
        case .withdrawn: return .ingetrokken
        case .requested, .given, .superseded: return isReplaced ? .vervangen : .gegeven
        }
    }

    /// Whether the yeses to all its groups are complete, under a regime of its source.
    private func isComplete(_ consent: Toestemming) -> Bool {
        guard let role = consent.scope.recipientRole else { return false }
        return regimes.contains { regime in
            consent.scope.groups.allSatisfy { group in
                let question = ConsentQuestion(
                    flow: Flow(
                        source: consent.scope.source, recipient: consent.scope.recipient,
                        recipientRole: role, purpose: consent.scope.purpose, group: group),
                    regime: regime, settings: settings,
                    words: consent.items.isEmpty ? .unknown : .any, now: now)
                guard let about = consent.about else {
                    return place.file.family.finding(question).status == .volledig
                }
                return place.file.family.standing(of: [about], for: question) == .ja
            }
        }
    }
}
