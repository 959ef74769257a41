// SPDX-License-Identifier: EUPL-1.2
internal import Consent
package import Domain

extension RulesInForce {
    /// Decides about one fragment for one recipient, in full, on the facts as they are.
    ///
    /// Pure: the same arguments give the same answer. `now` lies on the day of these rules in
    /// Amsterdam; anything else is a bug of the caller.
    package func decide(_ offer: Offer, about casus: CaseFacts, now: Timestamp) -> Decision {
        precondition(Amsterdam.day(of: now) == day, "rules decide on the day they are in force")
        let built = FactsBuilder(offer: offer, casus: casus, now: now, rules: self).build()
        guard let bytes = encoded(built.facts) else { return tooLarge(built.facts) }
        let verdict = verdict(on: built.facts)
        let lacking = (verdict.groups + verdict.invited).filter {
            $0.codes.contains(.toestemmingOntbreekt)
        }
        var missing: [ConsentFinding.Missing] = []
        for person in lacking.compactMap(\.group).flatMap({ built.missing[$0] ?? [] })
        where !missing.contains(person) {
            missing.append(person)
        }
        return Decision(verdict: verdict, facts: bytes, missing: missing)
    }

    /// Takes a decision again from the facts that a log line kept.
    /// - Throws: `.malformed`, or `.otherDay` where these rules are of another day.
    package func replay(facts bytes: [UInt8]) throws(ReplayError) -> Verdict {
        let facts = try DecisionFacts(reading: bytes)
        guard facts.day == day else { throw .otherDay }
        return verdict(on: facts)
    }

    private func encoded(_ facts: DecisionFacts) -> [UInt8]? {
        let bytes = facts.canonicalBytes
        return bytes.count < Decision.factsByteLimit ? bytes : nil
    }

    /// Facts that no line can hold are refused; what is kept of them decides the same way again.
    private func tooLarge(_ facts: DecisionFacts) -> Decision {
        var kept = facts
        kept.questions = []
        kept.invited = nil
        kept.gezag = []
        kept.participants = []
        guard let bytes = encoded(kept) else {
            preconditionFailure("facts without questions are small")
        }
        return Decision(verdict: verdict(on: kept), facts: bytes, missing: [])
    }

    // MARK: The verdict

    func verdict(on facts: DecisionFacts) -> Verdict {
        let asked = facts.withoutIDs
        let found = verdicts.verdict(on: asked) { reasoned(asked) }
        guard !found.relying.isEmpty else { return found.verdict }
        var consents: Set<RandomID> = []
        for question in facts.invited ?? facts.questions
        where found.relying.contains(question.group) {
            consents.formUnion(question.consents)
        }
        return found.verdict.standing(on: consents.sorted())
    }

    /// What the rules say on facts without ids, and the groups that go by a rule which stands on consent.
    private func reasoned(_ facts: DecisionFacts) -> VerdictMemory.Entry {
        var groups = facts.questions.map { question in
            // A group under a foreign category would be judged without that category's duties.
            question.group.map { $0.category != facts.category } ?? false
                ? misplaced(question) : judge(question, of: facts)
        }
        let invited = facts.invited?.map { judge($0, of: facts) } ?? []
        var deciding = groups
        if facts.invited != nil {
            // C1.identificatie goes with the invitation if at least one group may.
            deciding =
                invited.contains(where: \.isPermitted)
                ? invited.filter(\.isPermitted) : invited
            groups = groups.map { invitation($0, deciding) }
        }
        groups = spread(groups)
        var codes = Set(groups.flatMap(\.codes))
        var permitted = groups.filter(\.isPermitted).compactMap(\.group)
        if groups.isEmpty { codes.insert(.beoordelingsfout) }
        if facts.moment == .collect, permitted.count < groups.count {
            permitted = []
            codes.insert(.opnieuwAanbieden)
        }
        let open = permitted.isEmpty ? [] : deciding.filter(\.isPermitted)
        let permits = Set(open.flatMap(\.rules)).sorted().compactMap { rule($0) }
        let obligations = Set(permits.flatMap(\.obligations))
            .union(facts.isHiddenFromParents && !permits.isEmpty ? [.zichtbaarheidOuders] : [])
        let rules =
            permits.isEmpty ? Set(deciding.flatMap(\.rules)).sorted() : permits.map(\.code)
        let verdict = Verdict(
            groups: groups, invited: invited, permitted: permitted, codes: codes.sorted(),
            rules: rules,
            bases: Set(permits.flatMap(\.bases)).sorted(), sources: sources(of: rules),
            obligations: obligations.sorted(),
            explanation: permits.isEmpty
                ? explanation(codes.min() ?? .beoordelingsfout, deciding)
                : Explanation(joining: permits.map(\.explanation)))
        let relying = open.filter { group in
            group.rules.contains { rule($0)?.reliesOnConsent == true }
        }
        return VerdictMemory.Entry(verdict: verdict, relying: relying.map(\.group))
    }

    /// The laws and agreements that rules come from, each once.
    private func sources(of codes: [RuleCode]) -> [String] {
        var sources: [String] = []
        for source in codes.compactMap({ rule($0)?.source }) where !sources.contains(source) {
            sources.append(source)
        }
        return sources
    }

    private func misplaced(_ question: DecisionFacts.Question) -> GroupVerdict {
        GroupVerdict(group: question.group, codes: [.beoordelingsfout], rules: [], trace: [])
    }

    /// The invitation's own group stands or falls with the groups for which the partner is invited.
    private func invitation(_ own: GroupVerdict, _ deciding: [GroupVerdict]) -> GroupVerdict {
        let isOpen = deciding.contains(where: \.isPermitted)
        let codes = Set(deciding.flatMap(\.codes))
        return GroupVerdict(
            group: own.group,
            codes: isOpen ? [] : (codes.isEmpty ? [.geenRegel] : codes.sorted()),
            rules: Set(deciding.flatMap(\.rules)).sorted(), trace: own.trace)
    }

    /// A forbidden group, or one on which the rules broke, takes the whole fragment with it.
    private func spread(_ groups: [GroupVerdict]) -> [GroupVerdict] {
        let whole = Set(groups.flatMap(\.codes)).intersection([.verbod, .beoordelingsfout])
        guard !whole.isEmpty else { return groups }
        return groups.map { group in
            GroupVerdict(
                group: group.group, codes: whole.union(group.codes).sorted(), rules: group.rules,
                trace: group.trace)
        }
    }

    /// The words of the rule that forbids with this code, else those of the code.
    ///
    /// What is never carried names the way by which it goes instead, whatever else was in its way.
    private func explanation(
        _ code: RefusalCode, _ groups: [GroupVerdict]
    ) -> Explanation {
        let deciding = Set(groups.flatMap(\.rules)).sorted().compactMap { rule($0) }
        let forbids = deciding.filter { $0.refusal == code && $0.channel == nil }
        let channels = deciding.filter { $0.channel != nil }.map(\.explanation)
        if forbids.isEmpty, code == .geenRegel, !channels.isEmpty {
            return Explanation(joining: channels)
        }
        let words = forbids.isEmpty ? [code.explanation] : forbids.map(\.explanation)
        return Explanation(joining: words + channels)
    }
}

extension Explanation {
    /// Several explanations after each other.
    init(joining all: [Explanation]) {
        self.init(
            dutch: all.map(\.dutch).joined(separator: " "),
            english: all.map(\.english).joined(separator: " "))
    }
}
