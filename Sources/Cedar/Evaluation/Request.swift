// SPDX-License-Identifier: EUPL-1.2

/// The question: may this principal do this action on this resource, in this context?
package struct Request: Hashable, Sendable {
    package let principal: EntityUID
    package let action: EntityUID
    package let resource: EntityUID
    package let context: Record
    /// Entities that only this request knows; they may lie below entities of the prepared store.
    ///
    /// An id that occurs in both means the request's entity. Entities of the prepared store never
    /// lie below entities of a request.
    package let entities: Entities

    package init(
        principal: EntityUID, action: EntityUID, resource: EntityUID, context: Record = [:],
        entities: Entities = Entities()
    ) {
        self.principal = principal
        self.action = action
        self.resource = resource
        self.context = context
        self.entities = entities
    }

    package static func == (left: Request, right: Request) -> Bool {
        left.principal == right.principal && left.action == right.action
            && left.resource == right.resource && left.context == right.context
            && Set(left.entities.all) == Set(right.entities.all)
    }

    package func hash(into hasher: inout Hasher) {
        hasher.combine(principal)
        hasher.combine(action)
        hasher.combine(resource)
        hasher.combine(context)
    }
}

/// What a request can see of entities: its own, then those of the prepared store.
struct EntityView: Sendable {
    let own: Entities
    let base: Entities

    subscript(uid: EntityUID) -> Entity? {
        if !own.nodes.isEmpty, let entity = own[uid] { return entity }
        return base[uid]
    }

    /// Whether the first is the second or lies below it.
    func isMember(_ uid: EntityUID, of group: EntityUID) -> Bool {
        if uid == group { return true }
        guard !own.nodes.isEmpty, let node = own.nodes[uid] else {
            return base.isMember(uid, of: group)
        }
        if node.ancestors.contains(group) { return true }
        return node.ancestors.contains {
            own.nodes[$0] == nil && base.isMember($0, of: group)
        }
    }
}
