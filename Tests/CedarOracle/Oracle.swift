// SPDX-License-Identifier: EUPL-1.2
package import Cedar

/// A second, naive evaluator: it walks trees, searches lists and climbs parents one by one.
///
/// It shares with the product the syntax tree, the values and the extension functions, and nothing
/// of evaluation, hierarchy, index or trace.
package struct Oracle {
    private let request: Request
    private let entities: [Entity]

    package init(_ request: Request, _ shared: [Entity]) {
        self.request = request
        let own = request.entities.all
        entities = own + shared.filter { entity in !own.contains { $0.uid == entity.uid } }
    }

    private func find(_ uid: EntityUID) -> Entity? { entities.first { $0.uid == uid } }

    private func isIn(_ uid: EntityUID, _ group: EntityUID) -> Bool {
        uid == group || (find(uid)?.parents.contains { isIn($0, group) } ?? false)
    }

    // MARK: Expressions

    private func fail(
        _ expected: [ValueKind], _ found: Value, _ place: String
    ) -> EvaluationError {
        .kind(expected: expected, found: found.kind, place: place)
    }

    package func evaluate(_ expression: Expression) throws(EvaluationError) -> Value {
        switch expression.kind {
        case .literal(let value): return value
        case .variable(.principal): return .entity(request.principal)
        case .variable(.action): return .entity(request.action)
        case .variable(.resource): return .entity(request.resource)
        case .variable(.context): return .record(request.context)
        case .and(let operands): return .bool(try all(operands))
        case .or(let operands): return .bool(try any(operands))
        case .not(let inner): return .bool(try !truth(inner, "!"))
        case .negate(let inner):
            let number = try number(inner, "-")
            guard number != .min else { throw .overflow(place: "-") }
            return .long(-number)
        case .relation(let relation, let left, let right):
            let a = try evaluate(left)
            let b = try evaluate(right)
            return .bool(try compare(relation, a, b))
        case .arithmetic(let first, let terms): return .long(try sum(first, terms[...]))
        case .conditional(let condition, let yes, let no):
            if try truth(condition, "if") { return try evaluate(yes) }
            return try evaluate(no)
        case .has(let inner, let names):
            return .bool(try has(try evaluate(inner), names[...]))
        case .like(let inner, let pattern):
            let value = try evaluate(inner)
            guard case .string(let text) = value else { throw fail([.string], value, "like") }
            return .bool(
                Self.like(Array(text.string.unicodeScalars)[...], pattern.elements[...]))
        case .isType(let inner, let type, let group):
            let value = try evaluate(inner)
            guard case .entity(let uid) = value else { throw fail([.entity], value, "is") }
            if uid.type != type { return .bool(false) }
            guard let group else { return .bool(true) }
            return .bool(try compare(.memberOf, value, try evaluate(group)))
        case .path(let base, let steps):
            var value = try evaluate(base)
            for step in steps { value = try self.step(value, step.kind) }
            return value
        case .call(let function, let arguments): return try function.apply(list(arguments))
        case .set(let elements): return .set(try list(elements))
        case .record(let members):
            var pairs: [(Text, Value)] = []
            for member in members { pairs.append((member.name, try evaluate(member.value))) }
            return .record(Record(pairs))
        }
    }

    private func list(_ expressions: [Expression]) throws(EvaluationError) -> [Value] {
        var values: [Value] = []
        for expression in expressions { values.append(try evaluate(expression)) }
        return values
    }

    private func truth(_ expression: Expression, _ place: String) throws(EvaluationError) -> Bool {
        let value = try evaluate(expression)
        guard case .bool(let bool) = value else { throw fail([.bool], value, place) }
        return bool
    }

    private func number(_ expression: Expression, _ place: String) throws(EvaluationError) -> Int64
    {
        let value = try evaluate(expression)
        guard case .long(let number) = value else { throw fail([.long], value, place) }
        return number
    }

    private func all(_ operands: [Expression]) throws(EvaluationError) -> Bool {
        for operand in operands {
            if try truth(operand, "&&") { continue }
            return false
        }
        return true
    }

    private func any(_ operands: [Expression]) throws(EvaluationError) -> Bool {
        for operand in operands {
            if try truth(operand, "||") { return true }
        }
        return false
    }

    private func sum(
        _ first: Expression, _ terms: ArraySlice<Expression.Term>
    ) throws(EvaluationError) -> Int64 {
        guard let last = terms.last else { return 0 }
        let place = last.operation.rawValue
        let left =
            terms.count == 1
            ? try number(first, place) : try sum(first, terms.dropLast())
        let right = try number(last.operand, place)
        let wide =
            switch last.operation {
            case .add: Int128(left) + Int128(right)
            case .subtract: Int128(left) - Int128(right)
            case .multiply: Int128(left) * Int128(right)
            }
        guard let result = Int64(exactly: wide) else { throw .overflow(place: place) }
        return result
    }

    private static func like(
        _ text: ArraySlice<Unicode.Scalar>, _ pattern: ArraySlice<Pattern.Element>
    ) -> Bool {
        guard let first = pattern.first else { return text.isEmpty }
        switch first {
        case .literal(let literal):
            let scalars = Array(literal.string.unicodeScalars)
            return text.starts(with: scalars)
                && like(text.dropFirst(scalars.count), pattern.dropFirst())
        case .wildcard:
            return (text.startIndex...text.endIndex).contains {
                like(text[$0...], pattern.dropFirst())
            }
        }
    }

    // MARK: Values

    private func has(_ value: Value, _ names: ArraySlice<Text>) throws(EvaluationError) -> Bool {
        guard let name = names.first else { return true }
        let fields: [Record.Field]
        switch value {
        case .record(let record): fields = record.fields
        case .entity(let uid): fields = find(uid)?.attributes.fields ?? []
        default: throw fail([.record, .entity], value, "has")
        }
        guard let field = fields.first(where: { $0.name == name }) else { return false }
        return try has(field.value, names.dropFirst())
    }

    private func step(
        _ value: Value, _ step: Expression.StepKind
    ) throws(EvaluationError) -> Value {
        switch step {
        case .attribute(let name): return try attribute(value, name)
        case .method(let method, let arguments):
            return try call(method, value, try list(arguments))
        case .extensionMethod(let function, let arguments):
            return try function.apply([value] + (try list(arguments)))
        }
    }

    private func attribute(_ value: Value, _ name: Text) throws(EvaluationError) -> Value {
        let fields: [Record.Field]
        switch value {
        case .record(let record): fields = record.fields
        case .entity(let uid):
            guard let entity = find(uid) else { throw .entityMissing(type: uid.type) }
            fields = entity.attributes.fields
        default: throw fail([.record, .entity], value, ".")
        }
        guard let field = fields.first(where: { $0.name == name }) else {
            throw .attributeMissing(name)
        }
        return field.value
    }

    private func call(
        _ method: Method, _ value: Value, _ arguments: [Value]
    ) throws(EvaluationError) -> Value {
        switch method {
        case .hasTag, .getTag:
            guard case .entity(let uid) = value else {
                throw fail([.entity], value, method.rawValue)
            }
            guard case .string(let key) = arguments[0] else {
                throw fail([.string], arguments[0], method.rawValue)
            }
            let tag = find(uid)?.tags.fields.first { $0.name == key }
            if method == .hasTag { return .bool(tag != nil) }
            guard find(uid) != nil else { throw .entityMissing(type: uid.type) }
            guard let tag else { throw .tagMissing }
            return tag.value
        case .contains, .containsAll, .containsAny, .isEmpty:
            guard case .set(let set) = value else { throw fail([.set], value, method.rawValue) }
            if method == .isEmpty { return .bool(set.elements.count == 0) }
            if method == .contains {
                return .bool(set.elements.contains { $0 == arguments[0] })
            }
            guard case .set(let other) = arguments[0] else {
                throw fail([.set], arguments[0], method.rawValue)
            }
            let found = other.elements.filter { element in set.elements.contains { $0 == element } }
            return .bool(
                method == .containsAny ? !found.isEmpty : found.count == other.elements.count)
        }
    }

    private func compare(
        _ relation: Relation, _ a: Value, _ b: Value
    ) throws(EvaluationError) -> Bool {
        switch relation {
        case .equal: return a == b
        case .notEqual: return !(a == b)
        case .memberOf:
            guard case .entity(let uid) = a else { throw fail([.entity], a, "in") }
            if case .entity(let group) = b { return isIn(uid, group) }
            guard case .set(let set) = b else { throw fail([.entity, .set], b, "in") }
            var groups: [EntityUID] = []
            for element in set.elements {
                guard case .entity(let group) = element else {
                    throw fail([.entity], element, "in")
                }
                groups.append(group)
            }
            return groups.contains { isIn(uid, $0) }
        case .less: return try order(a, b, relation) < 0
        case .lessOrEqual: return try order(a, b, relation) <= 0
        case .greater: return try order(a, b, relation) > 0
        case .greaterOrEqual: return try order(a, b, relation) >= 0
        }
    }

    private func order(
        _ a: Value, _ b: Value, _ relation: Relation
    ) throws(EvaluationError) -> Int {
        func scalar(_ value: Value) -> Int64? {
            switch value {
            case .long(let value), .ext(.datetime(let value)), .ext(.duration(let value)): value
            default: nil
            }
        }
        guard let x = scalar(a) else {
            throw fail([.long, .datetime, .duration], a, relation.rawValue)
        }
        guard a.kind == b.kind, let y = scalar(b) else {
            throw fail([a.kind], b, relation.rawValue)
        }
        return x < y ? -1 : (x == y ? 0 : 1)
    }
}
