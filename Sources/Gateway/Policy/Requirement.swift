// SPDX-License-Identifier: EUPL-1.2
internal import Cedar
internal import Domain

/// Something that must hold before anything may go: one of its alternatives does.
package struct Requirement: Hashable, Sendable {
    /// One thing that an attribute of the question must say.
    package struct Condition: Hashable, Sendable {
        /// The attribute of the question.
        package let attribute: String
        package let text: Explanation
    }

    /// Each holds where all its conditions do.
    package let alternatives: [[Condition]]

    /// All in one sentence without full stop.
    package var text: Explanation {
        Explanation(
            dutch: alternatives.map { $0.map(\.text.dutch).joined(separator: " en ") }
                .joined(separator: "; of "),
            english: alternatives.map { $0.map(\.text.english).joined(separator: " and ") }
                .joined(separator: "; or "))
    }
}

extension PolicySpace {
    /// What a function of the family, the casus and the moment asks, in words and in a fixed order.
    ///
    /// Each requirement stands on its own: they share no attribute, and all must hold.
    mutating func requirements(
        _ function: Diagram, _ words: PolicyWords
    ) throws(CedarError) -> [Requirement] {
        try factors(function).map { requirement($0, words) }
    }

    /// The functions that together are the function, in the order in which people read them.
    mutating func factors(_ function: Diagram) throws(CedarError) -> [Diagram] {
        guard function != .no else { return [] }
        let factors = try symbolic.store.factors(function)
        return factors.sorted { rank($0) < rank($1) }
    }

    private func rank(_ factor: Diagram) -> Int {
        symbolic.store.dimensions(of: factor).map { rank($0) }.min() ?? 0
    }

    func requirement(_ factor: Diagram, _ words: PolicyWords) -> Requirement {
        Requirement(
            alternatives: symbolic.store.cubes(factor).map { cube in
                cube.masks.indices.filter { cube.masks[$0] != symbolic.store.fullMask($0) }
                    .sorted { rank($0) < rank($1) }
                    .map { index in
                        Requirement.Condition(
                            attribute: dimensions[index].attribute.string,
                            text: words.phrase(dimensions[index], cube.masks[index]))
                    }
            })
    }
}
