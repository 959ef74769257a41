// SPDX-License-Identifier: EUPL-1.2

package import Encodings

/// A type of the schema, resolved.
package indirect enum CedarType: Hashable, Sendable {
    case bool, long, string
    case entity(Text)
    case set(CedarType)
    case record(RecordType)
    /// One of the extension types.
    case ext(ValueKind)

    package var description: String {
        switch self {
        case .bool: "Bool"
        case .long: "Long"
        case .string: "String"
        case .entity(let name): name.string
        case .set(let element): "Set<\(element.description)>"
        case .record: "record"
        case .ext(let kind): kind.rawValue
        }
    }
}

/// The attributes of a record or entity, each required or optional.
package struct RecordType: Hashable, Sendable {
    package struct Attribute: Hashable, Sendable {
        package let type: CedarType
        package let isRequired: Bool
    }

    package let attributes: [Text: Attribute]
}

/// A declared entity type.
package struct EntityType: Sendable {
    package let name: Text
    package let attributes: RecordType
    package let tags: CedarType?
    /// The only ids, where the type is enumerated, in the order of the schema.
    package let choices: [Text]?
    /// The types that its entities can be in, transitively, without itself unless by a cycle.
    package let ancestors: Set<Text>
    package let annotations: Annotations
}

/// A declared action.
package struct ActionType: Sendable {
    package let uid: EntityUID
    /// Empty where the action applies to nothing.
    package let principalTypes: [Text]
    package let resourceTypes: [Text]
    package let context: RecordType
    package let parents: Set<EntityUID>
    package let ancestors: Set<EntityUID>
    package let annotations: Annotations
}

/// A schema whose names are resolved.
package struct Schema: Sendable {
    package let entityTypes: [Text: EntityType]
    package let actions: [EntityUID: ActionType]
    /// Declarations that shadow others; the schema stands all the same.
    package let warnings: [Diagnostic]
    let document: SchemaDocument
    /// The types of the declared actions.
    let actionTypeNames: Set<Text>

    /// Parses the human-readable form.
    package init(
        parsing text: String, limits: CedarLimits = .standard
    ) throws(CedarError) {
        try self.init(parsing: Array(text.utf8), limits: limits)
    }

    /// Parses the human-readable form given as bytes, which must be UTF-8.
    package init(
        parsing bytes: [UInt8], limits: CedarLimits = .standard
    ) throws(CedarError) {
        self = try SchemaResolver.resolve(try SchemaParser.parse(bytes, limits))
    }

    /// Reads the JSON form.
    package init(json: JSON) throws(CedarError) {
        self = try SchemaResolver.resolve(try SchemaJSONReader.read(json))
    }

    init(
        _ document: SchemaDocument, _ entityTypes: [Text: EntityType],
        _ actions: [EntityUID: ActionType], _ warnings: [Diagnostic]
    ) {
        self.document = document
        self.entityTypes = entityTypes
        self.actions = actions
        self.warnings = warnings
        actionTypeNames = Set(actions.keys.map(\.type))
    }

    /// Whether an entity of the first type can be, or lie below, one of the second.
    func canBeMember(_ type: Text, of group: Text) -> Bool {
        if type == group || entityTypes[type]?.ancestors.contains(group) == true { return true }
        guard actionTypeNames.contains(type), actionTypeNames.contains(group) else { return false }
        return actions.values.contains { action in
            action.uid.type == type && action.ancestors.contains { $0.type == group }
        }
    }

    /// Whether a name is an entity type here, the types of actions included.
    func isKnownType(_ name: Text) -> Bool {
        entityTypes[name] != nil || actionTypeNames.contains(name)
    }

    /// The declared actions as entities of a store.
    var actionEntities: [Entity] {
        actions.values.map { Entity($0.uid, parents: $0.parents.sorted()) }
    }

    /// Every combination of a declared action with a principal and a resource type, sorted.
    var environments: [RequestEnvironment] {
        actions.values.sorted { $0.uid < $1.uid }.flatMap { action in
            Set(action.principalTypes).sorted().flatMap { principal in
                Set(action.resourceTypes).sorted().map { resource in
                    RequestEnvironment(principal: principal, action: action, resource: resource)
                }
            }
        }
    }
}

/// One kind of request that the schema allows.
struct RequestEnvironment: Sendable {
    let principal: Text
    let action: ActionType
    let resource: Text
}
