// SPDX-License-Identifier: EUPL-1.2

/// The transitive closure of a relation that may have cycles.
enum Closure {
    /// All ancestors of each node, or nil where finding them takes more steps than the limit.
    static func ancestors<Node: Hashable>(
        _ parents: [Node: Set<Node>], limit: Int
    ) -> [Node: Set<Node>]? {
        var result: [Node: Set<Node>] = [:]
        var steps = 0
        for node in parents.keys {
            var found: Set<Node> = []
            var open = Array(parents[node] ?? [])
            while let next = open.popLast() {
                guard found.insert(next).inserted else { continue }
                let further = parents[next] ?? []
                steps += 1 + further.count
                guard steps <= limit else { return nil }
                open.append(contentsOf: further)
            }
            result[node] = found
        }
        return result
    }
}
