// SPDX-License-Identifier: EUPL-1.2
internal import Cedar
package import Domain
package import OpenSSL

/// How one decision came about: every step, every rule that could have applied, and what each lacked.
///
/// Made from the facts that a line keeps and the rules that it names, so that yesterday's decision is
/// explained by yesterday's rules. Nothing in it names a person.
package struct DecisionAccount: Sendable {
    /// A fact that a rule looked at, in words.
    package struct Fact: Hashable, Sendable {
        package let attribute: String
        package let text: Explanation
    }

    /// A rule that can stop every other one.
    package struct Step: Sendable {
        package let rule: Rule
        package let code: RefusalCode
        package let stops: Bool
        package let facts: [Fact]
    }

    /// One condition of a rule that permits.
    package struct Clause: Sendable {
        package let holds: Bool
        /// The step it belongs to; `geen-regel` if it only says which row this is.
        package let code: RefusalCode
        package let facts: [Fact]
    }

    /// A rule that could have permitted it.
    package struct Candidate: Sendable {
        package let rule: Rule
        package let clauses: [Clause]

        package var permits: Bool { clauses.allSatisfy(\.holds) }
        /// Whether it is the row of this question, whatever its steps.
        package var fits: Bool { clauses.allSatisfy { $0.holds || $0.code != .geenRegel } }
    }

    /// What was decided about one field group.
    package struct Part: Sendable {
        /// The field group; the category where that has none.
        package let subject: Subject
        /// It was one of those for which the recipient was invited.
        package let isInvitation: Bool
        package let verdict: GroupVerdict
        package let steps: [Step]
        package let candidates: [Candidate]
    }

    package let version: Digest
    package let day: CivilDate
    package let moment: Offer.Moment
    /// Nil for a role that the source's type of partner may not assert.
    package let giver: Post?
    package let receiver: Post?
    package let purpose: String
    package let verdict: Verdict
    package let parts: [Part]
    let words: PolicyWords
}

/// Explains decisions by one rule set; what it prepares for one serves the next.
package struct DecisionExplainer {
    private let set: RuleSet
    private var days: [CivilDate: AccountRules] = [:]

    package init(_ set: RuleSet) { self.set = set }

    /// Explains the decision that stored facts lead to, under these rules on the day of the facts.
    /// - Throws: `.malformed` for facts of another form or version.
    package mutating func account(ofFacts bytes: [UInt8]) throws(ReplayError) -> DecisionAccount {
        let facts = try DecisionFacts(reading: bytes)
        let rules = days[facts.day] ?? AccountRules(set, on: facts.day)
        days[facts.day] = rules
        return AccountMaker(set: set, known: rules, facts: facts).account
    }
}

/// The rules of a day, ready to be asked as a whole and condition by condition.
private struct AccountRules {
    let rules: RulesInForce
    let whole: PreparedPolicySet
    /// The conditions of each permit, each a permit of its own.
    let clauses: [RuleCode: PreparedPolicySet]

    init(_ set: RuleSet, on day: CivilDate) {
        let rules = set.inForce(on: day)
        self.rules = rules
        do throws(CedarError) {
            whole = PreparedPolicySet(
                try PolicySet(rules.rules.map(\.policy)), entities: set.entities)
            var clauses: [RuleCode: PreparedPolicySet] = [:]
            for rule in rules.rules where rule.effect == .permit {
                clauses[rule.code] = PreparedPolicySet(
                    try PolicySet(parsing: rule.clauses.map(\.text).joined(separator: "\n")),
                    entities: set.entities)
            }
            self.clauses = clauses
        } catch {
            preconditionFailure("rules in force have ids of their own, and parts that parse")
        }
    }
}

/// Asks the rules again, one by one.
private struct AccountMaker {
    let set: RuleSet
    let known: AccountRules
    let facts: DecisionFacts

    private var rules: RulesInForce { known.rules }
    private var words: PolicyWords { PolicyWords([set]) }

    var account: DecisionAccount {
        let verdict = rules.verdict(on: facts)
        let questions = facts.questions + (facts.invited ?? [])
        let verdicts = verdict.groups + verdict.invited
        let first = questions.first?.context
        let receiver = first.flatMap { context in
            PartnerType(rawValue: context[.ontvangerType]).map { type in
                Post(role: RoleCode(context[.ontvangerRol]), type: type)
            }
        }
        return DecisionAccount(
            version: rules.version, day: facts.day, moment: facts.moment,
            giver: facts.source.map { Post(role: $0.role, type: $0.type) }, receiver: receiver,
            purpose: first?[.doel] ?? "", verdict: verdict,
            parts: zip(questions, verdicts).enumerated().map { index, pair in
                part(pair.0, pair.1, isInvitation: index >= facts.questions.count)
            }, words: words)
    }

    private func part(
        _ question: DecisionFacts.Question, _ verdict: GroupVerdict, isInvitation: Bool
    ) -> DecisionAccount.Part {
        let request = facts.request(question)
        let answer = known.whole.decide(request)
        let stopping = Set(
            answer.decision == .deny ? answer.reasons.map { rules.rules[$0.index].code } : [])
        let steps = rules.rules.compactMap { rule -> DecisionAccount.Step? in
            guard case .forbid(let code) = rule.effect else { return nil }
            let stops = stopping.contains(rule.code)
            guard stops || rule.row == nil else { return nil }
            var survey = ExpressionSurvey()
            for condition in rule.policy.conditions { survey.add(condition.body) }
            return DecisionAccount.Step(
                rule: rule, code: code, stops: stops, facts: facts(survey, question))
        }
        let candidates = verdict.trace.compactMap { trace in
            rules.rule(trace.rule).map { candidate($0, question, request) }
        }
        return DecisionAccount.Part(
            subject: question.group.map { .group($0) } ?? .category(facts.category),
            isInvitation: isInvitation, verdict: verdict, steps: steps, candidates: candidates)
    }

    private func candidate(
        _ rule: Rule, _ question: DecisionFacts.Question, _ request: Request
    ) -> DecisionAccount.Candidate {
        let answer = known.clauses[rule.code]?.decide(request)
        let holding = Set((answer?.reasons ?? []).map(\.index))
        return DecisionAccount.Candidate(
            rule: rule,
            clauses: zip(rule.clauses, rule.policy.conditions).enumerated().map { index, pair in
                DecisionAccount.Clause(
                    holds: holding.contains(index), code: pair.0.refusal,
                    facts: facts(ExpressionSurvey(pair.1.body), question))
            })
    }

    // MARK: Facts

    private func facts(
        _ survey: ExpressionSurvey, _ question: DecisionFacts.Question
    ) -> [DecisionAccount.Fact] {
        var facts: [DecisionAccount.Fact] = []
        if survey.namesResource {
            let subject: Subject =
                question.group.map { .group($0) } ?? .category(self.facts.category)
            facts.append(
                DecisionAccount.Fact(
                    attribute: "resource",
                    text: Explanation(
                        dutch: "het gaat om \(subject.text) (\(words.name(subject)))",
                        english: "it is about \(subject.text)")))
        }
        for name in survey.attributes.sorted() {
            let value = question.context.word(name)
            facts.append(DecisionAccount.Fact(attribute: name, text: text(name, value)))
        }
        return facts
    }

    private func text(_ attribute: String, _ value: String) -> Explanation {
        switch attribute {
        case "doel":
            return Explanation(
                dutch: "het doel is \(value) (\(words.name(purpose: value)))",
                english: "the purpose is \(value)")
        case "ontvangerRol":
            let name = RoleCode(value).flatMap { set.roles.role($0)?.name } ?? value
            return Explanation(
                dutch: "de ontvanger is \(name)", english: "the recipient is \(value)")
        case "ontvangerType":
            let name = PartnerType(rawValue: value).map { PolicyWords.name($0) } ?? value
            return Explanation(
                dutch: "de ontvanger hoort bij \(name)",
                english: "the recipient belongs to \(value)")
        default:
            return AttributeLexicon[attribute: attribute]?.values[value]
                ?? Explanation(
                    dutch: "\(attribute) = \(value)", english: "\(attribute) = \(value)")
        }
    }
}

extension QuestionContext {
    /// The value of an attribute as rules write it; empty for a name that is none.
    func word(_ name: String) -> String {
        if let flag = Flag(name: name) { return self[flag] ? "true" : "false" }
        if let word = Word(name: name) { return self[word] }
        return ""
    }
}
