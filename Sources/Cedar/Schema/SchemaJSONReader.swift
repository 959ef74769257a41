// SPDX-License-Identifier: EUPL-1.2

internal import Encodings

/// Reads the JSON form of a schema; unknown keys are refused everywhere.
enum SchemaJSONReader {
    static func read(_ json: JSON) throws(CedarError) -> SchemaDocument {
        var namespaces: [NamespaceDeclaration] = []
        for member in try JSONAccess.object(json, "a schema").members {
            namespaces.append(
                try JSONAccess.within(member.key.isEmpty ? "\"\"" : member.key) {
                    () throws(CedarError) in
                    try namespace(Text(member.key), member.value)
                })
        }
        return SchemaDocument(namespaces: namespaces)
    }

    private static func namespace(
        _ name: Text, _ json: JSON
    ) throws(CedarError) -> NamespaceDeclaration {
        guard name.isEmpty || ReservedWord.isPath(name) else {
            throw JSONAccess.problem("the namespace is not a name")
        }
        let object = try JSONAccess.object(json, "a namespace")
        try JSONAccess.allow(
            ["entityTypes", "actions", "commonTypes", "annotations"], in: object)
        var namespace = NamespaceDeclaration(
            name: name, annotations: try JSONAccess.annotations(object["annotations"]))
        let types = try JSONAccess.object(
            JSONAccess.member(object, "entityTypes"), "`entityTypes`")
        for member in types.members {
            namespace.entityTypes.append(
                try JSONAccess.within("entityTypes.\(member.key)") { () throws(CedarError) in
                    try entityType(try plainName(member.key), member.value)
                })
        }
        let actions = try JSONAccess.object(JSONAccess.member(object, "actions"), "`actions`")
        for member in actions.members {
            namespace.actions.append(
                try JSONAccess.within("actions.\(member.key)") { () throws(CedarError) in
                    try action(Text(member.key), member.value)
                })
        }
        guard let common = object["commonTypes"] else { return namespace }
        for member in try JSONAccess.object(common, "`commonTypes`").members {
            namespace.commonTypes.append(
                try JSONAccess.within("commonTypes.\(member.key)") { () throws(CedarError) in
                    try commonType(try plainName(member.key), member.value)
                })
        }
        return namespace
    }

    /// A declaration without members may be an empty array too, as the reference has it.
    private static func declaration(_ json: JSON, _ what: String) throws(CedarError) -> JSONObject {
        json == [] ? JSONObject() : try JSONAccess.object(json, what)
    }

    private static func plainName(_ key: String) throws(CedarError) -> Text {
        let name = Text(key)
        guard ReservedWord.isPlainName(name) else { throw JSONAccess.problem("not a name") }
        return name
    }

    private static func commonType(
        _ name: Text, _ json: JSON
    ) throws(CedarError) -> CommonTypeDeclaration {
        let object = try JSONAccess.object(json, "a common type")
        return CommonTypeDeclaration(
            name: name, type: try type(object, allowing: ["annotations"]),
            annotations: try JSONAccess.annotations(object["annotations"]), range: Place())
    }

    private static func entityType(
        _ name: Text, _ json: JSON
    ) throws(CedarError) -> EntityTypeDeclaration {
        let object = try declaration(json, "an entity type")
        var declaration = EntityTypeDeclaration(
            name: name, annotations: try JSONAccess.annotations(object["annotations"]),
            range: Place())
        if let list = object["enum"] {
            try JSONAccess.allow(["enum", "annotations"], in: object)
            var choices: [Text] = []
            for item in try JSONAccess.array(list, "`enum`") {
                choices.append(try JSONAccess.text(item, "a choice"))
            }
            guard !choices.isEmpty else { throw JSONAccess.problem("`enum` is empty") }
            declaration.choices = choices
            return declaration
        }
        try JSONAccess.allow(["memberOfTypes", "shape", "tags", "annotations"], in: object)
        declaration.memberOf = try names(object["memberOfTypes"], "`memberOfTypes`")
        declaration.shape = try object["shape"].map { (json: JSON) throws(CedarError) in
            try type(json)
        }
        declaration.tags = try object["tags"].map { (json: JSON) throws(CedarError) in
            try type(json)
        }
        return declaration
    }

    private static func names(_ json: JSON?, _ what: String) throws(CedarError) -> [NameReference] {
        guard let json else { return [] }
        var names: [NameReference] = []
        for item in try JSONAccess.array(json, what) { names.append(try reference(item)) }
        return names
    }

    private static func reference(_ json: JSON) throws(CedarError) -> NameReference {
        let name = try JSONAccess.text(json, "the name of a type")
        let plain = name.string.utf8.starts(with: "__cedar::".utf8)
        let bare = plain ? Text(utf8: Array(name.string.utf8)[9...]) : name
        guard ReservedWord.isPath(bare) else { throw JSONAccess.problem("not the name of a type") }
        return NameReference(name: name, range: Place())
    }

    // MARK: Types

    private static func type(_ json: JSON) throws(CedarError) -> TypeExpression {
        try type(try JSONAccess.object(json, "a type"), allowing: ["annotations"])
    }

    private static func type(
        _ object: JSONObject, allowing extra: Set<Text>
    ) throws(CedarError) -> TypeExpression {
        let kind = try JSONAccess.text(JSONAccess.member(object, "type"), "`type`")
        func allow(_ keys: Set<Text>) throws(CedarError) {
            try JSONAccess.allow(keys.union(extra).union(["type"]), in: object)
        }
        func named() throws(CedarError) -> NameReference {
            try allow(["name"])
            return try reference(try JSONAccess.member(object, "name"))
        }
        switch kind.string {
        case "Set":
            try allow(["element"])
            let element = try JSONAccess.member(object, "element")
            return .set(
                try JSONAccess.within("element") { () throws(CedarError) in
                    try type(element)
                })
        case "Record":
            try allow(["attributes", "additionalAttributes"])
            if let open = object["additionalAttributes"], open != .bool(false) {
                throw JSONAccess.problem("open records are not supported")
            }
            let attributes = try JSONAccess.member(object, "attributes")
            return .record(try self.attributes(attributes))
        case "Entity": return .entity(try named())
        case "Extension": return .ext(try named())
        case "EntityOrCommon": return .name(try named())
        case "Boolean":
            try allow([])
            return .common(NameReference(name: "__cedar::Bool", range: Place()))
        case "Bool", "Long", "String":
            try allow([])
            return .common(NameReference(name: Text("__cedar::\(kind)"), range: Place()))
        default:
            try allow([])
            return .common(try reference(.string(kind.string)))
        }
    }

    private static func attributes(_ json: JSON) throws(CedarError) -> [AttributeDeclaration] {
        var declarations: [AttributeDeclaration] = []
        for member in try JSONAccess.object(json, "`attributes`").members {
            declarations.append(
                try JSONAccess.within(member.key) { () throws(CedarError) in
                    let object = try JSONAccess.object(member.value, "an attribute")
                    let required = object["required"] ?? .bool(true)
                    guard let isRequired = required.bool else {
                        throw JSONAccess.problem("`required` must be true or false")
                    }
                    return AttributeDeclaration(
                        name: Text(member.key),
                        type: try type(object, allowing: ["required", "annotations"]),
                        isRequired: isRequired,
                        annotations: try JSONAccess.annotations(object["annotations"]))
                })
        }
        return declarations
    }

    // MARK: Actions

    private static func action(
        _ name: Text, _ json: JSON
    ) throws(CedarError) -> ActionDeclaration {
        let object = try declaration(json, "an action")
        try JSONAccess.allow(["appliesTo", "memberOf", "annotations"], in: object)
        var declaration = ActionDeclaration(
            name: name, annotations: try JSONAccess.annotations(object["annotations"]),
            range: Place())
        if let parents = object["memberOf"], !parents.isNull {
            for item in try JSONAccess.array(parents, "`memberOf`") {
                let reference = try JSONAccess.object(item, "a member of `memberOf`")
                try JSONAccess.allow(["id", "type"], in: reference)
                let type = reference["type"]
                declaration.memberOf.append(
                    ActionReference(
                        type: type == nil || type == .null
                            ? nil : try JSONAccess.path(type ?? .null, "`type`"),
                        id: try JSONAccess.text(JSONAccess.member(reference, "id"), "`id`"),
                        range: Place()))
            }
        }
        guard let appliesTo = object["appliesTo"], !appliesTo.isNull else { return declaration }
        let application = try JSONAccess.object(appliesTo, "`appliesTo`")
        try JSONAccess.allow(["principalTypes", "resourceTypes", "context"], in: application)
        declaration.appliesTo = ActionDeclaration.Application(
            principals: try names(
                try JSONAccess.member(application, "principalTypes"), "`principalTypes`"),
            resources: try names(
                try JSONAccess.member(application, "resourceTypes"), "`resourceTypes`"),
            context: try application["context"].map { (json: JSON) throws(CedarError) in
                try type(json)
            })
        return declaration
    }
}
