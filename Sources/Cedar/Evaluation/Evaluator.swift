// SPDX-License-Identifier: EUPL-1.2

/// Walks a syntax tree and computes its value for one request.
struct Evaluator {
    let request: Request
    let entities: EntityView

    init(_ request: Request, _ base: Entities) {
        self.request = request
        entities = EntityView(own: request.entities, base: base)
    }

    /// The value, or the first error from the left.
    func value(_ expression: Expression) throws(EvaluationError) -> Value {
        switch expression.kind {
        case .literal(let value): return value
        case .variable(let variable): return self.value(of: variable)
        case .and(let operands):
            for operand in operands where try !bool(operand, "&&") { return .bool(false) }
            return .bool(true)
        case .or(let operands):
            for operand in operands where try bool(operand, "||") { return .bool(true) }
            return .bool(false)
        case .not(let operand): return .bool(try !bool(operand, "!"))
        case .negate(let operand):
            let (result, overflow) = (0 as Int64).subtractingReportingOverflow(
                try long(operand, "-"))
            guard !overflow else { throw .overflow(place: "-") }
            return .long(result)
        case .relation(let relation, let left, let right):
            return .bool(try holds(relation, try value(left), try value(right)))
        case .arithmetic(let first, let terms): return try arithmetic(first, terms)
        case .conditional(let condition, let positive, let negative):
            return try bool(condition, "if") ? value(positive) : value(negative)
        case .has(let operand, let names): return .bool(try has(operand, names))
        case .like(let operand, let pattern):
            return .bool(pattern.matches(try string(operand, "like")))
        case .isType(let operand, let type, let group):
            guard try entity(operand, "is").type == type else { return .bool(false) }
            guard let group else { return .bool(true) }
            return .bool(try holds(.memberOf, try value(operand), try value(group)))
        case .path(let base, let steps):
            var current = try value(base)
            for step in steps { current = try follow(step, from: current) }
            return current
        case .call(let function, let arguments): return try function.apply(values(arguments))
        case .set(let elements): return .set(ValueSet(try values(elements)))
        case .record(let members):
            var pairs: [(Text, Value)] = []
            for member in members { pairs.append((member.name, try value(member.value))) }
            return .record(Record(pairs))
        }
    }

    func value(of variable: Variable) -> Value {
        switch variable {
        case .principal: .entity(request.principal)
        case .action: .entity(request.action)
        case .resource: .entity(request.resource)
        case .context: .record(request.context)
        }
    }

    private func values(_ expressions: [Expression]) throws(EvaluationError) -> [Value] {
        var values: [Value] = []
        values.reserveCapacity(expressions.count)
        for expression in expressions { values.append(try value(expression)) }
        return values
    }

    private func arithmetic(
        _ first: Expression, _ terms: [Expression.Term]
    ) throws(EvaluationError) -> Value {
        var total = try long(first, terms[0].operation.rawValue)
        for term in terms {
            let operand = try long(term.operand, term.operation.rawValue)
            total = try term.operation.apply(total, operand)
        }
        return .long(total)
    }

    // MARK: Kinds

    func bool(_ expression: Expression, _ place: String) throws(EvaluationError) -> Bool {
        let value = try value(expression)
        guard case .bool(let bool) = value else {
            throw .kind(expected: [.bool], found: value.kind, place: place)
        }
        return bool
    }

    private func long(
        _ expression: Expression, _ place: String
    ) throws(EvaluationError) -> Int64 {
        let value = try value(expression)
        guard case .long(let long) = value else {
            throw .kind(expected: [.long], found: value.kind, place: place)
        }
        return long
    }

    private func string(
        _ expression: Expression, _ place: String
    ) throws(EvaluationError) -> Text {
        let value = try value(expression)
        guard case .string(let text) = value else {
            throw .kind(expected: [.string], found: value.kind, place: place)
        }
        return text
    }

    private func entity(
        _ expression: Expression, _ place: String
    ) throws(EvaluationError) -> EntityUID {
        let value = try value(expression)
        guard case .entity(let uid) = value else {
            throw .kind(expected: [.entity], found: value.kind, place: place)
        }
        return uid
    }

    // MARK: Attributes

    private func has(_ operand: Expression, _ names: [Text]) throws(EvaluationError) -> Bool {
        var current = try value(operand)
        for name in names {
            guard let next = try entities.attribute(name, of: current, place: "has") else {
                return false
            }
            current = next
        }
        return true
    }

    private func follow(
        _ step: Expression.Step, from value: Value
    ) throws(EvaluationError) -> Value {
        switch step.kind {
        case .attribute(let name): return try entities.requiredAttribute(name, of: value)
        case .method(let method, let arguments):
            return try entities.call(method, on: value, values(arguments))
        case .extensionMethod(let function, let arguments):
            return try function.apply([value] + values(arguments))
        }
    }

    /// Compares two values that were evaluated.
    private func holds(
        _ relation: Relation, _ left: Value, _ right: Value
    ) throws(EvaluationError) -> Bool {
        try entities.holds(relation, left, right)
    }
}

extension Operation {
    /// Computes without ever trapping.
    func apply(_ left: Int64, _ right: Int64) throws(EvaluationError) -> Int64 {
        let (result, overflow) =
            switch self {
            case .add: left.addingReportingOverflow(right)
            case .subtract: left.subtractingReportingOverflow(right)
            case .multiply: left.multipliedReportingOverflow(by: right)
            }
        guard !overflow else { throw .overflow(place: rawValue) }
        return result
    }
}
