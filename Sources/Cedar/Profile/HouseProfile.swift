// SPDX-License-Identifier: EUPL-1.2

/// What a house asks of its policies beyond the language.
package struct ProfileConfiguration: Sendable {
    /// Annotations that every policy must carry, with a value that is not empty.
    package var requiredAnnotations: [String]
    /// Annotations whose values are unique over the set; every one of them is required.
    package var uniqueAnnotations: [String]
    /// Entity types of which the principal scope must name one, such as roles.
    package var principalScopeTypes: [String]
    /// Entity types of which the resource scope must name one, such as categories.
    package var resourceScopeTypes: [String]
    /// Whether a forbid may leave principal and resource open: it then holds for all.
    package var allowsGeneralForbids: Bool
    /// Context attributes that conditions may read; nil allows every finite one.
    package var contextVocabulary: [String]?
    /// Entity types that the house itself keeps finite, besides those that the schema enumerates.
    package var finiteTypes: [String]

    package init(
        requiredAnnotations: [String], uniqueAnnotations: [String] = ["id"],
        principalScopeTypes: [String], resourceScopeTypes: [String],
        allowsGeneralForbids: Bool = true, contextVocabulary: [String]? = nil,
        finiteTypes: [String] = []
    ) {
        self.requiredAnnotations = requiredAnnotations
        self.uniqueAnnotations = uniqueAnnotations
        self.principalScopeTypes = principalScopeTypes
        self.resourceScopeTypes = resourceScopeTypes
        self.allowsGeneralForbids = allowsGeneralForbids
        self.contextVocabulary = contextVocabulary
        self.finiteTypes = finiteTypes
    }
}

extension PolicySet {
    /// Checks the set against the schema and the house's profile; no findings means it passes.
    ///
    /// Strict validation must pass and its warnings are errors here; scopes name role, action and
    /// category; conditions keep to a finite vocabulary; annotations are complete, ids unique.
    package func findings(
        _ profile: ProfileConfiguration, schema: Schema
    ) -> [Diagnostic] {
        let validation = schema.validate(self)
        var check = ProfileCheck(profile: profile, schema: schema)
        check.findings =
            validation.errors
            + validation.warnings.map { warning in
                Diagnostic(
                    .error, at: warning.range, warning.message, hint: warning.hint,
                    policyID: warning.policyID)
            }
        for policy in policies + templates { check.check(policy) }
        return check.findings
    }
}

private struct ProfileCheck {
    let profile: ProfileConfiguration
    let schema: Schema
    var findings: [Diagnostic] = []
    private var seen: [Text: [Text: String]] = [:]

    init(profile: ProfileConfiguration, schema: Schema) {
        self.profile = profile
        self.schema = schema
    }

    private mutating func report(
        _ policy: Policy, _ range: SourceRange, _ message: String, hint: String
    ) {
        findings.append(
            Diagnostic(.error, at: range, message, hint: hint, policyID: Self.name(policy)))
    }

    /// The id that people know, else the position.
    private static func name(_ policy: Policy) -> String {
        policy.annotations["id"].flatMap { $0.isEmpty ? nil : $0 } ?? policy.id
    }

    mutating func check(_ policy: Policy) {
        annotations(policy)
        scope(policy)
        for condition in policy.conditions { vocabulary(condition.body, policy) }
    }

    private mutating func annotations(_ policy: Policy) {
        let unique = profile.uniqueAnnotations
        let required = profile.requiredAnnotations.filter { !unique.contains($0) }
        for key in unique + required where policy.annotations[key]?.isEmpty ?? true {
            report(
                policy, policy.range, "annotation `@\(key)` is missing or empty",
                hint: "write `@\(key)(\"…\")` above the policy")
        }
        for key in unique {
            guard let value = policy.annotations[key], !value.isEmpty else { continue }
            if let other = seen[Text(key)]?[Text(value)] {
                report(
                    policy, policy.range, "`@\(key)(\"\(value)\")` is taken by `\(other)`",
                    hint: "give this policy one of its own")
            }
            seen[Text(key), default: [:]][Text(value)] = policy.id
        }
    }

    private mutating func scope(_ policy: Policy) {
        if policy.action.entities.isEmpty {
            report(
                policy, policy.scopeRange, "the scope names no action",
                hint: "write `action == …` or `action in …`")
        }
        let isGeneral = policy.effect == .forbid && profile.allowsGeneralForbids
        check(policy, policy.principal, profile.principalScopeTypes, "principal", isGeneral)
        check(policy, policy.resource, profile.resourceScopeTypes, "resource", isGeneral)
    }

    private mutating func check(
        _ policy: Policy, _ constraint: ScopeConstraint, _ types: [String], _ variable: String,
        _ mayBeOpen: Bool
    ) {
        if constraint == .any, mayBeOpen { return }
        if case .entity(let uid)? = constraint.reference,
            types.contains(where: { Text($0) == uid.type })
        {
            return
        }
        let choices = types.map { "`\($0)::…`" }.joined(separator: ", ")
        report(
            policy, policy.scopeRange, "the scope of `\(variable)` names none of \(choices)",
            hint: "write `\(variable) in \(types.first ?? "Type")::\"…\"`")
    }

    // MARK: Vocabulary

    /// Booleans and enumerated values, joined and compared; nothing else.
    private mutating func vocabulary(_ expression: Expression, _ policy: Policy) {
        switch expression.kind {
        case .literal(.bool), .literal(.entity): return
        case .variable(.principal), .variable(.action), .variable(.resource): return
        case .and, .or, .not, .conditional, .isType, .set: break
        case .relation(.equal, _, _), .relation(.notEqual, _, _), .relation(.memberOf, _, _):
            break
        case .has(let operand, let names):
            if case .variable(.context) = operand.kind, names.count == 1 {
                attribute(names[0], expression, policy)
                return
            }
            outside(expression, policy)
            return
        case .path(let base, let steps):
            path(base, steps, expression, policy)
            return
        default:
            outside(expression, policy)
            return
        }
        for child in expression.children { vocabulary(child, policy) }
    }

    private mutating func path(
        _ base: Expression, _ steps: [Expression.Step], _ expression: Expression,
        _ policy: Policy
    ) {
        guard steps.count == 1 else {
            outside(expression, policy)
            return
        }
        switch (base.kind, steps[0].kind) {
        case (.variable(.context), .attribute(let name)): attribute(name, expression, policy)
        case (.set, .method(.contains, let arguments)):
            for part in [base] + arguments { vocabulary(part, policy) }
        default: outside(expression, policy)
        }
    }

    private mutating func attribute(
        _ name: Text, _ expression: Expression, _ policy: Policy
    ) {
        if let words = profile.contextVocabulary, !words.contains(where: { Text($0) == name }) {
            report(
                policy, expression.range, "`context.\(name)` is not in the vocabulary",
                hint: "the vocabulary is fixed with the schema")
            return
        }
        let types = schema.actions.values.compactMap { $0.context.attributes[name]?.type }
        for type in types {
            switch type {
            case .bool: continue
            case .entity(let entity) where schema.entityTypes[entity]?.choices != nil: continue
            case .entity(let entity) where profile.finiteTypes.contains { Text($0) == entity }:
                continue
            default: outside(expression, policy)
            }
            return
        }
    }

    private mutating func outside(_ expression: Expression, _ policy: Policy) {
        report(
            policy, expression.range, "`\(expression)` is outside the finite vocabulary",
            hint: "conditions read Booleans and enumerated values of the context")
    }
}
