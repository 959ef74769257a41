// SPDX-License-Identifier: EUPL-1.2

/// Everything that can be asked about one action, where all that matters is finite.
///
/// A question is a principal with a resource; within it a cell fixes every dimension: the context
/// attributes, and those attributes of principal and resource left open, that the policies read.
package struct DecisionSpace: Sendable {
    /// One attribute with the values that it can have.
    package struct Dimension: Sendable, Equatable {
        /// `context.bezwaar`, `principal.x` or `resource.x`.
        package let name: String
        /// In the order of the schema; nil stands for an absent optional attribute.
        package let values: [Value?]
        let variable: Variable
        let attribute: Text
        /// The types of principal or resource that declare it.
        let owners: Set<Text>

        /// Whether the attribute is open in this entity.
        func isOpen(in entity: Entity) -> Bool {
            owners.contains(entity.uid.type) && entity.attributes[attribute] == nil
        }
    }

    package let action: EntityUID
    package let principals: [Entity]
    package let resources: [Entity]
    /// In the order in which the policies first read them.
    package let dimensions: [Dimension]
    let policySets: [PolicySet]
    let entities: Entities

    /// Values of one dimension.
    package static let valueCountLimit = 64
    /// Nodes of one diagram; a rule that depends on too much at once has no readable matrix.
    package static let nodeCountLimit = 1 << 20

    /// Lays out the space of one action under one or more policy sets.
    ///
    /// Attributes that a principal or resource brings are fixed; those it lacks are open.
    /// - Throws: `.request` where a policy reads something that is not finite.
    package init(
        _ policySets: [PolicySet], schema: Schema, entities: Entities, action: EntityUID,
        principals: [Entity], resources: [Entity]
    ) throws(CedarError) {
        guard let declared = schema.actions[action] else {
            throw .request("the action is not declared")
        }
        self.action = action
        self.principals = principals
        self.resources = resources
        self.policySets = policySets
        self.entities = entities
        guard Set(principals.map(\.uid)).isDisjoint(with: resources.map(\.uid)) else {
            throw .request("an entity is among the principals and the resources")
        }
        var reads = Reads()
        for policy in policySets.flatMap(\.policies) {
            for condition in policy.conditions { reads.add(condition.body) }
        }
        if reads.usesWholeContext {
            throw .request("a policy reads the context as a whole, which is not finite")
        }
        var dimensions: [Dimension] = []
        for read in reads.all {
            let owners: Set<Text> =
                switch read.variable {
                case .context, .action: []
                case .principal: Self.owners(principals, read.attribute, schema)
                case .resource: Self.owners(resources, read.attribute, schema)
                }
            var types = Set(
                owners.compactMap { schema.entityTypes[$0]?.attributes.attributes[read.attribute] })
            if read.variable == .context, let own = declared.context.attributes[read.attribute] {
                types.insert(own)
            }
            guard let type = types.first else { continue }
            guard types.count == 1 else {
                throw .request("attribute `\(read.attribute)` has several types")
            }
            dimensions.append(
                Dimension(
                    name: "\(read.variable.rawValue).\(read.attribute)",
                    values: try Self.values(type, read.attribute, schema),
                    variable: read.variable, attribute: read.attribute, owners: owners))
        }
        self.dimensions = dimensions
    }

    /// The cells of all questions; `Int.max` where they are more.
    package var cellCount: Int {
        dimensions.map(\.values.count).reduce(principals.count * resources.count) {
            let (product, overflow) = $0.multipliedReportingOverflow(by: $1)
            return overflow ? .max : product
        }
    }

    /// The request of one cell; `choices` holds an index for every dimension.
    package func request(principal: Int, resource: Int, choices: [Int]) -> Request {
        var context: [(Text, Value)] = []
        var own = [principals[principal], resources[resource]]
        for (dimension, choice) in zip(dimensions, choices) {
            guard let value = dimension.values[choice] else { continue }
            switch dimension.variable {
            case .context: context.append((dimension.attribute, value))
            case .principal: own[0] = own[0].opened(dimension, value)
            case .resource: own[1] = own[1].opened(dimension, value)
            case .action: break
            }
        }
        return Request(
            principal: own[0].uid, action: action, resource: own[1].uid, context: Record(context),
            entities: Entities.unlinked(own))
    }

    /// The types that declare an attribute which some entity of theirs leaves open.
    private static func owners(
        _ entities: [Entity], _ attribute: Text, _ schema: Schema
    ) -> Set<Text> {
        Set(
            entities.filter { entity in
                entity.attributes[attribute] == nil
                    && schema.entityTypes[entity.uid.type]?.attributes.attributes[attribute] != nil
            }.map(\.uid.type))
    }

    private static func values(
        _ attribute: RecordType.Attribute, _ name: Text, _ schema: Schema
    ) throws(CedarError) -> [Value?] {
        var values: [Value?]
        switch attribute.type {
        case .bool: values = [.bool(false), .bool(true)]
        case .entity(let type):
            guard let choices = schema.entityTypes[type]?.choices else { fallthrough }
            values = choices.map { .entity(EntityUID(type: type, id: $0)) }
        default: throw .request("attribute `\(name)` is neither Boolean nor enumerated")
        }
        if !attribute.isRequired { values.append(nil) }
        guard values.count <= valueCountLimit else {
            throw .request("attribute `\(name)` has more than \(valueCountLimit) values")
        }
        return values
    }

    /// The attributes that conditions read, in the order of the text.
    private struct Reads {
        struct Read: Hashable {
            let variable: Variable
            let attribute: Text
        }
        private(set) var all: [Read] = []
        private(set) var usesWholeContext = false
        private var seen: Set<Read> = []

        mutating func add(_ expression: Expression) {
            switch expression.kind {
            case .variable(.context): usesWholeContext = true
            case .path(let base, let steps):
                if case .attribute(let name) = steps[0].kind, note(base, name) {
                    for child in expression.children.dropFirst() { add(child) }
                    return
                }
            case .has(let operand, let names):
                if note(operand, names[0]) { return }
            default: break
            }
            for child in expression.children { add(child) }
        }

        private mutating func note(_ base: Expression, _ name: Text) -> Bool {
            guard case .variable(let variable) = base.kind else { return false }
            let read = Read(variable: variable, attribute: name)
            if seen.insert(read).inserted { all.append(read) }
            return true
        }
    }
}

extension Entity {
    /// The entity with the value of a dimension, where that is open in it.
    func opened(_ dimension: DecisionSpace.Dimension, _ value: Value) -> Entity {
        guard dimension.isOpen(in: self) else { return self }
        let pairs = attributes.fields.map { ($0.name, $0.value) }
        return Entity(
            uid, attributes: Record(pairs + [(dimension.attribute, value)]), parents: parents,
            tags: tags)
    }
}

extension Entities {
    /// A store of entities that do not lie below one another.
    static func unlinked(_ entities: [Entity]) -> Entities {
        (try? Entities(entities)) ?? Entities()
    }
}

/// The value of a dimension that is still open; no entity of a policy or request has its type.
enum OpenValue {
    private static let type: Text = "?open"

    static func value(_ dimension: Int) -> Value {
        .entity(EntityUID(type: type, id: Text(String(dimension))))
    }

    static func dimension(_ uid: EntityUID) -> Int? {
        uid.type == type ? Int(uid.id.string) : nil
    }
}
