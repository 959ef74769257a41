// SPDX-License-Identifier: EUPL-1.2

package import Encodings

extension Schema {
    /// The JSON form; names stay as they were written.
    package var json: JSON {
        var namespaces = JSONObject()
        for namespace in document.namespaces {
            namespaces[namespace.name.string] = SchemaJSONWriter.json(namespace)
        }
        return .object(namespaces)
    }
}

/// Writes declarations in their JSON form.
enum SchemaJSONWriter {
    private static func annotated(_ object: JSONObject, _ annotations: Annotations) -> JSON {
        var object = object
        if !annotations.all.isEmpty { object["annotations"] = JSONAccess.json(annotations) }
        return .object(object)
    }

    static func json(_ namespace: NamespaceDeclaration) -> JSON {
        var object = JSONObject()
        var common = JSONObject()
        for declaration in namespace.commonTypes {
            common[declaration.name.string] = annotated(
                members(declaration.type), declaration.annotations)
        }
        var entities = JSONObject()
        for declaration in namespace.entityTypes {
            entities[declaration.name.string] = annotated(
                members(declaration), declaration.annotations)
        }
        var actions = JSONObject()
        for declaration in namespace.actions {
            actions[declaration.name.string] = annotated(
                members(declaration), declaration.annotations)
        }
        if !common.isEmpty { object["commonTypes"] = .object(common) }
        object["entityTypes"] = .object(entities)
        object["actions"] = .object(actions)
        return annotated(object, namespace.annotations)
    }

    private static func names(_ references: [NameReference]) -> JSON {
        .array(references.map { .string($0.name.string) })
    }

    private static func members(_ declaration: EntityTypeDeclaration) -> JSONObject {
        var object = JSONObject()
        if let choices = declaration.choices {
            object["enum"] = .array(choices.map { .string($0.string) })
            return object
        }
        if !declaration.memberOf.isEmpty { object["memberOfTypes"] = names(declaration.memberOf) }
        if let shape = declaration.shape { object["shape"] = .object(members(shape)) }
        if let tags = declaration.tags { object["tags"] = .object(members(tags)) }
        return object
    }

    private static func members(_ declaration: ActionDeclaration) -> JSONObject {
        var object = JSONObject()
        if !declaration.memberOf.isEmpty {
            object["memberOf"] = .array(
                declaration.memberOf.map { reference in
                    var member = JSONObject()
                    member["id"] = .string(reference.id.string)
                    if let type = reference.type { member["type"] = .string(type.string) }
                    return .object(member)
                })
        }
        if let application = declaration.appliesTo {
            var applies = JSONObject()
            applies["principalTypes"] = names(application.principals)
            applies["resourceTypes"] = names(application.resources)
            if let context = application.context {
                applies["context"] = .object(members(context))
            }
            object["appliesTo"] = .object(applies)
        }
        return object
    }

    private static func members(_ type: TypeExpression) -> JSONObject {
        var object = JSONObject()
        func named(_ kind: String, _ reference: NameReference) {
            object["type"] = .string(kind)
            object["name"] = .string(reference.name.string)
        }
        switch type {
        case .name(let reference): named("EntityOrCommon", reference)
        case .entity(let reference): named("Entity", reference)
        case .ext(let reference): named("Extension", reference)
        case .common(let reference):
            let name = reference.name.string
            object["type"] = .string(
                ["__cedar::Bool", "__cedar::Long", "__cedar::String"].contains(name)
                    ? String(name.dropFirst(9)) : name)
        case .set(let element):
            object["type"] = "Set"
            object["element"] = .object(members(element))
        case .record(let attributes):
            var record = JSONObject()
            for attribute in attributes {
                var member = members(attribute.type)
                if !attribute.isRequired { member["required"] = .bool(false) }
                record[attribute.name.string] = annotated(member, attribute.annotations)
            }
            object["type"] = "Record"
            object["attributes"] = .object(record)
        }
        return object
    }
}
