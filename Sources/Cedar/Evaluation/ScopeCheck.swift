// SPDX-License-Identifier: EUPL-1.2

extension Evaluator {
    /// The first part of the scope that does not hold, or nil.
    func failingPart(_ policy: Policy) throws(EvaluationError) -> ScopePart? {
        guard try holds(policy.principal, request.principal) else { return .principal }
        guard holds(policy.action) else { return .action }
        guard try holds(policy.resource, request.resource) else { return .resource }
        return nil
    }

    func holds(
        _ constraint: ScopeConstraint, _ uid: EntityUID
    ) throws(EvaluationError) -> Bool {
        switch constraint {
        case .any: return true
        case .equal(let reference): return uid == (try Self.entity(reference))
        case .memberOf(let reference):
            return entities.isMember(uid, of: try Self.entity(reference))
        case .isType(let type): return uid.type == type
        case .isTypeIn(let type, let reference):
            let group = try Self.entity(reference)
            return uid.type == type && entities.isMember(uid, of: group)
        }
    }

    func holds(_ constraint: ActionConstraint) -> Bool {
        switch constraint {
        case .any: true
        case .equal(let uid): request.action == uid
        case .memberOf(let uid): entities.isMember(request.action, of: uid)
        case .memberOfAny(let uids): uids.contains { entities.isMember(request.action, of: $0) }
        }
    }

    private static func entity(_ reference: EntityReference) throws(EvaluationError) -> EntityUID {
        guard case .entity(let uid) = reference else { throw .slotUnfilled }
        return uid
    }

    /// Whether scope and conditions hold.
    func isSatisfied(_ policy: Policy) throws(EvaluationError) -> Bool {
        guard try failingPart(policy) == nil else { return false }
        return try failingCondition(policy) == nil
    }

    /// The index of the first condition that does not hold, or nil.
    func failingCondition(_ policy: Policy) throws(EvaluationError) -> Int? {
        for (index, condition) in policy.conditions.enumerated() {
            let place = condition.isWhen ? "when" : "unless"
            guard try bool(condition.body, place) == condition.isWhen else { return index }
        }
        return nil
    }
}
