// SPDX-License-Identifier: EUPL-1.2

/// A JSON value as a tree.
///
/// Not for content about children, which must never become a `String`: that is what `JSONIndex` is
/// for. Strings and keys are equal when their UTF-8 is: no normalisation, unlike `String`'s own
/// equality.
package indirect enum JSON: Sendable {
    case null
    case bool(Bool)
    case number(JSONNumber)
    case string(String)
    case array([JSON])
    case object(JSONObject)

    /// Reads a whole text strictly: no duplicate keys, only UTF-8, no lone surrogates, no byte
    /// order mark, nothing behind the value, no number that loses value, nothing beyond a limit.
    package init(
        parsing bytes: Span<UInt8>, limits: JSONLimits = .standard
    ) throws(JSONError) {
        let index = try JSONIndex(parsing: bytes, limits: limits)
        self = index.tree(of: index.root, in: bytes)
    }

    /// Reads a whole text strictly.
    package init(parsing text: String, limits: JSONLimits = .standard) throws(JSONError) {
        try self.init(parsing: text.utf8.span, limits: limits)
    }

    /// Reads a whole text strictly.
    package init(parsing bytes: [UInt8], limits: JSONLimits = .standard) throws(JSONError) {
        try self.init(parsing: bytes.span, limits: limits)
    }

    /// A whole number.
    package static func integer(_ value: Int64) -> JSON { .number(JSONNumber(value)) }

    /// An object of members in order; a key given twice is a bug.
    package init(_ members: [(String, JSON)]) { self = .object(JSONObject(members)) }

    /// Whether this is null.
    package var isNull: Bool {
        if case .null = self { true } else { false }
    }

    /// The truth value; nil for other kinds.
    package var bool: Bool? {
        if case .bool(let value) = self { value } else { nil }
    }

    /// The number; nil for other kinds.
    package var number: JSONNumber? {
        if case .number(let value) = self { value } else { nil }
    }

    /// The whole number; nil for other kinds and for literals with fraction, exponent, or `-0`.
    package var integer: Int64? { number?.integer }

    /// The text; nil for other kinds.
    package var string: String? {
        if case .string(let value) = self { value } else { nil }
    }

    /// The elements; nil for other kinds.
    package var array: [JSON]? {
        if case .array(let value) = self { value } else { nil }
    }

    /// The object; nil for other kinds.
    package var object: JSONObject? {
        if case .object(let value) = self { value } else { nil }
    }

    /// The value of this key; nil without one, or of something else than an object.
    package subscript(key: String) -> JSON? { object?[key] }

    /// The element at this index; nil beyond the end, or of something else than an array.
    package subscript(index: Int) -> JSON? {
        guard let array, array.indices.contains(index) else { return nil }
        return array[index]
    }
}

extension JSON: Equatable {
    package static func == (one: JSON, other: JSON) -> Bool {
        switch (one, other) {
        case (.null, .null): true
        case (.bool(let one), .bool(let other)): one == other
        case (.number(let one), .number(let other)): one == other
        case (.string(let one), .string(let other)): one.hasSameBytes(as: other)
        case (.array(let one), .array(let other)): one == other
        case (.object(let one), .object(let other)): one == other
        case (.null, _), (.bool, _), (.number, _), (.string, _), (.array, _), (.object, _): false
        }
    }
}

extension JSON: ExpressibleByBooleanLiteral, ExpressibleByIntegerLiteral {
    package init(booleanLiteral value: Bool) { self = .bool(value) }
    package init(integerLiteral value: Int64) { self = .integer(value) }
}

extension JSON: ExpressibleByStringLiteral, ExpressibleByStringInterpolation {
    package init(stringLiteral value: String) { self = .string(value) }
}

extension JSON: ExpressibleByArrayLiteral, ExpressibleByDictionaryLiteral {
    package init(arrayLiteral elements: JSON...) { self = .array(elements) }

    /// An object with these members in this order; a key given twice is a bug.
    package init(dictionaryLiteral members: (String, JSON)...) {
        var object = JSONObject()
        for (key, value) in members {
            precondition(object[key] == nil, "a literal gives each key once")
            object[key] = value
        }
        self = .object(object)
    }
}

extension JSONIndex {
    /// A tree of the value; not for content, since its texts become strings that cannot be wiped.
    package func tree(of node: Node, in bytes: Span<UInt8>) -> JSON {
        // Recursion goes as deep as the depth limit at most.
        switch kind(of: node) {
        case .null: return .null
        case .bool: return .bool(bool(of: node, in: bytes) == true)
        case .number:
            let literal = bytes.extracting(range(of: node)).copied
            return .number(JSONNumber(scanned: String(decoding: literal, as: UTF8.self)))
        case .string: return .string(text(of: node, in: bytes))
        case .array: return .array(elements(of: node).map { tree(of: $0, in: bytes) })
        case .object:
            var members: [JSONObject.Member] = []
            members.reserveCapacity(count(of: node))
            for member in self.members(of: node) {
                members.append(
                    JSONObject.Member(
                        key: text(of: member.key, in: bytes),
                        value: tree(of: member.value, in: bytes)))
            }
            return .object(JSONObject(distinct: members))
        }
    }

    private func text(of node: Node, in bytes: Span<UInt8>) -> String {
        String(decoding: string(of: node, in: bytes) ?? [], as: UTF8.self)
    }
}

extension String {
    /// Whether the UTF-8 is the same, where `==` would also accept another normal form.
    func hasSameBytes(as other: String) -> Bool {
        utf8.count == other.utf8.count && utf8.elementsEqual(other.utf8)
    }
}
