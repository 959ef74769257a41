// SPDX-License-Identifier: EUPL-1.2

/// Reads the human-readable form of a schema; after an error it goes on with the next declaration.
struct SchemaParser {
    private var reader: TokenReader

    static func parse(
        _ bytes: [UInt8], _ limits: CedarLimits
    ) throws(CedarError) -> SchemaDocument {
        try TokenReader.check(bytes, limits)
        var parser = SchemaParser(reader: TokenReader(bytes, .schema, limits))
        let document = parser.document()
        guard parser.reader.diagnostics.isEmpty else { throw .syntax(parser.reader.diagnostics) }
        return document
    }

    private mutating func document() -> SchemaDocument {
        var root = NamespaceDeclaration(name: "")
        var others: [NamespaceDeclaration] = []
        var seen: Set<Text> = []
        while !reader.at(.end), !reader.isExhausted {
            do throws(Abandon) {
                reader.resetNesting()
                let start = reader.token.range
                let annotations = try reader.annotations()
                guard reader.at(word: "namespace") else {
                    try declaration(annotations, into: &root, from: start)
                    continue
                }
                reader.advance()
                let nameRange = reader.token.range
                let name = try reader.path(after: try reader.name("the name of the namespace"))
                if !seen.insert(name).inserted {
                    reader.report(
                        nameRange, "namespace `\(name)` is declared twice",
                        hint: "put the declarations together")
                }
                others.append(try namespace(name, annotations))
            } catch {
                if error.isFinal { break }
                reader.skip(past: .semicolon)
            }
        }
        let isRootEmpty =
            root.commonTypes.isEmpty && root.entityTypes.isEmpty && root.actions.isEmpty
        return SchemaDocument(namespaces: (isRootEmpty ? [] : [root]) + others)
    }

    private mutating func namespace(
        _ name: Text, _ annotations: Annotations
    ) throws(Abandon) -> NamespaceDeclaration {
        var namespace = NamespaceDeclaration(name: name, annotations: annotations)
        try reader.expect(.leftBrace)
        while !reader.take(.rightBrace) {
            guard !reader.at(.end), !reader.isExhausted else {
                throw reader.unexpected(["`}`"])
            }
            do throws(Abandon) {
                let start = reader.token.range
                let annotations = try reader.annotations()
                try declaration(annotations, into: &namespace, from: start)
            } catch {
                if error.isFinal { throw error }
                reader.resetNesting()
                reader.skip(past: .semicolon)
            }
        }
        return namespace
    }

    private mutating func declaration(
        _ annotations: Annotations, into namespace: inout NamespaceDeclaration,
        from start: SourceRange
    ) throws(Abandon) {
        if reader.take(word: "entity") {
            namespace.entityTypes += try entityTypes(annotations, start)
        } else if reader.take(word: "action") {
            namespace.actions += try actions(annotations, start)
        } else if reader.take(word: "type") {
            let name = try reader.name("the name of the type")
            try reader.expect(.assign)
            let type = try type()
            try reader.expect(.semicolon)
            namespace.commonTypes.append(
                CommonTypeDeclaration(
                    name: name, type: type, annotations: annotations,
                    range: Place(start.through(reader.previous))))
        } else {
            throw reader.unexpected(
                ["`entity`", "`action`", "`type`", "`namespace`"],
                hint: "namespaces do not nest and take no `;`")
        }
    }

    // MARK: Entities

    private mutating func entityTypes(
        _ annotations: Annotations, _ start: SourceRange
    ) throws(Abandon) -> [EntityTypeDeclaration] {
        var names: [Text] = []
        repeat {
            names.append(try reader.name("the name of the entity type"))
        } while reader.take(
            .comma)
        var memberOf: [NameReference] = []
        var shape: TypeExpression?
        var tags: TypeExpression?
        var choices: [Text]?
        if reader.take(word: "enum") {
            choices = try self.choices()
        } else {
            if reader.take(word: "in") { memberOf = try typeNames(mayBeEmpty: true) }
            let isAssigned = reader.take(.assign)
            if reader.at(.leftBrace) {
                shape = try record()
            } else if isAssigned {
                throw reader.unexpected(["`{`"], hint: "the attributes are written out here")
            }
            if reader.take(word: "tags") { tags = try type() }
        }
        try reader.expect(.semicolon)
        let range = Place(start.through(reader.previous))
        return names.map { name in
            EntityTypeDeclaration(
                name: name, memberOf: memberOf, shape: shape, tags: tags, choices: choices,
                annotations: annotations, range: range)
        }
    }

    private mutating func choices() throws(Abandon) -> [Text] {
        try reader.expect(.leftBracket)
        var choices: [Text] = []
        repeat { choices.append(try reader.string("an id in quotes")) } while reader.take(.comma)
        try reader.expect(.rightBracket)
        return choices
    }

    // MARK: Types

    private mutating func reference() throws(Abandon) -> NameReference {
        let start = reader.token.range
        var name: Text
        if reader.take(word: "__cedar") {
            guard reader.at(.doubleColon) else { throw reader.unexpected(["`::`"]) }
            name = "__cedar"
        } else {
            name = try reader.name("the name of a type")
        }
        name = try reader.path(after: name)
        return NameReference(name: name, range: Place(start.through(reader.previous)))
    }

    private mutating func typeNames(mayBeEmpty: Bool) throws(Abandon) -> [NameReference] {
        guard reader.take(.leftBracket) else { return [try reference()] }
        var names: [NameReference] = []
        if mayBeEmpty, reader.take(.rightBracket) { return [] }
        repeat { names.append(try reference()) } while reader.take(.comma)
        try reader.expect(.rightBracket, hint: "no comma before `]` in a schema")
        return names
    }

    private mutating func type() throws(Abandon) -> TypeExpression {
        try reader.enter()
        defer { reader.leave() }
        if reader.at(.leftBrace) { return try record() }
        let isSet = reader.at(word: "Set")
        let name = try reference()
        guard isSet, reader.take(.less) else { return .name(name) }
        let element = try type()
        try reader.expect(.greater)
        return .set(element)
    }

    private mutating func record() throws(Abandon) -> TypeExpression {
        try reader.expect(.leftBrace)
        var attributes: [AttributeDeclaration] = []
        while !reader.at(.rightBrace) {
            let annotations = try reader.annotations()
            let name = try name("the name of an attribute")
            let isOptional = reader.take(.question)
            try reader.expect(.colon)
            attributes.append(
                AttributeDeclaration(
                    name: name, type: try type(), isRequired: !isOptional,
                    annotations: annotations))
            guard reader.take(.comma) else { break }
        }
        try reader.expect(.rightBrace)
        return .record(Self.lastWins(attributes))
    }

    /// Of an attribute that occurs more than once the last declaration counts.
    private static func lastWins(_ attributes: [AttributeDeclaration]) -> [AttributeDeclaration] {
        var positions: [Text: Int] = [:]
        var kept: [AttributeDeclaration] = []
        for attribute in attributes {
            if let position = positions[attribute.name] {
                kept[position] = attribute
            } else {
                positions[attribute.name] = kept.count
                kept.append(attribute)
            }
        }
        return kept
    }

    /// The name of an attribute or action, where the reference lets `__cedar` stand as well.
    private mutating func name(_ what: String) throws(Abandon) -> Text {
        if reader.take(word: "__cedar") { return "__cedar" }
        return reader.at(.string) ? try reader.string(what) : try reader.name(what)
    }

    // MARK: Actions

    private mutating func actions(
        _ annotations: Annotations, _ start: SourceRange
    ) throws(Abandon) -> [ActionDeclaration] {
        var names: [Text] = []
        repeat { names.append(try name("the name of the action")) } while reader.take(.comma)
        var memberOf: [ActionReference] = []
        if reader.take(word: "in") {
            if reader.take(.leftBracket) {
                repeat { memberOf.append(try actionReference()) } while reader.take(.comma)
                try reader.expect(.rightBracket, hint: "no comma before `]` in a schema")
            } else {
                memberOf = [try actionReference()]
            }
        }
        let appliesTo = reader.take(word: "appliesTo") ? try application() : nil
        if reader.take(word: "attributes") {
            try reader.expect(.leftBrace)
            try reader.expect(.rightBrace, hint: "actions have no attributes")
        }
        try reader.expect(.semicolon)
        let range = Place(start.through(reader.previous))
        return names.map { name in
            ActionDeclaration(
                name: name, memberOf: memberOf, appliesTo: appliesTo, annotations: annotations,
                range: range)
        }
    }

    private mutating func actionReference() throws(Abandon) -> ActionReference {
        let start = reader.token.range
        if reader.at(.string) {
            let id = try reader.string("the name of an action")
            return ActionReference(type: nil, id: id, range: Place(start))
        }
        if reader.take(word: "__cedar") {
            return ActionReference(type: nil, id: "__cedar", range: Place(start))
        }
        var path = try reader.name("the name of an action")
        guard reader.at(.doubleColon) else {
            return ActionReference(type: nil, id: path, range: Place(start))
        }
        while reader.take(.doubleColon) {
            if reader.at(.string) {
                let id = try reader.string("the name of an action")
                return ActionReference(
                    type: path, id: id, range: Place(start.through(reader.previous)))
            }
            path = Text("\(path)::\(try reader.name("a name or an action in quotes"))")
        }
        throw reader.unexpected(["`::`"], hint: "an action ends in its name, in quotes")
    }

    private mutating func application() throws(Abandon) -> ActionDeclaration.Application {
        let start = reader.token.range
        try reader.expect(.leftBrace)
        var principals: [NameReference]?
        var resources: [NameReference]?
        var context: TypeExpression?
        while !reader.at(.rightBrace) {
            let word = reader.token.range
            if reader.take(word: "principal") {
                try reader.expect(.colon)
                reportTwice(principals != nil, word)
                principals = try typeNames(mayBeEmpty: false)
            } else if reader.take(word: "resource") {
                try reader.expect(.colon)
                reportTwice(resources != nil, word)
                resources = try typeNames(mayBeEmpty: false)
            } else if reader.take(word: "context") {
                try reader.expect(.colon)
                reportTwice(context != nil, word)
                context = reader.at(.leftBrace) ? try record() : .name(try reference())
            } else {
                throw reader.unexpected(["`principal`", "`resource`", "`context`"])
            }
            guard reader.take(.comma) else { break }
        }
        try reader.expect(.rightBrace)
        guard let principals, let resources else {
            reader.report(
                start.through(reader.previous), "`appliesTo` lacks `principal` or `resource`",
                hint: "leave `appliesTo` out for an action that is only a group")
            throw Abandon()
        }
        return ActionDeclaration.Application(
            principals: principals, resources: resources, context: context)
    }

    private mutating func reportTwice(_ isSecond: Bool, _ range: SourceRange) {
        if isSecond {
            reader.report(range, "given twice in `appliesTo`", hint: "keep one of the two")
        }
    }
}
