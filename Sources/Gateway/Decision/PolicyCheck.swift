// SPDX-License-Identifier: EUPL-1.2
internal import Cedar
package import Domain

extension RuleSet {
    /// Walks the questions that the rules can be asked and reports what reading alone can't tell.
    ///
    /// Two rows that fit one question (switching one off must never let another take its place, so
    /// rules that are off count too), and rules whose row no question can be. On the day itself and on
    /// every later day on which a rule begins or ends.
    package func check(on day: CivilDate) -> [PolicyFinding] {
        let turns = Set(rules.flatMap { [$0.validFrom, $0.validUntil] }.compactMap(\.self))
        var findings: Set<PolicyFinding> = []
        for day in [day] + turns.filter({ $0 > day }).sorted() {
            let holding = rules.filter {
                $0.validFrom <= day && $0.validUntil.map { day < $0 } ?? true
            }
            var walk = RowWalk(set: self, rules: RulesInForce(self, on: day, holding))
            walk.run()
            findings.formUnion(walk.findings + unseenSteps(on: day))
        }
        return findings.sorted { ($0.path, $0.line, $0.message) < ($1.path, $1.line, $1.message) }
    }
}

/// A walk over every question as far as rows can tell questions apart, two rows at a time.
private struct RowWalk {
    let set: RuleSet
    let rules: RulesInForce
    private(set) var findings: [PolicyFinding] = []
    private var reached: Set<RuleCode> = []
    /// Two rules that were found to fit one question, reported once.
    private var reported: Set<[RuleCode]> = []
    /// What satisfies a row, by what of a question its conditions name.
    private var known: [[String]: [QuestionContext]] = [:]
    private let surveys: [RuleCode: ExpressionSurvey]
    private let prepared: [RuleCode: RulesInForce]

    init(set: RuleSet, rules: RulesInForce) {
        self.set = set
        self.rules = rules
        let permits = rules.rules.filter { $0.effect == .permit }
        surveys = Dictionary(
            uniqueKeysWithValues: permits.map { rule in
                var survey = ExpressionSurvey()
                for condition in rule.policy.conditions { survey.add(condition.body) }
                return (rule.code, survey)
            })
        prepared = Dictionary(
            uniqueKeysWithValues: permits.map {
                ($0.code, RulesInForce(set, on: rules.day, [$0]))
            })
    }

    mutating func run() {
        for role in set.roles.roles {
            for type in role.partnerTypes {
                let professional = RuleWords.professional(type, role.code)
                for group in set.catalogue.groups {
                    visit(Question(professional, group.code, set))
                }
            }
        }
        for rule in rules.rules
        where rule.effect == .permit && !rule.isOff && !reached.contains(rule.code) {
            findings.append(
                PolicyFinding(
                    rule.path, line: rule.line, "rule `\(rule.code)` can never apply",
                    mend: "see that some role, group, recipient and purpose fit all its conditions"
                ))
        }
    }

    private mutating func visit(_ question: Question) {
        let possible = rules.candidates(question.request()).possible
        for rule in possible where !reached.contains(rule) {
            if fits([rule], question) { reached.insert(rule) }
        }
        for (index, rule) in possible.enumerated() {
            for other in possible[..<index] where !reported.contains([other, rule]) {
                guard fits([other, rule], question) else { continue }
                reported.insert([other, rule])
                report([other, rule], question.group)
            }
        }
    }

    /// Whether some values of the attributes that tell rows apart satisfy all of these rows.
    ///
    /// Each row is tried on its own attributes alone; two fit where they agree on those they share.
    private mutating func fits(_ codes: [RuleCode], _ question: Question) -> Bool {
        guard let first = codes.first else { return false }
        let own = contexts(fitting: first, question)
        guard codes.count == 2, !own.isEmpty else { return !own.isEmpty }
        let others = contexts(fitting: codes[1], question)
        let shared = rowAttributes(first).intersection(rowAttributes(codes[1])).sorted()
        let keys = Set(own.map { $0.values(of: shared) })
        return others.contains { keys.contains($0.values(of: shared)) }
    }

    /// The values of its own attributes that satisfy a row; they are the same for every question that
    /// its scope covers, as far as its conditions name neither professional nor field group.
    private mutating func contexts(
        fitting code: RuleCode, _ question: Question
    ) -> [QuestionContext] {
        let survey = surveys[code]
        let key = [
            code.text, survey?.namesPrincipal == true ? "\(question.professional)" : "",
            survey?.namesResource == true ? question.group.text : "",
        ]
        if let answer = known[key] { return answer }
        let answer = contexts(rowAttributes(code), named: [code], question).filter {
            isRow(code, question, $0)
        }
        known[key] = answer
        return answer
    }

    private func rowAttributes(_ code: RuleCode) -> Set<String> {
        (surveys[code]?.attributes ?? []).filter { AttributeUse(attribute: $0) == .row }
    }

    private func isRow(
        _ code: RuleCode, _ question: Question, _ context: QuestionContext
    ) -> Bool {
        prepared[code]?.candidates(question.request(context)).fitting == [code]
    }

    private mutating func report(_ fitting: [RuleCode], _ group: VeldgroepCode) {
        guard let rule = fitting.last.flatMap({ rules.rule($0) }) else { return }
        let codes = fitting.map { "`\($0)`" }.joined(separator: " and ")
        findings.append(
            PolicyFinding(
                rule.path, line: rule.line, "\(codes) both fit a question about `\(group)`",
                mend: "give one of them a condition that tells them apart"))
    }

    /// Every combination of the values of these attributes.
    ///
    /// The purpose comes first: a purpose that one of the rules does not name leads nowhere.
    private func contexts(
        _ attributes: Set<String>, named codes: [RuleCode], _ question: Question
    ) -> [QuestionContext] {
        var all = [question.context]
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
                let values = word == .doel ? purposes(codes) : choices(word)
                all = all.flatMap { context in
                    values.map { value in
                        var changed = context
                        changed[word] = value
                        return changed
                    }
                }
            }
        }
        return all
    }

    /// The purposes that all of these rules name.
    private func purposes(_ codes: [RuleCode]) -> [String] {
        let named = codes.compactMap { surveys[$0] }.map { survey in
            Set(survey.entities.filter { $0.uid.type.string == "Doel" }.map(\.uid.id.string))
        }
        return choices(.doel).filter { purpose in named.allSatisfy { $0.contains(purpose) } }
    }

    private func choices(_ word: QuestionContext.Word) -> [String] {
        if word == .ontvangerRol { return set.roles.roles.map(\.code.text) }
        return set.choices(word)
    }
}

/// Who gives what: a question without the attributes that tell rows apart.
private struct Question {
    let professional: EntityUID
    let group: VeldgroepCode
    let context: QuestionContext

    init(_ professional: EntityUID, _ group: VeldgroepCode, _ set: RuleSet) {
        self.professional = professional
        self.group = group
        context = QuestionContext(placeholders: set)
    }

    func request(_ context: QuestionContext? = nil) -> Request {
        Request(
            principal: professional, action: Offer.Moment.offer.action,
            resource: RuleWords.fragment(group), context: (context ?? self.context).record)
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

extension QuestionContext {
    /// The values of these attributes, in their order.
    fileprivate func values(of names: [String]) -> [String] {
        names.map { name in
            if let flag = Flag(name: name) { return self[flag] ? "true" : "false" }
            return Word(name: name).map { self[$0] } ?? ""
        }
    }
}
