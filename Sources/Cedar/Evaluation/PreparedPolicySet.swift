// SPDX-License-Identifier: EUPL-1.2

/// A policy set with the entities that every request shares, made ready for many decisions.
package final class PreparedPolicySet: Sendable {
    package let policies: PolicySet
    package let entities: Entities
    private let references: [PolicyReference]

    /// Prepares the policies; templates stay inert.
    package init(_ policies: PolicySet, entities: Entities = Entities()) {
        self.policies = policies
        self.entities = entities
        references = policies.policies.enumerated().map {
            PolicyReference(index: $0.offset, id: $0.element.id)
        }
    }

    /// Decides a request: every policy is evaluated, and those that fail are skipped and reported.
    package func decide(_ request: Request) -> Answer {
        let evaluator = Evaluator(request, entities)
        var permits: [PolicyReference] = []
        var forbids: [PolicyReference] = []
        var errors: [PolicyFailure] = []
        for (policy, reference) in zip(policies.policies, references) {
            do throws(EvaluationError) {
                guard try evaluator.isSatisfied(policy) else { continue }
                if policy.effect == .permit {
                    permits.append(reference)
                } else {
                    forbids.append(reference)
                }
            } catch {
                errors.append(PolicyFailure(policy: reference, error: error))
            }
        }
        if !forbids.isEmpty { return Answer(.deny, forbids, errors) }
        if !permits.isEmpty { return Answer(.allow, permits, errors) }
        return Answer(.deny, [], errors, explaining: (self, request))
    }

    /// What kept each permit that could have applied from applying, by index.
    func trace(_ request: Request) -> [TraceEntry] {
        let evaluator = Evaluator(request, entities)
        return zip(policies.policies, references).compactMap { policy, reference in
            guard policy.effect == .permit, let obstacle = evaluator.obstacle(policy) else {
                return nil
            }
            return TraceEntry(policy: reference, obstacle: obstacle)
        }
    }
}
