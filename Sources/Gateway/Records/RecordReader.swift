// SPDX-License-Identifier: EUPL-1.2
internal import Domain
internal import Encodings

/// A stored record that is not what this version of the gateway writes.
package enum RecordError: Error, Equatable, Sendable {
    /// The sealed row is no JSON object.
    case notCanonical
    /// A member is missing or not of its kind.
    case malformed(member: String)
    /// The casus has more records than are read.
    case tooMany
}

/// Reads the members of one stored record; whatever is not exactly as written is an error.
///
/// Rows are authenticated before they are read, so that strict JSON is enough: only what is looked up is
/// made into a value.
struct RecordReader {
    /// A text with the map of where its values stand.
    private final class Text: Sendable {
        let bytes: [UInt8]
        let index: JSONIndex

        init(_ bytes: [UInt8], _ index: JSONIndex) {
            self.bytes = bytes
            self.index = index
        }

        func member(_ name: String, of node: JSONIndex.Node) -> JSONIndex.Node? {
            let bytes = bytes
            return index.member(name, of: node, in: bytes.span)
        }

        func string(_ node: JSONIndex.Node) -> String? {
            let bytes = bytes
            return index.text(of: node, in: bytes.span)
        }

        /// What `parse` makes of the bytes of a text, without a copy of them.
        func parsed<T>(_ node: JSONIndex.Node, _ parse: (Span<UInt8>) -> T?) -> T? {
            let bytes = bytes
            return index.withText(of: node, in: bytes.span, parse) ?? nil
        }

        func bool(_ node: JSONIndex.Node) -> Bool? {
            let bytes = bytes
            return index.bool(of: node, in: bytes.span)
        }

        func integer(_ node: JSONIndex.Node) -> Int64? {
            let bytes = bytes
            return index.integer(of: node, in: bytes.span)
        }
    }

    private let text: Text
    private let node: JSONIndex.Node

    /// - Throws: `.notCanonical` unless the bytes are strict JSON.
    init(_ bytes: [UInt8]) throws(RecordError) {
        do throws(JSONError) {
            let index = try JSONIndex(parsing: bytes.span)
            text = Text(bytes, index)
            node = index.root
        } catch {
            throw .notCanonical
        }
    }

    private init(_ text: Text, _ node: JSONIndex.Node) {
        self.text = text
        self.node = node
    }

    private func member(_ name: String) -> JSONIndex.Node? {
        text.member(name, of: node)
    }

    /// Whether there is such a member.
    func has(_ name: String) -> Bool { member(name) != nil }

    /// The text that a value is.
    private func string(_ node: JSONIndex.Node) -> String? {
        text.string(node)
    }

    func text(_ name: String) throws(RecordError) -> String {
        guard let text = optionalText(name) else { throw .malformed(member: name) }
        return text
    }

    func optionalText(_ name: String) -> String? { member(name).flatMap { string($0) } }

    func flag(_ name: String) throws(RecordError) -> Bool {
        guard let flag = optionalFlag(name) else { throw .malformed(member: name) }
        return flag
    }

    func optionalFlag(_ name: String) -> Bool? {
        member(name).flatMap { text.bool($0) }
    }

    func integer(_ name: String) throws(RecordError) -> Int64 {
        guard let integer = member(name).flatMap({ text.integer($0) }) else {
            throw .malformed(member: name)
        }
        return integer
    }

    /// The elements of an array, each to be read as an object.
    func list(_ name: String) throws(RecordError) -> [RecordReader] {
        guard let list = member(name), text.index.kind(of: list) == .array else {
            throw .malformed(member: name)
        }
        return text.index.elements(of: list).map { RecordReader(text, $0) }
    }

    func object(_ name: String) throws(RecordError) -> RecordReader {
        guard let value = member(name), text.index.kind(of: value) == .object else {
            throw .malformed(member: name)
        }
        return RecordReader(text, value)
    }

    /// A value made from a text by a failable initializer.
    func value<T>(_ name: String, _ parse: (String) -> T?) throws(RecordError) -> T {
        guard let value = parse(try text(name)) else { throw .malformed(member: name) }
        return value
    }

    /// The same for a member that may be absent.
    func optional<T>(_ name: String, _ parse: (String) -> T?) throws(RecordError) -> T? {
        guard let text = optionalText(name) else { return nil }
        guard let value = parse(text) else { throw .malformed(member: name) }
        return value
    }

    /// A list of texts, each made into a value.
    func values<T>(_ name: String, _ parse: (String) -> T?) throws(RecordError) -> [T] {
        var values: [T] = []
        for item in try list(name) {
            guard let text = item.string(item.node), let value = parse(text) else {
                throw .malformed(member: name)
            }
            values.append(value)
        }
        return values
    }

    func identifier(_ name: String) throws(RecordError) -> RandomID {
        try parsed(name) { RandomID(hex: $0) }
    }

    func optionalIdentifier(_ name: String) throws(RecordError) -> RandomID? {
        has(name) ? try identifier(name) : nil
    }

    func identifiers(_ name: String) throws(RecordError) -> [RandomID] {
        guard let list = member(name), text.index.kind(of: list) == .array else {
            throw .malformed(member: name)
        }
        var ids: [RandomID] = []
        for node in text.index.elements(of: list) {
            guard let id = text.parsed(node, { RandomID(hex: $0) }) else {
                throw .malformed(member: name)
            }
            ids.append(id)
        }
        return ids
    }

    /// A value made from the bytes of a text, which is never made itself.
    private func parsed<T>(
        _ name: String, _ parse: (Span<UInt8>) -> T?
    ) throws(RecordError) -> T {
        guard let value = member(name).flatMap({ text.parsed($0, parse) }) else {
            throw .malformed(member: name)
        }
        return value
    }

    func partner(_ name: String) throws(RecordError) -> PartnerID {
        try value(name) { PartnerID($0) }
    }

    func instant(_ name: String) throws(RecordError) -> Timestamp {
        try parsed(name) { Timestamp(rfc3339: $0) }
    }

    func date(_ name: String) throws(RecordError) -> CivilDate {
        try parsed(name) { CivilDate(iso: $0) }
    }
}

/// Builds the object of a stored record; members that are nil are left out.
struct RecordWriter {
    private var members: [(String, JSON)] = []

    mutating func add(_ name: String, _ value: JSON) { members.append((name, value)) }
    mutating func add(_ name: String, _ text: String) { members.append((name, .string(text))) }
    mutating func add(_ name: String, optional text: String?) {
        if let text { members.append((name, .string(text))) }
    }
    mutating func add(_ name: String, _ flag: Bool) { members.append((name, .bool(flag))) }
    mutating func add(_ name: String, _ texts: some Sequence<String>) {
        members.append((name, .array(texts.map { .string($0) })))
    }

    /// The object as written so far.
    var json: JSON { JSON(members) }

    /// Canonical bytes; every member written here is one that the canonical form knows.
    var bytes: [UInt8] {
        do throws(JSONError) {
            return try CanonicalJSON.encode(json)
        } catch {
            preconditionFailure("records are written in values that the canonical form has")
        }
    }
}
