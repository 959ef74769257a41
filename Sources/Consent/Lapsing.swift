// SPDX-License-Identifier: EUPL-1.2
package import Domain

/// Why a yes stopped counting by itself.
package enum LapseReason: String, Sendable, CaseIterable {
    /// The day came that it names as its end.
    case endDate = "einddatum"
    /// On the 12th birthday the jongere came to decide too, and had not said yes in person.
    case birthday12 = "verjaardag-12"
    /// On the 16th the jongere came to decide alone.
    case birthday16 = "verjaardag-16"
    /// On the 18th whoever decided for the jongere no longer does.
    case birthday18 = "verjaardag-18"

    fileprivate static let birthdays: [(years: Int, reason: LapseReason)] = [
        (12, .birthday12), (16, .birthday16), (18, .birthday18),
    ]
}

/// A yes that stopped counting by itself, and when.
package struct Lapse: Hashable, Sendable {
    package let consent: RandomID
    package let reason: LapseReason
    /// 00:00 in Amsterdam of the day on which it stopped.
    package let since: Timestamp

    package init(consent: RandomID, reason: LapseReason, since: Timestamp) {
        self.consent = consent
        self.reason = reason
        self.since = since
    }
}

extension Family {
    /// The yeses that stopped counting by themselves up to and including an instant, oldest first.
    ///
    /// The same at every later instant: what somebody did after a birthday does not change what lapsed
    /// on it. A yes lapses at a birthday unless all who must decide from then on had said yes in person.
    /// Where a source keeps records under more than one regime, it lapses if it does under one of them.
    /// Source: domain.md §5, "Life of a consent"; §6, birthdays.
    /// - Parameter regimes: the regimes under which a source keeps records.
    package func lapses(
        upTo now: Timestamp, regimes: (PartnerID) -> [Regime]
    ) -> [Lapse] {
        toestemmingen.compactMap { act in
            guard act.withdrawnAt == nil, case .given(_, let until) = act.answer else { return nil }
            let end = Lapse(
                consent: act.id, reason: .endDate, since: Amsterdam.startOfDay(until))
            let birthday = birthdayLapse(of: act, regimes(act.scope.source))
            let first = [birthday, end].compactMap { $0 }.min { $0.since < $1.since }
            return first.flatMap { $0.since <= now ? $0 : nil }
        }.sorted { ($0.since, $0.consent) < ($1.since, $1.consent) }
    }

    /// The first instant after another at which a yes may stop counting by itself; nil if none will.
    ///
    /// Never later than the real one: whoever looks then computes anew.
    /// - Parameter lapsed: yeses that need no look any more.
    package func nextLook(
        after instant: Timestamp, without lapsed: Set<RandomID> = []
    ) -> Timestamp? {
        toestemmingen.filter { !lapsed.contains($0.id) }
            .compactMap { $0.nextLook(after: instant, born: born) }.min()
    }

    private func birthdayLapse(of act: Toestemming, _ regimes: [Regime]) -> Lapse? {
        // What the jongere said stands; what is about another's data does not follow this birthday.
        guard act.person != child, act.about == nil else { return nil }
        for (years, reason) in LapseReason.birthdays {
            let birthday = Amsterdam.startOfDay(born.adding(years: years))
            guard act.at < birthday else { continue }
            let ends = act.scope.groups.contains { group in
                let question = { (regime: Regime) in
                    act.question(about: group, regime, at: birthday)
                }
                return regimes.contains { isEnded(act, question($0), by: reason) }
            }
            if ends { return Lapse(consent: act.id, reason: reason, since: birthday) }
        }
        return nil
    }

    private func isEnded(
        _ act: Toestemming, _ question: ConsentQuestion, by reason: LapseReason
    ) -> Bool {
        let day = Amsterdam.day(of: question.now)
        let wasUnable = incapacity(for: question.flow.source, on: day.adding(days: -1)) != nil
        // From 16 on nobody but a representative of the jongere can have decided.
        if reason == .birthday18, !wasUnable { return false }
        if let incapacity = incapacity(for: question.flow.source, on: day) {
            return reason == .birthday18 && incapacity.representative != act.person
        }
        let isJoined =
            question.regime.isCare || DecisionMakers.isResearch(question.flow.purpose)
            || DecisionMakers.isOwnVoice(question.flow.group.category)
        if reason == .birthday12, !isJoined { return false }
        return !hasOwnYes(to: act, before: question)
    }

    /// Whether the child had said yes in person on the eve of a birthday, by acts of before that day,
    /// to all that this one carries.
    private func hasOwnYes(to act: Toestemming, before question: ConsentQuestion) -> Bool {
        guard case .given(let bases, _) = act.answer else { return false }
        let own = Acts(
            of: child, about: nil, question, in: asOf(question.now),
            now: question.now.adding(milliseconds: -1))
        return Base.allCases.filter { $0.isCarried(by: bases) }
            .allSatisfy { own.stance(for: $0, lapsedBefore: nil).isYes }
    }

    /// The family as its acts stood just before an instant.
    func asOf(_ instant: Timestamp) -> Family {
        var before = self
        before.toestemmingen = toestemmingen.compactMap { act in
            guard act.at < instant else { return nil }
            guard let withdrawnAt = act.withdrawnAt, withdrawnAt >= instant else { return act }
            return Toestemming(
                id: act.id, person: act.person, about: act.about, scope: act.scope,
                items: act.items, answer: act.answer, at: act.at)
        }
        before.bezwaren = bezwaren.filter { $0.at < instant }
        return before
    }
}

extension Toestemming {
    /// The first instant after another at which this yes may stop counting by itself; nil if none will.
    package func nextLook(after instant: Timestamp, born: CivilDate) -> Timestamp? {
        guard withdrawnAt == nil, case .given(_, let until) = answer else { return nil }
        let end = Amsterdam.startOfDay(until)
        let birthdays = LapseReason.birthdays.map {
            Amsterdam.startOfDay(born.adding(years: $0.years))
        }
        return ([end] + birthdays.filter { at < $0 && $0 < end }).filter { $0 > instant }.min()
    }

    fileprivate func question(
        about group: VeldgroepCode, _ regime: Regime, at instant: Timestamp
    ) -> ConsentQuestion {
        guard let role = scope.recipientRole else {
            preconditionFailure("a yes names the role of its recipient")
        }
        return ConsentQuestion(
            flow: Flow(
                source: scope.source, recipient: scope.recipient, recipientRole: role,
                purpose: scope.purpose, group: group),
            regime: regime, settings: ConsentSettings(), words: .any, now: instant)
    }
}
