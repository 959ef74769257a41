// SPDX-License-Identifier: EUPL-1.2
internal import Domain
internal import Encodings

/// A stored record that is not what this version of the gateway writes.
package enum RecordError: Error, Equatable, Sendable {
    /// The sealed row is no canonical JSON object.
    case notCanonical
    /// A member is missing or not of its kind.
    case malformed(member: String)
}

/// Reads the members of one stored record; whatever is not exactly as written is an error.
struct RecordReader {
    let json: JSON

    /// - Throws: `.notCanonical` unless the bytes are canonical JSON.
    init(_ bytes: [UInt8]) throws(RecordError) {
        do throws(JSONError) {
            json = try CanonicalJSON.parse(bytes.span)
        } catch {
            throw .notCanonical
        }
    }

    init(_ json: JSON) { self.json = json }

    func text(_ name: String) throws(RecordError) -> String {
        guard let text = json[name]?.string else { throw .malformed(member: name) }
        return text
    }

    func optionalText(_ name: String) -> String? { json[name]?.string }

    func flag(_ name: String) throws(RecordError) -> Bool {
        guard let flag = json[name]?.bool else { throw .malformed(member: name) }
        return flag
    }

    func integer(_ name: String) throws(RecordError) -> Int64 {
        guard let integer = json[name]?.integer else { throw .malformed(member: name) }
        return integer
    }

    func list(_ name: String) throws(RecordError) -> [JSON] {
        guard let list = json[name]?.array else { throw .malformed(member: name) }
        return list
    }

    func object(_ name: String) throws(RecordError) -> RecordReader {
        guard let value = json[name], value.object != nil else { throw .malformed(member: name) }
        return RecordReader(value)
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
            guard let text = item.string, let value = parse(text) else {
                throw .malformed(member: name)
            }
            values.append(value)
        }
        return values
    }

    func identifier(_ name: String) throws(RecordError) -> RandomID {
        try value(name) { RandomID(hex: $0) }
    }

    func partner(_ name: String) throws(RecordError) -> PartnerID {
        try value(name) { PartnerID($0) }
    }

    func instant(_ name: String) throws(RecordError) -> Timestamp {
        try value(name) { Timestamp(rfc3339: $0) }
    }

    func date(_ name: String) throws(RecordError) -> CivilDate {
        try value(name) { CivilDate(iso: $0) }
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
