// SPDX-License-Identifier: EUPL-1.2

internal import Encodings

/// Strict access to JSON documents; errors say where, from the outside in.
enum JSONAccess {
    /// What is read of one document at most.
    static let limits = JSONLimits(
        byteCountLimit: 16 << 20, depthLimit: 127, memberCountLimit: 100_000,
        valueCountLimit: 2_000_000)

    static func parse(_ bytes: [UInt8]) throws(CedarError) -> JSON {
        do throws(JSONError) {
            return try JSON(parsing: bytes, limits: limits)
        } catch {
            throw .json(path: "", problem: "not strict JSON at byte \(error.offset)")
        }
    }

    /// Runs a step and puts the key in front of the path of its error.
    static func within<Result>(
        _ key: String, _ step: () throws(CedarError) -> Result
    ) throws(CedarError) -> Result {
        do throws(CedarError) {
            return try step()
        } catch {
            guard case .json(let path, let problem) = error else { throw error }
            throw .json(path: path.isEmpty ? key : "\(key).\(path)", problem: problem)
        }
    }

    static func problem(_ text: String) -> CedarError { .json(path: "", problem: text) }

    static func object(_ json: JSON, _ what: String) throws(CedarError) -> JSONObject {
        guard let object = json.object else { throw problem("\(what) must be an object") }
        return object
    }

    static func array(_ json: JSON, _ what: String) throws(CedarError) -> [JSON] {
        guard let array = json.array else { throw problem("\(what) must be an array") }
        return array
    }

    static func text(_ json: JSON, _ what: String) throws(CedarError) -> Text {
        guard let string = json.string else { throw problem("\(what) must be a string") }
        return Text(string)
    }

    static func member(_ object: JSONObject, _ key: String) throws(CedarError) -> JSON {
        guard let json = object[key] else { throw problem("`\(key)` is missing") }
        return json
    }

    /// Refuses keys that are not among these.
    static func allow(_ keys: Set<Text>, in object: JSONObject) throws(CedarError) {
        for member in object.members where !keys.contains(Text(member.key)) {
            throw problem("unknown key `\(StringEscapes.escaped(member.key))`")
        }
    }

    /// A normalised path of names that may not be reserved.
    static func path(_ json: JSON, _ what: String) throws(CedarError) -> Text {
        let name = try text(json, what)
        guard ReservedWord.isPath(name) else { throw problem("\(what) is not a name") }
        return name
    }

    /// Annotations as an object of strings and nulls.
    static func annotations(_ json: JSON?) throws(CedarError) -> Annotations {
        guard let json else { return Annotations() }
        var all: [Annotation] = []
        for member in try object(json, "`annotations`").members {
            let key = Text(member.key)
            guard let first = key.string.utf8.first, Lexer.isNameStart(first),
                key.string.utf8.allSatisfy(Lexer.isNamePart)
            else { throw problem("an annotation key is not a name") }
            let value = member.value.isNull ? nil : try text(member.value, "an annotation")
            all.append(
                Annotation(key: key, value: value ?? "", hasValue: value != nil, range: .none))
        }
        return Annotations(all)
    }

    static func json(_ annotations: Annotations) -> JSON {
        var object = JSONObject()
        for annotation in annotations.all.sorted(by: { $0.key < $1.key }) {
            object[annotation.key.string] =
                annotation.hasValue ? .string(annotation.value.string) : .null
        }
        return .object(object)
    }
}
