// SPDX-License-Identifier: EUPL-1.2
internal import Cedar
package import Domain
package import OpenSSL

/// Who may give what to whom, for which purpose and on what: the whole rule set as a table.
///
/// Computed from the rules as they decide, not read from their texts: a way that some step always stops
/// is a no, whatever the rule says.
package struct SharingMatrix: Sendable {
    /// The short answer of one way.
    package enum Answer: String, Sendable, CaseIterable {
        /// No consent; the family may have to be told first.
        case yes = "ja"
        case consent = "toestemming"
        case agreement = "overeenstemming"
        case anonymous = "anoniem"
        /// By a recorded emergency only.
        case emergency = "nood"
        /// Never, or never in this way.
        case never = "nee"
        /// The rule is switched off or does not hold on this day.
        case off = "uit"
    }

    /// Something that must hold.
    package struct Condition: Hashable, Sendable {
        /// The attribute of the question.
        package let attribute: String
        package let text: Explanation
    }

    /// One way in which it may go: all its conditions hold.
    package struct Way: Hashable, Sendable {
        package let answer: Answer
        /// Beyond what every rule asks.
        package let conditions: [Condition]
    }

    /// Questions that have the same answer by the same rule.
    package struct Entry: Sendable {
        package let rule: Rule
        /// Whether the rule holds on the day; else it is shown for what it would be.
        package let isInForce: Bool
        /// How it may go; of a prohibition when it holds. Empty: it never may.
        package let ways: [Way]
        /// What stops it always, where the rule alone would permit it.
        package let blockers: [Rule]
        package let givers: [Post]
        package let subjects: [Subject]
        package let receivers: [Post]
        /// In the order of the register; empty for every purpose.
        package let purposes: [String]

        package var isProhibition: Bool { rule.effect != .permit }

        /// The answers of its ways, each once.
        package var answers: [Answer] {
            if isProhibition || !blockers.isEmpty { return [.never] }
            if !isInForce { return [.off] }
            return Answer.allCases.filter { answer in ways.contains { $0.answer == answer } }
        }
    }

    package let version: Digest
    package let region: String
    package let day: CivilDate
    package let entries: [Entry]
    /// What every permission asks.
    package let common: [Condition]
    let set: RuleSet
    let words: PolicyWords
    /// Questions, and cells of all of them.
    package let questionCount: Int
    package let cellCount: UInt128
}

extension SharingMatrix {
    /// Computes the matrix of a rule set on a day.
    /// - Throws: a finding where the rules read what is not finite.
    package init(_ set: RuleSet, on day: CivilDate) throws(PolicyError) {
        do throws(CedarError) {
            var maker = try MatrixMaker(set, day)
            try maker.walk()
            version = set.version
            region = set.region
            self.day = day
            self.set = set
            words = PolicyWords([set])
            entries = maker.entries()
            common = maker.commonConditions
            questionCount = maker.space.givers.count * maker.space.subjects.count
            cellCount = maker.space.cellCount
        } catch {
            throw PolicyError(findings: [
                PolicyFinding(
                    "\(set.region)", line: 1, "the rules have no table: \(error)",
                    mend: "let rules read attributes of the schema alone")
            ])
        }
    }
}

/// Walks every question once and collects what each rule does with it.
private struct MatrixMaker {
    var space: PolicySpace
    private let words: PolicyWords
    private let active: [Rule]
    private let inactive: [Rule]
    private let activeSource: Int
    private let inactiveSource: Int

    /// One rule with one function: entries with the same of both belong together.
    private struct Key: Hashable {
        let rule: Int
        let isInForce: Bool
        let function: Diagram
        let blockers: [Int]
    }
    private var cells: [Key: [PolicyBlock.Cell]] = [:]
    /// What a question's functions come to, by those functions.
    private var known: [[Diagram]: [(key: Key, receivers: UInt128, purposes: UInt64)]] = [:]
    /// By dimension the values that some permission has; what is missing is asked of all.
    private var common: [UInt64] = []

    init(_ set: RuleSet, _ day: CivilDate) throws(CedarError) {
        active = set.rules.filter { $0.isInForce(on: day) }
        inactive = set.rules.filter { !$0.isInForce(on: day) && $0.effect == .permit }
        var space = try PolicySpace([set], orderedBy: set.rules)
        activeSource = try space.add(active, of: set)
        inactiveSource = try space.add(inactive, of: set)
        self.space = space
        words = PolicyWords([set])
    }

    mutating func walk() throws(CedarError) {
        // The last giver is nobody in particular, whom no rule names.
        for giver in space.givers.indices.dropLast() {
            let principal = space.principal(giver)
            for subject in space.subjects.indices {
                let resource = space.subjects[subject].fragment
                let functions = try space.symbolic.diagrams(
                    of: activeSource, principal: principal, resource: resource)
                let others = try space.symbolic.diagrams(
                    of: inactiveSource, principal: principal, resource: resource)
                let found = try outcomes(functions, others)
                for (key, receivers, purposes) in found {
                    cells[key, default: []].append(
                        PolicyBlock.Cell(
                            giver: giver, subject: subject, receivers: receivers,
                            purposes: purposes))
                }
            }
        }
        common = commonMasks
    }

    private mutating func outcomes(
        _ functions: [Diagram], _ others: [Diagram]
    ) throws(CedarError) -> [(key: Key, receivers: UInt128, purposes: UInt64)] {
        let all = functions + others
        if let known = known[all] { return known }
        var found: [(key: Key, receivers: UInt128, purposes: UInt64)] = []
        let blocked = try space.symbolic.blocked(activeSource, functions)
        for (index, function) in functions.enumerated() where function != .no {
            if active[index].effect == .permit {
                found += try permissions(function, index, isInForce: true, blocked, functions)
            } else if active[index].row != nil {
                for box in space.boxes([function]) where box.rest[0] != .no {
                    let key = Key(
                        rule: index, isInForce: true, function: box.rest[0], blockers: [])
                    found.append((key, box.receivers, box.purposes))
                }
            }
        }
        for (index, function) in others.enumerated() where function != .no {
            found += try permissions(function, index, isInForce: false, blocked, functions)
        }
        known[all] = found
        return found
    }

    /// The boxes in which a permit says yes, and those in which something always stops it.
    private mutating func permissions(
        _ function: Diagram, _ rule: Int, isInForce: Bool, _ blocked: Diagram,
        _ functions: [Diagram]
    ) throws(CedarError) -> [(key: Key, receivers: UInt128, purposes: UInt64)] {
        let permit = try space.symbolic.store.settled(function, failing: .no)
        let allowed = try space.symbolic.store.difference(permit, blocked)
        let forbids = active.indices.filter { active[$0].effect != .permit }
        var found: [(key: Key, receivers: UInt128, purposes: UInt64)] = []
        for box in space.boxes([permit, allowed] + forbids.map { functions[$0] })
        where box.rest[0] != .no {
            var blockers: [Int] = []
            if box.rest[1] == .no {
                blockers = zip(forbids, box.rest.dropFirst(2)).filter { $0.1 == .yes }.map(\.0)
            }
            let key = Key(
                rule: rule, isInForce: isInForce, function: box.rest[1], blockers: blockers)
            found.append((key, box.receivers, box.purposes))
        }
        return found
    }

    // MARK: Words

    private var commonMasks: [UInt64] {
        var masks = [UInt64](repeating: 0, count: space.dimensions.count)
        for key in cells.keys where key.isInForce && active[key.rule].effect == .permit {
            let support = space.symbolic.store.support(key.function)
            for index in masks.indices { masks[index] |= support[index] }
        }
        return masks
    }

    var commonConditions: [SharingMatrix.Condition] {
        space.dimensions.indices.filter { common[$0] != 0 && isNarrow(common[$0], $0) }
            .sorted { space.rank($0) < space.rank($1) }
            .map { condition($0, common[$0]) }
    }

    private func isNarrow(_ mask: UInt64, _ dimension: Int) -> Bool {
        dimension > PolicySpace.typeDimension
            && mask != space.symbolic.store.fullMask(dimension)
    }

    private func condition(_ dimension: Int, _ mask: UInt64) -> SharingMatrix.Condition {
        SharingMatrix.Condition(
            attribute: space.dimensions[dimension].attribute.string,
            text: words.phrase(space.dimensions[dimension], mask))
    }

    private func way(_ cube: Cube) -> SharingMatrix.Way {
        let conditions = cube.masks.indices.filter { index in
            isNarrow(cube.masks[index], index) && cube.masks[index] != common[index]
        }.sorted { space.rank($0) < space.rank($1) }
        return SharingMatrix.Way(
            answer: answer(cube), conditions: conditions.map { condition($0, cube.masks[$0]) })
    }

    private func answer(_ cube: Cube) -> SharingMatrix.Answer {
        func demands(_ attribute: String, _ word: String) -> Bool {
            guard
                let index = space.dimensions.firstIndex(where: { $0.attribute == Text(attribute) }),
                isNarrow(cube.masks[index], index)
            else { return false }
            let values = space.dimensions[index].values
            return values.indices.allSatisfy { value in
                cube.masks[index] & (1 << UInt64(value)) == 0 || values[value].word == word
            }
        }
        func excludes(_ attribute: String, _ word: String) -> Bool {
            guard
                let index = space.dimensions.firstIndex(where: { $0.attribute == Text(attribute) }),
                let value = space.dimensions[index].values.firstIndex(where: { $0.word == word })
            else { return false }
            return cube.masks[index] & (1 << UInt64(value)) == 0
        }
        if excludes("nood", "geen") { return .emergency }
        if demands("toestemming", "volledig") { return .consent }
        if demands("overeenstemming", "true") || demands("planAkkoord", "true") {
            return .agreement
        }
        if demands("anoniem", "true") { return .anonymous }
        return .yes
    }

    func entries() -> [SharingMatrix.Entry] {
        var entries: [SharingMatrix.Entry] = []
        for (key, cells) in cells {
            let rule = key.isInForce ? active[key.rule] : inactive[key.rule]
            let ways = space.symbolic.store.cubes(key.function).map(way)
            for block in PolicyBlock.blocks(cells) {
                let isEvery =
                    block.purposes
                    == space.symbolic.store.fullMask(PolicySpace.purposeDimension)
                entries.append(
                    SharingMatrix.Entry(
                        rule: rule, isInForce: key.isInForce, ways: ways,
                        blockers: key.blockers.map { active[$0] },
                        givers: block.givers.compactMap { space.givers[$0] },
                        subjects: block.subjects.map { space.subjects[$0] },
                        receivers: space.posts(block.receivers),
                        purposes: isEvery ? [] : space.purposes(block.purposes)))
            }
        }
        return entries.sorted { $0.order < $1.order }
    }
}

extension SharingMatrix.Entry {
    /// Rows in the order of their numbers, then as they stand in the region's books.
    fileprivate var order: SharingMatrix.EntryOrder {
        let digits = (rule.row ?? "").prefix { $0.isASCII && $0.isNumber }
        return SharingMatrix.EntryOrder(
            row: Int(digits) ?? .max, rule: rule.code.text,
            rest: givers.map { "\($0.type.rawValue)/\($0.role?.text ?? "")" }
                + subjects.map(\.text)
                + receivers.map { "\($0.type.rawValue)/\($0.role?.text ?? "")" }
                + purposes)
    }
}

extension SharingMatrix {
    /// What entries are sorted by.
    fileprivate struct EntryOrder: Comparable {
        let row: Int
        let rule: String
        let rest: [String]

        static func < (left: EntryOrder, right: EntryOrder) -> Bool {
            if left.row != right.row { return left.row < right.row }
            if left.rule != right.rule {
                return left.rule.utf8.lexicographicallyPrecedes(right.rule.utf8)
            }
            return left.rest.lexicographicallyPrecedes(right.rest)
        }
    }
}
