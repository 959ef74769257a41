// SPDX-License-Identifier: EUPL-1.2

/// The operators on values: one definition for every evaluator of this target.
extension EntityView {
    /// An attribute of a record or entity; nil where it, or the entity, is absent.
    func attribute(
        _ name: Text, of value: Value, place: String
    ) throws(EvaluationError) -> Value? {
        let found: Value?
        switch value {
        case .record(let record): found = record[name]
        case .entity(let uid): found = self[uid]?.attributes[name]
        default: throw .kind(expected: [.record, .entity], found: value.kind, place: place)
        }
        if case .entity(let uid)? = found, let dimension = OpenValue.dimension(uid) {
            throw .undetermined(dimension)
        }
        return found
    }

    /// An attribute that must be there.
    func requiredAttribute(_ name: Text, of value: Value) throws(EvaluationError) -> Value {
        if case .entity(let uid) = value, self[uid] == nil {
            throw .entityMissing(type: uid.type)
        }
        guard let found = try attribute(name, of: value, place: ".") else {
            throw .attributeMissing(name)
        }
        return found
    }

    /// Compares two values.
    func holds(
        _ relation: Relation, _ left: Value, _ right: Value
    ) throws(EvaluationError) -> Bool {
        switch relation {
        case .equal: return left == right
        case .notEqual: return left != right
        case .memberOf: return try isMember(left, of: right)
        case .less, .lessOrEqual, .greater, .greaterOrEqual:
            let (a, b) = try Self.ordered(left, right, place: relation.rawValue)
            switch relation {
            case .less: return a < b
            case .lessOrEqual: return a <= b
            case .greater: return a > b
            default: return a >= b
            }
        }
    }

    private static func ordered(
        _ left: Value, _ right: Value, place: String
    ) throws(EvaluationError) -> (Int64, Int64) {
        switch (left, right) {
        case (.long(let a), .long(let b)): return (a, b)
        case (.ext(.datetime(let a)), .ext(.datetime(let b))): return (a, b)
        case (.ext(.duration(let a)), .ext(.duration(let b))): return (a, b)
        default:
            let kinds: [ValueKind] = [.long, .datetime, .duration]
            let found = kinds.contains(left.kind) ? right.kind : left.kind
            let expected = kinds.contains(left.kind) ? [left.kind] : kinds
            throw .kind(expected: expected, found: found, place: place)
        }
    }

    /// `left in right`; every element of a set must be an entity, whatever the outcome.
    private func isMember(_ left: Value, of right: Value) throws(EvaluationError) -> Bool {
        guard case .entity(let uid) = left else {
            throw .kind(expected: [.entity], found: left.kind, place: "in")
        }
        switch right {
        case .entity(let group): return isMember(uid, of: group)
        case .set(let set):
            var isFound = false
            for element in set.elements {
                guard case .entity(let group) = element else {
                    throw .kind(expected: [.entity], found: element.kind, place: "in")
                }
                isFound = isFound || isMember(uid, of: group)
            }
            return isFound
        default:
            throw .kind(expected: [.entity, .set], found: right.kind, place: "in")
        }
    }

    /// Calls a method of the core language.
    func call(
        _ method: Method, on receiver: Value, _ arguments: [Value]
    ) throws(EvaluationError) -> Value {
        guard arguments.count == method.argumentCount else {
            throw .arity(
                function: method.rawValue, expected: method.argumentCount,
                found: arguments.count)
        }
        switch method {
        case .hasTag, .getTag: return try tag(method, receiver, arguments[0])
        case .isEmpty: return .bool(try Self.set(receiver, method).elements.isEmpty)
        case .contains: return .bool(try Self.set(receiver, method).contains(arguments[0]))
        case .containsAll, .containsAny:
            let whole = try Self.set(receiver, method)
            let part = try Self.set(arguments[0], method)
            return .bool(
                method == .containsAll
                    ? part.elements.allSatisfy(whole.contains)
                    : part.elements.contains(where: whole.contains))
        }
    }

    private static func set(_ value: Value, _ method: Method) throws(EvaluationError) -> ValueSet {
        guard case .set(let set) = value else {
            throw .kind(expected: [.set], found: value.kind, place: method.rawValue)
        }
        return set
    }

    private func tag(
        _ method: Method, _ receiver: Value, _ key: Value
    ) throws(EvaluationError) -> Value {
        guard case .entity(let uid) = receiver else {
            throw .kind(expected: [.entity], found: receiver.kind, place: method.rawValue)
        }
        guard case .string(let name) = key else {
            throw .kind(expected: [.string], found: key.kind, place: method.rawValue)
        }
        let entity = self[uid]
        if method == .hasTag { return .bool(entity?.tags[name] != nil) }
        guard let entity else { throw .entityMissing(type: uid.type) }
        guard let value = entity.tags[name] else { throw .tagMissing }
        return value
    }
}
