// SPDX-License-Identifier: EUPL-1.2

/// One entity: its id, attributes, tags and direct parents.
package struct Entity: Hashable, Sendable {
    package let uid: EntityUID
    package let attributes: Record
    package let tags: Record
    package let parents: [EntityUID]

    /// Makes an entity; the order of the parents has no meaning.
    package init(
        _ uid: EntityUID, attributes: Record = [:], parents: [EntityUID] = [], tags: Record = [:]
    ) {
        self.uid = uid
        self.attributes = attributes
        self.tags = tags
        self.parents = parents
    }

    package static func == (left: Entity, right: Entity) -> Bool {
        left.uid == right.uid && left.attributes == right.attributes && left.tags == right.tags
            && Set(left.parents) == Set(right.parents)
    }

    package func hash(into hasher: inout Hasher) { hasher.combine(uid) }
}

/// A store of entities with their hierarchy, whose transitive closure is computed once.
package struct Entities: Sendable {
    struct Node: Sendable {
        let entity: Entity
        /// All ancestors, those absent from the store included.
        var ancestors: Set<EntityUID>
    }

    private(set) var nodes: [EntityUID: Node] = [:]

    /// Pairs of entity and ancestor in one store.
    package static let ancestorPairLimit = 1_000_000

    /// An empty store.
    package init() {}

    /// Builds a store.
    /// - Throws: `.entities` where an id occurs twice with different content, an entity is its own
    ///   ancestor, an action has a parent that is no action, or the closure is too large.
    package init(_ entities: [Entity]) throws(CedarError) {
        for entity in entities {
            if let known = nodes[entity.uid] {
                guard known.entity == entity else {
                    throw .entities("an entity of type `\(entity.uid.type)` occurs twice")
                }
                continue
            }
            if entity.uid.isAction, !entity.parents.allSatisfy(\.isAction) {
                throw .entities("an action has a parent that is not an action")
            }
            nodes[entity.uid] = Node(entity: entity, ancestors: [])
        }
        try close()
    }

    package var count: Int { nodes.count }

    /// All entities, in no particular order.
    package var all: [Entity] { nodes.values.map(\.entity) }

    package subscript(uid: EntityUID) -> Entity? { nodes[uid]?.entity }

    /// All ancestors of an entity, without itself.
    package func ancestors(of uid: EntityUID) -> Set<EntityUID> { nodes[uid]?.ancestors ?? [] }

    /// Whether an entity is the other or below it.
    package func isMember(_ uid: EntityUID, of group: EntityUID) -> Bool {
        uid == group || nodes[uid]?.ancestors.contains(group) == true
    }

    /// Computes the closure without recursion: parents are finished before their children.
    private mutating func close() throws(CedarError) {
        enum State { case open, done }
        var states: [EntityUID: State] = [:]
        var pairCount = 0
        for start in nodes.keys.sorted() where states[start] == nil {
            var stack = [start]
            while let uid = stack.last {
                guard let node = nodes[uid], states[uid] != .done else {
                    stack.removeLast()
                    continue
                }
                if states[uid] == nil {
                    states[uid] = .open
                    for parent in node.entity.parents where nodes[parent] != nil {
                        guard states[parent] != .open else {
                            throw .entities("an entity of type `\(uid.type)` is its own ancestor")
                        }
                        if states[parent] == nil { stack.append(parent) }
                    }
                    continue
                }
                var ancestors = Set(node.entity.parents)
                for parent in node.entity.parents {
                    guard let above = nodes[parent] else { continue }
                    guard parent != uid, states[parent] == .done else {
                        throw .entities("an entity of type `\(uid.type)` is its own ancestor")
                    }
                    ancestors.formUnion(above.ancestors)
                }
                pairCount += ancestors.count
                guard pairCount <= Self.ancestorPairLimit else {
                    throw .entities("the hierarchy has more than \(Self.ancestorPairLimit) pairs")
                }
                nodes[uid]?.ancestors = ancestors
                states[uid] = .done
                stack.removeLast()
            }
        }
    }
}
