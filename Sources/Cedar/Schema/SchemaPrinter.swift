// SPDX-License-Identifier: EUPL-1.2

extension Schema {
    /// The human-readable form; it parses to a schema with the same meaning.
    ///
    /// JSON can name an entity type or alias where both exist under one name; the human-readable
    /// form then takes the alias, as its rules of resolving say.
    package var text: String {
        document.namespaces.map { SchemaPrinter(self).text($0) }.joined(separator: "\n")
    }
}

/// Writes declarations in the human-readable form.
private struct SchemaPrinter {
    private let schema: Schema
    private let declared: Set<Text>

    init(_ schema: Schema) {
        self.schema = schema
        var names: Set<Text> = []
        for namespace in schema.document.namespaces {
            names.formUnion(namespace.commonTypes.map(\.name))
            names.formUnion(namespace.entityTypes.map(\.name))
        }
        declared = names
    }

    func text(_ namespace: NamespaceDeclaration) -> String {
        let isRoot = namespace.name.isEmpty
        let indent = isRoot ? "" : "  "
        let declarations =
            namespace.commonTypes.map { text($0, indent) }
            + namespace.entityTypes.map { text($0, namespace, indent) }
            + namespace.actions.map { text($0, indent) }
        let body = declarations.joined(separator: "\n")
        guard !isRoot else { return body }
        return "\(text(namespace.annotations, ""))namespace \(namespace.name) {\n\(body)}\n"
    }

    private func text(_ annotations: Annotations, _ indent: String) -> String {
        annotations.all.map { annotation in
            annotation.hasValue
                ? "\(indent)@\(annotation.key)(\(StringEscapes.quoted(annotation.value)))\n"
                : "\(indent)@\(annotation.key)\n"
        }.joined()
    }

    private func text(_ declaration: CommonTypeDeclaration, _ indent: String) -> String {
        "\(text(declaration.annotations, indent))\(indent)type \(declaration.name) = "
            + "\(text(declaration.type, indent));\n"
    }

    private func list(_ names: [String]) -> String {
        names.count == 1 ? names[0] : "[\(names.joined(separator: ", "))]"
    }

    private func text(
        _ declaration: EntityTypeDeclaration, _ namespace: NamespaceDeclaration, _ indent: String
    ) -> String {
        var line = "\(text(declaration.annotations, indent))\(indent)entity \(declaration.name)"
        if let choices = declaration.choices {
            let ids = choices.map { StringEscapes.quoted($0) }
            return "\(line) enum [\(ids.joined(separator: ", "))];\n"
        }
        if !declaration.memberOf.isEmpty {
            line += " in \(list(declaration.memberOf.map(\.name.string)))"
        }
        switch declaration.shape {
        case nil: break
        case .record(let attributes)?:
            line += " = \(record(attributes, indent))"
        case .some:
            // An alias cannot stand here, so its attributes are written out.
            let type = schema.entityTypes[namespace.qualified(declaration.name)]
            if let type { line += " = \(text(.record(type.attributes)))" }
        }
        if let tags = declaration.tags { line += " tags \(text(tags, indent))" }
        return "\(line);\n"
    }

    /// A resolved type, with its names qualified.
    private func text(_ type: CedarType) -> String {
        switch type {
        case .bool, .long, .string, .ext:
            let name = type.description
            return declared.contains(Text(name)) ? "__cedar::\(name)" : name
        case .entity(let name): return name.string
        case .set(let element): return "Set<\(text(element))>"
        case .record(let record):
            let members = record.attributes.sorted { $0.key < $1.key }.map { name, attribute in
                "\(name.key)\(attribute.isRequired ? "" : "?"): \(text(attribute.type))"
            }
            return "{\(members.joined(separator: ", "))}"
        }
    }

    private func text(_ declaration: ActionDeclaration, _ indent: String) -> String {
        var line = "\(text(declaration.annotations, indent))\(indent)action "
        line += declaration.name.key
        if !declaration.memberOf.isEmpty {
            line += " in " + list(declaration.memberOf.map(text))
        }
        guard let application = declaration.appliesTo else { return "\(line);\n" }
        let inner = indent + "  "
        line +=
            " appliesTo {\n\(inner)principal: \(list(application.principals.map(\.name.string)))"
        line += ",\n\(inner)resource: \(list(application.resources.map(\.name.string)))"
        if let context = application.context {
            line += ",\n\(inner)context: \(text(context, inner))"
        }
        return "\(line)\n\(indent)};\n"
    }

    private func text(_ reference: ActionReference) -> String {
        guard let type = reference.type else { return reference.id.key }
        return EntityUID(type: type, id: reference.id).description
    }

    private func record(_ attributes: [AttributeDeclaration], _ indent: String) -> String {
        guard !attributes.isEmpty else { return "{}" }
        let inner = indent + "  "
        let lines = attributes.map { attribute in
            "\(text(attribute.annotations, inner))\(inner)\(attribute.name.key)"
                + "\(attribute.isRequired ? "" : "?"): \(text(attribute.type, inner))"
        }
        return "{\n\(lines.joined(separator: ",\n"))\n\(indent)}"
    }

    private func text(_ type: TypeExpression, _ indent: String) -> String {
        switch type {
        case .name(let reference), .entity(let reference): return reference.name.string
        case .common(let reference), .ext(let reference):
            let name = reference.name.string
            let bare = name.hasPrefix("__cedar::") ? String(name.dropFirst(9)) : name
            let isBuiltin = SchemaResolver.builtin(Text(bare)) != nil
            guard isBuiltin, bare != name || isExtension(type) else { return name }
            return declared.contains(Text(bare)) ? "__cedar::\(bare)" : bare
        case .set(let element): return "Set<\(text(element, indent))>"
        case .record(let attributes): return record(attributes, indent)
        }
    }

    private func isExtension(_ type: TypeExpression) -> Bool {
        if case .ext = type { true } else { false }
    }
}
