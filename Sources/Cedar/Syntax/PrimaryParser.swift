// SPDX-License-Identifier: EUPL-1.2

extension PolicyParser {
    /// Member ::= Primary ( '.' IDENT | '.' IDENT '(' Expr,* ')' | '[' STR ']' )*
    mutating func member() throws(Abandon) -> Expression {
        try steps(after: try primary())
    }

    mutating func steps(after base: Expression) throws(Abandon) -> Expression {
        var steps: [Expression.Step] = []
        while true {
            let start = reader.token.range
            if reader.take(.dot) {
                let kind = try dotted()
                steps.append(Expression.Step(kind: kind, range: start.through(reader.previous)))
            } else if reader.take(.leftBracket) {
                let name = try reader.string("an attribute in quotes")
                try reader.expect(.rightBracket)
                steps.append(
                    Expression.Step(
                        kind: .attribute(name), range: start.through(reader.previous)))
            } else if reader.at(.leftParenthesis) {
                throw reader.unexpected(
                    ["an operator"], hint: "only `ip`, `decimal`, `datetime`, `duration` are called"
                )
            } else {
                return .path(base, steps)
            }
        }
    }

    private mutating func dotted() throws(Abandon) -> Expression.StepKind {
        let range = reader.token.range
        let name = try reader.name("an attribute or method")
        guard reader.take(.leftParenthesis) else { return .attribute(name) }
        let arguments = try list(until: .rightParenthesis)
        if let method = Method(name) {
            if arguments.count != method.argumentCount {
                reader.report(
                    range.through(reader.previous),
                    "`\(name)` takes \(method.argumentCount) arguments",
                    found: "\(arguments.count)")
            }
            return .method(method, arguments)
        }
        guard let function = ExtensionFunction(name) else {
            reader.report(
                range, "unknown method `\(name)`",
                expected: Method.allCases.map { "`\($0.rawValue)`" },
                hint: "names are case-sensitive")
            throw Abandon()
        }
        guard !function.isConstructor else {
            reader.report(
                range, "`\(name)` is a function, not a method", hint: "write `\(name)(…)`")
            throw Abandon()
        }
        return .extensionMethod(function, arguments)
    }

    /// Expr,* with an optional trailing comma, and the closing token.
    private mutating func list(until end: TokenKind) throws(Abandon) -> [Expression] {
        var items: [Expression] = []
        while !reader.at(end) {
            items.append(try expression())
            guard reader.take(.comma) else { break }
        }
        try reader.expect(end)
        return items
    }

    private mutating func primary() throws(Abandon) -> Expression {
        let start = reader.token.range
        switch reader.token.kind {
        case .integer:
            guard let value = Int64(reader.tokenText.string) else {
                reader.report(
                    start, "the number does not fit in a Long",
                    expected: ["-9223372036854775808 … 9223372036854775807"])
                throw Abandon()
            }
            reader.advance()
            return Expression(.literal(.long(value)), start)
        case .string:
            return Expression(.literal(.string(try reader.string("a string"))), start)
        case .leftParenthesis:
            reader.advance()
            let inner = try expression()
            try reader.expect(.rightParenthesis)
            return Expression(inner.kind, start.through(reader.previous))
        case .leftBracket:
            reader.advance()
            let items = try list(until: .rightBracket)
            return Expression(.set(items), start.through(reader.previous))
        case .leftBrace: return try record()
        case .identifier: return try named()
        case .slot:
            throw reader.unexpected(
                ["an expression"], hint: "slots belong in the scope of a template")
        default: throw reader.unexpected(["an expression"])
        }
    }

    private mutating func record() throws(Abandon) -> Expression {
        let start = reader.token.range
        reader.advance()
        var members: [Expression.Member] = []
        var seen: Set<Text> = []
        while !reader.at(.rightBrace) {
            let keyRange = reader.token.range
            let key =
                reader.at(.string)
                ? try reader.string("a key") : try reader.name("a key, plain or in quotes")
            if !seen.insert(key).inserted {
                reader.report(
                    keyRange, "key `\(StringEscapes.escaped(key.string))` occurs twice",
                    hint: "keep one of the two")
            }
            try reader.expect(.colon)
            members.append(Expression.Member(name: key, value: try expression()))
            guard reader.take(.comma) else { break }
        }
        try reader.expect(.rightBrace)
        return Expression(.record(members), start.through(reader.previous))
    }

    /// What begins with a name: a variable, a Boolean, a function call or an entity.
    private mutating func named() throws(Abandon) -> Expression {
        let start = reader.token.range
        let first = reader.tokenText
        if reader.at(word: "true") || reader.at(word: "false") {
            let value = reader.at(word: "true")
            reader.advance()
            if reader.at(.doubleColon) { throw reader.unexpected(["an operator"]) }
            return Expression(.literal(.bool(value)), start)
        }
        if reader.at(word: "if") {
            throw reader.unexpected(
                ["an operand"], hint: "put `if … then … else …` in parentheses")
        }
        _ = try reader.name("an expression")
        if reader.at(.doubleColon) { return try entity(first, start) }
        if reader.take(.leftParenthesis) { return try call(first, start) }
        if let variable = Variable(rawValue: first.string) {
            return Expression(.variable(variable), start)
        }
        reader.report(
            start, "unknown name `\(first)`",
            expected: Variable.allCases.map { "`\($0.rawValue)`" },
            hint: "attributes are reached through a variable, text stands in quotes")
        throw Abandon()
    }

    private mutating func entity(
        _ first: Text, _ start: SourceRange
    ) throws(Abandon) -> Expression {
        var type = first
        while reader.take(.doubleColon) {
            if reader.at(.string) {
                let uid = EntityUID(type: type, id: try reader.string("an id"))
                if reader.at(.doubleColon) { throw reader.unexpected(["an operator"]) }
                return Expression(.literal(.entity(uid)), start.through(reader.previous))
            }
            type = Text("\(type)::\(try reader.name("a name or an id in quotes"))")
        }
        throw reader.unexpected(["`::`"], hint: "an entity ends in its id, in quotes")
    }

    private mutating func call(_ name: Text, _ start: SourceRange) throws(Abandon) -> Expression {
        guard let function = ExtensionFunction(name), function.isConstructor else {
            let isMethod = Method(name) != nil || ExtensionFunction(name) != nil
            reader.report(
                start, isMethod ? "`\(name)` is a method" : "unknown function `\(name)`",
                expected: ["`ip`", "`decimal`", "`datetime`", "`duration`"],
                hint: isMethod ? "write `x.\(name)(…)`" : nil)
            throw Abandon()
        }
        let arguments = try list(until: .rightParenthesis)
        return Expression(.call(.known(function), arguments), start.through(reader.previous))
    }
}
