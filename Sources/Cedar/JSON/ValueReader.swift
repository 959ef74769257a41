// SPDX-License-Identifier: EUPL-1.2

internal import Encodings

/// Reads values in the JSON format of entities, contexts and policies, with a type or without.
enum ValueReader {
    /// A value without an expected type; escapes need their exact shape.
    static func value(_ json: JSON) throws(CedarError) -> Value {
        switch json {
        case .null: throw JSONAccess.problem("null is not a value")
        case .bool(let bool): return .bool(bool)
        case .number: return .long(try long(json))
        case .string(let string): return .string(Text(string))
        case .array(let items):
            var elements: [Value] = []
            for item in items { elements.append(try value(item)) }
            return .set(ValueSet(elements))
        case .object(let object):
            if let escaped = try escape(object) { return escaped }
            var pairs: [(Text, Value)] = []
            for member in object.members {
                pairs.append((Text(member.key), try value(member.value)))
            }
            return .record(Record(pairs))
        }
    }

    private static func long(_ json: JSON) throws(CedarError) -> Int64 {
        guard let integer = json.integer else {
            throw JSONAccess.problem("a number must be an integer of 64 bits")
        }
        return integer
    }

    // MARK: Escapes

    /// `__entity` or `__extn` as the single key with the strings that it wants.
    private static func escape(_ object: JSONObject) throws(CedarError) -> Value? {
        if let uid = try escapedEntity(object) { return .entity(uid) }
        guard let (name, arguments) = escapedCall(object) else { return nil }
        return try apply(try function(name), arguments, expected: nil)
    }

    /// The entity of an object that is an `__entity` escape and nothing else.
    static func escapedEntity(_ object: JSONObject) throws(CedarError) -> EntityUID? {
        guard object.count == 1 else { return nil }
        if object["__expr"]?.string != nil {
            throw JSONAccess.problem("`__expr` is no longer supported")
        }
        return try object["__entity"]?.object.flatMap { (inner) throws(CedarError) in
            try entity(inner)
        }
    }

    /// The call of an object that is an `__extn` escape and nothing else.
    static func escapedCall(_ object: JSONObject) -> (Text, [JSON])? {
        object.count == 1 ? object["__extn"]?.object.flatMap { call($0) } : nil
    }

    private static func function(_ name: Text) throws(CedarError) -> ExtensionFunction {
        guard let function = ExtensionFunction(name) else {
            throw JSONAccess.problem("unknown extension function")
        }
        return function
    }

    /// `{"type", "id"}`, or nil where it has not that shape.
    private static func entity(_ object: JSONObject) throws(CedarError) -> EntityUID? {
        guard let type = object["type"], type.string != nil, let id = object["id"]?.string else {
            return nil
        }
        return EntityUID(type: try JSONAccess.path(type, "an entity type"), id: Text(id))
    }

    /// `{"fn", "arg"}` or `{"fn", "args"}`, or nil where it has not that shape.
    private static func call(_ object: JSONObject) -> (Text, [JSON])? {
        guard let name = object["fn"]?.string else { return nil }
        if let argument = object["arg"] { return (Text(name), [argument]) }
        return object["args"]?.array.map { (Text(name), $0) }
    }

    private static func apply(
        _ function: ExtensionFunction, _ arguments: [JSON], expected: ValueKind?
    ) throws(CedarError) -> Value {
        if let expected, function.result != expected {
            throw JSONAccess.problem("`\(function.rawValue)` does not make a \(expected)")
        }
        var values: [Value] = []
        for (index, argument) in arguments.enumerated() {
            let parameters = function.parameters
            if expected != nil, index < parameters.count, parameters[index] != .string {
                values.append(try ext(argument, parameters[index]))
            } else {
                values.append(try value(argument))
            }
        }
        do throws(EvaluationError) {
            return try function.apply(values)
        } catch {
            throw JSONAccess.problem(error.description)
        }
    }

    /// `{"type", "id"}` or that within `__entity`; other keys are ignored.
    static func uid(_ json: JSON, _ what: String) throws(CedarError) -> EntityUID {
        if let object = json.object, object["__expr"]?.string == nil {
            if let inner = object["__entity"]?.object, let uid = try entity(inner) { return uid }
            if let uid = try entity(object) { return uid }
        }
        throw JSONAccess.problem("\(what) must be an object with `type` and `id`")
    }

    // MARK: With a type

    /// A value of an expected type; entities and extension values may be written bare.
    static func value(_ json: JSON, _ type: CedarType) throws(CedarError) -> Value {
        switch (type, json) {
        case (.bool, .bool(let bool)): return .bool(bool)
        case (.long, .number): return .long(try long(json))
        case (.string, .string(let string)): return .string(Text(string))
        case (.entity(let name), .object):
            let found = try uid(json, "an entity")
            guard found.type == name else {
                throw JSONAccess.problem("found an entity of type `\(found.type)`, not `\(name)`")
            }
            return .entity(found)
        case (.ext(let kind), _): return try ext(json, kind)
        case (.set(let element), .array(let items)):
            var elements: [Value] = []
            for item in items { elements.append(try value(item, element)) }
            return .set(ValueSet(elements))
        case (.record(let record), .object(let object)):
            return .record(try self.record(object, record))
        default: throw JSONAccess.problem("a value of type `\(type.description)` is needed")
        }
    }

    private static func ext(_ json: JSON, _ kind: ValueKind) throws(CedarError) -> Value {
        if let object = json.object {
            let escaped = object["__extn"]?.object.flatMap { call($0) }
            guard let (name, arguments) = escaped ?? call(object) else {
                throw JSONAccess.problem("a value of type `\(kind)` is needed")
            }
            return try apply(try function(name), arguments, expected: kind)
        }
        let constructor = kind == .ipaddr ? "ip" : kind.rawValue
        return try apply(try function(Text(constructor)), [json], expected: kind)
    }

    /// A record of exactly these attributes.
    static func record(
        _ object: JSONObject, _ type: RecordType
    ) throws(CedarError) -> Record {
        var pairs: [(Text, Value)] = []
        for member in object.members {
            let name = Text(member.key)
            guard let attribute = type.attributes[name] else {
                throw JSONAccess.problem("unknown attribute `\(StringEscapes.escaped(member.key))`")
            }
            pairs.append(
                (
                    name,
                    try JSONAccess.within(member.key) { () throws(CedarError) in
                        try value(member.value, attribute.type)
                    }
                ))
        }
        let given = Set(pairs.map(\.0))
        for (name, attribute) in type.attributes
        where attribute.isRequired && !given.contains(name) {
            throw JSONAccess.problem("attribute `\(name)` is missing")
        }
        return Record(pairs)
    }
}
