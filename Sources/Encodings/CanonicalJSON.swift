// SPDX-License-Identifier: EUPL-1.2

/// The one spelling of a JSON object that is hashed, committed to and compared.
///
/// RFC 8785 narrowed: one object; keys ASCII, in byte order; arrays, strings as given, true, false
/// and integers within ±`integerLimit`. No null, fraction, exponent or `-0`.
package enum CanonicalJSON {
    /// The greatest integer to both sides; up to here every integer is exact in double precision.
    package static let integerLimit: Int64 = (1 << 53) - 1

    /// The canonical bytes of an object.
    ///
    /// - Throws: `.notCanonical` for anything that has no canonical form.
    package static func encode(_ object: JSON) throws(JSONError) -> [UInt8] {
        guard case .object = object else { throw JSONError(.notCanonical, at: 0) }
        var text: [UInt8] = []
        try write(object, to: &text)
        return text
    }

    /// Reads canonical bytes: they are encoded again and must come out the same.
    ///
    /// - Throws: what `JSON` throws, or `.notCanonical` at the first byte that differs, or at zero
    ///   where there is no canonical form.
    package static func parse(
        _ bytes: Span<UInt8>, limits: JSONLimits = .standard
    ) throws(JSONError) -> JSON {
        let value = try JSON(parsing: bytes, limits: limits)
        let canonical = try encode(value)
        for offset in 0..<min(canonical.count, bytes.count)
        where canonical[offset] != bytes[offset] {
            throw JSONError(.notCanonical, at: offset)
        }
        guard canonical.count == bytes.count else {
            throw JSONError(.notCanonical, at: min(canonical.count, bytes.count))
        }
        return value
    }

    private static func write(_ value: JSON, to text: inout [UInt8]) throws(JSONError) {
        switch value {
        case .null: throw JSONError(.notCanonical, at: 0)
        case .bool(let value): text.append(contentsOf: (value ? "true" : "false").utf8)
        case .number(let number):
            guard let value = number.integer, value.magnitude <= integerLimit.magnitude else {
                throw JSONError(.notCanonical, at: 0)
            }
            text.append(contentsOf: String(value).utf8)
        case .string(let string): JSONWriter.append(string, to: &text)
        case .array(let elements):
            text.append(UInt8(ascii: "["))
            for (index, element) in elements.enumerated() {
                if index > 0 { text.append(UInt8(ascii: ",")) }
                try write(element, to: &text)
            }
            text.append(UInt8(ascii: "]"))
        case .object(let object):
            guard object.members.allSatisfy({ $0.key.utf8.allSatisfy { $0 < 0x80 } }) else {
                throw JSONError(.notCanonical, at: 0)
            }
            let sorted = object.members.sorted {
                $0.key.utf8.lexicographicallyPrecedes($1.key.utf8)
            }
            text.append(UInt8(ascii: "{"))
            for (index, member) in sorted.enumerated() {
                if index > 0 { text.append(UInt8(ascii: ",")) }
                JSONWriter.append(member.key, to: &text)
                text.append(UInt8(ascii: ":"))
                try write(member.value, to: &text)
            }
            text.append(UInt8(ascii: "}"))
        }
    }
}
