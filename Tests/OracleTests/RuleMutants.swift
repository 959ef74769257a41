// SPDX-License-Identifier: EUPL-1.2
import Cedar
import Gateway

/// One rule with something of its conditions left out.
struct RuleMutant {
    /// Index of the rule among those in force.
    let rule: Int
    /// What was left out, as it was written.
    let part: String
    let policy: Policy

    /// Every clause of a permit, and every part of one that `&&` or `||` joins to another, left out
    /// by itself.
    ///
    /// - Parameter text: the text that the policies were parsed from.
    static func all(of policies: [Policy], in text: String) throws -> [RuleMutant] {
        let bytes = Array(text.utf8)
        var mutants: [RuleMutant] = []
        for (index, policy) in policies.enumerated() where policy.effect == .permit {
            var parts: [(SourceRange, String)] = []
            for condition in policy.conditions {
                parts.append((condition.body.range, condition.isWhen ? "true" : "false"))
                collect(condition.body, &parts)
            }
            for (range, neutral) in parts {
                let start = policy.range.start.offset
                let changed =
                    bytes[start..<range.start.offset] + Array(neutral.utf8)
                    + bytes[range.end.offset..<policy.range.end.offset]
                let parsed = try PolicySet(parsing: Array(changed))
                let part = String(
                    decoding: bytes[range.start.offset..<range.end.offset], as: UTF8.self)
                mutants += parsed.policies.map {
                    RuleMutant(rule: index, part: part, policy: $0)
                }
            }
        }
        return mutants
    }

    private static func collect(
        _ expression: Expression, _ parts: inout [(SourceRange, String)]
    ) {
        switch expression.kind {
        case .and(let operands):
            parts += operands.map { ($0.range, "true") }
            for operand in operands { collect(operand, &parts) }
        case .or(let operands):
            parts += operands.map { ($0.range, "false") }
            for operand in operands { collect(operand, &parts) }
        case .not(let operand): collect(operand, &parts)
        default: break
        }
    }
}

/// What is allowed where one rule is exchanged for another.
struct MutantComparison {
    private var functions: RuleFunctions
    private let policies: [Policy]
    private var questions: [Question] = []

    private struct Question {
        let principal: EntityUID
        let resource: EntityUID
        let diagrams: [Diagram]
        let blocked: Diagram
        let allowed: Diagram
    }

    init(_ functions: RuleFunctions, _ policies: [Policy]) throws {
        self.functions = functions
        self.policies = policies
        let rules = try self.functions.space.add(policies, entities: functions.entities)
        for giver in functions.givers {
            for subject in functions.subjects {
                let principal = functions.principal(giver)
                let resource = functions.resource(subject)
                let diagrams = try self.functions.space.diagrams(
                    of: rules, principal: principal, resource: resource)
                questions.append(try question(principal, resource, diagrams))
            }
        }
    }

    private mutating func question(
        _ principal: EntityUID, _ resource: EntityUID, _ diagrams: [Diagram]
    ) throws -> Question {
        var permitted = Diagram.no
        var blocked = Diagram.no
        for (policy, diagram) in zip(policies, diagrams) where diagram != .no {
            switch policy.effect {
            case .permit: permitted = try functions.space.store.or(permitted, diagram)
            case .forbid: blocked = try functions.space.store.or(blocked, diagram)
            }
        }
        return Question(
            principal: principal, resource: resource, diagrams: diagrams, blocked: blocked,
            allowed: try functions.space.store.difference(permitted, blocked))
    }

    /// What becomes of a permit's condition that is left out.
    enum Fate {
        /// Some cell is decided otherwise.
        case noticed
        /// Every cell that it would open is closed by a forbid as well.
        case heldByForbid
        /// Every cell that it would open is open by another rule.
        case openAnyway
        /// The rule holds in the same cells with it and without it.
        case idle
    }

    mutating func fate(of mutant: RuleMutant) throws -> Fate {
        let source = try functions.space.add([mutant.policy], entities: functions.entities)
        var fate = Fate.idle
        for question in questions {
            let diagram = try functions.space.diagrams(
                of: source, principal: question.principal, resource: question.resource)[0]
            let own = question.diagrams[mutant.rule]
            guard diagram != own else { continue }
            let added = try functions.space.store.difference(diagram, own)
            let open = try functions.space.store.difference(added, question.blocked)
            if try functions.space.store.difference(open, question.allowed) != .no {
                return .noticed
            }
            if open != .no { fate = .openAnyway } else if fate == .idle { fate = .heldByForbid }
        }
        return fate
    }
}
