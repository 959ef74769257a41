// SPDX-License-Identifier: EUPL-1.2

/// Yes or no.
package enum Decision: String, Hashable, Sendable { case allow, deny }

/// A policy named by its place among the policies of the set and by its id.
package struct PolicyReference: Hashable, Sendable {
    /// Index into `PolicySet.policies`.
    package let index: Int
    package let id: String

    package static func == (left: PolicyReference, right: PolicyReference) -> Bool {
        left.index == right.index
    }

    package func hash(into hasher: inout Hasher) { hasher.combine(index) }
}

/// A policy whose evaluation failed and which therefore counted for neither side.
package struct PolicyFailure: Hashable, Sendable {
    package let policy: PolicyReference
    package let error: EvaluationError
}

/// The answer to a request: decision, determining policies, failures, and why nothing applied.
package struct Answer: Sendable {
    package let decision: Decision
    /// The satisfied forbids of a deny, else the satisfied permits of an allow; by index.
    package let reasons: [PolicyReference]
    /// Every policy that failed, whatever the decision; by index. Callers refuse when not empty.
    package let errors: [PolicyFailure]
    private let question: (prepared: PreparedPolicySet, request: Request)?

    init(
        _ decision: Decision, _ reasons: [PolicyReference], _ errors: [PolicyFailure],
        explaining question: (prepared: PreparedPolicySet, request: Request)? = nil
    ) {
        self.decision = decision
        self.reasons = reasons
        self.errors = errors
        self.question = question
    }

    /// For a deny without a forbid: what kept each permit that could have applied from applying.
    ///
    /// A permit could have applied if its action scope holds and its principal or resource scope
    /// does; by index. Empty for every other answer. It is computed anew whenever it is read.
    package var trace: [TraceEntry] {
        question.map { $0.prepared.trace($0.request) } ?? []
    }
}

extension Answer: Equatable {
    package static func == (left: Answer, right: Answer) -> Bool {
        left.decision == right.decision && left.reasons == right.reasons
            && left.errors == right.errors && left.trace == right.trace
    }
}

/// What kept one permit from applying.
package struct TraceEntry: Hashable, Sendable {
    package let policy: PolicyReference
    package let obstacle: Obstacle
}

/// The first thing that did not hold.
package enum Obstacle: Hashable, Sendable {
    /// This part of the scope.
    case scope(ScopePart)
    /// This condition, counted from 0, because of this sub-expression, in which these values stood.
    case condition(index: Int, Expression, [Observation])
    /// The evaluation failed.
    case error(EvaluationError)
}

/// The three parts of a scope.
package enum ScopePart: String, Hashable, Sendable { case principal, action, resource }

/// A part of an expression and the value that it had.
package struct Observation: Hashable, Sendable {
    package let expression: Expression
    package let value: Value
}
