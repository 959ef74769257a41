// SPDX-License-Identifier: EUPL-1.2
internal import Cedar

/// What a policy text speaks of: the attributes of the context, and the entities that it names.
struct ExpressionSurvey {
    /// Attributes of the context, by name.
    private(set) var attributes: Set<String> = []
    /// Entities named, with their places.
    private(set) var entities: [(uid: EntityUID, range: SourceRange)] = []
    /// Whether it asks who gives or what is given.
    private(set) var namesPrincipal = false
    private(set) var namesResource = false
    /// Uses of the context as a whole, which no survey can follow.
    private(set) var opaque: [SourceRange] = []

    init() {}

    init(_ expression: Expression) { add(expression) }

    mutating func add(_ expression: Expression) {
        switch expression.kind {
        case .literal(let value): add(value, expression.range)
        case .variable(let variable): add(variable, expression.range)
        case .and(let operands), .or(let operands), .set(let operands), .call(_, let operands):
            for operand in operands { add(operand) }
        case .not(let operand), .negate(let operand), .like(let operand, _): add(operand)
        case .relation(_, let left, let right):
            add(left)
            add(right)
        case .arithmetic(let first, let terms):
            add(first)
            for term in terms { add(term.operand) }
        case .conditional(let condition, let positive, let negative):
            add(condition)
            add(positive)
            add(negative)
        case .has(let operand, _): add(operand)
        case .isType(let operand, _, let group):
            add(operand)
            if let group { add(group) }
        case .path(let base, let steps): add(path: base, steps)
        case .record(let members):
            for member in members { add(member.value) }
        }
    }

    private mutating func add(path base: Expression, _ steps: [Expression.Step]) {
        if case .variable(.context) = base.kind, case .attribute(let name)? = steps.first?.kind {
            attributes.insert(name.string)
        } else {
            add(base)
        }
        for step in steps {
            switch step.kind {
            case .attribute: break
            case .method(_, let arguments), .extensionMethod(_, let arguments):
                for argument in arguments { add(argument) }
            }
        }
    }

    private mutating func add(_ variable: Variable, _ range: SourceRange) {
        switch variable {
        case .principal: namesPrincipal = true
        case .resource: namesResource = true
        case .action: break
        case .context: opaque.append(range)
        }
    }

    private mutating func add(_ value: Value, _ range: SourceRange) {
        switch value {
        case .entity(let uid): entities.append((uid, range))
        case .set(let set):
            for element in set.elements { add(element, range) }
        case .record(let record):
            for field in record.fields { add(field.value, range) }
        case .bool, .long, .string, .ext: break
        }
    }

    /// The entities that a scope names.
    mutating func add(scopeOf policy: Policy) {
        for constraint in [policy.principal, policy.resource] {
            if case .entity(let uid)? = constraint.reference {
                entities.append((uid, policy.scopeRange))
            }
        }
    }
}
