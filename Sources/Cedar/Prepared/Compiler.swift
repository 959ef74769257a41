// SPDX-License-Identifier: EUPL-1.2

/// Compiles expressions: constants are folded, entity tests of variables become anchor tests.
struct Compiler {
    var anchors = AnchorTable()

    /// Evaluates what has no variable; entities cannot be reached through it.
    private static let constants = Evaluator(
        Request(
            principal: EntityUID("", ""), action: EntityUID("", ""),
            resource: EntityUID("", "")), Entities())

    mutating func compile(_ expression: Expression) -> any CompiledNode {
        if Self.isPure(expression), let value = try? Self.constants.value(expression) {
            return ConstantNode(value)
        }
        switch expression.kind {
        case .literal(let value): return ConstantNode(value)
        case .variable(let variable): return VariableNode(variable)
        case .and(let operands): return junction(operands, isAnd: true)
        case .or(let operands): return junction(operands, isAnd: false)
        case .not(let operand): return NotNode(compile(operand))
        case .negate(let operand): return NegateNode(compile(operand))
        case .relation(let relation, let left, let right):
            return self.relation(relation, left, right)
        case .arithmetic(let first, let terms):
            return ArithmeticNode(
                compile(first),
                terms.map { (operation: $0.operation, operand: compile($0.operand)) })
        case .conditional(let condition, let positive, let negative):
            if case .bool(let known)? = constant(condition) {
                return compile(known ? positive : negative)
            }
            return ConditionalNode(compile(condition), compile(positive), compile(negative))
        case .has(let operand, let names):
            if case .variable(.context) = operand.kind, names.count == 1 {
                return ContextHasNode(names[0])
            }
            return HasNode(compile(operand), names)
        case .like(let operand, let pattern): return LikeNode(compile(operand), pattern)
        case .isType(let operand, let type, let group):
            return IsTypeNode(compile(operand), type, group.map { compile($0) })
        case .path(let base, let steps): return path(base, steps)
        case .call(let function, let arguments):
            return ListNode(.call(function), arguments.map { compile($0) })
        case .set(let elements): return ListNode(.set, elements.map { compile($0) })
        case .record(let members):
            return ListNode(.record(members.map(\.name)), members.map { compile($0.value) })
        }
    }

    /// Leaves out leading operands that are known not to decide.
    private mutating func junction(_ operands: [Expression], isAnd: Bool) -> any CompiledNode {
        var rest = operands[...]
        while let first = rest.first, case .bool(let known)? = constant(first) {
            guard known == isAnd else { return ConstantNode(.bool(known)) }
            rest.removeFirst()
        }
        return JunctionNode(rest.map { compile($0) }, isAnd: isAnd)
    }

    private func constant(_ expression: Expression) -> Value? {
        guard Self.isPure(expression) else { return nil }
        return try? Self.constants.value(expression)
    }

    private mutating func path(
        _ base: Expression, _ steps: [Expression.Step]
    ) -> any CompiledNode {
        if case .variable(.context) = base.kind, case .attribute(let name) = steps[0].kind {
            guard steps.count > 1 else { return ContextNode(name) }
            return PathNode(ContextNode(name), steps.dropFirst().map { step($0) })
        }
        return PathNode(compile(base), steps.map { step($0) })
    }

    private mutating func step(_ step: Expression.Step) -> PathNode.Step {
        switch step.kind {
        case .attribute(let name): .attribute(name)
        case .method(let method, let arguments): .method(method, arguments.map { compile($0) })
        case .extensionMethod(let function, let arguments):
            .extensionMethod(function, arguments.map { compile($0) })
        }
    }

    private mutating func relation(
        _ relation: Relation, _ left: Expression, _ right: Expression
    ) -> any CompiledNode {
        if let variable = AnchoredVariable(left) {
            switch relation {
            case .memberOf:
                if let groups = Self.entities(right) {
                    return AnchorNode(variable, groups.map { anchors.number(of: $0) })
                }
            case .equal:
                if case .literal(.entity(let uid)) = right.kind {
                    return IdentityNode(variable, anchors.number(of: uid))
                }
            default: break
            }
        }
        if relation == .equal || relation == .notEqual, let constant = constant(right),
            case .path(let base, let steps) = left.kind, steps.count == 1,
            case .variable(.context) = base.kind, case .attribute(let name) = steps[0].kind
        {
            let test = ContextEqualNode(name, constant)
            return relation == .equal ? test : NotNode(test)
        }
        return RelationNode(relation, compile(left), compile(right))
    }

    /// The ids that the right side of `in` spells out, or nil where it does not.
    static func entities(_ expression: Expression) -> [EntityUID]? {
        switch expression.kind {
        case .literal(.entity(let uid)): return [uid]
        case .set(let elements):
            let uids = elements.compactMap { element -> EntityUID? in
                if case .literal(.entity(let uid)) = element.kind { uid } else { nil }
            }
            return uids.count == elements.count ? uids : nil
        default: return nil
        }
    }

    /// Whether the value depends on neither the request nor the store.
    private static func isPure(_ expression: Expression) -> Bool {
        switch expression.kind {
        case .variable, .has, .relation(.memberOf, _, _), .isType(_, _, in: .some): return false
        case .path(let base, let steps):
            // Of a literal record only, never of an entity.
            guard case .record = base.kind else {
                return steps.allSatisfy { step in
                    switch step.kind {
                    case .attribute, .method(.hasTag, _), .method(.getTag, _): false
                    case .method, .extensionMethod: true
                    }
                } && expression.children.allSatisfy(isPure)
            }
            return false
        default: return expression.children.allSatisfy(isPure)
        }
    }
}
