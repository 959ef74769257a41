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

    /// Questions that have the same answer by the same rule.
    package struct Entry: Sendable {
        package let rule: Rule
        /// Whether the rule holds on the day; else it is shown for what it would be.
        package let isInForce: Bool
        /// What must hold beyond what is asked of every permission; of a prohibition when it holds.
        package let requirements: [Requirement]
        /// Whether it may ever go; of a prohibition whether it ever holds.
        package let isPossible: Bool
        /// The short answers of its ways, each once.
        let ways: [Answer]
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
            if isProhibition || !isPossible { return [.never] }
            if !isInForce { return [.off] }
            return ways
        }
    }

    package let version: Digest
    package let region: String
    package let day: CivilDate
    package let entries: [Entry]
    /// What every permission asks.
    package let common: [Requirement]
    /// What most permissions ask beyond that; the entries that do list it too.
    package let usual: [Requirement]
    let set: RuleSet
    let words: PolicyWords
    /// How many posts can give, how many subjects there are and how many posts can receive.
    let counts: (givers: Int, subjects: Int, receivers: Int)
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
            entries = try maker.entries()
            common = maker.common
            usual = Self.usual(entries)
            counts = (
                maker.space.givers.count - 1, maker.space.subjects.count,
                maker.space.receivers.count
            )
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

extension SharingMatrix {
    /// What at least half of the permissions without an emergency ask, in the order of the first.
    private static func usual(_ entries: [Entry]) -> [Requirement] {
        let permitted = entries.filter {
            !$0.isProhibition && $0.isInForce && $0.blockers.isEmpty && $0.isPossible
                && !$0.answers.contains(.emergency)
        }
        var counts: [Requirement: Int] = [:]
        var order: [Requirement] = []
        for entry in permitted {
            for requirement in entry.requirements {
                if counts[requirement] == nil { order.append(requirement) }
                counts[requirement, default: 0] += 1
            }
        }
        return order.filter { (counts[$0] ?? 0) * 2 > permitted.count }
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
    /// The conditions of each function that some key has.
    private var factors: [Diagram: [Diagram]] = [:]
    /// Those that every permission has.
    private var shared: Set<Diagram> = []

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
        for function in Set(cells.keys.map(\.function)) {
            factors[function] = try space.factors(function)
        }
        let permissions = cells.keys.filter { $0.isInForce && active[$0.rule].effect == .permit }
            .map(\.function).filter { $0 != .no }
        if let first = permissions.first {
            shared = permissions.reduce(into: Set(factors[first] ?? [])) {
                $0.formIntersection(factors[$1] ?? [])
            }
        }
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
        var isBlocked = false
        for box in space.boxes([permit, allowed]) where box.rest[0] != .no {
            guard box.rest[1] != .no else {
                isBlocked = true
                continue
            }
            let key = Key(rule: rule, isInForce: isInForce, function: box.rest[1], blockers: [])
            found.append((key, box.receivers, box.purposes))
        }
        guard isBlocked else { return found }
        // Only where nothing is left it matters which forbids see to that.
        for box in space.boxes([permit, allowed] + forbids.map { functions[$0] })
        where box.rest[0] != .no && box.rest[1] == .no {
            let blockers = zip(forbids, box.rest.dropFirst(2)).filter { $0.1 == .yes }.map(\.0)
            let key = Key(rule: rule, isInForce: isInForce, function: .no, blockers: blockers)
            found.append((key, box.receivers, box.purposes))
        }
        return found
    }

    // MARK: Words

    var common: [Requirement] {
        let any = factors.values.first { shared.isSubset(of: $0) } ?? []
        return any.filter(shared.contains).map { space.requirement($0, words) }
    }

    private func isNarrow(_ mask: UInt64, _ dimension: Int) -> Bool {
        dimension > PolicySpace.typeDimension
            && mask != space.symbolic.store.fullMask(dimension)
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

    func entries() throws(CedarError) -> [SharingMatrix.Entry] {
        var entries: [SharingMatrix.Entry] = []
        for (key, cells) in cells {
            let rule = key.isInForce ? active[key.rule] : inactive[key.rule]
            let found = Set(space.symbolic.store.cubes(key.function).map(answer))
            let ways = SharingMatrix.Answer.allCases.filter(found.contains)
            let hidden = rule.effect == .permit ? shared : []
            let requirements = (factors[key.function] ?? []).filter { !hidden.contains($0) }
                .map { space.requirement($0, words) }
            for block in PolicyBlock.blocks(cells) {
                let isEvery =
                    block.purposes
                    == space.symbolic.store.fullMask(PolicySpace.purposeDimension)
                entries.append(
                    SharingMatrix.Entry(
                        rule: rule, isInForce: key.isInForce, requirements: requirements,
                        isPossible: key.function != .no, ways: ways,
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
