// SPDX-License-Identifier: EUPL-1.2

/// One policy with its conditions compiled, and the anchors without which it cannot apply or fail.
struct CompiledPolicy: Sendable {
    enum Scope: Sendable {
        case any
        case identity(Int32)
        case anchor(Int32)
        case type(Int32)
        case typeAndAnchor(Int32, Int32)
        /// A slot that was never filled.
        case unfilled
    }

    struct Test: Sendable {
        let isWhen: Bool
        let node: any CompiledNode
    }

    let effect: Effect
    let principal: Scope
    let resource: Scope
    let tests: [Test]
    /// One of these anchors is needed; nil where none is.
    let principalNeeds: [Int32]?
    let resourceNeeds: [Int32]?

    init(_ policy: Policy, _ compiler: inout Compiler) {
        effect = policy.effect
        principal = Self.scope(policy.principal, &compiler)
        resource = Self.scope(policy.resource, &compiler)
        tests = policy.conditions.map {
            Test(isWhen: $0.isWhen, node: compiler.compile($0.body))
        }
        var needs = Needs(
            principal: Self.needs(principal), resource: Self.needs(resource))
        needs.read(policy.conditions, &compiler)
        principalNeeds = needs.principal
        resourceNeeds = needs.resource
    }

    private static func scope(
        _ constraint: ScopeConstraint, _ compiler: inout Compiler
    ) -> Scope {
        switch constraint {
        case .any: .any
        case .equal(.entity(let uid)): .identity(compiler.anchors.number(of: uid))
        case .memberOf(.entity(let uid)): .anchor(compiler.anchors.number(of: uid))
        case .isType(let type): .type(compiler.anchors.number(of: type))
        case .isTypeIn(let type, .entity(let uid)):
            .typeAndAnchor(
                compiler.anchors.number(of: type), compiler.anchors.number(of: uid))
        case .equal(.slot), .memberOf(.slot), .isTypeIn(_, .slot): .unfilled
        }
    }

    private static func needs(_ scope: Scope) -> [Int32]? {
        switch scope {
        case .any, .unfilled: nil
        case .identity(let anchor), .anchor(let anchor), .type(let anchor),
            .typeAndAnchor(_, let anchor):
            [anchor]
        }
    }

    /// Whether scope and conditions hold; the action was settled by the index.
    func isSatisfied(_ frame: Frame) throws(EvaluationError) -> Bool {
        guard try Self.holds(principal, frame.principal, frame.principalID),
            try Self.holds(resource, frame.resource, frame.resourceID)
        else { return false }
        for test in tests {
            let holds = try test.node.truth(frame, test.isWhen ? "when" : "unless")
            guard holds == test.isWhen else { return false }
        }
        return true
    }

    private static func holds(
        _ scope: Scope, _ anchors: borrowing AnchorList, _ id: Int32
    ) throws(EvaluationError) -> Bool {
        switch scope {
        case .any: return true
        case .identity(let anchor): return id == anchor
        case .anchor(let anchor), .type(let anchor): return anchors.contains(anchor)
        case .typeAndAnchor(let type, let anchor):
            return anchors.contains(type) && anchors.contains(anchor)
        case .unfilled: throw .slotUnfilled
        }
    }
}

/// Finds what a policy needs of principal and resource beyond its scope.
private struct Needs {
    var principal: [Int32]?
    var resource: [Int32]?

    /// Anchors under which one policy is listed at most, for either variable.
    static let anchorCountLimit = 8

    /// Reads conditions from the left for as long as nothing in front could fail: a policy may be
    /// passed over only where evaluating it would have given false, not an error.
    mutating func read(_ conditions: [Condition], _ compiler: inout Compiler) {
        for condition in conditions {
            let parts: [Expression] =
                if condition.isWhen, case .and(let operands) = condition.body.kind {
                    operands
                } else {
                    [condition.body]
                }
            for part in parts {
                if condition.isWhen, let (variable, found) = test(part, &compiler) {
                    narrow(variable, found)
                }
                guard Self.cannotFail(part) else { return }
            }
        }
    }

    private mutating func narrow(_ variable: AnchoredVariable, _ found: [Int32]) {
        guard found.count <= Self.anchorCountLimit else { return }
        switch variable {
        case .principal where principal.map({ $0.count > found.count }) ?? true:
            principal = found
        case .resource where resource.map({ $0.count > found.count }) ?? true:
            resource = found
        default: break
        }
    }

    /// The anchors of which a true test needs one.
    private func test(
        _ expression: Expression, _ compiler: inout Compiler
    ) -> (AnchoredVariable, [Int32])? {
        switch expression.kind {
        case .relation(.memberOf, let left, let right), .relation(.equal, let left, let right):
            guard let variable = AnchoredVariable(left),
                let uids = Compiler.entities(right)
            else { return nil }
            if case .relation(.equal, _, _) = expression.kind, case .set = right.kind {
                return nil
            }
            return (variable, uids.map { compiler.anchors.number(of: $0) })
        case .isType(let operand, let type, in: nil):
            return AnchoredVariable(operand).map { ($0, [compiler.anchors.number(of: type)]) }
        case .or(let operands):
            var all: [Int32] = []
            var variable: AnchoredVariable?
            for operand in operands {
                guard let (next, found) = test(operand, &compiler),
                    variable == nil || variable == next
                else { return nil }
                variable = next
                all += found
            }
            return variable.map { ($0, all) }
        default: return nil
        }
    }

    /// Whether an expression is Boolean and evaluates without error whatever the request.
    private static func cannotFail(_ expression: Expression) -> Bool {
        switch expression.kind {
        case .literal(.bool): return true
        case .and(let operands), .or(let operands): return operands.allSatisfy(cannotFail)
        case .not(let operand): return cannotFail(operand)
        case .relation(.memberOf, let left, let right):
            return AnchoredVariable(left) != nil && Compiler.entities(right) != nil
        case .relation(.equal, let left, let right), .relation(.notEqual, let left, let right):
            return isValue(left) && isValue(right)
        case .isType(let operand, _, in: nil): return AnchoredVariable(operand) != nil
        case .has(let operand, let names):
            if case .variable = operand.kind { return names.count == 1 }
            return false
        default: return false
        }
    }

    private static func isValue(_ expression: Expression) -> Bool {
        switch expression.kind {
        case .literal, .variable: true
        default: false
        }
    }
}
