// SPDX-License-Identifier: EUPL-1.2

/// A node of a condition, as it was written, with its place.
///
/// Chains are flat: `a && b && c`, `a + b - c` and `a.b["c"].d()` are one node each, so that the
/// depth of a tree is the nesting of the text, which is limited. Equality disregards places.
package struct Expression: Hashable, Sendable {
    package let kind: Kind
    package let range: SourceRange

    init(_ kind: Kind, _ range: SourceRange = .none) {
        self.kind = kind
        self.range = range
    }

    /// A node that does not come from a text.
    package init(synthetic kind: Kind) { self.init(kind) }

    package static func == (left: Expression, right: Expression) -> Bool {
        left.kind == right.kind
    }

    package func hash(into hasher: inout Hasher) { hasher.combine(kind) }

    package indirect enum Kind: Hashable, Sendable {
        /// A Boolean, Long, string or entity id; from JSON also a set, record or extension value.
        case literal(Value)
        case variable(Variable)
        /// At least two operands, the first not itself an `and`.
        case and([Expression])
        /// At least two operands, the first not itself an `or`.
        case or([Expression])
        case not(Expression)
        case negate(Expression)
        case relation(Relation, Expression, Expression)
        /// `first op operand op operand …`, from the left; `first` is of another class of operator.
        case arithmetic(Expression, [Term])
        case conditional(Expression, then: Expression, else: Expression)
        /// At least one attribute.
        case has(Expression, [Text])
        case like(Expression, Pattern)
        case isType(Expression, Text, in: Expression?)
        /// At least one step; the base is not itself a path.
        case path(Expression, [Step])
        case call(Callee, [Expression])
        case set([Expression])
        case record([Member])
    }

    /// One `key: value` of a record literal.
    package struct Member: Hashable, Sendable {
        package let name: Text
        package let value: Expression
    }

    /// One operator and its right operand.
    package struct Term: Hashable, Sendable {
        package let operation: Operation
        package let operand: Expression
    }

    /// One step of a path, with its place.
    package struct Step: Hashable, Sendable {
        package let kind: StepKind
        package let range: SourceRange

        package static func == (left: Step, right: Step) -> Bool { left.kind == right.kind }
        package func hash(into hasher: inout Hasher) { hasher.combine(kind) }
    }

    package enum StepKind: Hashable, Sendable {
        case attribute(Text)
        case method(Method, [Expression])
        case extensionMethod(ExtensionFunction, [Expression])
    }
}

/// The function that a call names; only JSON can name one that does not exist.
package enum Callee: Hashable, Sendable {
    case known(ExtensionFunction)
    /// Its evaluation fails.
    case unknown(Text)

    /// The name as it is written.
    package var name: String {
        switch self {
        case .known(let function): function.rawValue
        case .unknown(let name): name.string
        }
    }

    /// Applies the function to evaluated arguments.
    package func apply(_ arguments: [Value]) throws(EvaluationError) -> Value {
        switch self {
        case .known(let function): return try function.apply(arguments)
        case .unknown(let name): throw .unknownFunction(name)
        }
    }
}

/// The variables of a condition.
package enum Variable: String, Hashable, Sendable, CaseIterable {
    case principal, action, resource, context
}

/// The operators that compare; they do not chain.
package enum Relation: String, Hashable, Sendable, CaseIterable {
    case equal = "=="
    case notEqual = "!="
    case less = "<"
    case lessOrEqual = "<="
    case greater = ">"
    case greaterOrEqual = ">="
    case memberOf = "in"
}

/// The operators on Long.
package enum Operation: String, Hashable, Sendable, CaseIterable {
    case add = "+"
    case subtract = "-"
    case multiply = "*"

    var isAdditive: Bool { self != .multiply }
}

/// The methods of the core language.
package enum Method: String, Hashable, Sendable, CaseIterable {
    case contains, containsAll, containsAny, isEmpty, hasTag, getTag

    var argumentCount: Int { self == .isEmpty ? 0 : 1 }

    init?(_ name: Text) {
        guard let found = Self.allCases.first(where: { Text($0.rawValue) == name }) else {
            return nil
        }
        self = found
    }
}

extension Expression {
    /// Joins operands of `&&` or `||`, flattening the first as the grammar associates.
    static func chain(_ operands: [Expression], isAnd: Bool) -> Expression {
        guard let first = operands.first, operands.count > 1 else { return operands[0] }
        var flat = operands
        switch (first.kind, isAnd) {
        case (.and(let inner), true), (.or(let inner), false):
            flat.replaceSubrange(0...0, with: inner)
        default: break
        }
        let range = first.range.through(flat[flat.count - 1].range)
        return Expression(isAnd ? .and(flat) : .or(flat), range)
    }

    /// Applies operators from the left, flattening a first operand of the same class.
    static func arithmetic(_ first: Expression, _ terms: [Term]) -> Expression {
        guard let last = terms.last else { return first }
        let range = first.range.through(last.operand.range)
        if case .arithmetic(let base, let inner) = first.kind,
            inner[0].operation.isAdditive == last.operation.isAdditive
        {
            return Expression(.arithmetic(base, inner + terms), range)
        }
        return Expression(.arithmetic(first, terms), range)
    }

    /// Follows steps, flattening a base that is a path.
    static func path(_ base: Expression, _ steps: [Step]) -> Expression {
        guard let last = steps.last else { return base }
        let range = base.range.through(last.range)
        if case .path(let inner, let taken) = base.kind {
            return Expression(.path(inner, taken + steps), range)
        }
        return Expression(.path(base, steps), range)
    }
}
