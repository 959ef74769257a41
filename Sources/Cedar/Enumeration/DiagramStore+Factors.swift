// SPDX-License-Identifier: EUPL-1.2

extension DiagramStore {
    /// Dimensions that remain together are tried in parts up to this many.
    private static let partedCountLimit = 12

    /// Conditions that together are the function: they share no dimension, and all must hold.
    ///
    /// As fine as they get: first single dimensions are split off, then pairs and so on. Empty for a
    /// function that always says yes.
    package mutating func factors(_ diagram: Diagram) throws(CedarError) -> [Diagram] {
        guard diagram != .no else { return [.no] }
        var rest = diagram
        var factors: [Diagram] = []
        var count = 1
        while count * 2 <= dimensions(of: rest).count {
            let open = dimensions(of: rest)
            guard count == 1 || open.count <= Self.partedCountLimit else { break }
            var isSplit = false
            for part in Self.subsets(of: open, count: count) {
                let own = try exists(rest, Set(open).subtracting(part))
                let other = try exists(rest, part)
                guard try and(own, other) == rest else { continue }
                factors.append(own)
                rest = other
                isSplit = true
                break
            }
            if !isSplit { count += 1 }
        }
        if rest != .yes { factors.append(rest) }
        return factors
    }

    /// Yes where some values of these dimensions make it so.
    package mutating func exists(
        _ diagram: Diagram, _ free: Set<Int>
    ) throws(CedarError) -> Diagram {
        var memo: [Diagram: Diagram] = [:]
        return try exists(diagram, free, &memo)
    }

    private mutating func exists(
        _ diagram: Diagram, _ free: Set<Int>, _ memo: inout [Diagram: Diagram]
    ) throws(CedarError) -> Diagram {
        guard let dimension = firstDimension(of: diagram) else { return diagram }
        if let known = memo[diagram] { return known }
        var below: [Diagram] = []
        for value in 0..<sizes[dimension] {
            below.append(
                try exists(follow(diagram, dimension: dimension, value: value), free, &memo))
        }
        var result: Diagram
        if free.contains(dimension) {
            result = .no
            for one in below { result = try or(result, one) }
        } else {
            result = try node(dimension, below)
        }
        memo[diagram] = result
        return result
    }

    /// The dimensions that a function depends on, ascending.
    package func dimensions(of diagram: Diagram) -> [Int] {
        var seen: Set<Diagram> = []
        var found: Set<Int> = []
        var open = [diagram]
        while let one = open.popLast() {
            guard let dimension = firstDimension(of: one), seen.insert(one).inserted else {
                continue
            }
            found.insert(dimension)
            for value in 0..<sizes[dimension] {
                open.append(follow(one, dimension: dimension, value: value))
            }
        }
        return found.sorted()
    }

    /// Every choice of so many of these, in order.
    private static func subsets(of all: [Int], count: Int) -> [Set<Int>] {
        guard count > 0 else { return [[]] }
        guard all.count >= count else { return [] }
        let rest = Array(all.dropFirst())
        return subsets(of: rest, count: count - 1).map { $0.union([all[0]]) }
            + subsets(of: rest, count: count)
    }
}
