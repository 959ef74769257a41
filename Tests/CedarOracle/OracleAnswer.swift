// SPDX-License-Identifier: EUPL-1.2
package import Cedar

/// An answer as plain values, from the oracle or from the product.
package struct PlainAnswer: Equatable {
    package enum Hindrance: Equatable {
        case scope(ScopePart)
        case condition(Int, Expression, [Expression], [Value])
        case error(EvaluationError)
    }

    package var decision: Decision
    package var reasons: [Int] = []
    package var errors: [Int: EvaluationError] = [:]
    package var trace: [Int: Hindrance] = [:]

    package init(_ decision: Decision, _ reasons: [Int], _ errors: [Int: EvaluationError]) {
        self.decision = decision
        self.reasons = reasons
        self.errors = errors
    }

    package init(_ answer: Answer) {
        decision = answer.decision
        reasons = answer.reasons.map(\.index)
        for failure in answer.errors { errors[failure.policy.index] = failure.error }
        for entry in answer.trace {
            trace[entry.policy.index] =
                switch entry.obstacle {
                case .scope(let part): .scope(part)
                case .error(let error): .error(error)
                case .condition(let index, let culprit, let seen):
                    .condition(index, culprit, seen.map(\.expression), seen.map(\.value))
                }
        }
    }
}

extension Oracle {
    /// What the answer must be.
    package func answer(_ policies: [Policy]) -> PlainAnswer {
        var permits: [Int] = []
        var forbids: [Int] = []
        var errors: [Int: EvaluationError] = [:]
        for (index, policy) in policies.enumerated() {
            do throws(EvaluationError) {
                guard try applies(policy) else { continue }
                if policy.effect == .permit { permits.append(index) } else { forbids.append(index) }
            } catch {
                errors[index] = error
            }
        }
        if !forbids.isEmpty { return PlainAnswer(.deny, forbids, errors) }
        if !permits.isEmpty { return PlainAnswer(.allow, permits, errors) }
        var answer = PlainAnswer(.deny, [], errors)
        for (index, policy) in policies.enumerated() { answer.trace[index] = hindrance(policy) }
        return answer
    }

    private func applies(_ policy: Policy) throws(EvaluationError) -> Bool {
        guard scope(policy.principal, .principal), scope(policy.action),
            scope(policy.resource, .resource)
        else { return false }
        return try failing(policy) == nil
    }

    private func failing(_ policy: Policy) throws(EvaluationError) -> Int? {
        for (index, condition) in policy.conditions.enumerated() {
            let value = try evaluate(condition.body)
            guard case .bool(let bool) = value else {
                throw .kind(
                    expected: [.bool], found: value.kind,
                    place: condition.isWhen ? "when" : "unless")
            }
            if bool != condition.isWhen { return index }
        }
        return nil
    }

    /// A scope written out as the expression that it stands for.
    private func scope(_ constraint: ScopeConstraint, _ variable: Variable) -> Bool {
        func entity(_ reference: EntityReference) -> Expression {
            guard case .entity(let uid) = reference else { return Self.literal(.bool(false)) }
            return Self.literal(.entity(uid))
        }
        let subject = Self.node(.variable(variable))
        let test: Expression.Kind
        switch constraint {
        case .any: return true
        case .equal(let reference): test = .relation(.equal, subject, entity(reference))
        case .memberOf(let reference): test = .relation(.memberOf, subject, entity(reference))
        case .isType(let type): test = .isType(subject, type, in: nil)
        case .isTypeIn(let type, let group): test = .isType(subject, type, in: entity(group))
        }
        return (try? evaluate(Self.node(test))) == .bool(true)
    }

    private func scope(_ constraint: ActionConstraint) -> Bool {
        let subject = Self.node(.variable(.action))
        let uids = constraint.entities.map { Self.literal(.entity($0)) }
        let test: Expression.Kind
        switch constraint {
        case .any: return true
        case .equal: test = .relation(.equal, subject, uids[0])
        case .memberOf: test = .relation(.memberOf, subject, uids[0])
        case .memberOfAny: test = .relation(.memberOf, subject, Self.node(.set(uids)))
        }
        return (try? evaluate(Self.node(test))) == .bool(true)
    }

    private static func literal(_ value: Value) -> Expression { node(.literal(value)) }
    private static func node(_ kind: Expression.Kind) -> Expression { Expression(synthetic: kind) }

    // MARK: Trace

    private func hindrance(_ policy: Policy) -> PlainAnswer.Hindrance? {
        guard policy.effect == .permit, scope(policy.action) else { return nil }
        switch (scope(policy.principal, .principal), scope(policy.resource, .resource)) {
        case (false, false): return nil
        case (false, true): return .scope(.principal)
        case (true, false): return .scope(.resource)
        case (true, true): break
        }
        do throws(EvaluationError) {
            guard let condition = try failing(policy) else { return nil }
            let part = culprit(policy.conditions[condition].body)
            var seen: [Expression] = []
            var values: [Value] = []
            for leaf in Self.leaves(part) where seen.count < 16 && !seen.contains(leaf) {
                guard let value = try? evaluate(leaf) else { continue }
                seen.append(leaf)
                values.append(value)
            }
            return .condition(condition, part, seen, values)
        } catch {
            return .error(error)
        }
    }

    private func culprit(_ expression: Expression) -> Expression {
        func first(_ operands: [Expression], _ wanted: Bool) -> Expression? {
            operands.first { (try? evaluate($0)) == .bool(wanted) }
        }
        switch expression.kind {
        case .not(let inner): return culprit(inner)
        case .and(let operands): return first(operands, false).map(culprit) ?? expression
        case .or(let operands): return first(operands, true).map(culprit) ?? expression
        default: return expression
        }
    }

    private static func leaves(_ expression: Expression) -> [Expression] {
        switch expression.kind {
        case .literal, .variable(.context): []
        case .variable, .path: [expression]
        case .and(let all), .or(let all), .set(let all), .call(_, let all): all.flatMap(leaves)
        case .not(let inner), .negate(let inner), .has(let inner, _), .like(let inner, _):
            leaves(inner)
        case .relation(_, let left, let right): leaves(left) + leaves(right)
        case .arithmetic(let first, let terms):
            leaves(first) + terms.flatMap { leaves($0.operand) }
        case .conditional(let condition, let yes, let no):
            leaves(condition) + leaves(yes) + leaves(no)
        case .isType(let inner, _, let group): leaves(inner) + (group.map(leaves) ?? [])
        case .record(let members): members.flatMap { leaves($0.value) }
        }
    }
}
