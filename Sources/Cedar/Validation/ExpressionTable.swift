// SPDX-License-Identifier: EUPL-1.2

/// Expressions by number: structurally equal ones get the same.
struct ExpressionTable {
    private struct Key: Hashable {
        let tag: String
        let text: Text?
        let value: Value?
        let children: [Int]
    }

    private var numbers: [Key: Int] = [:]

    mutating func number(
        _ tag: String, text: Text? = nil, value: Value? = nil, _ children: [Int] = []
    ) -> Int {
        let key = Key(tag: tag, text: text, value: value, children: children)
        if let known = numbers[key] { return known }
        numbers[key] = numbers.count
        return numbers.count - 1
    }

    mutating func attribute(_ base: Int, _ name: Text) -> Int {
        number(".", text: name, [base])
    }

    /// The number of a whole expression.
    mutating func number(of expression: Expression) -> Int {
        switch expression.kind {
        case .literal(let value): return number("literal", value: value)
        case .variable(let variable): return number(variable.rawValue)
        case .and(let operands): return number("&&", numbers(of: operands))
        case .or(let operands): return number("||", numbers(of: operands))
        case .not(let operand): return number("!", [number(of: operand)])
        case .negate(let operand): return number("neg", [number(of: operand)])
        case .relation(let relation, let left, let right):
            return number(relation.rawValue, [number(of: left), number(of: right)])
        case .arithmetic(let first, let terms):
            let tag = terms.map(\.operation.rawValue).joined()
            return number("a\(tag)", numbers(of: [first] + terms.map(\.operand)))
        case .conditional(let condition, let positive, let negative):
            return number("if", numbers(of: [condition, positive, negative]))
        case .has(let operand, let names):
            return names.reduce(number(of: operand)) { number("has", text: $1, [$0]) }
        case .like(let operand, let pattern):
            return number("like", text: Text(pattern.source), [number(of: operand)])
        case .isType(let operand, let type, let group):
            return number(
                "is", text: type, numbers(of: [operand] + (group.map { [$0] } ?? [])))
        case .path(let base, let steps):
            return steps.reduce(number(of: base)) { self.step($0, $1) }
        case .call(let function, let arguments):
            return number(function.name, numbers(of: arguments))
        case .set(let elements): return number("set", numbers(of: elements))
        case .record(let members):
            return number(
                "record",
                members.map { number("key", text: $0.name, [number(of: $0.value)]) })
        }
    }

    /// The number of a path one step further.
    mutating func step(_ base: Int, _ step: Expression.Step) -> Int {
        switch step.kind {
        case .attribute(let name): attribute(base, name)
        case .method(let method, let arguments):
            number(method.rawValue, [base] + numbers(of: arguments))
        case .extensionMethod(let function, let arguments):
            number(function.rawValue, [base] + numbers(of: arguments))
        }
    }

    private mutating func numbers(of expressions: [Expression]) -> [Int] {
        expressions.map { number(of: $0) }
    }
}
