// SPDX-License-Identifier: EUPL-1.2

/// Computes types of expressions in one kind of request after another.
struct TypeChecker {
    let schema: Schema
    private(set) var errors: [Diagnostic] = []
    /// Expressions looked at so far.
    private(set) var work = 0
    private var reported: Set<Diagnostic> = []
    var table = ExpressionTable()
    var principal: Text = ""
    var resource: Text = ""
    var action = EntityUID("Action", "")
    private var contextType = CheckedType.record([:])

    /// Something known to be present: an attribute by name, or a tag by the number of its key.
    struct Capability: Hashable {
        let expression: Int
        let key: Key
        enum Key: Hashable {
            case attribute(Text)
            case tag(Int)
        }
    }

    typealias Capabilities = Set<Capability>

    /// The type of an expression, nil after an error, and what its truth makes known.
    struct Outcome {
        var type: CheckedType?
        var capabilities: Capabilities = []
    }

    init(_ schema: Schema) { self.schema = schema }

    /// The type of the whole policy in an environment; nil after an error.
    mutating func check(_ policy: Policy, in environment: RequestEnvironment) -> CheckedType? {
        principal = environment.principal
        resource = environment.resource
        action = environment.action.uid
        work += 1
        var known: Capabilities = []
        var type: CheckedType? = .bool(true)
        for part in scopeTypes(policy, environment.action) {
            if part == .bool(false) { return .bool(false) }
            if part != .bool(true) { type = .bool(nil) }
        }
        contextType = CheckedType(environment.action.context)
        for condition in policy.conditions {
            var outcome = boolean(condition.body, known)
            if !condition.isWhen { outcome = negated(outcome) }
            if outcome.type == .bool(false) { return .bool(false) }
            known.formUnion(outcome.capabilities)
            if outcome.type == nil { type = nil }
            if outcome.type == .bool(nil), type != nil { type = .bool(nil) }
        }
        return type
    }

    private func scopeTypes(_ policy: Policy, _ action: ActionType) -> [CheckedType] {
        [
            scopeType(policy.principal, principal), actionType(policy.action, action),
            scopeType(policy.resource, resource),
        ]
    }

    private func scopeType(_ constraint: ScopeConstraint, _ type: Text) -> CheckedType {
        switch constraint {
        case .any: .bool(true)
        case .equal(.slot), .memberOf(.slot): .bool(nil)
        case .equal(.entity(let uid)): .bool(uid.type == type ? nil : false)
        case .memberOf(.entity(let uid)):
            .bool(schema.canBeMember(type, of: uid.type) ? nil : false)
        case .isType(let name): .bool(name == type)
        case .isTypeIn(let name, .slot): .bool(name == type ? nil : false)
        case .isTypeIn(let name, .entity(let uid)):
            .bool(name == type && schema.canBeMember(type, of: uid.type) ? nil : false)
        }
    }

    private func actionType(_ constraint: ActionConstraint, _ action: ActionType) -> CheckedType {
        let isMember = { (uid: EntityUID) in action.uid == uid || action.ancestors.contains(uid) }
        return switch constraint {
        case .any: .bool(true)
        case .equal(let uid): .bool(action.uid == uid)
        case .memberOf(let uid): .bool(isMember(uid))
        case .memberOfAny(let uids): .bool(uids.contains(where: isMember))
        }
    }

    // MARK: Findings

    mutating func report(_ range: SourceRange, _ message: String, hint: String? = nil) {
        let finding = Diagnostic(.error, at: range, message, hint: hint)
        guard errors.count < 100, reported.insert(finding).inserted else { return }
        errors.append(finding)
    }

    /// The type, if it is among what is needed; reports otherwise.
    mutating func expect(
        _ outcome: Outcome, _ needed: CheckedType, _ expression: Expression, _ place: String
    ) {
        guard let type = outcome.type, CheckedType.bound(type, needed) == nil else { return }
        report(
            expression.range,
            "`\(place)` needs \(needed.description), found \(type.description)",
            hint: "compare with the type in the schema")
    }

    // MARK: Booleans

    /// Checks an operand that must be Boolean.
    mutating func boolean(
        _ expression: Expression, _ known: Capabilities, _ place: String = "condition"
    ) -> Outcome {
        var outcome = check(expression, known)
        expect(outcome, .bool(nil), expression, place)
        if outcome.type?.isBool == false { outcome.type = nil }
        return outcome
    }

    func negated(_ outcome: Outcome) -> Outcome {
        guard case .bool(let value)? = outcome.type else { return Outcome(type: nil) }
        return Outcome(type: .bool(value.map { !$0 }))
    }

    private mutating func conjunction(
        _ operands: [Expression], _ known: Capabilities
    ) -> Outcome {
        var all = known
        var result = Outcome(type: .bool(true))
        for operand in operands {
            let outcome = boolean(operand, all, "&&")
            if outcome.type == .bool(false) { return Outcome(type: .bool(false)) }
            result = Self.and(result, outcome)
            all.formUnion(outcome.capabilities)
        }
        return result
    }

    /// Joins two operands of which neither is False.
    static func and(_ left: Outcome, _ right: Outcome) -> Outcome {
        let type: CheckedType? =
            left.type == nil || right.type == nil
            ? nil : (right.type == .bool(true) ? left.type : .bool(nil))
        let isRightAlone = left.type == .bool(true)
        return Outcome(
            type: isRightAlone ? right.type : type,
            capabilities: left.capabilities.union(right.capabilities))
    }

    private mutating func disjunction(
        _ operands: [Expression], _ known: Capabilities
    ) -> Outcome {
        var result = Outcome(type: .bool(false))
        for (index, operand) in operands.enumerated() {
            if result.type == .bool(true) { return result }
            let outcome = boolean(operand, known, "||")
            if index == 0 {
                result = outcome
                continue
            }
            switch (result.type, outcome.type) {
            case (_, .bool(true)?): result = outcome
            case (.bool(false)?, _): result = outcome
            case (_, .bool(false)?): break
            case (nil, _), (_, nil): result = Outcome(type: nil)
            default:
                result = Outcome(
                    type: .bool(nil),
                    capabilities: result.capabilities.intersection(outcome.capabilities))
            }
        }
        return result
    }

    private mutating func conditional(
        _ condition: Expression, _ positive: Expression, _ negative: Expression,
        _ known: Capabilities, _ range: SourceRange
    ) -> Outcome {
        let test = boolean(condition, known, "if")
        if test.type == .bool(false) { return check(negative, known) }
        var yes = check(positive, known.union(test.capabilities))
        yes.capabilities.formUnion(test.capabilities)
        if test.type == .bool(true) { return yes }
        let no = check(negative, known)
        guard let first = yes.type, let second = no.type else { return Outcome(type: nil) }
        guard let type = CheckedType.bound(first, second) else {
            report(
                range,
                "the branches have types \(first.description) and \(second.description)",
                hint: "both branches must have one type")
            return Outcome(type: nil)
        }
        return Outcome(
            type: test.type == nil ? nil : type,
            capabilities: yes.capabilities.intersection(no.capabilities))
    }

    // MARK: Expressions

    mutating func check(_ expression: Expression, _ known: Capabilities) -> Outcome {
        work += 1
        switch expression.kind {
        case .literal(let value): return Outcome(type: literal(value, expression.range))
        case .variable(let variable): return Outcome(type: type(of: variable))
        case .and(let operands): return conjunction(operands, known)
        case .or(let operands): return disjunction(operands, known)
        case .not(let operand): return negated(boolean(operand, known, "!"))
        case .negate(let operand):
            expect(check(operand, known), .long, operand, "-")
            return Outcome(type: .long)
        case .relation(let relation, let left, let right):
            return self.relation(relation, left, right, known, expression.range)
        case .arithmetic(let first, let terms):
            expect(check(first, known), .long, first, terms[0].operation.rawValue)
            for term in terms {
                expect(check(term.operand, known), .long, term.operand, term.operation.rawValue)
            }
            return Outcome(type: .long)
        case .conditional(let condition, let positive, let negative):
            return conditional(condition, positive, negative, known, expression.range)
        case .has(let operand, let names): return has(operand, names, known)
        case .like(let operand, _):
            expect(check(operand, known), .string, operand, "like")
            return Outcome(type: .bool(nil))
        case .isType(let operand, let type, let group):
            return isType(operand, type, group, known, expression.range)
        case .path(let base, let steps): return path(base, steps, known)
        case .call(let function, let arguments):
            return Outcome(type: constructor(function, arguments, expression.range))
        case .set(let elements): return set(elements, known, expression.range)
        case .record(let members):
            var attributes: [Text: CheckedType.Attribute] = [:]
            var isWhole = true
            for member in members {
                if let type = check(member.value, known).type {
                    attributes[member.name] = .init(type: type, isRequired: true)
                } else {
                    isWhole = false
                }
            }
            return Outcome(type: isWhole ? .record(attributes) : nil)
        }
    }

    private func type(of variable: Variable) -> CheckedType {
        switch variable {
        case .principal: .entity(principal)
        case .action: .entity(action.type)
        case .resource: .entity(resource)
        case .context: contextType
        }
    }

    private mutating func literal(_ value: Value, _ range: SourceRange) -> CheckedType? {
        switch value {
        case .bool(let value): return .bool(value)
        case .long: return .long
        case .string: return .string
        case .entity(let uid): return .entity(uid.type)
        case .ext(let value): return .ext(value.kind)
        case .set(let set):
            var types: [CheckedType?] = []
            for element in set.elements { types.append(literal(element, range)) }
            return self.set(types, range)
        case .record(let record):
            var attributes: [Text: CheckedType.Attribute] = [:]
            for field in record.fields {
                guard let type = literal(field.value, range) else { return nil }
                attributes[field.name] = .init(type: type, isRequired: true)
            }
            return .record(attributes)
        }
    }

    private mutating func set(
        _ elements: [Expression], _ known: Capabilities, _ range: SourceRange
    ) -> Outcome {
        var types: [CheckedType?] = []
        for element in elements { types.append(check(element, known).type) }
        return Outcome(type: set(types, range))
    }

    private mutating func set(_ types: [CheckedType?], _ range: SourceRange) -> CheckedType? {
        guard let first = types.first else {
            report(range, "an empty set has no type", hint: "use `isEmpty()`")
            return nil
        }
        guard var bound = first else { return nil }
        for type in types.dropFirst() {
            guard let type else { return nil }
            guard let next = CheckedType.bound(bound, type) else {
                report(
                    range,
                    "a set of \(bound.description) and \(type.description)",
                    hint: "all elements must have one type")
                return nil
            }
            bound = next
        }
        return .set(bound)
    }
}
