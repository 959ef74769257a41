// SPDX-License-Identifier: EUPL-1.2

/// Questions that have the same cells allowed.
package struct AllowedCells: Sendable {
    package struct Question: Sendable, Hashable {
        /// Index into the principals of the space.
        package let principal: Int
        /// Index into the resources of the space.
        package let resource: Int
    }

    package let questions: [Question]
    /// Masks of every dimension, bit by bit; together they hold each allowed cell once.
    package let cubes: [[UInt64]]
}

extension DecisionSpace {
    /// Walks the whole space for what is allowed, whichever policies say so.
    ///
    /// Every question is in one group; a group without cubes has all its cells denied. Far fewer
    /// cubes than `cubes(width:)` gives, which also tells why a cell is denied.
    /// - Throws: `.request` where the space has not one policy set or a diagram grows too large.
    package func allowedCells() throws(CedarError) -> [AllowedCells] {
        guard policySets.count == 1 else { throw .request("what is allowed is asked of one set") }
        var walker = AllowanceWalker(self)
        var questions: [Int32: [AllowedCells.Question]] = [:]
        for principal in principals.indices {
            for resource in resources.indices {
                let root = try walker.root(principal, resource)
                questions[root, default: []].append(
                    AllowedCells.Question(principal: principal, resource: resource))
            }
        }
        return questions.sorted { $0.key < $1.key }.map {
            AllowedCells(questions: $0.value, cubes: walker.cubes($0.key))
        }
    }
}

/// Joins the diagrams of the policies of a question to one that only tells what is allowed.
struct AllowanceWalker {
    /// Diagrams still open; a permit that is satisfied stands for all.
    private struct State: Hashable {
        var permits: [Int32]
        var forbids: [Int32]
    }

    private var walker: DiagramWalker
    private var memo: [State: Int32] = [:]
    /// Policies by principal and by resource that have them in their scope.
    private let byPrincipal: [[Int]]
    private let byResource: [Set<Int>]

    init(_ space: DecisionSpace) {
        let walker = DiagramWalker(space)
        self.walker = walker
        func policies(_ holds: (Policy) throws(EvaluationError) -> Bool) -> [Int] {
            walker.policies.indices.filter { (try? holds(walker.policies[$0].policy)) ?? false }
        }
        func evaluator(_ principal: Entity?, _ resource: Entity?) -> Evaluator {
            let nobody = EntityUID(type: "?none", id: "")
            return Evaluator(
                Request(
                    principal: principal?.uid ?? nobody, action: space.action,
                    resource: resource?.uid ?? nobody, context: Record(),
                    entities: Entities.unlinked([principal, resource].compactMap(\.self))),
                space.entities)
        }
        byPrincipal = space.principals.map { principal in
            let evaluator = evaluator(principal, nil)
            return policies { (policy: Policy) throws(EvaluationError) in
                guard evaluator.holds(policy.action) else { return false }
                return try evaluator.holds(policy.principal, principal.uid)
            }
        }
        byResource = space.resources.map { resource in
            let evaluator = evaluator(nil, resource)
            return Set(
                policies { (policy: Policy) throws(EvaluationError) in
                    try evaluator.holds(policy.resource, resource.uid)
                })
        }
    }

    /// The diagram of what is allowed in a question.
    mutating func root(_ principal: Int, _ resource: Int) throws(CedarError) -> Int32 {
        let question = principal * walker.space.resources.count + resource
        var choices = [Int?](repeating: nil, count: walker.space.dimensions.count)
        let inScope = byPrincipal[principal].filter { byResource[resource].contains($0) }
        guard inScope.contains(where: { walker.policies[$0].policy.effect == .permit }) else {
            return DiagramWalker.unsatisfied
        }
        var state = State(permits: [], forbids: [])
        for index in inScope {
            let root = try walker.root(of: index, question, &choices)
            switch walker.policies[index].policy.effect {
            case .permit: state.permits.append(root)
            case .forbid: state.forbids.append(root)
            }
        }
        return try join(state)
    }

    private mutating func join(_ open: State) throws(CedarError) -> Int32 {
        guard !open.forbids.contains(DiagramWalker.satisfied) else {
            return DiagramWalker.unsatisfied
        }
        var state = State(
            permits: Set(open.permits.filter(Self.matters)).sorted(),
            forbids: Set(open.forbids.filter(Self.matters)).sorted())
        if state.permits.contains(DiagramWalker.satisfied) {
            state.permits = [DiagramWalker.satisfied]
        }
        if state.permits.isEmpty { return DiagramWalker.unsatisfied }
        if state.permits == [DiagramWalker.satisfied] && state.forbids.isEmpty {
            return DiagramWalker.satisfied
        }
        if let known = memo[state] { return known }
        let all = (state.permits + state.forbids).filter { $0 > DiagramWalker.failed }
        let dimension = all.map { walker.dimension($0) }.min() ?? 0
        var children: [Int32] = []
        for choice in walker.space.dimensions[dimension].values.indices {
            children.append(
                try join(
                    State(
                        permits: state.permits.map { walker.child($0, dimension, choice) },
                        forbids: state.forbids.map { walker.child($0, dimension, choice) })))
        }
        let result = try walker.node(dimension, children)
        memo[state] = result
        return result
    }

    /// Whether a diagram can still be satisfied; a policy that fails counts for nothing.
    private static func matters(_ number: Int32) -> Bool {
        number != DiagramWalker.unsatisfied && number != DiagramWalker.failed
    }

    /// Every path of a diagram to what is satisfied.
    func cubes(_ root: Int32) -> [[UInt64]] {
        var masks = walker.space.dimensions.map { DiagramWalker.mask($0.values.count) }
        var cubes: [[UInt64]] = []
        collect(root, &masks, &cubes)
        return cubes
    }

    private func collect(_ number: Int32, _ masks: inout [UInt64], _ cubes: inout [[UInt64]]) {
        guard number > DiagramWalker.failed else {
            if number == DiagramWalker.satisfied { cubes.append(masks) }
            return
        }
        let node = walker.nodes[Int(number) - 3]
        let whole = masks[node.dimension]
        for child in Set(node.children).sorted() {
            masks[node.dimension] = node.children.indices.reduce(0) {
                node.children[$1] == child ? $0 | 1 << UInt64($1) : $0
            }
            collect(child, &masks, &cubes)
        }
        masks[node.dimension] = whole
    }
}

extension DiagramWalker {
    func dimension(_ number: Int32) -> Int { nodes[Int(number) - 3].dimension }

    /// Where a value of a dimension leads; the same diagram where that is not asked first.
    func child(_ number: Int32, _ dimension: Int, _ choice: Int) -> Int32 {
        guard number > Self.failed, nodes[Int(number) - 3].dimension == dimension else {
            return number
        }
        return nodes[Int(number) - 3].children[choice]
    }
}
