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

    /// Cells that flip together.
    package struct Case: Hashable, Sendable {
        package let direction: Direction
        /// What is so in these cells, beyond what the version that permits them asks anyway.
        package let conditions: [Requirement]
        /// Cells of this case in all questions of the change.
        package let cellCount: UInt128
    }

    /// Every one of these givers, subjects, recipients and purposes.
    package struct Questions: Sendable {
        package let givers: [Post]
        package let subjects: [Subject]
        package let receivers: [Post]
        /// Empty for every purpose.
        package let purposes: [String]
    }

    /// Questions in which the same flips.
    package struct Change: Sendable {
        package let questions: [Questions]
        /// At most one for each direction.
        package let cases: [Case]
        package let effect: Effect
    }

    /// What a change comes to.
    package struct Effect: Hashable, Sendable {
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
        package let changes: [Change]
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
            changes: try changes(cells))
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

    /// What flips, apart from where: changes that say the same to a reader are one.
    private struct Gist: Hashable {
        let directions: [PolicyDifference.Direction]
        let conditions: [[Requirement]]
        let effect: PolicyDifference.Effect
    }

    private mutating func changes(
        _ cells: [[Diagram]: [PolicyBlock.Cell]]
    ) throws(CedarError) -> [PolicyDifference.Change] {
        var places: [Gist: [PolicyBlock.Cell]] = [:]
        var counts: [Gist: [UInt128]] = [:]
        for (functions, cells) in cells {
            let cases = try cases(functions)
            let gist = Gist(
                directions: cases.map(\.direction), conditions: cases.map(\.conditions),
                effect: PolicyDifference.Effect(
                    wasOpen: functions[0] != .no, isOpen: functions[1] != .no,
                    neededConsent: needsConsent(functions[0]),
                    needsConsent: needsConsent(functions[1])))
            places[gist, default: []] += cells
            let questions = cells.reduce(UInt128(0)) {
                $0 + UInt128($1.receivers.nonzeroBitCount * $1.purposes.nonzeroBitCount)
            }
            let totals = cases.map { $0.cellCount * questions }
            counts[gist] = zip(counts[gist] ?? totals.map { _ in 0 }, totals).map(+)
        }
        var found: [(PolicyBlock, PolicyDifference.Change)] = []
        for (gist, cells) in places {
            let blocks = PolicyBlock.blocks(cells)
            let cases = gist.directions.indices.map { index in
                PolicyDifference.Case(
                    direction: gist.directions[index], conditions: gist.conditions[index],
                    cellCount: counts[gist]?[index] ?? 0)
            }
            found.append(
                (
                    blocks[0],
                    PolicyDifference.Change(
                        questions: blocks.map(questions), cases: cases, effect: gist.effect)
                ))
        }
        return found.sorted { $0.0.precedes($1.0) }.map(\.1)
    }

    private func questions(_ block: PolicyBlock) -> PolicyDifference.Questions {
        let isEvery =
            block.purposes == space.symbolic.store.fullMask(PolicySpace.purposeDimension)
        return PolicyDifference.Questions(
            givers: block.givers.compactMap { space.givers[$0] },
            subjects: block.subjects.map { space.subjects[$0] },
            receivers: space.posts(block.receivers),
            purposes: isEvery ? [] : space.purposes(block.purposes))
    }

    private mutating func cases(_ functions: [Diagram]) throws(CedarError) -> [PolicyDifference
        .Case]
    {
        let opens = try space.symbolic.store.difference(functions[1], functions[0])
        let closes = try space.symbolic.store.difference(functions[0], functions[1])
        var cases: [PolicyDifference.Case] = []
        if let found = try found(.opens, opens, permittedBy: functions[1]) { cases.append(found) }
        if let found = try found(.closes, closes, permittedBy: functions[0]) {
            cases.append(found)
        }
        return cases
    }

    private mutating func found(
        _ direction: PolicyDifference.Direction, _ function: Diagram, permittedBy whole: Diagram
    ) throws(CedarError) -> PolicyDifference.Case? {
        guard function != .no else { return nil }
        let asked = Set(try space.factors(whole))
        let own = try space.factors(function).filter { !asked.contains($0) || function == whole }
        // Purpose and recipient are those of the group; the function leaves them free.
        let leading = space.dimensions[...PolicySpace.typeDimension].reduce(UInt128(1)) {
            $0 * UInt128($1.values.count)
        }
        return PolicyDifference.Case(
            direction: direction, conditions: own.map { space.requirement($0, words) },
            cellCount: space.symbolic.store.cellCount(function) / leading)
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
