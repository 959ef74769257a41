// SPDX-License-Identifier: EUPL-1.2

/// Resolves the names of a schema and checks everything that goes across declarations.
struct SchemaResolver {
    private let document: SchemaDocument
    private var common: [Text: (NamespaceDeclaration, CommonTypeDeclaration)] = [:]
    private var entities: [Text: (NamespaceDeclaration, EntityTypeDeclaration)] = [:]
    private var actions: [EntityUID: (NamespaceDeclaration, ActionDeclaration)] = [:]
    private var actionTypes: Set<Text> = []
    private var resolved: [Text: Sized] = [:]
    private var underway: Set<Text> = []
    private var errors: [Diagnostic] = []
    private var warnings: [Diagnostic] = []
    private var work = 0

    /// Nodes of one type when its aliases are written out.
    static let typeSizeLimit = 100_000
    /// Nesting of one type when its aliases are written out.
    static let typeDepthLimit = 200

    /// Steps of resolving one schema; a list written for many declarations counts for each.
    static let workLimit = 400_000

    /// A resolved type with the size and depth of its tree.
    private struct Sized {
        let type: CedarType
        let size: Int
        let depth: Int
    }

    static func resolve(_ document: SchemaDocument) throws(CedarError) -> Schema {
        var resolver = SchemaResolver(document: document)
        resolver.collect()
        try resolver.finish()
        resolver.checkShadowing()
        for name in resolver.common.keys.sorted() { _ = resolver.commonType(name, at: Place()) }
        try resolver.finish()
        let entityTypes = resolver.entityTypes()
        let actionTypes = resolver.resolvedActions()
        try resolver.finish()
        return Schema(document, entityTypes, actionTypes, resolver.warnings)
    }

    private init(document: SchemaDocument) { self.document = document }

    private func finish() throws(CedarError) {
        guard errors.isEmpty else { throw .syntax(errors) }
    }

    /// Counts a step; past the limit nothing is resolved any more.
    private mutating func isWithinLimit(_ place: Place) -> Bool {
        work += 1
        if work == Self.workLimit { report(place, "the schema is too large to be resolved") }
        return work < Self.workLimit
    }

    private mutating func report(_ place: Place, _ message: String, hint: String? = nil) {
        guard errors.count < 100 else { return }
        errors.append(Diagnostic(.error, at: place.range, message, hint: hint))
    }

    // MARK: Collecting

    private static let forbiddenCommonNames: Set<Text> = [
        "Bool", "Boolean", "Entity", "Extension", "Long", "Record", "Set", "String",
    ]

    private mutating func collect() {
        for namespace in document.namespaces {
            for declaration in namespace.commonTypes {
                if Self.forbiddenCommonNames.contains(declaration.name) {
                    report(declaration.range, "`\(declaration.name)` cannot be a common type")
                }
                let name = namespace.qualified(declaration.name)
                if common.updateValue((namespace, declaration), forKey: name) != nil {
                    report(declaration.range, "type `\(name)` is declared twice")
                }
            }
            for declaration in namespace.entityTypes {
                if declaration.name == "Action" {
                    report(declaration.range, "`Action` cannot be an entity type")
                }
                let name = namespace.qualified(declaration.name)
                if entities.updateValue((namespace, declaration), forKey: name) != nil {
                    report(declaration.range, "entity type `\(name)` is declared twice")
                }
            }
            for declaration in namespace.actions {
                let uid = EntityUID(
                    type: namespace.qualified("Action"), id: declaration.name)
                actionTypes.insert(uid.type)
                if actions.updateValue((namespace, declaration), forKey: uid) != nil {
                    report(declaration.range, "action `\(uid)` is declared twice")
                }
            }
        }
    }

    /// What the empty namespace declares may not be declared again within another.
    private mutating func checkShadowing() {
        for namespace in document.namespaces {
            for declaration in namespace.commonTypes {
                let isShadow = entities[namespace.qualified(declaration.name)] != nil
                if isShadow || Self.builtin(declaration.name) != nil {
                    warnings.append(
                        Diagnostic(
                            .warning, at: declaration.range.range,
                            "`\(declaration.name)` shadows another type of this name",
                            hint: "rename one of the two"))
                }
            }
            for declaration in namespace.entityTypes where Self.builtin(declaration.name) != nil {
                warnings.append(
                    Diagnostic(
                        .warning, at: declaration.range.range,
                        "`\(declaration.name)` shadows the builtin type",
                        hint: "the builtin is `__cedar::\(declaration.name)`"))
            }
            guard !namespace.name.isEmpty else { continue }
            let types =
                namespace.commonTypes.map { ($0.name, $0.range) }
                + namespace.entityTypes.map { ($0.name, $0.range) }
            for (name, range) in types where common[name] != nil || entities[name] != nil {
                report(
                    range, "`\(name)` is declared in the empty namespace as well",
                    hint: "rename one of the two")
            }
            for declaration in namespace.actions
            where actions[EntityUID(type: "Action", id: declaration.name)] != nil {
                report(
                    declaration.range,
                    "action `\(declaration.name)` is declared in the empty namespace as well",
                    hint: "rename one of the two")
            }
        }
    }

    // MARK: Types

    static func builtin(_ name: Text) -> CedarType? {
        switch name.string {
        case "Bool": .bool
        case "Long": .long
        case "String": .string
        case "ipaddr", "decimal", "datetime", "duration":
            ValueKind(rawValue: name.string).map { .ext($0) }
        default: nil
        }
    }

    /// The qualified names that a written name can stand for, in order.
    private func candidates(_ name: Text, _ namespace: NamespaceDeclaration) -> [Text] {
        let isQualified = name.string.utf8.contains(UInt8(ascii: ":"))
        return isQualified || namespace.name.isEmpty ? [name] : [namespace.qualified(name), name]
    }

    private mutating func commonType(_ name: Text, at place: Place) -> Sized? {
        if let known = resolved[name] { return known }
        guard let (namespace, declaration) = common[name] else { return nil }
        guard underway.count < Self.typeDepthLimit else {
            report(declaration.range, "the types nest deeper than \(Self.typeDepthLimit) levels")
            return nil
        }
        guard underway.insert(name).inserted else {
            report(declaration.range, "type `\(name)` is defined by itself")
            return nil
        }
        defer { underway.remove(name) }
        let type = resolve(declaration.type, namespace, declaration.range)
        if let type { resolved[name] = type }
        return type
    }

    private func entityName(_ name: Text, _ namespace: NamespaceDeclaration) -> Text? {
        candidates(name, namespace).first { entities[$0] != nil }
    }

    private mutating func named(
        _ reference: NameReference, _ namespace: NamespaceDeclaration, allowsEntity: Bool
    ) -> Sized? {
        for candidate in candidates(reference.name, namespace) {
            if common[candidate] != nil { return commonType(candidate, at: reference.range) }
            let isEntity = entities[candidate] != nil || actionTypes.contains(candidate)
            if allowsEntity, isEntity {
                return Sized(type: .entity(candidate), size: 1, depth: 1)
            }
        }
        let plain = reference.name.string
        let bare = plain.hasPrefix("__cedar::") ? Text(String(plain.dropFirst(9))) : reference.name
        if let builtin = Self.builtin(bare) { return Sized(type: builtin, size: 1, depth: 1) }
        report(
            reference.range, "unknown type `\(reference.name)`",
            hint: bare == "Boolean"
                ? "the type is called `Bool`" : "declare it, or qualify its name")
        return nil
    }

    private mutating func resolve(
        _ type: TypeExpression, _ namespace: NamespaceDeclaration, _ place: Place
    ) -> Sized? {
        guard isWithinLimit(place) else { return nil }
        let result: Sized?
        switch type {
        case .name(let reference): return named(reference, namespace, allowsEntity: true)
        case .common(let reference): return named(reference, namespace, allowsEntity: false)
        case .entity(let reference):
            let candidates = candidates(reference.name, namespace)
            let found = candidates.first { entities[$0] != nil || actionTypes.contains($0) }
            guard let found else {
                report(reference.range, "unknown entity type `\(reference.name)`")
                return nil
            }
            return Sized(type: .entity(found), size: 1, depth: 1)
        case .ext(let reference):
            guard case .ext(let kind)? = Self.builtin(reference.name) else {
                report(reference.range, "unknown extension type `\(reference.name)`")
                return nil
            }
            return Sized(type: .ext(kind), size: 1, depth: 1)
        case .set(let element):
            result = resolve(element, namespace, place).map {
                Sized(type: .set($0.type), size: $0.size + 1, depth: $0.depth + 1)
            }
        case .record(let declarations):
            result = record(declarations, namespace, place)
        }
        guard let result else { return nil }
        guard result.size <= Self.typeSizeLimit, result.depth <= Self.typeDepthLimit else {
            report(place, "the type is too large when its aliases are written out")
            return nil
        }
        return result
    }

    private mutating func record(
        _ declarations: [AttributeDeclaration], _ namespace: NamespaceDeclaration, _ place: Place
    ) -> Sized? {
        var attributes: [Text: RecordType.Attribute] = [:]
        var size = 1
        var depth = 0
        var isWhole = true
        for declaration in declarations {
            guard let type = resolve(declaration.type, namespace, place) else {
                isWhole = false
                continue
            }
            size += type.size
            depth = max(depth, type.depth)
            attributes[declaration.name] = RecordType.Attribute(
                type: type.type, isRequired: declaration.isRequired)
        }
        guard isWhole else { return nil }
        return Sized(
            type: .record(RecordType(attributes: attributes)), size: size, depth: depth + 1)
    }

    /// A shape or context: a record type or an alias of one; absent is the empty record.
    private mutating func recordType(
        _ type: TypeExpression?, _ namespace: NamespaceDeclaration, _ place: Place
    ) -> RecordType {
        let empty = RecordType(attributes: [:])
        guard let type, let resolved = resolve(type, namespace, place) else { return empty }
        guard case .record(let record) = resolved.type else {
            report(place, "a record type is needed here, found `\(resolved.type.description)`")
            return empty
        }
        return record
    }

    // MARK: Entities and actions

    private mutating func entityNames(
        _ references: [NameReference], _ namespace: NamespaceDeclaration
    ) -> [Text] {
        var names: [Text] = []
        for reference in references {
            guard isWithinLimit(reference.range) else { return [] }
            if let name = entityName(reference.name, namespace) {
                names.append(name)
            } else {
                report(
                    reference.range, "unknown entity type `\(reference.name)`",
                    hint: "only declared entity types can stand here, no aliases")
            }
        }
        return names
    }

    private mutating func entityTypes() -> [Text: EntityType] {
        var parents: [Text: Set<Text>] = [:]
        for (name, (namespace, declaration)) in entities.sorted(by: { $0.key < $1.key }) {
            parents[name] = Set(entityNames(declaration.memberOf, namespace))
        }
        guard errors.isEmpty else { return [:] }
        guard let ancestors = Closure.ancestors(parents, limit: Self.workLimit) else {
            report(Place(), "the hierarchy of entity types is too large")
            return [:]
        }
        var types: [Text: EntityType] = [:]
        for (name, (namespace, declaration)) in entities.sorted(by: { $0.key < $1.key }) {
            types[name] = EntityType(
                name: name,
                attributes: recordType(declaration.shape, namespace, declaration.range),
                tags: declaration.tags.flatMap {
                    resolve($0, namespace, declaration.range)?.type
                },
                choices: declaration.choices, ancestors: ancestors[name] ?? [],
                annotations: declaration.annotations)
        }
        return types
    }

    private mutating func resolvedActions() -> [EntityUID: ActionType] {
        var parents: [EntityUID: Set<EntityUID>] = [:]
        for (uid, (namespace, declaration)) in actions.sorted(by: { $0.key < $1.key }) {
            parents[uid] = []
            for reference in declaration.memberOf {
                guard isWithinLimit(reference.range) else { return [:] }
                if let parent = action(reference, namespace) {
                    parents[uid]?.insert(parent)
                } else {
                    report(reference.range, "unknown action `\(reference.id)`")
                }
            }
        }
        guard errors.isEmpty else { return [:] }
        guard let ancestors = Closure.ancestors(parents, limit: Self.workLimit) else {
            report(Place(), "the hierarchy of actions is too large")
            return [:]
        }
        var types: [EntityUID: ActionType] = [:]
        for (uid, (namespace, declaration)) in actions.sorted(by: { $0.key < $1.key }) {
            if ancestors[uid]?.contains(uid) == true {
                report(declaration.range, "action `\(uid)` is a member of itself")
            }
            let application = declaration.appliesTo
            types[uid] = ActionType(
                uid: uid,
                principalTypes: entityNames(application?.principals ?? [], namespace),
                resourceTypes: entityNames(application?.resources ?? [], namespace),
                context: recordType(application?.context, namespace, declaration.range),
                parents: parents[uid] ?? [], ancestors: ancestors[uid] ?? [],
                annotations: declaration.annotations)
        }
        return types
    }

    private func action(
        _ reference: ActionReference, _ namespace: NamespaceDeclaration
    ) -> EntityUID? {
        let types =
            reference.type.map { [$0] } ?? candidates("Action", namespace)
        return types.map { EntityUID(type: $0, id: reference.id) }.first { actions[$0] != nil }
    }
}
