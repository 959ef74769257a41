// SPDX-License-Identifier: EUPL-1.2

extension Schema {
    /// Checks one entity of a store against its declaration.
    /// - Throws: `.entities`; messages name types and attributes, no ids.
    package func check(_ entity: Entity, in entities: Entities) throws(CedarError) {
        if entity.uid.isAction {
            try checkAction(entity, entities)
            return
        }
        let name = entity.uid.type
        guard let type = entityTypes[name] else {
            throw .entities("entity type `\(name)` is not declared")
        }
        try checkID(entity.uid)
        guard conforms(.record(entity.attributes), .record(type.attributes)) else {
            throw .entities("the attributes of an entity of type `\(name)` do not conform")
        }
        for tag in entity.tags.fields {
            guard let tags = type.tags, conforms(tag.value, tags) else {
                throw .entities("a tag of an entity of type `\(name)` does not conform")
            }
        }
        for ancestor in entities.ancestors(of: entity.uid) {
            guard type.ancestors.contains(ancestor.type) else {
                throw .entities("`\(name)` cannot be in `\(ancestor.type)`")
            }
            try checkID(ancestor)
        }
    }

    private func checkAction(_ entity: Entity, _ entities: Entities) throws(CedarError) {
        guard let action = actions[entity.uid] else { throw .entities("an action is not declared") }
        guard entities.ancestors(of: entity.uid) == action.ancestors,
            entity.attributes.count == 0, entity.tags.count == 0
        else { throw .entities("an action differs from its declaration") }
    }

    /// Checks that an id is one of the choices where its type is enumerated.
    private func checkID(_ uid: EntityUID) throws(CedarError) {
        guard isAllowedID(uid) else {
            throw .entities("an id of the enumerated type `\(uid.type)` is not among its choices")
        }
    }

    /// Whether the id can exist: one of the choices, or a declared action.
    func isAllowedID(_ uid: EntityUID) -> Bool {
        if actionTypeNames.contains(uid.type) { return actions[uid] != nil }
        guard let choices = entityTypes[uid.type]?.choices else { return true }
        return choices.contains(uid.id)
    }

    /// Checks a request: action declared, types in its appliesTo, context exact.
    /// - Throws: `.request`; messages name types, no ids.
    package func check(_ request: Request) throws(CedarError) {
        guard let action = actions[request.action] else {
            throw .request("the action is not declared")
        }
        guard action.principalTypes.contains(request.principal.type) else {
            throw .request("the action does not apply to this type of principal")
        }
        guard action.resourceTypes.contains(request.resource.type) else {
            throw .request("the action does not apply to this type of resource")
        }
        guard isAllowedID(request.principal), isAllowedID(request.resource) else {
            throw .request("an id of an enumerated type is not among its choices")
        }
        guard conforms(.record(request.context), .record(action.context)) else {
            throw .request("the context does not conform to the action")
        }
    }

    /// Whether a value is of a type, the ids within it included.
    func conforms(_ value: Value, _ type: CedarType) -> Bool {
        switch (value, type) {
        case (.bool, .bool), (.long, .long), (.string, .string): return true
        case (.entity(let uid), .entity(let name)): return uid.type == name && isAllowedID(uid)
        case (.ext(let value), .ext(let kind)): return value.kind == kind
        case (.set(let set), .set(let element)):
            return set.elements.allSatisfy { conforms($0, element) }
        case (.record(let record), .record(let type)):
            let areKnown = record.fields.allSatisfy { field in
                type.attributes[field.name].map { conforms(field.value, $0.type) } ?? false
            }
            return areKnown
                && type.attributes.allSatisfy { !$0.value.isRequired || record[$0.key] != nil }
        default: return false
        }
    }
}
