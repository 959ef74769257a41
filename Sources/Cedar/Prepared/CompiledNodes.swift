// SPDX-License-Identifier: EUPL-1.2

/// A compiled expression; it gives what the tree walker gives, errors included.
protocol CompiledNode: AnyObject, Sendable {
    func value(_ frame: Frame) throws(EvaluationError) -> Value
    /// The value as a Boolean; `place` names the operator that needs it.
    func truth(_ frame: Frame, _ place: String) throws(EvaluationError) -> Bool
}

extension CompiledNode {
    func truth(_ frame: Frame, _ place: String) throws(EvaluationError) -> Bool {
        let value = try value(frame)
        guard case .bool(let bool) = value else {
            throw .kind(expected: [.bool], found: value.kind, place: place)
        }
        return bool
    }

    func long(_ frame: Frame, _ place: String) throws(EvaluationError) -> Int64 {
        let value = try value(frame)
        guard case .long(let long) = value else {
            throw .kind(expected: [.long], found: value.kind, place: place)
        }
        return long
    }
}

/// A node that is a Boolean by nature.
protocol CompiledTest: CompiledNode {
    func holds(_ frame: Frame) throws(EvaluationError) -> Bool
}

extension CompiledTest {
    func value(_ frame: Frame) throws(EvaluationError) -> Value { .bool(try holds(frame)) }
    func truth(_ frame: Frame, _ place: String) throws(EvaluationError) -> Bool {
        try holds(frame)
    }
}

final class ConstantNode: CompiledNode {
    let constant: Value
    init(_ constant: Value) { self.constant = constant }
    func value(_ frame: Frame) throws(EvaluationError) -> Value { constant }
}

final class VariableNode: CompiledNode {
    let variable: Variable
    init(_ variable: Variable) { self.variable = variable }
    func value(_ frame: Frame) throws(EvaluationError) -> Value {
        switch variable {
        case .principal: .entity(frame.request.principal)
        case .action: .entity(frame.request.action)
        case .resource: .entity(frame.request.resource)
        case .context: .record(frame.request.context)
        }
    }
}

/// `&&` and `||`: ends at the first operand that decides.
final class JunctionNode: CompiledTest {
    private let operands: [any CompiledNode]
    private let isAnd: Bool
    private let place: String
    init(_ operands: [any CompiledNode], isAnd: Bool) {
        self.operands = operands
        self.isAnd = isAnd
        place = isAnd ? "&&" : "||"
    }
    func holds(_ frame: Frame) throws(EvaluationError) -> Bool {
        for operand in operands where try operand.truth(frame, place) != isAnd { return !isAnd }
        return isAnd
    }
}

final class NotNode: CompiledTest {
    private let operand: any CompiledNode
    init(_ operand: any CompiledNode) { self.operand = operand }
    func holds(_ frame: Frame) throws(EvaluationError) -> Bool { try !operand.truth(frame, "!") }
}

final class NegateNode: CompiledNode {
    private let operand: any CompiledNode
    init(_ operand: any CompiledNode) { self.operand = operand }
    func value(_ frame: Frame) throws(EvaluationError) -> Value {
        let (result, overflow) = (0 as Int64).subtractingReportingOverflow(
            try operand.long(frame, "-"))
        guard !overflow else { throw .overflow(place: "-") }
        return .long(result)
    }
}

final class RelationNode: CompiledTest {
    private let relation: Relation
    private let left: any CompiledNode
    private let right: any CompiledNode
    init(_ relation: Relation, _ left: any CompiledNode, _ right: any CompiledNode) {
        self.relation = relation
        self.left = left
        self.right = right
    }
    func holds(_ frame: Frame) throws(EvaluationError) -> Bool {
        try frame.entities.holds(relation, left.value(frame), right.value(frame))
    }
}

/// `principal in G::"g"` and the like: the variable has one of the anchors.
final class AnchorNode: CompiledTest {
    private let variable: AnchoredVariable
    private let anchors: [Int32]
    init(_ variable: AnchoredVariable, _ anchors: [Int32]) {
        self.variable = variable
        self.anchors = anchors
    }
    func holds(_ frame: Frame) throws(EvaluationError) -> Bool {
        for anchor in anchors where frame.anchors(variable, contain: anchor) { return true }
        return false
    }
}

/// `principal == U::"u"` and the like.
final class IdentityNode: CompiledTest {
    private let variable: AnchoredVariable
    private let id: Int32
    init(_ variable: AnchoredVariable, _ id: Int32) {
        self.variable = variable
        self.id = id
    }
    func holds(_ frame: Frame) throws(EvaluationError) -> Bool { frame.id(variable) == id }
}

/// `context.name`.
final class ContextNode: CompiledNode {
    private let name: Text
    init(_ name: Text) { self.name = name }
    func value(_ frame: Frame) throws(EvaluationError) -> Value {
        guard let index = frame.request.context.index(of: name) else {
            throw .attributeMissing(name)
        }
        return frame.request.context.fields[index].value
    }
    func truth(_ frame: Frame, _ place: String) throws(EvaluationError) -> Bool {
        guard let index = frame.request.context.index(of: name) else {
            throw .attributeMissing(name)
        }
        guard case .bool(let bool) = frame.request.context.fields[index].value else {
            let found = frame.request.context.fields[index].value.kind
            throw .kind(expected: [.bool], found: found, place: place)
        }
        return bool
    }
}

/// `context.name == constant`.
final class ContextEqualNode: CompiledTest {
    private let name: Text
    private let constant: Value
    init(_ name: Text, _ constant: Value) {
        self.name = name
        self.constant = constant
    }
    func holds(_ frame: Frame) throws(EvaluationError) -> Bool {
        guard let index = frame.request.context.index(of: name) else {
            throw .attributeMissing(name)
        }
        return frame.request.context.fields[index].value == constant
    }
}

/// `context has name`.
final class ContextHasNode: CompiledTest {
    private let name: Text
    init(_ name: Text) { self.name = name }
    func holds(_ frame: Frame) throws(EvaluationError) -> Bool {
        frame.request.context.index(of: name) != nil
    }
}

final class ArithmeticNode: CompiledNode {
    private let first: any CompiledNode
    private let terms: [(operation: Operation, operand: any CompiledNode)]
    init(
        _ first: any CompiledNode, _ terms: [(operation: Operation, operand: any CompiledNode)]
    ) {
        self.first = first
        self.terms = terms
    }
    func value(_ frame: Frame) throws(EvaluationError) -> Value {
        var total = try first.long(frame, terms[0].operation.rawValue)
        for term in terms {
            let operand = try term.operand.long(frame, term.operation.rawValue)
            total = try term.operation.apply(total, operand)
        }
        return .long(total)
    }
}

final class ConditionalNode: CompiledNode {
    private let condition: any CompiledNode
    private let positive: any CompiledNode
    private let negative: any CompiledNode
    init(
        _ condition: any CompiledNode, _ positive: any CompiledNode,
        _ negative: any CompiledNode
    ) {
        self.condition = condition
        self.positive = positive
        self.negative = negative
    }
    func value(_ frame: Frame) throws(EvaluationError) -> Value {
        try condition.truth(frame, "if") ? positive.value(frame) : negative.value(frame)
    }
}

final class HasNode: CompiledTest {
    private let operand: any CompiledNode
    private let names: [Text]
    init(_ operand: any CompiledNode, _ names: [Text]) {
        self.operand = operand
        self.names = names
    }
    func holds(_ frame: Frame) throws(EvaluationError) -> Bool {
        var current = try operand.value(frame)
        for name in names {
            guard let next = try frame.entities.attribute(name, of: current, place: "has") else {
                return false
            }
            current = next
        }
        return true
    }
}

final class LikeNode: CompiledTest {
    private let operand: any CompiledNode
    private let pattern: Pattern
    init(_ operand: any CompiledNode, _ pattern: Pattern) {
        self.operand = operand
        self.pattern = pattern
    }
    func holds(_ frame: Frame) throws(EvaluationError) -> Bool {
        let value = try operand.value(frame)
        guard case .string(let text) = value else {
            throw .kind(expected: [.string], found: value.kind, place: "like")
        }
        return pattern.matches(text)
    }
}

final class IsTypeNode: CompiledTest {
    private let operand: any CompiledNode
    private let type: Text
    private let group: (any CompiledNode)?
    init(_ operand: any CompiledNode, _ type: Text, _ group: (any CompiledNode)?) {
        self.operand = operand
        self.type = type
        self.group = group
    }
    func holds(_ frame: Frame) throws(EvaluationError) -> Bool {
        let value = try operand.value(frame)
        guard case .entity(let uid) = value else {
            throw .kind(expected: [.entity], found: value.kind, place: "is")
        }
        guard uid.type == type else { return false }
        guard let group else { return true }
        return try frame.entities.holds(.memberOf, value, group.value(frame))
    }
}

/// A path of attributes and calls.
final class PathNode: CompiledNode {
    enum Step: Sendable {
        case attribute(Text)
        case method(Method, [any CompiledNode])
        case extensionMethod(ExtensionFunction, [any CompiledNode])
    }
    private let base: any CompiledNode
    private let steps: [Step]
    init(_ base: any CompiledNode, _ steps: [Step]) {
        self.base = base
        self.steps = steps
    }
    func value(_ frame: Frame) throws(EvaluationError) -> Value {
        var current = try base.value(frame)
        for step in steps {
            switch step {
            case .attribute(let name):
                current = try frame.entities.requiredAttribute(name, of: current)
            case .method(.contains, let arguments) where arguments.count == 1:
                let argument = try arguments[0].value(frame)
                guard case .set(let set) = current else {
                    throw .kind(expected: [.set], found: current.kind, place: "contains")
                }
                current = .bool(set.contains(argument))
            case .method(let method, let arguments):
                current = try frame.entities.call(
                    method, on: current, ListNode.values(arguments, frame))
            case .extensionMethod(let function, let arguments):
                current = try function.apply([current] + ListNode.values(arguments, frame))
            }
        }
        return current
    }
}

/// Sets, records and calls of constructors: everything that evaluates a list of parts.
final class ListNode: CompiledNode {
    enum Kind: Sendable {
        case set
        case record([Text])
        case call(Callee)
    }
    private let kind: Kind
    private let parts: [any CompiledNode]
    init(_ kind: Kind, _ parts: [any CompiledNode]) {
        self.kind = kind
        self.parts = parts
    }
    static func values(
        _ nodes: [any CompiledNode], _ frame: Frame
    ) throws(EvaluationError) -> [Value] {
        var values: [Value] = []
        values.reserveCapacity(nodes.count)
        for node in nodes { values.append(try node.value(frame)) }
        return values
    }
    func value(_ frame: Frame) throws(EvaluationError) -> Value {
        let values = try Self.values(parts, frame)
        switch kind {
        case .set: return .set(ValueSet(values))
        case .record(let names): return .record(Record(Array(zip(names, values))))
        case .call(let function): return try function.apply(values)
        }
    }
}
