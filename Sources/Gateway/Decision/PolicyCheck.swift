// SPDX-License-Identifier: EUPL-1.2
internal import Cedar
package import Domain

extension RuleSet {
    /// Walks the questions that the rules can be asked and reports what reading alone can't tell.
    ///
    /// Two rows that fit one question (switching one off must never let another take its place, so
    /// rules that are off count too), and rules whose row no question can be.
    package func check(on day: CivilDate) -> [PolicyFinding] {
        let holding = rules.filter {
            $0.validFrom <= day && $0.validUntil.map { day < $0 } ?? true
        }
        var walk = RowWalk(set: self, day: day, rules: RulesInForce(self, on: day, holding))
        walk.run()
        return walk.findings.sorted { ($0.path, $0.line) < ($1.path, $1.line) }
    }
}

/// A walk over every question as far as rows can tell questions apart.
private struct RowWalk {
    let set: RuleSet
    let day: CivilDate
    let rules: RulesInForce
    private(set) var findings: [PolicyFinding] = []
    private var reached: Set<RuleCode> = []
    private var reported: Set<[RuleCode]> = []

    /// The few rules that can compete, prepared on their own: asking all of them takes long.
    private var competitions: [[RuleCode]: RulesInForce] = [:]

    init(set: RuleSet, day: CivilDate, rules: RulesInForce) {
        self.set = set
        self.day = day
        self.rules = rules
    }

    mutating func run() {
        for role in set.roles.roles {
            for type in role.partnerTypes {
                for group in set.catalogue.groups {
                    visit(RuleWords.professional(type, role.code), group.code)
                }
            }
        }
        for rule in rules.rules where rule.effect == .permit && !reached.contains(rule.code) {
            findings.append(
                PolicyFinding(
                    rule.path, line: rule.line, "rule `\(rule.code)` can never apply",
                    mend: "see that some role, group, recipient and purpose fit all its conditions"
                ))
        }
    }

    private mutating func visit(_ professional: EntityUID, _ group: VeldgroepCode) {
        let possible = rules.candidates(
            request(professional, group, QuestionContext(placeholders: set))
        ).possible
        guard possible.count > 1 || possible.contains(where: { !reached.contains($0) }) else {
            return
        }
        let competing =
            competitions[possible]
            ?? RulesInForce(set, on: day, rules.rules.filter { possible.contains($0.code) })
        competitions[possible] = competing
        for context in contexts(rowAttributes(possible)) {
            let fitting = competing.candidates(request(professional, group, context)).fitting
            reached.formUnion(fitting)
            guard fitting.count > 1, reported.insert(fitting).inserted else { continue }
            report(fitting, group)
        }
    }

    private mutating func report(_ fitting: [RuleCode], _ group: VeldgroepCode) {
        guard let rule = fitting.last.flatMap({ rules.rule($0) }) else { return }
        let codes = fitting.map { "`\($0)`" }.joined(separator: " and ")
        findings.append(
            PolicyFinding(
                rule.path, line: rule.line, "\(codes) both fit a question about `\(group)`",
                mend: "give one of them a condition that tells them apart"))
    }

    private func request(
        _ professional: EntityUID, _ group: VeldgroepCode, _ context: QuestionContext
    ) -> Request {
        Request(
            principal: professional, action: Offer.Moment.offer.action,
            resource: RuleWords.fragment(group), context: context.record)
    }

    /// The attributes by which these rules tell rows apart.
    private func rowAttributes(_ codes: [RuleCode]) -> Set<String> {
        var attributes: Set<String> = []
        for code in codes {
            for condition in rules.rule(code)?.policy.conditions ?? [] {
                attributes.formUnion(
                    ExpressionSurvey(condition.body).attributes.filter {
                        AttributeUse(attribute: $0) == .row
                    })
            }
        }
        return attributes
    }

    /// Every combination of the values of these attributes.
    private func contexts(_ attributes: Set<String>) -> [QuestionContext] {
        var all = [QuestionContext(placeholders: set)]
        for name in attributes.sorted() {
            if let flag = QuestionContext.Flag(name: name) {
                all = all.flatMap { context in
                    [false, true].map { value in
                        var changed = context
                        changed[flag] = value
                        return changed
                    }
                }
            } else if let word = QuestionContext.Word(name: name) {
                all = all.flatMap { context in
                    choices(word).map { value in
                        var changed = context
                        changed[word] = value
                        return changed
                    }
                }
            }
        }
        return all
    }

    private func choices(_ word: QuestionContext.Word) -> [String] {
        if word == .ontvangerRol { return set.roles.roles.map(\.code.text) }
        return set.choices(word)
    }
}

extension RuleSet {
    /// The values that the schema gives to a word.
    func choices(_ word: QuestionContext.Word) -> [String] {
        (schema.entityTypes[Text(word.type)]?.choices ?? []).map(\.string)
    }
}

extension QuestionContext {
    /// A context in which every word has some value.
    fileprivate init(placeholders set: RuleSet) {
        self.init()
        for word in Word.allCases {
            self[word] =
                word == .ontvangerRol ? RoleBook.unknown.text : set.choices(word).first ?? ""
        }
    }
}
