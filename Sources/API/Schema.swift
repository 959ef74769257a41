// SPDX-License-Identifier: EUPL-1.2
internal import Encodings

/// What a text in a request or answer must look like.
package enum TextRule: Sendable, Equatable {
    /// 32 lowercase hex digits.
    case identifier
    /// A partner: `organisatie/onderdeel`, at most 64 of `[a-z0-9-./]`.
    case partner
    /// A role, as a word of lowercase letters, digits and hyphens.
    case role
    /// A category, such as `C6`.
    case category
    /// A field group, such as `C6.observatie`.
    case veldgroep
    /// A purpose, such as `P3`.
    case purpose
    /// A civil date, `YYYY-MM-DD`.
    case date
    /// An instant in UTC, RFC 3339 with three decimals and `Z`.
    case instant
    /// One of fixed words.
    case word([String])
    /// Lowercase hex of 32 bytes.
    case digest
    /// A compact JWS or JWE.
    case compact(byteLimit: Int)
    /// Any text of one to so many bytes.
    case free(byteLimit: Int)

    /// The pattern that OpenAPI shows (ECMA-262); nil where a format or enumeration says it all.
    var pattern: String? {
        switch self {
        case .identifier: "^[0-9a-f]{32}$"
        case .partner: "^[a-z0-9.-]+/[a-z0-9.-]+$"
        case .role: "^[a-z][a-z0-9-]{0,47}$"
        case .category: "^C[0-9]{1,2}$"
        case .veldgroep: "^C[0-9]{1,2}\\.[a-z0-9-]+$"
        case .purpose: "^P[0-9]{1,2}$"
        case .date: "^[0-9]{4}-[0-9]{2}-[0-9]{2}$"
        case .instant: "^[0-9]{4}-[0-9]{2}-[0-9]{2}T[0-9]{2}:[0-9]{2}:[0-9]{2}\\.[0-9]{3}Z$"
        case .digest: "^[0-9a-f]{64}$"
        case .compact: "^[A-Za-z0-9_-]+(\\.[A-Za-z0-9_-]*){2,4}$"
        case .word, .free: nil
        }
    }

    /// The most bytes of UTF-8 that a text may have.
    var byteLimit: Int {
        switch self {
        case .identifier: 32
        case .partner, .role, .veldgroep: 64
        case .category, .purpose: 3
        case .date: 10
        case .instant: 24
        case .digest: 64
        case .word(let words): words.map(\.utf8.count).max() ?? 0
        case .compact(let limit), .free(let limit): limit
        }
    }

    /// What OpenAPI says of it.
    var document: JSON {
        var members: [(String, JSON)] = [("type", "string")]
        switch self {
        case .date: members.append(("format", "date"))
        case .instant: members.append(("format", "date-time"))
        case .word(let words): members.append(("enum", .array(words.map { .string($0) })))
        default: break
        }
        if let pattern { members.append(("pattern", .string(pattern))) }
        switch self {
        case .word: break
        case .free, .compact:
            members.append(("minLength", 1))
            members.append(("maxLength", .integer(Int64(byteLimit))))
        default: members.append(("maxLength", .integer(Int64(byteLimit))))
        }
        return JSON(members)
    }
}

/// The shape of a JSON value in the partner API: checks what comes in, and writes itself into OpenAPI.
package indirect enum Schema: Sendable {
    case text(TextRule)
    case integer(ClosedRange<Int64>)
    case boolean
    case list(Schema, ClosedRange<Int>)
    case object([Member])
    /// An object with free names; its members are checked by the catalogue, not here.
    case content(String)
    /// A shape with a name of its own under `components/schemas`.
    case named(String, Schema)

    /// A member of an object.
    package struct Member: Sendable {
        let name: String
        let schema: Schema
        let isRequired: Bool
        let meaning: String?

        /// A member that must be there.
        static func needed(_ name: String, _ schema: Schema, _ meaning: String? = nil) -> Member {
            Member(name: name, schema: schema, isRequired: true, meaning: meaning)
        }

        /// A member that may be left out.
        static func optional(_ name: String, _ schema: Schema, _ meaning: String? = nil) -> Member {
            Member(name: name, schema: schema, isRequired: false, meaning: meaning)
        }
    }

    /// What OpenAPI 3.1 says of this shape; named shapes become references.
    var document: JSON {
        switch self {
        case .text(let rule): return rule.document
        case .integer(let range):
            return [
                "type": "integer", "minimum": .integer(range.lowerBound),
                "maximum": .integer(range.upperBound),
            ]
        case .boolean: return ["type": "boolean"]
        case .list(let item, let range):
            return [
                "type": "array", "items": item.document,
                "minItems": .integer(Int64(range.lowerBound)),
                "maxItems": .integer(Int64(range.upperBound)),
            ]
        case .object(let members):
            return JSON([
                ("type", "object"), ("additionalProperties", false),
                ("required", .array(members.filter(\.isRequired).map { .string($0.name) })),
                (
                    "properties",
                    JSON(
                        members.map { member in
                            guard let meaning = member.meaning else {
                                return (member.name, member.schema.document)
                            }
                            return (
                                member.name,
                                member.schema.document.with("description", .string(meaning))
                            )
                        })
                ),
            ])
        case .content(let meaning):
            return ["type": "object", "description": .string(meaning)]
        case .named(let name, _):
            return ["$ref": .string("#/components/schemas/\(name)")]
        }
    }

    /// Every named shape within this one, with its document.
    func collectNamed(into found: inout [String: JSON]) {
        switch self {
        case .named(let name, let schema):
            found[name] = schema.document
            schema.collectNamed(into: &found)
        case .list(let item, _): item.collectNamed(into: &found)
        case .object(let members):
            for member in members { member.schema.collectNamed(into: &found) }
        case .text, .integer, .boolean, .content: break
        }
    }
}

extension JSON {
    /// This object with one more member.
    fileprivate func with(_ key: String, _ value: JSON) -> JSON {
        guard var object else { preconditionFailure("only an object has members") }
        object[key] = value
        return .object(object)
    }
}
