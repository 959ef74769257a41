// SPDX-License-Identifier: EUPL-1.2
internal import Cedar
package import Domain

/// From where or to where something goes: a role at a type of organisation.
package struct Post: Hashable, Sendable {
    /// Nil for whoever is there, where the region has no role for this type.
    package let role: RoleCode?
    package let type: PartnerType
}

/// What is given: a field group, or a category without groups.
package enum Subject: Hashable, Sendable {
    case group(VeldgroepCode)
    case category(CategoryCode)

    package var text: String {
        switch self {
        case .group(let code): code.text
        case .category(let code): code.text
        }
    }

    package var category: CategoryCode {
        switch self {
        case .group(let code): code.category
        case .category(let code): code
        }
    }

    var fragment: EntityUID {
        switch self {
        case .group(let code): RuleWords.fragment(code)
        case .category(let code): RuleWords.fragment(code)
        }
    }

    func isKnown(to set: RuleSet) -> Bool {
        switch self {
        case .group(let code): set.catalogue.group(code) != nil
        case .category(let code): set.catalogue.category(code)?.groups.isEmpty == true
        }
    }
}

/// Every question that one or more rule sets can be asked, and every cell of its context.
///
/// Purpose, role and type of the recipient come first, so that what is left of a function below them is
/// what the family, the casus and the moment must bring.
struct PolicySpace {
    static let purposeDimension = 0
    static let roleDimension = 1
    static let typeDimension = 2
    private static let leading = ["doel", "ontvangerRol", "ontvangerType"]

    /// Who gives; nil is anybody whose role is not one of the type of organisation.
    let givers: [Post?]
    let subjects: [Subject]
    /// Those that exist; the space holds every other combination of role and type too.
    let receivers: [Post]
    let purposes: [String]
    var symbolic: SymbolicSpace

    private let sets: [RuleSet]
    /// Per set the roles and purposes that it knows; anything else is refused before the rules.
    private var known: [Diagram] = []

    /// - Throws: `.request` where the rules read what is not finite.
    init(_ sets: [RuleSet], orderedBy rules: [Rule]) throws(CedarError) {
        self.sets = sets
        var givers: [Post?] = []
        for set in sets {
            for role in set.roles.roles {
                for type in role.partnerTypes {
                    let post = Post(role: role.code, type: type)
                    if !givers.contains(post) { givers.append(post) }
                }
            }
        }
        let staffed = Set(givers.compactMap { $0?.type })
        receivers =
            givers.compactMap { $0 }
            + PartnerType.allCases.filter { !staffed.contains($0) }.map {
                Post(role: nil, type: $0)
            }
        self.givers = givers + [nil]
        guard receivers.count <= 128 else { throw .request("there are more than 128 roles") }
        var subjects: [Subject] = []
        for set in sets {
            for category in set.catalogue.categories {
                let own =
                    category.groups.isEmpty
                    ? [.category(category.code)] : category.groups.map { Subject.group($0.code) }
                subjects += own.filter { !subjects.contains($0) }
            }
        }
        self.subjects = subjects
        let dimensions = try Self.dimensions(sets, rules)
        purposes = dimensions[Self.purposeDimension].values.map(\.word)
        symbolic = SymbolicSpace(dimensions, action: Offer.Moment.offer.action)
        for set in sets { known.append(try knownWords(of: set)) }
    }

    var dimensions: [SymbolicSpace.Dimension] { symbolic.dimensions }

    /// Cells of all questions together.
    var cellCount: UInt128 {
        dimensions.reduce(UInt128(givers.count * subjects.count)) {
            $0 * UInt128($1.values.count)
        }
    }

    // MARK: Layout

    private static func dimensions(
        _ sets: [RuleSet], _ rules: [Rule]
    ) throws(CedarError) -> [SymbolicSpace.Dimension] {
        var names = leading
        for rule in rules {
            for condition in rule.policy.conditions {
                // A set has no order; the text has, but any fixed order will do.
                for name in ExpressionSurvey(condition.body).attributes.sorted()
                where !names.contains(name) {
                    names.append(name)
                }
            }
        }
        let contexts = sets.map { set in
            set.schema.actions[Offer.Moment.offer.action]?.context.attributes ?? [:]
        }
        let declared = Set(contexts.flatMap { $0.keys.map(\.string) })
        names += declared.subtracting(names).sorted()
        var dimensions: [SymbolicSpace.Dimension] = []
        for name in names {
            var values: [Value] = []
            for (set, context) in zip(sets, contexts) {
                guard let type = context[Text(name)]?.type else { continue }
                for value in try self.values(type, name, set) where !values.contains(value) {
                    values.append(value)
                }
            }
            guard (1...64).contains(values.count) else {
                throw .request("attribute `\(name)` has no values, or more than 64")
            }
            dimensions.append(SymbolicSpace.Dimension(Text(name), values: values))
        }
        return dimensions
    }

    private static func values(
        _ type: CedarType, _ name: String, _ set: RuleSet
    ) throws(CedarError) -> [Value] {
        switch type {
        case .bool: return [.bool(false), .bool(true)]
        case .entity("Rol"):
            return (set.roles.roles.map(\.code.text) + [RoleBook.unknown.text]).map {
                .entity(EntityUID("Rol", $0))
            }
        case .entity(let type):
            if let choices = set.schema.entityTypes[type]?.choices {
                return choices.map { .entity(EntityUID(type: type, id: $0)) }
            }
            fallthrough
        default: throw .request("attribute `\(name)` is neither Boolean nor enumerated")
        }
    }

    private mutating func knownWords(of set: RuleSet) throws(CedarError) -> Diagram {
        func mask(_ dimension: Int, _ isKnown: (String) -> Bool) -> UInt64 {
            dimensions[dimension].values.enumerated().reduce(0) {
                isKnown($1.element.word) ? $0 | 1 << UInt64($1.offset) : $0
            }
        }
        let roles = mask(Self.roleDimension) { word in
            word == RoleBook.unknown.text || RoleCode(word).flatMap { set.roles.role($0) } != nil
        }
        let purposes = mask(Self.purposeDimension) { word in
            word == RuleWords.unknownPurpose
                || PurposeCode(word).flatMap { set.purposes.purpose($0) } != nil
        }
        return try symbolic.store.and(
            try symbolic.store.values(Self.purposeDimension, purposes),
            try symbolic.store.values(Self.roleDimension, roles))
    }

    // MARK: Questions

    /// Adds rules of one of the sets; the number names them from now on.
    mutating func add(_ rules: [Rule], of set: RuleSet) throws(CedarError) -> Int {
        try symbolic.add(rules.map(\.policy), entities: set.entities)
    }

    /// Whether a set can be asked this question at all; otherwise it is refused before the rules.
    func canAsk(_ set: Int, giver: Int, subject: Int) -> Bool {
        guard subjects[subject].isKnown(to: sets[set]) else { return false }
        guard let giver = givers[giver] else { return true }
        return giver.role.map { sets[set].roles.mayAssert($0, as: giver.type) } ?? false
    }

    func principal(_ giver: Int) -> EntityUID {
        RuleWords.professional(givers[giver]?.type, givers[giver]?.role)
    }

    /// Where a set allows a question, its own words taken into account.
    mutating func allowed(
        _ set: Int, by source: Int, giver: Int, subject: Int
    ) throws(CedarError) -> Diagram {
        guard canAsk(set, giver: giver, subject: subject) else { return .no }
        let allowed = try symbolic.allowed(
            by: source, principal: principal(giver), resource: subjects[subject].fragment)
        return try symbolic.store.and(known[set], allowed)
    }

    // MARK: Recipients and purposes

    /// Purposes and recipients for which functions are the same below.
    struct Box: Hashable {
        var purposes: UInt64
        var receivers: UInt128
        /// What is left of each function.
        let rest: [Diagram]
    }

    /// Divides functions by purpose and recipient; recipients that do not exist are left out.
    func boxes(_ functions: [Diagram]) -> [Box] {
        let store = symbolic.store
        func parts(_ functions: [Diagram], _ dimension: Int) -> [(UInt64, [Diagram])] {
            var order: [[Diagram]] = []
            var masks: [[Diagram]: UInt64] = [:]
            for value in dimensions[dimension].values.indices {
                let below = functions.map {
                    store.follow($0, dimension: dimension, value: value)
                }
                if masks[below] == nil { order.append(below) }
                masks[below, default: 0] |= 1 << UInt64(value)
            }
            return order.map { (masks[$0] ?? 0, $0) }
        }
        var boxes: [Box] = []
        for (purposes, functions) in parts(functions, Self.purposeDimension) {
            var receivers: [[Diagram]: UInt128] = [:]
            for (roles, functions) in parts(functions, Self.roleDimension) {
                for (types, rest) in parts(functions, Self.typeDimension) {
                    receivers[rest, default: 0] |= self.receivers(roles, types)
                }
            }
            for (rest, receivers) in receivers where receivers != 0 {
                boxes.append(Box(purposes: purposes, receivers: receivers, rest: rest))
            }
        }
        return boxes
    }

    private func receivers(_ roles: UInt64, _ types: UInt64) -> UInt128 {
        var mask: UInt128 = 0
        for (index, post) in receivers.enumerated() {
            let role = position(post.role?.text ?? RoleBook.unknown.text, Self.roleDimension)
            let type = position(post.type.rawValue, Self.typeDimension)
            guard let role, let type, roles & (1 << UInt64(role)) != 0,
                types & (1 << UInt64(type)) != 0
            else { continue }
            mask |= 1 << UInt128(index)
        }
        return mask
    }

    private func position(_ word: String, _ dimension: Int) -> Int? {
        dimensions[dimension].values.firstIndex { $0.word.utf8.elementsEqual(word.utf8) }
    }

    /// The place of a dimension among conditions: what tells rows apart, then the steps in their order.
    func rank(_ dimension: Int) -> Int {
        let steps = RefusalCode.allCases
        let step: Int =
            switch AttributeUse(attribute: dimensions[dimension].attribute.string) {
            case .row: 0
            case .step(let code): 1 + (steps.firstIndex(of: code) ?? 0)
            case .everyRule, nil: 1 + steps.count
            }
        return step * 64 + dimension
    }

    func posts(_ mask: UInt128) -> [Post] {
        receivers.enumerated().filter { mask & (1 << UInt128($0.offset)) != 0 }.map(\.element)
    }

    func purposes(_ mask: UInt64) -> [String] {
        purposes.enumerated().filter { mask & (1 << UInt64($0.offset)) != 0 }.map(\.element)
    }
}

extension Value {
    /// The id of an entity, or `true` or `false`.
    var word: String {
        switch self {
        case .bool(let flag): flag ? "true" : "false"
        case .entity(let uid): uid.id.string
        case .long, .string, .set, .record, .ext: ""
        }
    }
}

extension RuleSet {
    /// What a question tells the rules: each attribute of the schema with its values, as rules write them.
    ///
    /// An attribute whose values are words of the region (roles) has none.
    package var questionAttributes: [String: [String]] {
        var table: [String: [String]] = [:]
        let context = schema.actions[Offer.Moment.offer.action]?.context.attributes ?? [:]
        for (name, attribute) in context {
            switch attribute.type {
            case .bool: table[name.string] = ["true", "false"]
            case .entity(let type):
                table[name.string] = (schema.entityTypes[type]?.choices ?? []).map(\.string)
            case .long, .string, .set, .record, .ext: table[name.string] = []
            }
        }
        return table
    }
}

extension Scenario {
    /// From whom to whom and for what its question is, and on which day.
    package var flow: (giver: Post, receiver: Post, purpose: PurposeCode, day: CivilDate) {
        (
            Post(role: offer.sourceRole, type: offer.source.type),
            Post(role: offer.recipientRole, type: offer.recipient.type), offer.purpose,
            Amsterdam.day(of: now)
        )
    }
}
