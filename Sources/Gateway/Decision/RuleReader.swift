// SPDX-License-Identifier: EUPL-1.2
internal import Cedar
internal import Domain

/// Makes a rule of a policy: reads its annotations and sorts its conditions into steps.
struct RuleReader {
    let path: String
    let bytes: [UInt8]
    private(set) var findings: [PolicyFinding] = []

    private static let annotationKeys = [
        "id", "rij", "code", "kanaal", "grondslag", "bron", "uitleg_nl", "uitleg_en", "geldig_van",
        "geldig_tot", "status", "verplichtingen",
    ]

    init(path: String, bytes: [UInt8]) {
        self.path = path
        self.bytes = bytes
    }

    private mutating func report(_ range: SourceRange, _ message: String, mend: String) {
        findings.append(PolicyFinding(path, line: range.start.line, message, mend: mend))
    }

    /// The rule, or nil with findings.
    mutating func rule(_ policy: Policy) -> Rule? {
        let before = findings.count
        for annotation in policy.annotations.all
        where !Self.annotationKeys.contains(annotation.key.string) {
            report(
                annotation.range, "annotation `@\(annotation.key)` is not known",
                mend: "use one of: \(Self.annotationKeys.joined(separator: ", "))")
        }
        let code = value(policy, "id") { RuleCode($0) }
        let explanation = explanation(policy)
        let source = text(policy, "bron")
        let from = value(policy, "geldig_van") { CivilDate(iso: $0) }
        let until = optional(policy, "geldig_tot") { CivilDate(iso: $0) }
        let isOff = optional(policy, "status") { ["aan": false, "uit": true][$0] } ?? false
        if let from, let until, until <= from {
            report(policy.range, "the rule ends before it begins", mend: "mend @geldig_tot")
        }
        let effect = effect(policy)
        let clauses = policy.effect == .permit ? clauses(policy) : []
        checkEntities(policy)
        guard findings.count == before, let code, let explanation, let source, let from,
            let effect
        else { return nil }
        let uses = policy.conditions.map { ExpressionSurvey($0.body).attributes }
        return Rule(
            code: code, row: policy.annotations["rij"], effect: effect.effect,
            bases: effect.bases, channel: policy.annotations["kanaal"], source: source,
            explanation: explanation,
            obligations: effect.obligations, validFrom: from, validUntil: until, isOff: isOff,
            path: path, line: policy.range.start.line, policy: policy.renamed(code.text),
            clauses: clauses, text: ownText(policy), scopeText: scopeText(policy) + ";",
            reliesOnConsent: uses.contains { $0.contains("toestemming") })
    }

    // MARK: Annotations

    private mutating func text(_ policy: Policy, _ key: String) -> String? {
        guard let value = policy.annotations[key], !value.utf8.isEmpty else {
            report(policy.range, "`@\(key)` is missing", mend: "add @\(key)(\"…\")")
            return nil
        }
        return value
    }

    private mutating func value<T>(
        _ policy: Policy, _ key: String, _ parse: (String) -> T?
    ) -> T? {
        guard let text = text(policy, key) else { return nil }
        guard let value = parse(text) else {
            report(policy.range, "`@\(key)(\"\(text)\")` is not valid", mend: "mend its value")
            return nil
        }
        return value
    }

    private mutating func optional<T>(
        _ policy: Policy, _ key: String, _ parse: (String) -> T?
    ) -> T? {
        policy.annotations[key] == nil ? nil : value(policy, key, parse)
    }

    private mutating func explanation(_ policy: Policy) -> Explanation? {
        let dutch = text(policy, "uitleg_nl")
        let english = text(policy, "uitleg_en")
        guard let dutch, let english else { return nil }
        return Explanation(dutch: dutch, english: english)
    }

    private struct Outcome {
        let effect: Rule.Effect
        let bases: [LegalBasisCode]
        let obligations: [Obligation]
    }

    private mutating func effect(_ policy: Policy) -> Outcome? {
        switch policy.effect {
        case .permit:
            _ = text(policy, "rij")
            // Without personal data there is nothing that needs a basis.
            let bases = value(policy, "grondslag") { text in
                text == "geen" ? [] : Self.list(text) { LegalBasisCode($0) }
            }
            let obligations = value(policy, "verplichtingen") { text in
                text == "geen" ? [] : Self.list(text) { Obligation(rawValue: $0) }
            }
            for key in ["code", "kanaal"] where policy.annotations[key] != nil {
                report(policy.range, "a permit has no `@\(key)`", mend: "leave @\(key) out")
            }
            guard let bases, let obligations else { return nil }
            return Outcome(effect: .permit, bases: bases, obligations: obligations)
        case .forbid:
            for key in ["grondslag", "verplichtingen"] where policy.annotations[key] != nil {
                report(policy.range, "a forbid has no `@\(key)`", mend: "leave @\(key) out")
            }
            guard let code = value(policy, "code", { RefusalCode(rawValue: $0) }) else {
                return nil
            }
            if policy.annotations["kanaal"] != nil, code != .geenRegel {
                report(
                    policy.range, "only what is never carried names another channel",
                    mend: "leave @kanaal out, or refuse with @code(\"geen-regel\")")
            }
            return Outcome(effect: .forbid(code), bases: [], obligations: [])
        }
    }

    /// Values between commas, each once, ascending; nil if one is wrong.
    private static func list<T: Hashable & Comparable>(
        _ text: String, _ parse: (String) -> T?
    ) -> [T]? {
        var values: Set<T> = []
        for part in text.split(separator: ",", omittingEmptySubsequences: false) {
            guard let value = parse(String(part)), values.insert(value).inserted else {
                return nil
            }
        }
        return values.sorted()
    }

    // MARK: Conditions

    /// Sorts the conditions of a permit: each speaks of the row, or of one step.
    private mutating func clauses(_ policy: Policy) -> [Rule.Clause] {
        var clauses: [Rule.Clause] = []
        var purposes = 0
        for condition in policy.conditions {
            let survey = ExpressionSurvey(condition.body)
            for range in survey.opaque {
                report(
                    range, "the context is used as a whole",
                    mend: "name one attribute, as in context.doel")
            }
            purposes += survey.attributes.contains("doel") ? 1 : 0
            guard let refusal = refusal(of: condition, survey) else { continue }
            clauses.append(
                Rule.Clause(
                    refusal: refusal, namesResource: survey.namesResource,
                    text: scopeText(policy) + "\n" + slice(condition.range) + ";"))
        }
        if purposes == 0 {
            report(
                policy.range, "the rule names no purpose",
                mend: "add when { context.doel == Doel::\"P…\" }")
        }
        return clauses
    }

    private mutating func refusal(
        of condition: Condition, _ survey: ExpressionSurvey
    ) -> RefusalCode? {
        var uses = Set(survey.attributes.compactMap { AttributeUse(attribute: $0) })
        if survey.namesPrincipal || survey.namesResource { uses.insert(.row) }
        guard uses.count == 1, let use = uses.first else {
            if survey.attributes.allSatisfy({ AttributeUse(attribute: $0) != nil }) {
                report(
                    condition.range,
                    uses.isEmpty
                        ? "the condition speaks of nothing"
                        : "the condition mixes the row and steps, or several steps",
                    mend: "write one when or unless for the row and one for each step")
            }
            return nil
        }
        switch use {
        case .row: return .geenRegel
        case .step(let code): return code
        case .everyRule:
            report(
                condition.range, "the condition belongs to a step that holds for every rule",
                mend: "leave it out; a forbid sees to it")
            return nil
        }
    }

    private mutating func checkEntities(_ policy: Policy) {
        let allowed = [
            "Rol", "Rolgroep", "Partnertype", "Categorie", "Veldgroep", "Doel", "Toestemming",
            "Geheim", "Bericht", "Leeftijd", "Action", "Overleg", "Arrangement", "Betrokkenen",
            "Nood", "Categoriegroep",
        ]
        var survey = ExpressionSurvey()
        survey.add(scopeOf: policy)
        for condition in policy.conditions { survey.add(condition.body) }
        for (uid, range) in survey.entities where !allowed.contains(uid.type.string) {
            report(
                range, "`\(uid)` names one professional or fragment",
                mend: "name a role, a group or a category")
        }
        let group = EntityUID("Action", "delen")
        guard case .memberOf(group) = policy.action else {
            report(
                policy.scopeRange, "the rule does not hold at every moment",
                mend: "write action in Action::\"delen\"")
            return
        }
    }

    // MARK: Texts

    private func slice(_ range: SourceRange) -> String {
        String(decoding: bytes[range.start.offset..<range.end.offset], as: UTF8.self)
    }

    private func scopeText(_ policy: Policy) -> String { "permit " + slice(policy.scopeRange) }

    private func ownText(_ policy: Policy) -> String {
        let effect = policy.effect == .permit ? "permit " : "forbid "
        return effect + slice(policy.scopeRange)
            + policy.conditions.map { "\n" + slice($0.range) }.joined() + ";"
    }
}
