// SPDX-License-Identifier: EUPL-1.2
internal import Cedar
package import Domain
package import OpenSSL

/// What decides otherwise between two rule sets: every cell of the full space that flips.
///
/// Symbolic: a group of questions whose functions are equal is proven not to flip, whatever the number of
/// its cells. Where nothing flips there is provably no change in any decision on the days compared.
package struct PolicyDifference: Sendable {
    /// Which way decisions flip.
    package enum Direction: String, Sendable {
        /// It was refused and is now permitted.
        case opens = "voortaan-wel"
        /// It was permitted and is now refused.
        case closes = "voortaan-niet"
    }

    /// Cells that flip together, with the conditions that are not free.
    package struct Case: Hashable, Sendable {
        package let direction: Direction
        package let conditions: [SharingMatrix.Condition]
        /// Cells of this case in each question.
        package let cellCount: UInt128
    }

    /// Questions in which the same flips.
    package struct Group: Sendable {
        package let givers: [Post]
        package let subjects: [Subject]
        package let receivers: [Post]
        /// Empty for every purpose.
        package let purposes: [String]
        package let cases: [Case]
        /// Cells in each question beyond those of the cases, where they are too many to list.
        package let unlistedCount: UInt128
        /// Whether anything was permitted before, and is permitted after.
        package let wasOpen: Bool
        package let isOpen: Bool
        /// Whether what was permitted needed consent, and what is permitted does.
        package let neededConsent: Bool
        package let needsConsent: Bool
    }

    /// What flips on one day, and until the next day on which rules change.
    package struct Day: Sendable {
        package let day: CivilDate
        package let flipCount: UInt128
        package let opening: UInt128
        package let closing: UInt128
        /// The flips of questions that can be put; others are only counted.
        package let groups: [Group]
    }

    package let before: Digest
    package let after: Digest
    /// Questions, and cells of all of them.
    package let questionCount: Int
    package let cellCount: UInt128
    /// The days compared: the first, and each later one on which a rule begins or ends.
    package let days: [Day]
    /// What else changed, whether it flips anything or not.
    package let notes: [PolicyNote]
    let words: PolicyWords

    /// Cells that flip on some day.
    package var flips: Bool { days.contains { $0.flipCount > 0 } }
}

extension PolicyDifference {
    /// Compares two rule sets from a day on.
    ///
    /// - Parameter progress: told what part of the work is done, from 0 to 100.
    /// - Throws: a finding where the rules read what is not finite.
    package init(
        from before: RuleSet, to after: RuleSet, on day: CivilDate,
        progress: (Int) -> Void = { _ in }
    ) throws(PolicyError) {
        let words = PolicyWords([before, after])
        let all = Self.days([before, after], from: day)
        var days: [Day] = []
        var counts: (questions: Int, cells: UInt128) = (0, 0)
        do throws(CedarError) {
            for (index, day) in all.enumerated() {
                var walk = try DifferenceWalk(before, after, on: day, words)
                days.append(
                    try walk.run { progress((index * 100 + $0) / all.count) })
                counts = (
                    walk.space.givers.count * walk.space.subjects.count, walk.space.cellCount
                )
            }
        } catch {
            throw PolicyError(findings: [
                PolicyFinding(
                    "\(after.region)", line: 1, "the rules can't be compared: \(error)",
                    mend: "let rules read attributes of the schema alone")
            ])
        }
        self.before = before.version
        self.after = after.version
        questionCount = counts.questions
        cellCount = counts.cells
        self.days = days
        notes = PolicyNote.notes(from: before, to: after)
        self.words = words
    }

    /// The first day, and every later one on which a rule of either begins or ends.
    private static func days(_ sets: [RuleSet], from day: CivilDate) -> [CivilDate] {
        let edges = sets.flatMap(\.rules).filter { !$0.isOff }
            .flatMap { [$0.validFrom] + ($0.validUntil.map { [$0] } ?? []) }
        return [day] + Set(edges.filter { $0 > day }).sorted()
    }
}

/// Compares two rule sets on one day, question by question.
private struct DifferenceWalk {
    var space: PolicySpace
    private let day: CivilDate
    private let words: PolicyWords
    private let sources: [Int]

    /// What two functions come to; the cells are of one question.
    private struct Finding {
        let opening: UInt128
        let closing: UInt128
        let boxes: [PolicySpace.Box]
    }
    private var known: [[Diagram]: Finding] = [:]

    init(
        _ before: RuleSet, _ after: RuleSet, on day: CivilDate, _ words: PolicyWords
    ) throws(CedarError) {
        self.day = day
        self.words = words
        let old = before.rules.filter { $0.isInForce(on: day) }
        let new = after.rules.filter { $0.isInForce(on: day) }
        var space = try PolicySpace([before, after], orderedBy: old + new)
        sources = [try space.add(old, of: before), try space.add(new, of: after)]
        self.space = space
    }

    mutating func run(progress: (Int) -> Void) throws(CedarError) -> PolicyDifference.Day {
        var opening: UInt128 = 0
        var closing: UInt128 = 0
        var cells: [[Diagram]: [PolicyBlock.Cell]] = [:]
        for giver in space.givers.indices {
            progress(giver * 100 / space.givers.count)
            for subject in space.subjects.indices {
                let functions = [
                    try space.allowed(0, by: sources[0], giver: giver, subject: subject),
                    try space.allowed(1, by: sources[1], giver: giver, subject: subject),
                ]
                guard functions[0] != functions[1] else { continue }
                let finding = try finding(functions)
                opening += finding.opening
                closing += finding.closing
                for box in finding.boxes {
                    cells[box.rest, default: []].append(
                        PolicyBlock.Cell(
                            giver: giver, subject: subject, receivers: box.receivers,
                            purposes: box.purposes))
                }
            }
        }
        progress(100)
        return PolicyDifference.Day(
            day: day, flipCount: opening + closing, opening: opening, closing: closing,
            groups: try groups(cells))
    }

    private mutating func finding(_ functions: [Diagram]) throws(CedarError) -> Finding {
        if let known = known[functions] { return known }
        let opens = try space.symbolic.store.difference(functions[1], functions[0])
        let closes = try space.symbolic.store.difference(functions[0], functions[1])
        let finding = Finding(
            opening: space.symbolic.store.cellCount(opens),
            closing: space.symbolic.store.cellCount(closes),
            boxes: space.boxes(functions).filter { $0.rest[0] != $0.rest[1] })
        known[functions] = finding
        return finding
    }

    // MARK: What a reader sees

    private mutating func groups(
        _ cells: [[Diagram]: [PolicyBlock.Cell]]
    ) throws(CedarError) -> [PolicyDifference.Group] {
        var found: [(PolicyBlock, PolicyDifference.Group)] = []
        for (functions, cells) in cells {
            let (cases, unlisted) = try cases(functions)
            let needs = [needsConsent(functions[0]), needsConsent(functions[1])]
            for block in PolicyBlock.blocks(cells) {
                let isEvery =
                    block.purposes
                    == space.symbolic.store.fullMask(PolicySpace.purposeDimension)
                found.append(
                    (
                        block,
                        PolicyDifference.Group(
                            givers: block.givers.compactMap { space.givers[$0] },
                            subjects: block.subjects.map { space.subjects[$0] },
                            receivers: space.posts(block.receivers),
                            purposes: isEvery ? [] : space.purposes(block.purposes),
                            cases: cases, unlistedCount: unlisted, wasOpen: functions[0] != .no,
                            isOpen: functions[1] != .no, neededConsent: needs[0],
                            needsConsent: needs[1])
                    ))
            }
        }
        return found.sorted { $0.0.precedes($1.0) }.map(\.1)
    }

    private mutating func cases(
        _ functions: [Diagram]
    ) throws(CedarError) -> (cases: [PolicyDifference.Case], unlisted: UInt128) {
        let opens = try space.symbolic.store.difference(functions[1], functions[0])
        let closes = try space.symbolic.store.difference(functions[0], functions[1])
        let asked = commonMasks(functions)
        let cases = cases(.opens, opens, asked) + cases(.closes, closes, asked)
        let leading = space.dimensions[...PolicySpace.typeDimension].reduce(UInt128(1)) {
            $0 * UInt128($1.values.count)
        }
        let total =
            (space.symbolic.store.cellCount(opens) + space.symbolic.store.cellCount(closes))
            / leading
        return (cases, total - cases.reduce(0) { $0 + $1.cellCount })
    }

    private func cases(
        _ direction: PolicyDifference.Direction, _ function: Diagram, _ asked: [UInt64]
    ) -> [PolicyDifference.Case] {
        space.symbolic.store.cubes(function).map { cube in
            let narrow = space.dimensions.indices.filter { index in
                index > PolicySpace.typeDimension
                    && cube.masks[index] != space.symbolic.store.fullMask(index)
                    && cube.masks[index] != asked[index]
            }.sorted { space.rank($0) < space.rank($1) }
            // Purpose and recipient are those of the group; the cube leaves them free.
            let below = cube.masks.dropFirst(PolicySpace.typeDimension + 1)
            return PolicyDifference.Case(
                direction: direction,
                conditions: narrow.map { index in
                    SharingMatrix.Condition(
                        attribute: space.dimensions[index].attribute.string,
                        text: words.phrase(space.dimensions[index], cube.masks[index]))
                },
                cellCount: below.reduce(1) { $0 * UInt128($1.nonzeroBitCount) })
        }
    }

    /// By dimension the values that either permits at all: what both always ask says nothing here.
    private func commonMasks(_ functions: [Diagram]) -> [UInt64] {
        var masks = [UInt64](repeating: 0, count: space.dimensions.count)
        for function in functions {
            let support = space.symbolic.store.support(function)
            for index in masks.indices { masks[index] |= support[index] }
        }
        return masks
    }

    /// Whether everything that a function permits has complete consent.
    private func needsConsent(_ function: Diagram) -> Bool {
        guard function != .no,
            let index = space.dimensions.firstIndex(where: { $0.attribute == "toestemming" }),
            let full = space.dimensions[index].values.firstIndex(where: { $0.word == "volledig" })
        else { return false }
        return space.symbolic.store.support(function)[index] == 1 << UInt64(full)
    }
}
