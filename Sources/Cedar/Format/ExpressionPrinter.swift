// SPDX-License-Identifier: EUPL-1.2

/// How tightly an expression binds; an operand that binds looser needs parentheses.
private enum Binding: Int, Comparable {
    case expression, or, and, relation, sum, product, unary, primary

    static func < (left: Binding, right: Binding) -> Bool { left.rawValue < right.rawValue }
}

extension Expression: CustomStringConvertible {
    /// The expression on one line, with only the parentheses that it needs; it parses to itself.
    package var description: String { text(at: .expression) }

    private var binding: Binding {
        switch kind {
        case .conditional: .expression
        case .or: .or
        case .and: .and
        case .relation, .has, .like, .isType: .relation
        case .arithmetic(_, let terms): terms[0].operation.isAdditive ? .sum : .product
        case .not, .negate: .unary
        case .literal(.long(let value)): value < 0 ? .unary : .primary
        case .path, .literal, .variable, .call, .set, .record: .primary
        }
    }

    private func text(at needed: Binding) -> String {
        binding < needed ? "(\(plain))" : plain
    }

    private func list(_ expressions: [Expression], _ separator: String, _ needed: Binding) -> String
    {
        expressions.map { $0.text(at: needed) }.joined(separator: separator)
    }

    private var plain: String {
        switch kind {
        case .literal(let value): return value.source
        case .variable(let variable): return variable.rawValue
        case .or(let operands): return list(operands, " || ", .and)
        case .and(let operands): return list(operands, " && ", .relation)
        case .not, .negate: return prefixed
        case .relation(let relation, let left, let right):
            return "\(left.text(at: .sum)) \(relation.rawValue) \(right.text(at: .sum))"
        case .arithmetic(let first, let terms):
            let needed: Binding = terms[0].operation.isAdditive ? .product : .unary
            return terms.reduce(first.text(at: needed)) {
                "\($0) \($1.operation.rawValue) \($1.operand.text(at: needed))"
            }
        case .conditional(let condition, let positive, let negative):
            return "if \(condition) then \(positive) else \(negative)"
        case .has(let operand, let names):
            let chain = names.map(\.string).joined(separator: ".")
            let isPlain = names.allSatisfy(ReservedWord.isPlainName)
            let written = isPlain ? chain : StringEscapes.quoted(Text(chain))
            return "\(operand.text(at: .sum)) has \(written)"
        case .like(let operand, let pattern):
            return "\(operand.text(at: .sum)) like \"\(pattern.source)\""
        case .isType(let operand, let type, let group):
            let suffix = group.map { " in \($0.text(at: .sum))" } ?? ""
            return "\(operand.text(at: .sum)) is \(type)\(suffix)"
        case .path(let base, let steps):
            return steps.reduce(base.text(at: .primary)) { $0 + $1.source }
        case .call(let function, let arguments):
            return "\(function.name)(\(list(arguments, ", ", .expression)))"
        case .set(let elements): return "[\(list(elements, ", ", .expression))]"
        case .record(let members):
            let pairs = members.map { "\($0.name.key): \($0.value)" }
            return "{\(pairs.joined(separator: ", "))}"
        }
    }

    /// Up to four operators of one kind may stand in a row before an operand.
    private var prefixed: String {
        var count = 0
        var inner = self
        while count < 4 {
            switch (inner.kind, kind) {
            case (.not(let operand), .not), (.negate(let operand), .negate):
                inner = operand
                count += 1
                continue
            default: break
            }
            break
        }
        let sign = if case .not = kind { "!" } else { "-" }
        let isNumber = if case .literal(.long) = inner.kind { true } else { false }
        let operand = isNumber ? "(\(inner))" : inner.text(at: .primary)
        return String(repeating: sign, count: count) + operand
    }
}

extension Expression.Step {
    fileprivate var source: String {
        func call(_ name: String, _ arguments: [Expression]) -> String {
            ".\(name)(\(arguments.map(\.description).joined(separator: ", ")))"
        }
        switch kind {
        case .attribute(let name):
            return ReservedWord.isPlainName(name) ? ".\(name)" : "[\(StringEscapes.quoted(name))]"
        case .method(let method, let arguments): return call(method.rawValue, arguments)
        case .extensionMethod(let function, let arguments):
            return call(function.rawValue, arguments)
        }
    }
}

extension Text {
    /// As the key of a record: plain where it can be, else in quotes.
    var key: String { ReservedWord.isPlainName(self) ? string : StringEscapes.quoted(self) }
}

extension Value {
    /// The value as an expression that evaluates to it.
    package var source: String {
        switch self {
        case .bool(let value): return "\(value)"
        case .long(let value): return "\(value)"
        case .string(let text): return StringEscapes.quoted(text)
        case .entity(let uid): return uid.description
        case .set(let set): return "[\(set.elements.map(\.source).joined(separator: ", "))]"
        case .record(let record):
            let pairs = record.fields.map { "\($0.name.key): \($0.value.source)" }
            return "{\(pairs.joined(separator: ", "))}"
        case .ext(.decimal(let value)): return "decimal(\"\(Decimal.text(value))\")"
        case .ext(.ip(let address)): return "ip(\"\(address.text)\")"
        case .ext(.duration(let value)): return "duration(\"\(DurationText.text(value))\")"
        case .ext(.datetime(let value)):
            return "datetime(\"1970-01-01\").offset(duration(\"\(DurationText.text(value))\"))"
        }
    }
}
