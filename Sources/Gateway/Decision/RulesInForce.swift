// SPDX-License-Identifier: EUPL-1.2
internal import Cedar
package import Domain
package import OpenSSL

/// The rules that hold on one day, ready to decide.
package final class RulesInForce: Sendable {
    package let version: Digest
    /// The day in Amsterdam for which they were chosen.
    package let day: CivilDate
    /// The rules in force, by path and line.
    package let rules: [Rule]
    package let catalogue: Catalogue
    package let purposes: PurposeRegister
    package let roles: RoleBook

    private let prepared: PreparedPolicySet
    /// Every scope and every condition of the permits as a permit of its own: asking it which are
    /// satisfied tells at which steps a rule fails, in Cedar's own terms.
    private let parts: PreparedPolicySet
    /// What each policy of `parts` is, in their order.
    private let partPlaces: [PartPlace]

    private struct PartPlace {
        /// Index into `rules`.
        let rule: Int
        /// Index into the clauses of the rule; nil for its scope.
        let clause: Int?
    }

    /// The rules of a set that hold on a day.
    convenience init(_ set: RuleSet, on day: CivilDate) {
        self.init(set, on: day, set.rules.filter { $0.isInForce(on: day) })
    }

    /// These rules of a set, whether they hold or not.
    init(_ set: RuleSet, on day: CivilDate, _ rules: [Rule]) {
        version = set.version
        self.day = day
        catalogue = set.catalogue
        purposes = set.purposes
        roles = set.roles
        self.rules = rules
        var texts: [String] = []
        var places: [PartPlace] = []
        for (index, rule) in rules.enumerated() where rule.effect == .permit {
            texts.append(rule.scopeText)
            places.append(PartPlace(rule: index, clause: nil))
            for (clause, part) in rule.clauses.enumerated() {
                texts.append(part.text)
                places.append(PartPlace(rule: index, clause: clause))
            }
        }
        partPlaces = places
        do throws(CedarError) {
            prepared = PreparedPolicySet(
                try PolicySet(rules.map(\.policy)), entities: set.entities)
            parts = PreparedPolicySet(
                try PolicySet(parsing: texts.joined(separator: "\n")), entities: set.entities)
        } catch {
            preconditionFailure("rules in force have ids of their own, and parts that parse")
        }
    }

    /// The plain Cedar in force, with the id of each rule in a comment.
    package var effectiveText: String {
        rules.map { "// \($0.code) (\($0.path):\($0.line))\n\($0.text)\n" }
            .joined(separator: "\n")
    }

    // MARK: One question

    /// Asks the rules about one field group.
    func judge(_ question: DecisionFacts.Question, of facts: DecisionFacts) -> GroupVerdict {
        let request = facts.request(question)
        let answer = prepared.decide(request)
        guard answer.errors.isEmpty else {
            // Cedar skips a policy that errs, a forbid too; that must never open anything.
            let failed = answer.errors.map { rules[$0.policy.index].code }
            return verdict(question, [.beoordelingsfout], Set(failed), [])
        }
        let reasons = answer.reasons.map { rules[$0.index] }
        switch answer.decision {
        case .allow:
            let permits = reasons.map { RuleTrace(rule: $0.code, failed: []) }
            return verdict(question, [], Set(reasons.map(\.code)), permits)
        case .deny:
            return refusal(question, request, by: reasons)
        }
    }

    private func refusal(
        _ question: DecisionFacts.Question, _ request: Request, by forbids: [Rule]
    ) -> GroupVerdict {
        var codes = Set(forbids.compactMap(\.refusal))
        var deciding = Set(forbids.map(\.code))
        let answer = parts.decide(request)
        if !answer.errors.isEmpty { codes.insert(.beoordelingsfout) }
        let traces = traces(satisfied: Set(answer.reasons.map(\.index)))
        let fitting = traces.filter { !$0.failed.contains(.geenRegel) }
        for trace in fitting {
            codes.formUnion(trace.failed)
            deciding.insert(trace.rule)
        }
        // An X row is a row: it beats any other, and their absence.
        if fitting.isEmpty, !codes.contains(.verbod) { codes.insert(.geenRegel) }
        // Secrecy that only waits for the consent is reported as the missing consent.
        if codes.contains(.toestemmingOntbreekt) { codes.remove(.geheimNietOpgeheven) }
        return verdict(question, codes, deciding, traces)
    }

    /// The permits that could apply to a question, whatever its steps; and those whose row it is.
    func candidates(_ request: Request) -> (possible: [RuleCode], fitting: [RuleCode]) {
        let traces = traces(satisfied: Set(parts.decide(request).reasons.map(\.index)))
        let fitting = traces.filter { !$0.failed.contains(.geenRegel) }
        return (traces.map(\.rule), fitting.map(\.rule))
    }

    /// The permits that could have applied, each with the steps at which it fails.
    private func traces(satisfied: Set<Int>) -> [RuleTrace] {
        var traces: [RuleTrace] = []
        var position = 0
        while position < partPlaces.count {
            let rule = rules[partPlaces[position].rule]
            let scope = position
            let clauses = rule.clauses.enumerated().map { offset, clause in
                (clause: clause, holds: satisfied.contains(scope + 1 + offset))
            }
            position += 1 + clauses.count
            guard satisfied.contains(scope),
                !clauses.contains(where: { $0.clause.namesResource && !$0.holds })
            else { continue }
            let failed = Set(clauses.filter { !$0.holds }.map(\.clause.refusal))
            traces.append(RuleTrace(rule: rule.code, failed: failed.sorted()))
        }
        return traces.sorted { $0.rule < $1.rule }
    }

    private func verdict(
        _ question: DecisionFacts.Question, _ codes: Set<RefusalCode>, _ rules: Set<RuleCode>,
        _ traces: [RuleTrace]
    ) -> GroupVerdict {
        GroupVerdict(
            group: question.group, codes: codes.sorted(), rules: rules.sorted(), trace: traces)
    }

    /// The rule in force with an id.
    func rule(_ code: RuleCode) -> Rule? { rules.first { $0.code == code } }
}

extension Rule {
    /// The code with which a forbid refuses; nil for a permit.
    var refusal: RefusalCode? {
        switch effect {
        case .permit: nil
        case .forbid(let code): code
        }
    }
}
