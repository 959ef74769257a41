// SPDX-License-Identifier: EUPL-1.2

extension Evaluator {
    /// What kept a permit from applying; nil where it applies or could not have applied.
    func obstacle(_ policy: Policy) -> Obstacle? {
        do throws(EvaluationError) {
            guard holds(policy.action) else { return nil }
            let principalHolds = try holds(policy.principal, request.principal)
            let resourceHolds = try holds(policy.resource, request.resource)
            guard principalHolds || resourceHolds else { return nil }
            guard principalHolds else { return .scope(.principal) }
            guard resourceHolds else { return .scope(.resource) }
            guard let index = try failingCondition(policy) else { return nil }
            let culprit = culprit(policy.conditions[index].body)
            return .condition(index: index, culprit, observations(culprit))
        } catch {
            return .error(error)
        }
    }

    /// The smallest part that alone made a Boolean expression what it is.
    ///
    /// Of a false `&&` that is its first false operand, of a true `||` its first true one; of a
    /// negation its operand. Where several parts acted together it is the whole.
    private func culprit(_ expression: Expression) -> Expression {
        switch expression.kind {
        case .and(let operands):
            let first = operands.first { (try? bool($0, "&&")) == false }
            return first.map(culprit) ?? expression
        case .or(let operands):
            let first = operands.first { (try? bool($0, "||")) == true }
            return first.map(culprit) ?? expression
        case .not(let operand): return culprit(operand)
        default: return expression
        }
    }

    /// Values of the variables and paths within an expression, from the left, without repeats.
    private func observations(_ expression: Expression) -> [Observation] {
        var seen: Set<Expression> = []
        var found: [Observation] = []
        for part in expression.observables where seen.insert(part).inserted {
            guard found.count < Observation.countLimit else { break }
            if let value = try? value(part) {
                found.append(Observation(expression: part, value: value))
            }
        }
        return found
    }
}

extension Observation {
    /// Observations of one trace entry.
    static let countLimit = 16
}

extension Expression {
    /// The variables and paths within, from the left; `context` as a whole is left out.
    var observables: [Expression] {
        switch kind {
        case .literal, .variable(.context): []
        case .variable: [self]
        case .and(let all), .or(let all), .set(let all), .call(_, let all):
            all.flatMap(\.observables)
        case .not(let inner), .negate(let inner), .has(let inner, _), .like(let inner, _):
            inner.observables
        case .relation(_, let left, let right): left.observables + right.observables
        case .arithmetic(let first, let terms):
            first.observables + terms.flatMap(\.operand.observables)
        case .conditional(let condition, let positive, let negative):
            condition.observables + positive.observables + negative.observables
        case .isType(let inner, _, let group): inner.observables + (group?.observables ?? [])
        case .path: [self]
        case .record(let members): members.flatMap(\.value.observables)
        }
    }
}
