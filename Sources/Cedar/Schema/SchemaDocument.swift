// SPDX-License-Identifier: EUPL-1.2

/// A schema as it was written, in either syntax, before its names are resolved.
struct SchemaDocument: Hashable, Sendable {
    var namespaces: [NamespaceDeclaration] = []
}

/// One namespace; the empty name is the namespace of what stands outside of any.
struct NamespaceDeclaration: Hashable, Sendable {
    var name: Text
    var annotations = Annotations()
    var commonTypes: [CommonTypeDeclaration] = []
    var entityTypes: [EntityTypeDeclaration] = []
    var actions: [ActionDeclaration] = []

    /// A name declared here, qualified.
    func qualified(_ name: Text) -> Text {
        self.name.isEmpty ? name : Text("\(self.name)::\(name)")
    }
}

struct CommonTypeDeclaration: Hashable, Sendable {
    let name: Text
    let type: TypeExpression
    let annotations: Annotations
    let range: Place
}

struct EntityTypeDeclaration: Hashable, Sendable {
    let name: Text
    var memberOf: [NameReference] = []
    var shape: TypeExpression?
    var tags: TypeExpression?
    /// The only ids, where they are enumerated.
    var choices: [Text]?
    let annotations: Annotations
    let range: Place
}

struct ActionDeclaration: Hashable, Sendable {
    let name: Text
    var memberOf: [ActionReference] = []
    var appliesTo: Application?
    let annotations: Annotations
    let range: Place

    struct Application: Hashable, Sendable {
        var principals: [NameReference]
        var resources: [NameReference]
        var context: TypeExpression?
    }
}

/// An action as a member of another: by name alone, or with its type.
struct ActionReference: Hashable, Sendable {
    let type: Text?
    let id: Text
    let range: Place
}

/// The name of a type and where it stands.
struct NameReference: Hashable, Sendable {
    let name: Text
    let range: Place
}

/// A type as it was written.
indirect enum TypeExpression: Hashable, Sendable {
    /// A name of any kind of type.
    case name(NameReference)
    /// JSON only: certainly an entity type.
    case entity(NameReference)
    /// JSON only: a common type or builtin, not an entity type.
    case common(NameReference)
    /// JSON only: an extension type.
    case ext(NameReference)
    case set(TypeExpression)
    case record([AttributeDeclaration])
}

struct AttributeDeclaration: Hashable, Sendable {
    let name: Text
    let type: TypeExpression
    let isRequired: Bool
    let annotations: Annotations
}

/// A source range that does not count in comparisons.
struct Place: Hashable, Sendable {
    let range: SourceRange
    init(_ range: SourceRange = .none) { self.range = range }
    static func == (left: Place, right: Place) -> Bool { true }
    func hash(into hasher: inout Hasher) {}
}
