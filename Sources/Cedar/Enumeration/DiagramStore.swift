// SPDX-License-Identifier: EUPL-1.2

/// A function of cells: no, yes, or a failed evaluation. Equal numbers are equal functions.
package struct Diagram: Hashable, Sendable {
    let number: Int32

    package static let no = Diagram(number: 0)
    package static let yes = Diagram(number: 1)
    /// The evaluation of a policy fails.
    package static let failed = Diagram(number: 2)
}

/// Values that belong together: every cell whose choice in each dimension is in its mask.
package struct Cube: Hashable, Sendable {
    /// For every dimension the values that belong, bit by bit; all bits where it does not matter.
    package var masks: [UInt64]

    package init(masks: [UInt64]) { self.masks = masks }

    /// Whether a cell lies within.
    package func contains(_ choices: [Int]) -> Bool {
        zip(masks, choices).allSatisfy { $0 & (1 << UInt64($1)) != 0 }
    }

    package var cellCount: UInt128 {
        masks.reduce(1) { $0 * UInt128($1.nonzeroBitCount) }
    }
}

/// Functions over dimensions of finitely many values, as diagrams that share their nodes.
///
/// Each function has one number, whatever it was computed from: to compare functions is to compare
/// numbers. Operations cost as much as the diagrams are large, not as there are cells.
package struct DiagramStore: Sendable {
    private struct Node: Hashable {
        let dimension: Int
        let children: [Int32]
    }

    private struct Choice: Hashable {
        let condition: Int32
        let positive: Int32
        let negative: Int32
    }

    /// How many values each dimension has.
    package let sizes: [Int]
    private var nodes: [Node] = []
    private var numbers: [Node: Int32] = [:]
    private var choices: [Choice: Int32] = [:]
    private var counts: [Int32: UInt128] = [:]

    /// - Parameter sizes: how many values each dimension has, from 1 to 64.
    package init(sizes: [Int]) {
        precondition(sizes.allSatisfy { (1...64).contains($0) }, "a mask has 64 bits")
        self.sizes = sizes
    }

    /// All values of a dimension.
    package func fullMask(_ dimension: Int) -> UInt64 {
        sizes[dimension] == 64 ? .max : (1 << UInt64(sizes[dimension])) - 1
    }

    // MARK: Making

    private mutating func node(
        _ dimension: Int, _ children: [Int32]
    ) throws(CedarError) -> Int32 {
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

    /// What a function of one dimension gives for each of its values.
    package mutating func node(
        _ dimension: Int, _ outcomes: [Diagram]
    ) throws(CedarError) -> Diagram {
        precondition(outcomes.count == sizes[dimension], "every value has an outcome")
        return Diagram(number: try node(dimension, outcomes.map(\.number)))
    }

    /// Yes for these values of a dimension.
    package mutating func values(
        _ dimension: Int, _ mask: UInt64
    ) throws(CedarError) -> Diagram {
        let outcomes: [Diagram] = (0..<sizes[dimension]).map { value in
            mask & (1 << UInt64(value)) != 0 ? .yes : .no
        }
        return try node(dimension, outcomes)
    }

    /// The one where the condition holds, the other where it does not; failed where it fails.
    package mutating func choose(
        _ condition: Diagram, _ positive: Diagram, _ negative: Diagram
    ) throws(CedarError) -> Diagram {
        Diagram(
            number: try choose(condition.number, positive.number, negative.number))
    }

    private mutating func choose(
        _ condition: Int32, _ positive: Int32, _ negative: Int32
    ) throws(CedarError) -> Int32 {
        switch condition {
        case Diagram.no.number: return negative
        case Diagram.yes.number: return positive
        case Diagram.failed.number: return condition
        default: break
        }
        let choice = Choice(condition: condition, positive: positive, negative: negative)
        if let known = choices[choice] { return known }
        let top = min(dimension(condition), dimension(positive), dimension(negative))
        var children: [Int32] = []
        children.reserveCapacity(sizes[top])
        for value in 0..<sizes[top] {
            children.append(
                try choose(
                    child(condition, top, value), child(positive, top, value),
                    child(negative, top, value)))
        }
        let result = try node(top, children)
        choices[choice] = result
        return result
    }

    private func child(_ number: Int32, _ dimension: Int, _ value: Int) -> Int32 {
        guard number > 2, nodes[Int(number) - 3].dimension == dimension else { return number }
        return nodes[Int(number) - 3].children[value]
    }

    /// Both hold; the second is not asked where the first does not hold.
    package mutating func and(_ one: Diagram, _ other: Diagram) throws(CedarError) -> Diagram {
        try choose(one, other, .no)
    }

    /// One holds; the second is not asked where the first holds.
    package mutating func or(_ one: Diagram, _ other: Diagram) throws(CedarError) -> Diagram {
        try choose(one, .yes, other)
    }

    package mutating func not(_ one: Diagram) throws(CedarError) -> Diagram {
        try choose(one, .no, .yes)
    }

    /// Where the one holds and the other does not.
    package mutating func difference(
        _ one: Diagram, _ other: Diagram
    ) throws(CedarError) -> Diagram {
        try choose(other, .no, one)
    }

    /// The same, with no or yes where it fails.
    package mutating func settled(
        _ one: Diagram, failing outcome: Diagram, holding: Diagram = .yes
    ) throws(CedarError) -> Diagram {
        var memo: [Int32: Int32] = [0: 0, 1: holding.number, 2: outcome.number]
        return Diagram(number: try replaced(one.number, &memo))
    }

    private mutating func replaced(
        _ number: Int32, _ memo: inout [Int32: Int32]
    ) throws(CedarError) -> Int32 {
        if let known = memo[number] { return known }
        let (dimension, children) = (
            nodes[Int(number) - 3].dimension, nodes[Int(number) - 3].children
        )
        var replacements: [Int32] = []
        for child in children { replacements.append(try replaced(child, &memo)) }
        let result = try node(dimension, replacements)
        memo[number] = result
        return result
    }

    // MARK: Reading

    /// The function that is left once a dimension has this value; it must be the first one it reads.
    package func follow(_ diagram: Diagram, dimension: Int, value: Int) -> Diagram {
        Diagram(number: child(diagram.number, dimension, value))
    }

    /// The first dimension that a function reads; nil where it reads none.
    func firstDimension(of diagram: Diagram) -> Int? {
        diagram.number > 2 ? nodes[Int(diagram.number) - 3].dimension : nil
    }

    /// The outcome of one cell.
    package func outcome(_ diagram: Diagram, _ cell: [Int]) -> Diagram {
        var number = diagram.number
        while number > 2 {
            let node = nodes[Int(number) - 3]
            number = node.children[cell[node.dimension]]
        }
        return Diagram(number: number)
    }

    /// How many cells of all dimensions it says yes to.
    package mutating func cellCount(_ diagram: Diagram) -> UInt128 {
        count(diagram.number) * cells(from: 0, below: dimension(diagram.number))
    }

    private func dimension(_ number: Int32) -> Int {
        number > 2 ? nodes[Int(number) - 3].dimension : sizes.count
    }

    private func cells(from start: Int, below end: Int) -> UInt128 {
        sizes[start..<end].reduce(1) { $0 * UInt128($1) }
    }

    /// The cells of the dimensions from that of the node on.
    private mutating func count(_ number: Int32) -> UInt128 {
        guard number > 2 else { return number == Diagram.yes.number ? 1 : 0 }
        if let known = counts[number] { return known }
        let node = nodes[Int(number) - 3]
        var total: UInt128 = 0
        for child in node.children {
            total += count(child) * cells(from: node.dimension + 1, below: dimension(child))
        }
        counts[number] = total
        return total
    }

    /// For every dimension the values that some cell has which it says yes to.
    package func support(_ diagram: Diagram) -> [UInt64] {
        var masks = [UInt64](repeating: 0, count: sizes.count)
        var seen: [Int32: Bool] = [Diagram.no.number: false, Diagram.failed.number: false]
        seen[Diagram.yes.number] = true
        if support(diagram.number, &masks, &seen) {
            free(from: 0, below: dimension(diagram.number), &masks)
        }
        return masks
    }

    /// Whether it ever says yes.
    private func support(
        _ number: Int32, _ masks: inout [UInt64], _ seen: inout [Int32: Bool]
    ) -> Bool {
        if let known = seen[number] { return known }
        let node = nodes[Int(number) - 3]
        var isOpen = false
        for (value, child) in node.children.enumerated()
        where support(child, &masks, &seen) {
            isOpen = true
            masks[node.dimension] |= 1 << UInt64(value)
            free(from: node.dimension + 1, below: dimension(child), &masks)
        }
        seen[number] = isOpen
        return isOpen
    }

    private func free(from start: Int, below end: Int, _ masks: inout [UInt64]) {
        for dimension in start..<max(start, end) { masks[dimension] = fullMask(dimension) }
    }

    /// The cells it says yes to, as cubes that hold each once; at most `limit` of them.
    package func cubes(_ diagram: Diagram, limit: Int = 4096) -> [Cube] {
        var masks = sizes.indices.map { fullMask($0) }
        var cubes: [Cube] = []
        collect(diagram.number, &masks, &cubes, limit)
        return merged(cubes)
    }

    private func collect(
        _ number: Int32, _ masks: inout [UInt64], _ cubes: inout [Cube], _ limit: Int
    ) {
        guard number > 2 else {
            if number == Diagram.yes.number, cubes.count < limit {
                cubes.append(Cube(masks: masks))
            }
            return
        }
        let node = nodes[Int(number) - 3]
        let whole = masks[node.dimension]
        for (choice, child) in node.children.enumerated()
        where node.children.firstIndex(of: child) == choice {
            masks[node.dimension] = node.children.indices.reduce(0) {
                node.children[$1] == child ? $0 | 1 << UInt64($1) : $0
            }
            collect(child, &masks, &cubes, limit)
        }
        masks[node.dimension] = whole
    }

    /// Joins cubes that differ in one dimension alone, as long as there are any.
    private func merged(_ cubes: [Cube]) -> [Cube] {
        var cubes = cubes
        var count = 0
        while cubes.count != count {
            count = cubes.count
            for dimension in sizes.indices.reversed() {
                var joined: [Cube: UInt64] = [:]
                var order: [Cube] = []
                for cube in cubes {
                    var key = cube
                    key.masks[dimension] = 0
                    if joined[key] == nil { order.append(key) }
                    joined[key, default: 0] |= cube.masks[dimension]
                }
                guard order.count < cubes.count else { continue }
                cubes = order.map { key in
                    var cube = key
                    cube.masks[dimension] = joined[key] ?? 0
                    return cube
                }
            }
        }
        return cubes
    }
}
