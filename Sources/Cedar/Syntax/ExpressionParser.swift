// SPDX-License-Identifier: EUPL-1.2

extension PolicyParser {
    /// Expr ::= 'if' Expr 'then' Expr 'else' Expr | Or
    mutating func expression() throws(Abandon) -> Expression {
        try reader.enter()
        let start = reader.token.range
        guard reader.take(word: "if") else {
            let result = try disjunction()
            reader.leave()
            return result
        }
        let condition = try expression()
        try reader.expect(word: "then")
        let positive = try expression()
        try reader.expect(word: "else")
        let negative = try expression()
        reader.leave()
        return Expression(
            .conditional(condition, then: positive, else: negative),
            start.through(reader.previous))
    }

    private mutating func disjunction() throws(Abandon) -> Expression {
        let first = try conjunction()
        guard reader.at(.or) else { return first }
        var operands = [first]
        while reader.take(.or) { operands.append(try conjunction()) }
        return .chain(operands, isAnd: false)
    }

    private mutating func conjunction() throws(Abandon) -> Expression {
        let first = try relation()
        guard reader.at(.and) else { return first }
        var operands = [first]
        while reader.take(.and) { operands.append(try relation()) }
        return .chain(operands, isAnd: true)
    }

    private var relationHere: Relation? {
        switch reader.token.kind {
        case .equal: .equal
        case .notEqual: .notEqual
        case .less: .less
        case .lessOrEqual: .lessOrEqual
        case .greater: .greater
        case .greaterOrEqual: .greaterOrEqual
        default: reader.at(word: "in") ? .memberOf : nil
        }
    }

    private mutating func relation() throws(Abandon) -> Expression {
        let left = try sum()
        let result: Expression
        if let relation = relationHere {
            reader.advance()
            let right = try sum()
            result = Expression(
                .relation(relation, left, right), left.range.through(right.range))
        } else if reader.take(word: "has") {
            result = try has(left)
        } else if reader.take(word: "like") {
            let pattern = try reader.pattern()
            result = Expression(.like(left, pattern), left.range.through(reader.previous))
        } else if reader.take(word: "is") {
            let type = try reader.path(after: try reader.name("an entity type"))
            let group: Expression? = reader.take(word: "in") ? try sum() : nil
            result = Expression(
                .isType(left, type, in: group), left.range.through(reader.previous))
        } else {
            return left
        }
        let isChained =
            relationHere != nil || reader.at(word: "has") || reader.at(word: "like")
            || reader.at(word: "is")
        guard !isChained else {
            throw reader.unexpected(
                ["`&&`", "`||`"], hint: "comparisons do not chain; use parentheses")
        }
        return result
    }

    private mutating func has(_ left: Expression) throws(Abandon) -> Expression {
        var names: [Text] = []
        if reader.at(.string) {
            names = [try reader.string("an attribute")]
        } else {
            repeat {
                names.append(try reader.name("an attribute"))
            } while reader.take(.dot)
        }
        return Expression(.has(left, names), left.range.through(reader.previous))
    }

    private mutating func sum() throws(Abandon) -> Expression {
        let first = try product()
        var terms: [Expression.Term] = []
        while reader.at(.plus) || reader.at(.minus) {
            let operation: Operation = reader.at(.plus) ? .add : .subtract
            reader.advance()
            terms.append(Expression.Term(operation: operation, operand: try product()))
        }
        return .arithmetic(first, terms)
    }

    private mutating func product() throws(Abandon) -> Expression {
        let first = try unary()
        var terms: [Expression.Term] = []
        while reader.take(.star) {
            terms.append(Expression.Term(operation: .multiply, operand: try unary()))
        }
        if reader.at(.slash) || reader.at(.percent) {
            throw reader.unexpected(["`*`"], hint: "Cedar has no division")
        }
        return .arithmetic(first, terms)
    }

    private mutating func unary() throws(Abandon) -> Expression {
        guard reader.at(.bang) || reader.at(.minus) else { return try member() }
        let operation = reader.token.kind
        var starts: [SourceRange] = []
        while reader.at(operation) {
            starts.append(reader.token.range)
            reader.advance()
        }
        if starts.count > 4 {
            reader.report(
                starts[0].through(reader.previous), "more than four operators in a row",
                hint: "use parentheses")
            throw Abandon()
        }
        if reader.at(.bang) || reader.at(.minus) {
            throw reader.unexpected(["an operand"], hint: "put the inner operation in parentheses")
        }
        var result: Expression
        if operation == .minus, reader.at(.integer) {
            result = try negative(&starts)
        } else {
            result = try member()
        }
        for start in starts.reversed() {
            let range = start.through(result.range)
            result = Expression(operation == .bang ? .not(result) : .negate(result), range)
        }
        return result
    }

    /// A minus right before a number belongs to the number, so that the least Long can be written.
    private mutating func negative(_ starts: inout [SourceRange]) throws(Abandon) -> Expression {
        let range = reader.token.range
        let magnitude = try magnitude()
        guard !reader.at(.dot), !reader.at(.leftBracket), let inner = starts.popLast() else {
            return try steps(after: try positive(magnitude, range))
        }
        guard magnitude <= Int64.min.magnitude else { throw tooLarge(range) }
        let value = Int64(truncatingIfNeeded: 0 &- magnitude)
        return Expression(.literal(.long(value)), inner.through(range))
    }

    private mutating func magnitude() throws(Abandon) -> UInt64 {
        guard let value = UInt64(reader.tokenText.string) else {
            throw tooLarge(reader.token.range)
        }
        reader.advance()
        return value
    }

    private mutating func positive(
        _ magnitude: UInt64, _ range: SourceRange
    ) throws(Abandon) -> Expression {
        guard let value = Int64(exactly: magnitude) else { throw tooLarge(range) }
        return Expression(.literal(.long(value)), range)
    }

    private mutating func tooLarge(_ range: SourceRange) -> Abandon {
        reader.report(
            range, "the number does not fit in a Long",
            expected: ["-9223372036854775808 … 9223372036854775807"])
        return Abandon()
    }
}
