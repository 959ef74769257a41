// SPDX-License-Identifier: EUPL-1.2

internal import Encodings

/// Reads expressions from their JSON form; left-nested chains become flat and count as no depth.
struct ExpressionJSONReader {
    private var depth = 0

    static func read(_ json: JSON) throws(CedarError) -> Expression {
        var reader = ExpressionJSONReader()
        return try reader.expression(json)
    }

    /// The single key of an expression and what it holds.
    private func node(_ json: JSON) throws(CedarError) -> (key: String, body: JSON) {
        let object = try JSONAccess.object(json, "an expression")
        guard object.count == 1, let member = object.members.first else {
            throw JSONAccess.problem("an expression has exactly one key")
        }
        return (member.key, member.value)
    }

    private func members(
        _ body: JSON, _ keys: Set<Text>, optional: Set<Text> = []
    ) throws(CedarError) -> JSONObject {
        let object = try JSONAccess.object(body, "the operands")
        try JSONAccess.allow(keys.union(optional), in: object)
        for key in keys { _ = try JSONAccess.member(object, key.string) }
        return object
    }

    private mutating func part(_ object: JSONObject, _ key: String) throws(CedarError) -> Expression
    {
        let json = try JSONAccess.member(object, key)
        do throws(CedarError) {
            return try expression(json)
        } catch {
            guard case .json(let path, let problem) = error else { throw error }
            throw .json(path: path.isEmpty ? key : "\(key).\(path)", problem: problem)
        }
    }

    mutating func expression(_ json: JSON) throws(CedarError) -> Expression {
        depth += 1
        defer { depth -= 1 }
        guard depth <= CedarLimits.standard.nestingLimit else {
            throw JSONAccess.problem("nested deeper than the limit")
        }
        // What hangs on the left is walked down in a loop, then built up again.
        var spine: [(key: String, body: JSON)] = []
        var current = try node(json)
        while Self.hasSpine(current.key), let left = current.body.object?["left"] {
            spine.append(current)
            current = try node(left)
        }
        var result = try leaf(current.key, current.body)
        for (key, body) in spine.reversed() { result = try extend(result, key, body) }
        return result
    }

    private static func hasSpine(_ key: String) -> Bool {
        switch key {
        case "&&", "||", "+", "-", "*", ".", "contains", "containsAll", "containsAny", "hasTag",
            "getTag":
            true
        default: false
        }
    }

    /// Applies one node of the left spine to the expression that was read below it.
    private mutating func extend(
        _ left: Expression, _ key: String, _ body: JSON
    ) throws(CedarError) -> Expression {
        if key == "." {
            let object = try members(body, ["left", "attr"])
            let name = try JSONAccess.text(JSONAccess.member(object, "attr"), "`attr`")
            return .path(left, [Expression.Step(kind: .attribute(name), range: .none)])
        }
        let object = try members(body, ["left", "right"])
        let right = try part(object, "right")
        switch key {
        case "&&": return .chain([left, right], isAnd: true)
        case "||": return .chain([left, right], isAnd: false)
        default: break
        }
        if let operation = Operation(rawValue: key) {
            return .arithmetic(left, [Expression.Term(operation: operation, operand: right)])
        }
        guard let method = Method(rawValue: key) else {
            throw JSONAccess.problem("unknown operator")
        }
        return .path(left, [Expression.Step(kind: .method(method, [right]), range: .none)])
    }

    private mutating func leaf(_ key: String, _ body: JSON) throws(CedarError) -> Expression {
        if let relation = Relation(rawValue: key) {
            let object = try members(body, ["left", "right"])
            return Expression(
                .relation(relation, try part(object, "left"), try part(object, "right")))
        }
        switch key {
        case "Value": return try Self.value(body)
        case "Var":
            guard let variable = body.string.flatMap({ Variable(rawValue: $0) }) else {
                throw JSONAccess.problem("unknown variable")
            }
            return Expression(.variable(variable))
        case "!": return Expression(.not(try part(try members(body, ["arg"]), "arg")))
        case "neg": return Expression(.negate(try part(try members(body, ["arg"]), "arg")))
        case "isEmpty":
            let receiver = try part(try members(body, ["arg"]), "arg")
            return .path(
                receiver, [Expression.Step(kind: .method(.isEmpty, []), range: .none)])
        case "has": return try has(body)
        case "like": return try like(body)
        case "is":
            let object = try members(body, ["left", "entity_type"], optional: ["in"])
            return Expression(
                .isType(
                    try part(object, "left"),
                    try JSONAccess.path(
                        try JSONAccess.member(object, "entity_type"), "`entity_type`"),
                    in: object["in"] == nil ? nil : try part(object, "in")))
        case "if-then-else":
            let object = try members(body, ["if", "then", "else"])
            return Expression(
                .conditional(
                    try part(object, "if"), then: try part(object, "then"),
                    else: try part(object, "else")))
        case "Set": return Expression(.set(try list(body)))
        case "Record":
            var members: [Expression.Member] = []
            for member in try JSONAccess.object(body, "`Record`").members {
                members.append(
                    Expression.Member(
                        name: Text(member.key), value: try expression(member.value)))
            }
            return Expression(.record(members))
        default: return try call(Text(key), body)
        }
    }

    private mutating func list(_ json: JSON) throws(CedarError) -> [Expression] {
        var expressions: [Expression] = []
        for item in try JSONAccess.array(json, "the arguments") {
            expressions.append(try expression(item))
        }
        return expressions
    }

    private mutating func call(_ name: Text, _ body: JSON) throws(CedarError) -> Expression {
        guard let function = ExtensionFunction(name) else {
            throw JSONAccess.problem("unknown operator or function")
        }
        return Self.call(function, try list(body))
    }

    private static func call(
        _ function: ExtensionFunction, _ arguments: [Expression]
    ) -> Expression {
        guard !function.isConstructor, let receiver = arguments.first else {
            return Expression(.call(.known(function), arguments))
        }
        let kind = Expression.StepKind.extensionMethod(function, Array(arguments.dropFirst()))
        return .path(receiver, [Expression.Step(kind: kind, range: .none)])
    }

    private mutating func has(_ body: JSON) throws(CedarError) -> Expression {
        let object = try JSONAccess.object(body, "the operands")
        let operand = try part(object, "left")
        let attribute = try JSONAccess.member(object, "attr")
        var names: [Text] = []
        for item in attribute.array ?? [attribute] {
            names.append(try JSONAccess.text(item, "`attr`"))
        }
        guard !names.isEmpty else { throw JSONAccess.problem("`attr` is empty") }
        guard names.count > 1, !names.allSatisfy(ReservedWord.isPlainName) else {
            return Expression(.has(operand, names))
        }
        // Only plain names can be written as `has a.b`.
        var base = operand
        var tests: [Expression] = []
        for name in names {
            tests.append(Expression(.has(base, [name])))
            base = .path(base, [Expression.Step(kind: .attribute(name), range: .none)])
        }
        return .chain(tests, isAnd: true)
    }

    private mutating func like(_ body: JSON) throws(CedarError) -> Expression {
        let object = try members(body, ["left", "pattern"])
        var elements: [Pattern.Element] = []
        let list = try JSONAccess.array(try JSONAccess.member(object, "pattern"), "`pattern`")
        for item in list {
            if item == .string("Wildcard") || item == ["Wildcard": .null] {
                elements.append(.wildcard)
            } else if let literal = item.object, literal.count == 1,
                let text = literal["Literal"]?.string
            {
                elements.append(.literal(Text(text)))
            } else {
                throw JSONAccess.problem("an element of a pattern is a wildcard or a literal")
            }
        }
        return Expression(.like(try part(object, "left"), Pattern(elements)))
    }

    // MARK: Values

    /// A value in the format of entities as an expression; functions are called when evaluated.
    private static func value(_ json: JSON) throws(CedarError) -> Expression {
        switch json {
        case .null, .bool, .number, .string:
            return Expression(.literal(try ValueReader.value(json)))
        case .array(let items):
            var elements: [Expression] = []
            for item in items { elements.append(try value(item)) }
            return Expression(.set(elements))
        case .object(let object):
            if let uid = try ValueReader.escapedEntity(object) {
                return Expression(.literal(.entity(uid)))
            }
            if let (name, arguments) = ValueReader.escapedCall(object) {
                guard ReservedWord.isPath(name) else {
                    throw JSONAccess.problem("not the name of a function")
                }
                var expressions: [Expression] = []
                for argument in arguments { expressions.append(try value(argument)) }
                guard let function = ExtensionFunction(name) else {
                    return Expression(.call(.unknown(name), expressions))
                }
                return call(function, expressions)
            }
            var members: [Expression.Member] = []
            for member in object.members {
                members.append(
                    Expression.Member(name: Text(member.key), value: try value(member.value)))
            }
            return Expression(.record(members))
        }
    }
}
