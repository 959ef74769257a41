// SPDX-License-Identifier: EUPL-1.2

/// What strict validation found.
package struct Validation: Sendable {
    package let errors: [Diagnostic]
    package let warnings: [Diagnostic]

    /// Whether there is no error; warnings do not count.
    package var passes: Bool { errors.isEmpty }
}

extension Schema {
    /// Validates every policy and template strictly, with the reference's verdicts.
    ///
    /// Each policy: reference checks over the whole text; whether any action applies; then the type
    /// of its conditions in every kind of request that the schema allows.
    package func validate(_ policies: PolicySet) -> Validation {
        var validator = Validator(self)
        for policy in policies.policies + policies.templates { validator.check(policy) }
        return Validation(errors: validator.errors, warnings: validator.warnings)
    }
}

/// Checks policies one after another and collects findings.
struct Validator {
    let schema: Schema
    private let environments: [RequestEnvironment]
    private(set) var errors: [Diagnostic] = []
    private(set) var warnings: [Diagnostic] = []
    private var work = 0

    /// Expressions checked in one run, each counted in every kind of request.
    static let workLimit = 2_000_000
    /// Kinds of request of one schema.
    static let environmentCountLimit = 100_000
    /// Findings per run.
    static let findingCountLimit = 1_000

    init(_ schema: Schema) {
        self.schema = schema
        let count = schema.actions.values.reduce(0) { total, action in
            let (product, overflow) = action.principalTypes.count.multipliedReportingOverflow(
                by: action.resourceTypes.count)
            return overflow ? Int.max : total.addingReportingOverflow(product).partialValue
        }
        guard (0...Self.environmentCountLimit).contains(count) else {
            environments = []
            errors = [
                Diagnostic(.error, at: .none, "the schema allows too many kinds of request")
            ]
            return
        }
        environments = schema.environments
    }

    mutating func check(_ policy: Policy) {
        guard errors.count < Self.findingCountLimit, work < Self.workLimit else { return }
        let before = errors.count
        func add(_ findings: [Diagnostic]) {
            errors += findings.map { $0.concerning(policy: policy.id) }
        }
        add(ReferenceCheck.findings(policy, schema))
        warnings += TextLint.findings(policy).map { $0.concerning(policy: policy.id) }
        guard errors.count == before else { return }
        let applicable = environments.filter { ScopeTypes.allows($0, policy, schema) }
        guard !applicable.isEmpty else {
            add([
                Diagnostic(
                    .error, at: policy.scopeRange, "no action of the schema applies",
                    hint: "compare the scope with `appliesTo` of the actions that it allows")
            ])
            return
        }
        var checker = TypeChecker(schema)
        var isPossible = false
        for environment in environments {
            if checker.check(policy, in: environment) != .bool(false) { isPossible = true }
            guard work + checker.work < Self.workLimit else {
                add([Diagnostic(.error, at: policy.range, "too much to validate in one run")])
                break
            }
        }
        work += checker.work
        add(checker.errors)
        if !isPossible, checker.errors.isEmpty {
            warnings.append(
                Diagnostic(
                    .warning, at: policy.range, "impossible policy: it can never apply",
                    hint: "remove it, or look for a comparison that is always false",
                    policyID: policy.id))
        }
    }
}

/// What scopes allow, by type alone.
enum ScopeTypes {
    static func allows(
        _ environment: RequestEnvironment, _ policy: Policy, _ schema: Schema
    ) -> Bool {
        allows(environment.action, policy.action)
            && allows(environment.principal, policy.principal, schema)
            && allows(environment.resource, policy.resource, schema)
    }

    private static func allows(_ action: ActionType, _ constraint: ActionConstraint) -> Bool {
        switch constraint {
        case .any: true
        case .equal(let uid): action.uid == uid
        case .memberOf(let uid): action.uid == uid || action.ancestors.contains(uid)
        case .memberOfAny(let uids):
            uids.contains { action.uid == $0 || action.ancestors.contains($0) }
        }
    }

    private static func allows(
        _ type: Text, _ constraint: ScopeConstraint, _ schema: Schema
    ) -> Bool {
        switch constraint {
        case .any, .equal(.slot), .memberOf(.slot): true
        case .equal(.entity(let uid)): type == uid.type
        case .memberOf(.entity(let uid)): schema.canBeMember(type, of: uid.type)
        case .isType(let name), .isTypeIn(let name, .slot): type == name
        case .isTypeIn(let name, .entity(let uid)):
            type == name && schema.canBeMember(type, of: uid.type)
        }
    }
}

/// Everything that a policy names must be declared, in dead code too.
enum ReferenceCheck {
    static func findings(_ policy: Policy, _ schema: Schema) -> [Diagnostic] {
        var check = Walk(schema: schema)
        for constraint in [policy.principal, policy.resource] {
            if case .entity(let uid)? = constraint.reference {
                check.entity(uid, policy.scopeRange)
            }
            switch constraint {
            case .isType(let type), .isTypeIn(let type, _): check.type(type, policy.scopeRange)
            case .any, .equal, .memberOf: break
            }
        }
        for uid in policy.action.entities { check.entity(uid, policy.scopeRange) }
        for condition in policy.conditions { check.expression(condition.body) }
        return check.findings
    }

    private struct Walk {
        let schema: Schema
        var findings: [Diagnostic] = []

        mutating func type(_ name: Text, _ range: SourceRange) {
            guard !schema.isKnownType(name), findings.count < 100 else { return }
            findings.append(
                Diagnostic(
                    .error, at: range, "entity type `\(name)` is not declared",
                    hint: "declare it in the schema, or mend the spelling"))
        }

        mutating func entity(_ uid: EntityUID, _ range: SourceRange) {
            if uid.isAction {
                guard schema.actions[uid] == nil, findings.count < 100 else { return }
                findings.append(
                    Diagnostic(
                        .error, at: range, "action `\(uid)` is not declared",
                        hint: "declare it in the schema, or mend the spelling"))
                return
            }
            guard schema.isKnownType(uid.type) else { return type(uid.type, range) }
            guard !schema.isAllowedID(uid), findings.count < 100 else { return }
            findings.append(
                Diagnostic(
                    .error, at: range, "`\(uid)` is not among the choices of its type",
                    hint: "the choices stand in the schema after `enum`"))
        }

        private mutating func value(_ value: Value, _ range: SourceRange) {
            switch value {
            case .entity(let uid): entity(uid, range)
            case .set(let set): for element in set.elements { self.value(element, range) }
            case .record(let record): for field in record.fields { self.value(field.value, range) }
            case .bool, .long, .string, .ext: break
            }
        }

        mutating func expression(_ expression: Expression) {
            switch expression.kind {
            case .literal(let value): self.value(value, expression.range)
            case .isType(_, let type, _): self.type(type, expression.range)
            default: break
            }
            for child in expression.children { self.expression(child) }
        }
    }
}

extension Expression {
    /// The expressions directly within, from the left.
    var children: [Expression] {
        switch kind {
        case .literal, .variable: []
        case .and(let all), .or(let all), .set(let all), .call(_, let all): all
        case .not(let inner), .negate(let inner), .has(let inner, _), .like(let inner, _): [inner]
        case .relation(_, let left, let right): [left, right]
        case .arithmetic(let first, let terms): [first] + terms.map(\.operand)
        case .conditional(let condition, let positive, let negative):
            [condition, positive, negative]
        case .isType(let inner, _, let group): [inner] + (group.map { [$0] } ?? [])
        case .path(let base, let steps):
            [base]
                + steps.flatMap { step -> [Expression] in
                    switch step.kind {
                    case .attribute: []
                    case .method(_, let arguments), .extensionMethod(_, let arguments): arguments
                    }
                }
        case .record(let members): members.map(\.value)
        }
    }
}
