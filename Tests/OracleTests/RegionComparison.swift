// SPDX-License-Identifier: EUPL-1.2
import Cedar
import Domain
import Gateway
import MatrixOracle

/// Every cell of every question of a region's rules, beside the oracle.
struct RegionComparison {
    private(set) var functions: RuleFunctions
    private let rules: Int
    private let oracle: MatrixOracle
    private let facts: ContextFacts
    private var known: [Asked: Diagram] = [:]
    /// A role that its type of organisation does not have is never known.
    private let unknownRole: Diagram
    /// Organisations of two types are never one partner; only within one partner no bericht is due.
    private let twoPartners: Diagram
    private let onePartnerOrTwo: Diagram
    private let purposes: [String]
    private let roles: [String]
    private let types: [String]

    /// What the oracle has for one question.
    private struct Asked: Hashable {
        let matrix: AskedMatrix
        let pointer: AskedPointer

        var isClosed: Bool { matrix.isClosed && pointer.isClosed }
    }

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
        func values(_ attribute: String, _ words: Set<String>) throws -> Diagram {
            for (place, dimension) in functions.space.dimensions.enumerated()
            where dimension.attribute.string == attribute {
                let mask = dimension.values.enumerated().reduce(UInt64(0)) {
                    words.contains(Self.word($1.element)) ? $0 | 1 << UInt64($1.offset) : $0
                }
                return try functions.space.store.values(place, mask)
            }
            preconditionFailure("the schema has no \(attribute)")
        }
        unknownRole = try values("rolBekend", ["nee"])
        let isDue = try values("bericht", ["gegeven", "ontbreekt"])
        twoPartners = try functions.space.store.and(
            values("eigenOrganisatie", ["nee"]), isDue)
        onePartnerOrTwo = try functions.space.store.or(
            twoPartners,
            functions.space.store.difference(values("eigenOrganisatie", ["ja"]), isDue))
        self.functions = functions
        self.oracle = oracle
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
                            rules: try below(ofPurpose, giver, receiver),
                            oracle: try functions.space.store.and(
                                oracle(giver, subject, receiver, purpose),
                                possible(giver, receiver)))
                        if question.rules == .no && question.oracle == .no { continue }
                        try body(&self, question)
                    }
                }
            }
        }
        return count
    }

    /// What is left of a function for one recipient.
    private mutating func below(
        _ diagram: Diagram, _ giver: Post?, _ receiver: Post
    ) throws -> Diagram {
        let role = roles.firstIndex(of: functions.word(of: receiver)) ?? 0
        let type = types.firstIndex(of: receiver.type.rawValue) ?? 0
        let ofRole = functions.space.store.follow(diagram, dimension: 1, value: role)
        let rest = functions.space.store.follow(ofRole, dimension: 2, value: type)
        return try functions.space.store.and(rest, possible(giver, receiver))
    }

    /// The cells that the facts of two posts can have.
    private mutating func possible(_ giver: Post?, _ receiver: Post) throws -> Diagram {
        guard let giver, receiver.role != nil else { return unknownRole }
        return giver.type == receiver.type ? onePartnerOrTwo : twoPartners
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
        let both = Asked(
            matrix: oracle.asked(question), pointer: oracle.askedPointer(question))
        if both.isClosed { return .no }
        if let known = known[both] { return known }
        let diagram = try self.diagram(
            facts.cubes {
                $0.isReferral ? both.pointer.permits($0) : both.matrix.permits($0)
            })
        known[both] = diagram
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
        guard let role = post.role else { return nil }
        return switch post.type {
        case .veiligThuis: "veilig-thuis"
        case .gecertificeerdeInstelling: "gi"
        case .raadVoorDeKinderbescherming: "rvdk"
        default: role.text
        }
    }

    private static func kind(_ type: PartnerType) -> PartnerKind {
        switch type {
        case .school: .school
        case .samenwerkingsverband: .swv
        case .leerplichtBegeleiding: .leerplicht
        case .leerplichtHandhaving: .handhaving
        case .veiligThuis, .gecertificeerdeInstelling, .raadVoorDeKinderbescherming: .outside
        default: .other
        }
    }

    // MARK: Words

    private static func word(_ value: Value) -> String {
        switch value {
        case .bool(let flag): flag ? "ja" : "nee"
        case .entity(let uid): uid.id.string
        default: "?"
        }
    }

    /// A few cells in which the one says yes and the other no, as conditions.
    mutating func words(_ one: Diagram, not other: Diagram) throws -> [String] {
        let rest = try functions.space.store.difference(one, other)
        return functions.space.store.cubes(rest, limit: 64).prefix(4).map { cube in
            cube.masks.enumerated().dropFirst(3).compactMap { dimension, mask in
                guard mask != functions.space.store.fullMask(dimension) else { return nil }
                let values = functions.space.dimensions[dimension].values.enumerated().filter {
                    mask & (1 << UInt64($0.offset)) != 0
                }.map { Self.word($0.element) }
                let name = functions.space.dimensions[dimension].attribute.string
                return "\(name)=\(values.joined(separator: "|"))"
            }.joined(separator: " ")
        }
    }
}
