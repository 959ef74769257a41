// SPDX-License-Identifier: EUPL-1.2

/// Cells of one question that all have the same outcome.
package struct DecisionCube: Sendable, Equatable {
    /// Index into the principals of the space.
    package let principal: Int
    /// Index into the resources of the space.
    package let resource: Int
    /// For every dimension the values that belong, bit by bit; all bits where it does not matter.
    package let masks: [UInt64]
    package let cellCount: Int
    /// The outcome under each policy set of the space.
    package let outcomes: [CubeOutcome]

    /// Whether the dimension does not matter here.
    package func isFree(_ dimension: Int, of space: DecisionSpace) -> Bool {
        masks[dimension].nonzeroBitCount == space.dimensions[dimension].values.count
    }

    /// Whether a cell of the same question lies within.
    package func contains(_ choices: [Int]) -> Bool {
        zip(masks, choices).allSatisfy { $0 & (1 << UInt64($1)) != 0 }
    }

    /// Whether the policy sets disagree here on the decision.
    package var isFlip: Bool { Set(outcomes.map(\.decision)).count > 1 }
}

/// Decision and determining policies, by index into the policies of the set.
package struct CubeOutcome: Sendable, Hashable {
    package let decision: Decision
    package let reasons: [Int]
    /// Policies whose evaluation fails.
    package let errors: [Int]
}

extension DecisionSpace {
    /// Walks the whole space on all processors and gives cubes that together hold each cell once.
    ///
    /// Cubes are sorted by question; their number, not that of the cells, is what costs.
    /// - Throws: `.request` where a diagram grows beyond its limit.
    package func cubes(width: Int = 2) async throws(CedarError) -> [DecisionCube] {
        let count = principals.count * resources.count
        let parts = await withTaskGroup(
            of: Result<[(Int, [DecisionCube])], CedarError>.self
        ) { group in
            for lane in 0..<max(1, width) {
                group.addTask { @concurrent in
                    var walker = DiagramWalker(self)
                    var found: [(Int, [DecisionCube])] = []
                    for question in stride(from: lane, to: count, by: max(1, width)) {
                        do throws(CedarError) {
                            found.append((question, try walker.cubes(question)))
                        } catch {
                            return .failure(error)
                        }
                    }
                    return .success(found)
                }
            }
            var parts: [Result<[(Int, [DecisionCube])], CedarError>] = []
            for await part in group { parts.append(part) }
            return parts
        }
        var all: [(Int, [DecisionCube])] = []
        for part in parts { all += try part.get() }
        return all.sorted { $0.0 < $1.0 }.flatMap(\.1)
    }
}
