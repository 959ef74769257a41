// SPDX-License-Identifier: EUPL-1.2
import Cedar
import Domain
import Gateway
import MatrixOracle

/// Every cell of every question of a region's rules, beside the oracle.
struct RegionComparison {
    private(set) var functions: RuleFunctions
    private let rules: Int
    private let asked: Offer.Moment
    private let oracle: MatrixOracle
    private let facts: ContextFacts
    private var known: [AskedMatrix: Diagram] = [:]
    private var knownPointers: [AskedPointer: Diagram] = [:]
    private let purposes: [String]
    private let roles: [String]
    private let types: [String]

    /// What the rules and the oracle say of one question.
    struct Question {
        let giver: Post?
        let subject: Subject
        let receiver: Post
        let purpose: String
        let rules: Diagram
        let oracle: Diagram

        var name: String {
            func name(_ post: Post?) -> String {
                guard let post else { return "onbekend" }
                return "\(post.role?.text ?? "onbekend")@\(post.type.rawValue)"
            }
            return "\(name(giver)) -> \(subject.text) -> \(name(receiver)) for \(purpose)"
        }
    }

    init(_ set: RuleSet, on day: CivilDate, moment: Offer.Moment, _ oracle: MatrixOracle) throws {
        var functions = try RuleFunctions(set, on: day, moment: moment)
        let policies = try PolicySet(parsing: set.inForce(on: day).effectiveText).policies
        rules = try functions.space.add(policies, entities: functions.entities)
        facts = ContextFacts(functions.space.dimensions)
        func words(_ dimension: Int) -> [String] {
            functions.space.dimensions[dimension].values.map { value in
                if case .entity(let uid) = value { uid.id.string } else { "" }
            }
        }
        purposes = words(0)
        roles = words(1)
        types = words(2)
        self.functions = functions
        self.oracle = oracle
        asked = moment
    }

    /// Cells of one question: everything but giver, subject, receiver and purpose.
    var cellsPerQuestion: UInt128 {
        functions.space.dimensions.dropFirst(3).reduce(1) { $0 * UInt128($1.values.count) }
    }

    /// Asks every question; those that are off in all their cells on both sides are only counted.
    mutating func forEachQuestion(_ body: (inout RegionComparison, Question) throws -> Void) throws
        -> Int
    {
        var count = 0
        for giver in functions.givers {
            for subject in functions.subjects {
                let allowed = try functions.space.allowed(
                    by: rules, principal: functions.principal(giver),
                    resource: functions.resource(subject))
                for (place, purpose) in purposes.enumerated() {
                    let ofPurpose = functions.space.store.follow(
                        allowed, dimension: 0, value: place)
                    for receiver in functions.receivers {
                        count += 1
                        let question = Question(
                            giver: giver, subject: subject, receiver: receiver, purpose: purpose,
                            rules: below(ofPurpose, receiver),
                            oracle: try oracle(giver, subject, receiver, purpose))
                        if question.rules == .no && question.oracle == .no { continue }
                        try body(&self, question)
                    }
                }
            }
        }
        return count
    }

    private func below(_ diagram: Diagram, _ receiver: Post) -> Diagram {
        let role = roles.firstIndex(of: functions.word(of: receiver)) ?? 0
        let type = types.firstIndex(of: receiver.type.rawValue) ?? 0
        let store = functions.space.store
        return store.follow(
            store.follow(diagram, dimension: 1, value: role), dimension: 2, value: type)
    }

    // MARK: The oracle

    private mutating func oracle(
        _ giver: Post?, _ subject: Subject, _ receiver: Post, _ purpose: String
    ) throws -> Diagram {
        guard let giver, let source = Self.role(giver), let recipient = Self.role(receiver) else {
            return .no
        }
        let question = OracleQuestion(
            sourceRole: source, sourcePartner: Self.kind(giver.type), recipientRole: recipient,
            recipientPartner: Self.kind(receiver.type), group: subject.text, purpose: purpose)
        if asked == .referral {
            let pointer = oracle.askedPointer(question)
            if let known = knownPointers[pointer] { return known }
            let diagram = try self.diagram(facts.cubes { pointer.permits($0) })
            knownPointers[pointer] = diagram
            return diagram
        }
        let matrix = oracle.asked(question)
        if matrix.isClosed { return .no }
        if let known = known[matrix] { return known }
        let diagram = try self.diagram(facts.cubes { matrix.permits($0) })
        known[matrix] = diagram
        return diagram
    }

    private mutating func diagram(_ cubes: [Cube]) throws -> Diagram {
        var result = Diagram.no
        for cube in cubes {
            var cell = Diagram.yes
            for (dimension, mask) in cube.masks.enumerated().reversed()
            where mask != functions.space.store.fullMask(dimension) {
                cell = try functions.space.store.and(
                    try functions.space.store.values(dimension, mask), cell)
            }
            result = try functions.space.store.or(result, cell)
        }
        return result
    }

    /// Those who are outside have no role of the protocol: the matrix names the organisation.
    private static func role(_ post: Post) -> String? {
        switch post.type {
        case .veiligThuis: "veilig-thuis"
        case .gecertificeerdeInstelling: "gi"
        case .raadVoorDeKinderbescherming: "rvdk"
        default: post.role?.text
        }
    }

    private static func kind(_ type: PartnerType) -> PartnerKind {
        switch type {
        case .school: .school
        case .samenwerkingsverband: .swv
        case .leerplichtBegeleiding: .leerplicht
        case .leerplichtHandhaving: .handhaving
        default: .other
        }
    }

    // MARK: Words

    /// A few cells in which the one says yes and the other no, as conditions.
    mutating func words(_ one: Diagram, not other: Diagram) throws -> [String] {
        let rest = try functions.space.store.difference(one, other)
        return functions.space.store.cubes(rest, limit: 64).prefix(4).map { cube in
            cube.masks.enumerated().dropFirst(3).compactMap { dimension, mask in
                guard mask != functions.space.store.fullMask(dimension) else { return nil }
                let values = functions.space.dimensions[dimension].values.enumerated().filter {
                    mask & (1 << UInt64($0.offset)) != 0
                }.map { _, value in
                    switch value {
                    case .bool(let flag): flag ? "ja" : "nee"
                    case .entity(let uid): uid.id.string
                    default: "?"
                    }
                }
                let name = functions.space.dimensions[dimension].attribute.string
                return "\(name)=\(values.joined(separator: "|"))"
            }.joined(separator: " ")
        }
    }
}
