// SPDX-License-Identifier: EUPL-1.2

package import Encodings

extension Entities {
    /// Reads a store from JSON: an array of `uid`, `attrs`, `parents` and perhaps `tags`.
    ///
    /// With a schema, values may be written bare, every entity must conform to its type, and the
    /// actions of the schema are added.
    package init(json: JSON, schema: Schema? = nil) throws(CedarError) {
        var entities: [Entity] = []
        for (index, item) in try JSONAccess.array(json, "the entities").enumerated() {
            entities.append(
                try JSONAccess.within("[\(index)]") { () throws(CedarError) in
                    try EntityReader.entity(item, schema)
                })
        }
        guard let schema else {
            try self.init(entities)
            return
        }
        let given = Set(entities.map(\.uid))
        try self.init(entities + schema.actionEntities.filter { !given.contains($0.uid) })
        for entity in all { try schema.check(entity, in: self) }
    }

    /// Reads a store from the bytes of a JSON text.
    package init(parsing bytes: [UInt8], schema: Schema? = nil) throws(CedarError) {
        try self.init(json: try JSONAccess.parse(bytes), schema: schema)
    }
}

/// Reads one entity.
enum EntityReader {
    static func entity(_ json: JSON, _ schema: Schema?) throws(CedarError) -> Entity {
        let object = try JSONAccess.object(json, "an entity")
        let uid = try JSONAccess.within("uid") { () throws(CedarError) in
            try ValueReader.uid(try JSONAccess.member(object, "uid"), "`uid`")
        }
        var parents: [EntityUID] = []
        let list = try JSONAccess.array(try JSONAccess.member(object, "parents"), "`parents`")
        for item in list { parents.append(try ValueReader.uid(item, "a parent")) }
        let attributes = try JSONAccess.object(try JSONAccess.member(object, "attrs"), "`attrs`")
        let tags = try object["tags"].map { (json: JSON) throws(CedarError) in
            try JSONAccess.object(json, "`tags`")
        }
        return Entity(
            uid,
            attributes: try JSONAccess.within("attrs") { () throws(CedarError) in
                try self.attributes(attributes, uid, schema)
            }, parents: parents,
            tags: try JSONAccess.within("tags") { () throws(CedarError) in
                try self.tags(tags ?? JSONObject(), uid, schema)
            })
    }

    private static func attributes(
        _ object: JSONObject, _ uid: EntityUID, _ schema: Schema?
    ) throws(CedarError) -> Record {
        if let schema, !uid.isAction {
            guard let type = schema.entityTypes[uid.type] else {
                throw JSONAccess.problem("entity type `\(uid.type)` is not declared")
            }
            return try ValueReader.record(object, type.attributes)
        }
        return try untyped(object)
    }

    private static func tags(
        _ object: JSONObject, _ uid: EntityUID, _ schema: Schema?
    ) throws(CedarError) -> Record {
        guard let schema, !uid.isAction, !object.isEmpty else { return try untyped(object) }
        guard let type = schema.entityTypes[uid.type]?.tags else {
            throw JSONAccess.problem("entity type `\(uid.type)` has no tags")
        }
        var pairs: [(Text, Value)] = []
        for member in object.members {
            pairs.append((Text(member.key), try ValueReader.value(member.value, type)))
        }
        return Record(pairs)
    }

    private static func untyped(_ object: JSONObject) throws(CedarError) -> Record {
        var pairs: [(Text, Value)] = []
        for member in object.members {
            pairs.append(
                (
                    Text(member.key),
                    try JSONAccess.within(member.key) { () throws(CedarError) in
                        try ValueReader.value(member.value)
                    }
                ))
        }
        return Record(pairs)
    }
}

extension Request {
    /// Reads `principal`, `action`, `resource` and `context` from a JSON object.
    ///
    /// With a schema the context may be written bare and the request must conform.
    package init(json: JSON, schema: Schema? = nil) throws(CedarError) {
        let object = try JSONAccess.object(json, "a request")
        func uid(_ key: String) throws(CedarError) -> EntityUID {
            try JSONAccess.within(key) { () throws(CedarError) in
                try ValueReader.uid(try JSONAccess.member(object, key), "`\(key)`")
            }
        }
        let action = try uid("action")
        let context = try JSONAccess.object(object["context"] ?? .object(JSONObject()), "`context`")
        let value: Record
        if let schema {
            guard let type = schema.actions[action] else {
                throw .request("the action is not declared")
            }
            value = try JSONAccess.within("context") { () throws(CedarError) in
                try ValueReader.record(context, type.context)
            }
        } else {
            guard case .record(let record) = try ValueReader.value(.object(context)) else {
                throw JSONAccess.problem("`context` must be a record")
            }
            value = record
        }
        self.init(
            principal: try uid("principal"), action: action, resource: try uid("resource"),
            context: value)
        try schema?.check(self)
    }
}
