// SPDX-License-Identifier: EUPL-1.2

/// Builds decision diagrams, dimensions in one order, and reads cubes from them.
struct DiagramWalker {
    /// A node: a dimension with a child for every value. Numbers below 3 are final.
    private struct Node: Hashable {
        let dimension: Int
        let children: [Int32]
    }

    private static let unsatisfied: Int32 = 0
    private static let satisfied: Int32 = 1
    private static let failed: Int32 = 2

    private let space: DecisionSpace
    private var nodes: [Node] = []
    private var numbers: [Node: Int32] = [:]
    /// Diagrams of policies whose conditions read the context alone.
    private var cached: [Int: Int32] = [:]
    /// All policies of all sets, with the set of each.
    private let policies: [(set: Int, index: Int, policy: Policy, readsContextOnly: Bool)]
    private let reads: [[Int]]
    /// The context with every dimension open, sorted, and where each dimension stands in it.
    private let openContext: [Record.Field]
    private let places: [Int?]

    init(_ space: DecisionSpace) {
        self.space = space
        policies = space.policySets.enumerated().flatMap { set, policySet in
            policySet.policies.enumerated().map { index, policy in
                (set, index, policy, policy.conditions.allSatisfy { $0.body.readsContextOnly })
            }
        }
        reads = policies.map { entry in
            let names = Set(entry.policy.conditions.flatMap { $0.body.readNames })
            return space.dimensions.indices.filter { names.contains(space.dimensions[$0].name) }
        }
        let context = space.dimensions.enumerated().filter { $0.element.variable == .context }
        let record = Record(
            context.map { ($0.element.attribute, OpenValue.value($0.offset)) })
        openContext = record.fields
        places = space.dimensions.map { dimension in
            dimension.variable == .context ? record.index(of: dimension.attribute) : nil
        }
    }

    // MARK: Diagrams of policies

    private mutating func node(_ dimension: Int, _ children: [Int32]) throws(CedarError) -> Int32 {
        if children.allSatisfy({ $0 == children[0] }) { return children[0] }
        let node = Node(dimension: dimension, children: children)
        if let known = numbers[node] { return known }
        guard nodes.count < DecisionSpace.nodeCountLimit else {
            throw .request("the policies depend on too many attributes at once")
        }
        nodes.append(node)
        let number = Int32(nodes.count + 2)
        numbers[node] = number
        return number
    }

    private func request(_ question: Int, _ choices: [Int?]) -> Request {
        var principal = space.principals[question / space.resources.count]
        var resource = space.resources[question % space.resources.count]
        var fields = openContext
        var absent: Set<Int> = []
        for (index, choice) in choices.enumerated() {
            let dimension = space.dimensions[index]
            let value: Value? =
                choice.map { dimension.values[$0] } ?? OpenValue.value(index)
            switch dimension.variable {
            case .context:
                guard let place = places[index] else { continue }
                if let value {
                    fields[place] = Record.Field(name: dimension.attribute, value: value)
                } else {
                    absent.insert(place)
                }
            case .principal:
                if let value { principal = principal.opened(dimension, value) }
            case .resource:
                if let value { resource = resource.opened(dimension, value) }
            case .action: break
            }
        }
        if !absent.isEmpty {
            fields = fields.enumerated().filter { !absent.contains($0.offset) }.map(\.element)
        }
        return Request(
            principal: principal.uid, action: space.action, resource: resource.uid,
            context: Record(sorted: fields), entities: Entities.unlinked([principal, resource]))
    }

    private mutating func diagram(
        _ policy: Int, _ question: Int, _ choices: inout [Int?], _ next: ArraySlice<Int>
    ) throws(CedarError) -> Int32 {
        let evaluator = Evaluator(request(question, choices), space.entities)
        do throws(EvaluationError) {
            let failing = try evaluator.failingCondition(policies[policy].policy)
            return failing == nil ? Self.satisfied : Self.unsatisfied
        } catch {
            guard case .undetermined = error, let dimension = next.first else {
                return Self.failed
            }
            var children: [Int32] = []
            for choice in space.dimensions[dimension].values.indices {
                choices[dimension] = choice
                children.append(try diagram(policy, question, &choices, next.dropFirst()))
            }
            choices[dimension] = nil
            return try node(dimension, children)
        }
    }

    // MARK: The product

    /// The cubes of one question.
    mutating func cubes(_ question: Int) throws(CedarError) -> [DecisionCube] {
        var choices = [Int?](repeating: nil, count: space.dimensions.count)
        let evaluator = Evaluator(request(question, choices), space.entities)
        var live: [Int] = []
        var state: [Int32] = []
        for index in policies.indices {
            guard (try? evaluator.failingPart(policies[index].policy)) == .some(nil) else {
                continue
            }
            let root: Int32
            if policies[index].readsContextOnly, let known = cached[index] {
                root = known
            } else {
                root = try diagram(index, question, &choices, reads[index][...])
                if policies[index].readsContextOnly { cached[index] = root }
            }
            guard root != Self.unsatisfied else { continue }
            live.append(index)
            state.append(root)
        }
        var product = Product(live: live, space: space, question: question)
        let root = try self.product(state, &product)
        var masks = space.dimensions.map { Self.mask($0.values.count) }
        var cubes: [DecisionCube] = []
        collect(root, product, &masks, &cubes)
        return cubes
    }

    private static func mask(_ count: Int) -> UInt64 {
        count == 64 ? .max : (1 << UInt64(count)) - 1
    }

    /// The diagram of all live policies at once; its final nodes are outcomes.
    private struct Product {
        let live: [Int]
        let space: DecisionSpace
        let question: Int
        var memo: [[Int32]: Int] = [:]
        var nodes: [(dimension: Int, children: [Int])] = []
        var outcomes: [[CubeOutcome]] = []
        var numbers: [[CubeOutcome]: Int] = [:]
    }

    /// The number of a node, or, below zero, the complement of the number of an outcome.
    private func product(
        _ state: [Int32], _ product: inout Product
    ) throws(CedarError) -> Int {
        if let known = product.memo[state] { return known }
        let dimension = state.lazy.filter { $0 > 2 }.map { nodes[Int($0) - 3].dimension }.min()
        let result: Int
        if let dimension {
            var children: [Int] = []
            for choice in space.dimensions[dimension].values.indices {
                let next = state.map { number in
                    guard number > 2, nodes[Int(number) - 3].dimension == dimension else {
                        return number
                    }
                    return nodes[Int(number) - 3].children[choice]
                }
                children.append(try self.product(next, &product))
            }
            if children.allSatisfy({ $0 == children[0] }) {
                result = children[0]
            } else {
                guard product.nodes.count < DecisionSpace.nodeCountLimit else {
                    throw .request("the policies depend on too many attributes at once")
                }
                product.nodes.append((dimension, children))
                result = product.nodes.count - 1
            }
        } else {
            let outcomes = outcomes(state, product.live)
            if let known = product.numbers[outcomes] {
                result = ~known
            } else {
                product.outcomes.append(outcomes)
                product.numbers[outcomes] = product.outcomes.count - 1
                result = ~(product.outcomes.count - 1)
            }
        }
        product.memo[state] = result
        return result
    }

    private func outcomes(_ state: [Int32], _ live: [Int]) -> [CubeOutcome] {
        space.policySets.indices.map { set in
            var permits: [Int] = []
            var forbids: [Int] = []
            var errors: [Int] = []
            for (number, index) in zip(state, live) where policies[index].set == set {
                let entry = policies[index]
                if number == Self.failed {
                    errors.append(entry.index)
                } else if number == Self.satisfied {
                    if entry.policy.effect == .permit {
                        permits.append(entry.index)
                    } else {
                        forbids.append(entry.index)
                    }
                }
            }
            return CubeOutcome(
                decision: forbids.isEmpty && !permits.isEmpty ? .allow : .deny,
                reasons: forbids.isEmpty ? permits : forbids, errors: errors)
        }
    }

    /// Follows every path; values that lead to the same node share a cube.
    private func collect(
        _ number: Int, _ product: Product, _ masks: inout [UInt64],
        _ cubes: inout [DecisionCube]
    ) {
        guard number >= 0 else {
            cubes.append(
                DecisionCube(
                    principal: product.question / space.resources.count,
                    resource: product.question % space.resources.count, masks: masks,
                    cellCount: masks.reduce(1) { $0 * $1.nonzeroBitCount },
                    outcomes: product.outcomes[~number]))
            return
        }
        let (dimension, children) = product.nodes[number]
        let whole = masks[dimension]
        for (choice, child) in children.enumerated() where children.firstIndex(of: child) == choice
        {
            masks[dimension] = children.indices.reduce(0) {
                children[$1] == child ? $0 | 1 << UInt64($1) : $0
            }
            collect(child, product, &masks, &cubes)
        }
        masks[dimension] = whole
    }
}

extension Expression {
    /// Whether of the variables only `context` occurs.
    var readsContextOnly: Bool {
        switch kind {
        case .variable(let variable): variable == .context
        case .relation(.memberOf, _, _), .isType: false
        default: children.allSatisfy(\.readsContextOnly)
        }
    }

    /// The dimensions read within, as `variable.attribute`.
    var readNames: [String] {
        var names: [String] = []
        switch kind {
        case .path(let base, let steps):
            if case .variable(let variable) = base.kind, case .attribute(let name) = steps[0].kind {
                names.append("\(variable.rawValue).\(name)")
            }
        case .has(let operand, let attributes):
            if case .variable(let variable) = operand.kind {
                names.append("\(variable.rawValue).\(attributes[0])")
            }
        default: break
        }
        return names + children.flatMap(\.readNames)
    }
}

extension Record {
    /// A record of fields that are in order already.
    init(sorted fields: [Field]) { self.fields = fields }
}
