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

    let verdicts = VerdictMemory()
    private let ruleOfCode: [RuleCode: Rule]
    private let prepared: PreparedPolicySet
    /// The scope of each permit as a permit of its own: which are satisfied says which rules could
    /// have applied, in Cedar's own terms.
    private let scopes: PreparedPolicySet
    /// The permits in the order of `scopes`, each condition again a permit of its own: which are
    /// satisfied tells at which steps the rule fails.
    private let permits: [(rule: Rule, clauses: PreparedPolicySet)]

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
        ruleOfCode = Dictionary(rules.map { ($0.code, $0) }) { first, _ in first }
        let permits = rules.filter { $0.effect == .permit }
        do throws(CedarError) {
            prepared = PreparedPolicySet(
                try PolicySet(rules.map(\.policy)), entities: set.entities)
            scopes = try Self.permits(of: permits.map(\.scopeText), set.entities)
            var parts: [(rule: Rule, clauses: PreparedPolicySet)] = []
            for rule in permits {
                let clauses = try Self.permits(of: rule.clauses.map(\.text), set.entities)
                parts.append((rule, clauses))
            }
            self.permits = parts
        } catch {
            preconditionFailure("rules in force have ids of their own, and parts that parse")
        }
    }

    private static func permits(
        of texts: [String], _ entities: Entities
    ) throws(CedarError) -> PreparedPolicySet {
        PreparedPolicySet(
            try PolicySet(parsing: texts.joined(separator: "\n")), entities: entities)
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
        let (traces, hasError) = traces(request)
        if hasError { codes.insert(.beoordelingsfout) }
        let fitting = traces.filter { !$0.failed.contains(.geenRegel) }
        for trace in fitting {
            codes.formUnion(trace.failed)
            deciding.insert(trace.rule)
        }
        // An X row is a row: it beats any other, and their absence.
        if fitting.isEmpty, !codes.contains(.verbod) { codes.insert(.geenRegel) }
        // Secrecy that only waits for the consent is reported as the missing consent.
        if codes.contains(.toestemmingOntbreekt) { codes.remove(.geheimNietOpgeheven) }
        // A no to a question is a missing consent; an objection is an act of its own.
        if codes.contains(.toestemmingOntbreekt), !question.context[.bezwaar] {
            codes.remove(.bezwaar)
        }
        return verdict(question, codes, deciding, traces)
    }

    /// The permits that could apply to a question, whatever its steps; and those whose row it is.
    func candidates(_ request: Request) -> (possible: [RuleCode], fitting: [RuleCode]) {
        let traces = traces(request).traces
        let fitting = traces.filter { !$0.failed.contains(.geenRegel) }
        return (traces.map(\.rule), fitting.map(\.rule))
    }

    /// The permits that could have applied, each with the steps at which it fails.
    private func traces(_ request: Request) -> (traces: [RuleTrace], hasError: Bool) {
        let open = scopes.decide(request)
        var hasError = !open.errors.isEmpty
        var traces: [RuleTrace] = []
        for reason in open.reasons {
            let (rule, clauses) = permits[reason.index]
            let answer = clauses.decide(request)
            hasError = hasError || !answer.errors.isEmpty
            let satisfied = Set(answer.reasons.map(\.index))
            let failing = rule.clauses.enumerated().filter { !satisfied.contains($0.offset) }
                .map(\.element)
            guard !failing.contains(where: \.namesResource) else { continue }
            let failed = Set(failing.map(\.refusal))
            traces.append(RuleTrace(rule: rule.code, failed: failed.sorted()))
        }
        return (traces.sorted { $0.rule < $1.rule }, hasError)
    }

    private func verdict(
        _ question: DecisionFacts.Question, _ codes: Set<RefusalCode>, _ rules: Set<RuleCode>,
        _ traces: [RuleTrace]
    ) -> GroupVerdict {
        GroupVerdict(
            group: question.group, codes: codes.sorted(), rules: rules.sorted(), trace: traces)
    }

    /// The rule in force with an id.
    func rule(_ code: RuleCode) -> Rule? { ruleOfCode[code] }
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
