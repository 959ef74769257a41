// SPDX-License-Identifier: EUPL-1.2

/// Policies as functions of the context: what one question's answer depends on, and nothing else.
///
/// Where `DecisionSpace` keeps the reasons of every cell, this keeps the decision alone, so that forbids
/// which hold for every rule are common factors and dozens of attributes stay small. Policies that
/// read the same of principal and resource share a diagram; sources may have entities of their own.
package struct SymbolicSpace: Sendable {
    /// One attribute of the context with the values that it can have.
    package struct Dimension: Sendable, Hashable {
        package let attribute: Text
        package let values: [Value]

        /// - Parameter values: 1 to 64 of them.
        package init(_ attribute: Text, values: [Value]) {
            self.attribute = attribute
            self.values = values
        }
    }

    /// A condition taken apart: what the context says is a diagram at once, the rest waits.
    private indirect enum Part: Sendable {
        case open(Diagram)
        /// Index into `waiting` of its policy.
        case waiting(Int)
        case and([Part])
        case or([Part])
        case not(Part)
        case conditional(Part, Part, Part)
    }

    private struct Compiled: Sendable {
        let policy: Policy
        let conditions: [(isWhen: Bool, part: Part)]
        /// What reads principal or resource.
        let waiting: [Expression]
        /// Diagrams by the values of `waiting`.
        var known: [[UInt8]: Diagram] = [:]
    }

    private struct Source: Sendable {
        let entities: Entities
        var policies: [Compiled]
        var allowed: [[Diagram]: Diagram] = [:]
    }

    package let dimensions: [Dimension]
    package let action: EntityUID
    /// The functions, and the operations on them.
    package var store: DiagramStore
    private let places: [Text: Int]
    private var sources: [Source] = []
    /// The entities of the source that is being taken apart.
    private var leafEntities = Entities()

    /// Combinations of values that one comparison may read at once.
    private static let leafCellLimit = 1 << 16

    package init(_ dimensions: [Dimension], action: EntityUID) {
        self.dimensions = dimensions
        self.action = action
        store = DiagramStore(sizes: dimensions.map(\.values.count))
        places = Dictionary(
            dimensions.enumerated().map { ($0.element.attribute, $0.offset) },
            uniquingKeysWith: { first, _ in first })
    }

    /// Adds policies with the entities that they are asked about; the number names them from now on.
    /// - Throws: `.request` where a policy reads something that is not finite.
    package mutating func add(
        _ policies: [Policy], entities: Entities
    ) throws(CedarError) -> Int {
        leafEntities = entities
        var compiled: [Compiled] = []
        for policy in policies { compiled.append(try compile(policy)) }
        sources.append(Source(entities: entities, policies: compiled))
        return sources.count - 1
    }

    // MARK: Taking apart

    private mutating func compile(_ policy: Policy) throws(CedarError) -> Compiled {
        var waiting: [Expression] = []
        var conditions: [(isWhen: Bool, part: Part)] = []
        for condition in policy.conditions {
            conditions.append((condition.isWhen, try part(condition.body, &waiting)))
        }
        return Compiled(policy: policy, conditions: conditions, waiting: waiting)
    }

    private mutating func part(
        _ expression: Expression, _ waiting: inout [Expression]
    ) throws(CedarError) -> Part {
        switch expression.kind {
        case .and(let operands): return .and(try parts(operands, &waiting))
        case .or(let operands): return .or(try parts(operands, &waiting))
        case .not(let operand): return .not(try part(operand, &waiting))
        case .conditional(let condition, let positive, let negative):
            return .conditional(
                try part(condition, &waiting), try part(positive, &waiting),
                try part(negative, &waiting))
        default: return try leaf(expression, &waiting)
        }
    }

    private mutating func parts(
        _ expressions: [Expression], _ waiting: inout [Expression]
    ) throws(CedarError) -> [Part] {
        var parts: [Part] = []
        for expression in expressions { parts.append(try part(expression, &waiting)) }
        return parts
    }

    private mutating func leaf(
        _ expression: Expression, _ waiting: inout [Expression]
    ) throws(CedarError) -> Part {
        var reads = Reads()
        reads.add(expression)
        guard !reads.usesWholeContext else {
            throw .request("a policy reads the context as a whole, which is not finite")
        }
        if reads.attributes.isEmpty {
            waiting.append(expression)
            return .waiting(waiting.count - 1)
        }
        guard !reads.readsQuestion else {
            throw .request("a condition compares principal or resource with the context")
        }
        let read = Set(reads.attributes.compactMap { places[$0] }).sorted()
        let count = read.reduce(1) { $0 * dimensions[$1].values.count }
        guard count <= Self.leafCellLimit else {
            throw .request("a condition depends on too many attributes at once")
        }
        var chosen: [(Text, Value)] = []
        return .open(try diagram(expression, read[...], &chosen))
    }

    private mutating func diagram(
        _ expression: Expression, _ open: ArraySlice<Int>, _ chosen: inout [(Text, Value)]
    ) throws(CedarError) -> Diagram {
        guard let dimension = open.first else {
            let nobody = EntityUID("?", "?")
            let request = Request(
                principal: nobody, action: action, resource: nobody, context: Record(chosen))
            return Self.outcome(expression, Evaluator(request, leafEntities))
        }
        var outcomes: [Diagram] = []
        for value in dimensions[dimension].values {
            chosen.append((dimensions[dimension].attribute, value))
            outcomes.append(try diagram(expression, open.dropFirst(), &chosen))
            chosen.removeLast()
        }
        return try store.node(dimension, outcomes)
    }

    private static func outcome(_ expression: Expression, _ evaluator: Evaluator) -> Diagram {
        do throws(EvaluationError) {
            return try evaluator.bool(expression, "when") ? .yes : .no
        } catch {
            return .failed
        }
    }

    // MARK: Asking

    /// When each policy of a source is satisfied, in order; failed where its evaluation fails.
    package mutating func diagrams(
        of source: Int, principal: EntityUID, resource: EntityUID
    ) throws(CedarError) -> [Diagram] {
        let request = Request(
            principal: principal, action: action, resource: resource, context: Record([]))
        let evaluator = Evaluator(request, sources[source].entities)
        var diagrams: [Diagram] = []
        diagrams.reserveCapacity(sources[source].policies.count)
        for index in sources[source].policies.indices {
            diagrams.append(try diagram(source, index, evaluator))
        }
        return diagrams
    }

    private mutating func diagram(
        _ source: Int, _ index: Int, _ evaluator: Evaluator
    ) throws(CedarError) -> Diagram {
        let compiled = sources[source].policies[index]
        do throws(EvaluationError) {
            guard try evaluator.failingPart(compiled.policy) == nil else { return .no }
        } catch {
            return .failed
        }
        let values = compiled.waiting.map { Self.outcome($0, evaluator) }
        let key = values.map { UInt8(truncatingIfNeeded: $0.number) }
        if let known = compiled.known[key] { return known }
        var result = Diagram.yes
        for condition in compiled.conditions {
            var holds = try diagram(condition.part, values)
            if !condition.isWhen { holds = try store.not(holds) }
            result = try store.and(result, holds)
        }
        sources[source].policies[index].known[key] = result
        return result
    }

    private mutating func diagram(
        _ part: Part, _ values: [Diagram]
    ) throws(CedarError) -> Diagram {
        switch part {
        case .open(let diagram): return diagram
        case .waiting(let index): return values[index]
        case .not(let inner): return try store.not(try diagram(inner, values))
        case .and(let parts):
            var result = Diagram.yes
            for part in parts { result = try store.and(result, try diagram(part, values)) }
            return result
        case .or(let parts):
            var result = Diagram.no
            for part in parts { result = try store.or(result, try diagram(part, values)) }
            return result
        case .conditional(let condition, let positive, let negative):
            return try store.choose(
                try diagram(condition, values), try diagram(positive, values),
                try diagram(negative, values))
        }
    }

    /// Where a source allows a question: some permit holds, no forbid does, and nothing fails.
    package mutating func allowed(
        by source: Int, principal: EntityUID, resource: EntityUID
    ) throws(CedarError) -> Diagram {
        let diagrams = try diagrams(of: source, principal: principal, resource: resource)
        if let known = sources[source].allowed[diagrams] { return known }
        var permitted = Diagram.no
        for (index, diagram) in diagrams.enumerated()
        where sources[source].policies[index].policy.effect == .permit {
            permitted = try store.or(
                permitted, try store.settled(diagram, failing: .no))
        }
        let result = try store.difference(
            permitted, try blocked(source, diagrams))
        sources[source].allowed[diagrams] = result
        return result
    }

    /// Where a forbid holds or any policy fails, among the diagrams of a question.
    package mutating func blocked(
        _ source: Int, _ diagrams: [Diagram]
    ) throws(CedarError) -> Diagram {
        var blocked = Diagram.no
        for (index, diagram) in diagrams.enumerated() {
            let isForbid = sources[source].policies[index].policy.effect == .forbid
            let blocks = try store.settled(
                diagram, failing: .yes, holding: isForbid ? .yes : .no)
            blocked = try store.or(blocked, blocks)
        }
        return blocked
    }
}

/// What an expression reads of a request.
private struct Reads {
    private(set) var attributes: Set<Text> = []
    private(set) var usesWholeContext = false
    private(set) var readsQuestion = false

    mutating func add(_ expression: Expression) {
        switch expression.kind {
        case .variable(.context): usesWholeContext = true
        case .variable(.principal), .variable(.resource): readsQuestion = true
        case .path(let base, let steps):
            if case .variable(.context) = base.kind, case .attribute(let name) = steps[0].kind {
                attributes.insert(name)
                for child in expression.children.dropFirst() { add(child) }
                return
            }
        case .has(let operand, let names):
            if case .variable(.context) = operand.kind {
                attributes.insert(names[0])
                return
            }
        default: break
        }
        for child in expression.children { add(child) }
    }
}
