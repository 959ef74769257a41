// SPDX-License-Identifier: EUPL-1.2

package import Encodings

/// Writes expressions in their JSON form, chains as nested pairs.
struct ExpressionJSONWriter {
    /// Levels of a document; deeper ones could not be read anywhere.
    static let depthLimit = JSONLimits.greatestDepth

    /// The JSON of an expression and how deep it is.
    private typealias Node = (json: JSON, depth: Int)

    static func json(_ expression: Expression) throws(CedarError) -> JSON {
        try write(expression).json
    }

    private static func wrap(
        _ key: String, _ members: [(String, Node)]
    ) throws(CedarError) -> Node {
        var object = JSONObject()
        for (name, node) in members { object[name] = node.json }
        var outer = JSONObject()
        outer[key] = .object(object)
        return try limited(.object(outer), (members.map(\.1.depth).max() ?? 0) + 2)
    }

    private static func limited(_ json: JSON, _ depth: Int) throws(CedarError) -> Node {
        guard depth <= depthLimit else {
            throw JSONAccess.problem("the JSON form is nested deeper than \(depthLimit) levels")
        }
        return (json, depth)
    }

    private static func single(_ key: String, _ json: JSON, _ depth: Int) throws(CedarError) -> Node
    {
        var object = JSONObject()
        object[key] = json
        return try limited(.object(object), depth + 1)
    }

    private static func text(_ text: Text) -> Node { (.string(text.string), 0) }

    private static func binary(
        _ key: String, _ left: Node, _ right: Expression
    ) throws(CedarError) -> Node {
        try wrap(key, [("left", left), ("right", try write(right))])
    }

    private static func list(
        _ key: String, _ first: Node?, _ rest: [Expression]
    ) throws(CedarError) -> Node {
        var nodes = first.map { [$0] } ?? []
        for expression in rest { nodes.append(try write(expression)) }
        return try single(key, .array(nodes.map(\.json)), (nodes.map(\.depth).max() ?? 0) + 1)
    }

    private static func chain(
        _ key: String, _ operands: [Expression]
    ) throws(CedarError) -> Node {
        var result = try write(operands[0])
        for operand in operands.dropFirst() { result = try binary(key, result, operand) }
        return result
    }

    private static func write(_ expression: Expression) throws(CedarError) -> Node {
        switch expression.kind {
        case .literal(let value): return try single("Value", self.value(value), 2)
        case .variable(let variable): return try single("Var", .string(variable.rawValue), 0)
        case .and(let operands): return try chain("&&", operands)
        case .or(let operands): return try chain("||", operands)
        case .not(let operand): return try wrap("!", [("arg", try write(operand))])
        case .negate(let operand): return try wrap("neg", [("arg", try write(operand))])
        case .relation(let relation, let left, let right):
            return try binary(relation.rawValue, try write(left), right)
        case .arithmetic(let first, let terms):
            var result = try write(first)
            for term in terms {
                result = try binary(term.operation.rawValue, result, term.operand)
            }
            return result
        case .conditional(let condition, let positive, let negative):
            return try wrap(
                "if-then-else",
                [
                    ("if", try write(condition)), ("then", try write(positive)),
                    ("else", try write(negative)),
                ])
        case .has(let operand, let names): return try has(try write(operand), names)
        case .like(let operand, let pattern):
            return try wrap(
                "like", [("left", try write(operand)), ("pattern", (self.pattern(pattern), 2))])
        case .isType(let operand, let type, let group):
            var members = [("left", try write(operand)), ("entity_type", text(type))]
            if let group { members.append(("in", try write(group))) }
            return try wrap("is", members)
        case .path(let base, let steps):
            var result = try write(base)
            for step in steps { result = try self.step(result, step) }
            return result
        case .call(.known(let function), let arguments):
            return try list(function.rawValue, nil, arguments)
        case .call(.unknown(let name), let arguments): return try unknown(name, arguments)
        case .set(let elements): return try list("Set", nil, elements)
        case .record(let members):
            var object = JSONObject()
            var depth = 0
            for member in members {
                let node = try write(member.value)
                object[member.name.string] = node.json
                depth = max(depth, node.depth)
            }
            return try single("Record", .object(object), depth + 1)
        }
    }

    /// A call of an unknown function can only be written as a value.
    private static func unknown(
        _ name: Text, _ arguments: [Expression]
    ) throws(CedarError) -> Node {
        var parts: [JSON] = []
        for argument in arguments { parts.append(try valueForm(argument)) }
        return try single(
            "Value",
            ["__extn": ["fn": .string(name.string), "args": .array(parts)]], 130)
    }

    /// What was read as a value, as a value again.
    private static func valueForm(_ expression: Expression) throws(CedarError) -> JSON {
        switch expression.kind {
        case .literal(let value): return self.value(value)
        case .set(let elements):
            var parts: [JSON] = []
            for element in elements { parts.append(try valueForm(element)) }
            return .array(parts)
        case .record(let members):
            var object = JSONObject()
            for member in members { object[member.name.string] = try valueForm(member.value) }
            return .object(object)
        case .call(let callee, let arguments):
            var parts: [JSON] = []
            for argument in arguments { parts.append(try valueForm(argument)) }
            return ["__extn": ["fn": .string(callee.name), "args": .array(parts)]]
        default: throw JSONAccess.problem("`\(expression)` is not a value")
        }
    }

    private static func step(
        _ base: Node, _ step: Expression.Step
    ) throws(CedarError) -> Node {
        switch step.kind {
        case .attribute(let name):
            return try wrap(".", [("left", base), ("attr", text(name))])
        case .method(let method, let arguments):
            guard let argument = arguments.first else {
                return try wrap(method.rawValue, [("arg", base)])
            }
            return try binary(method.rawValue, base, argument)
        case .extensionMethod(let function, let arguments):
            return try list(function.rawValue, base, arguments)
        }
    }

    /// `a has b.c` is written as `a has b && a.b has c`.
    private static func has(_ operand: Node, _ names: [Text]) throws(CedarError) -> Node {
        var base = operand
        var result: Node?
        for name in names {
            let test = try wrap("has", [("left", base), ("attr", text(name))])
            result =
                try result.map { (left: Node) throws(CedarError) in
                    try wrap("&&", [("left", left), ("right", test)])
                } ?? test
            base = try wrap(".", [("left", base), ("attr", text(name))])
        }
        return result ?? operand
    }

    /// One literal per code point, as the reference writes them.
    private static func pattern(_ pattern: Pattern) -> JSON {
        .array(
            pattern.elements.flatMap { element -> [JSON] in
                switch element {
                case .wildcard: [.string("Wildcard")]
                case .literal(let text):
                    text.string.unicodeScalars.map { ["Literal": .string(String($0))] }
                }
            })
    }

    /// A value in the format of entities.
    static func value(_ value: Value) -> JSON {
        switch value {
        case .bool(let value): return .bool(value)
        case .long(let value): return .integer(value)
        case .string(let text): return .string(text.string)
        case .entity(let uid): return ["__entity": json(uid)]
        case .set(let set): return .array(set.elements.map { self.value($0) })
        case .record(let record):
            var object = JSONObject()
            for field in record.fields { object[field.name.string] = self.value(field.value) }
            return .object(object)
        case .ext(.decimal(let value)): return call("decimal", Decimal.text(value))
        case .ext(.ip(let address)): return call("ip", address.text)
        case .ext(.duration(let value)): return call("duration", DurationText.text(value))
        case .ext(.datetime(let value)):
            let parts: JSON = [
                call("datetime", "1970-01-01"), call("duration", DurationText.text(value)),
            ]
            return ["__extn": ["fn": "offset", "args": parts]]
        }
    }

    private static func call(_ function: String, _ argument: String) -> JSON {
        ["__extn": ["fn": .string(function), "arg": .string(argument)]]
    }

    static func json(_ uid: EntityUID) -> JSON {
        ["type": .string(uid.type.string), "id": .string(uid.id.string)]
    }
}

extension Value {
    /// The value in the JSON format of entities and contexts.
    package var json: JSON { ExpressionJSONWriter.value(self) }
}
