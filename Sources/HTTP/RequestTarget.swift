// SPDX-License-Identifier: EUPL-1.2

/// The decoded items of a query, in their order; no name comes twice.
package struct Query: Sendable {
    /// One `name=value`, both decoded.
    package struct Item: Sendable {
        package let name: String
        package let value: String
    }

    package let items: [Item]

    /// The value of a name, or nil.
    package subscript(_ name: String) -> String? {
        for item in items where item.name.utf8.elementsEqual(name.utf8) { return item.value }
        return nil
    }
}

/// An origin-form request target with one meaning: its decoded segments and query items.
///
/// `/` has no segments; a slash at the end gives an empty last segment, which no route matches.
/// Escapes are decoded once; `+` stands for itself. Source: RFC 9112 §3.2.1, RFC 3986 §3.3-3.4.
package struct RequestTarget: Sendable {
    /// The decoded segments of the path; none holds a slash, backslash or control character.
    package let path: [String]
    /// The decoded items of the query.
    package let query: Query

    /// Parses and decodes a target.
    package init(parsing bytes: Span<UInt8>, limits: Limits) throws(Refusal) {
        guard bytes.count <= limits.targetByteLimit else { throw .targetTooLong }
        guard !bytes.isEmpty, bytes[0] == Ascii.slash else { throw .malformedTarget }
        var pathEnd = 0
        while pathEnd < bytes.count, bytes[pathEnd] != Ascii.question { pathEnd += 1 }
        path = try Self.segments(
            bytes.extracting(1..<pathEnd), limit: limits.targetPartLimit)
        query =
            pathEnd == bytes.count
            ? Query(items: [])
            : try Self.query(
                bytes.extracting((pathEnd + 1)...), limit: limits.targetPartLimit)
    }

    private static func segments(
        _ bytes: Span<UInt8>, limit: Int
    ) throws(Refusal) -> [String] {
        if bytes.isEmpty { return [] }
        var result: [String] = []
        result.reserveCapacity(6)
        var start = 0
        while true {
            var end = start
            var hasEscape = false
            while end < bytes.count, bytes[end] != Ascii.slash {
                if bytes[end] == Ascii.percent {
                    hasEscape = true
                } else if !bytes[end].isPathCharacter {
                    throw .malformedTarget
                }
                end += 1
            }
            guard end > start || end == bytes.count else { throw .emptySegment }
            guard result.count < limit else { throw .targetTooLong }
            let segment = try text(bytes.extracting(start..<end), hasEscape, inPath: true)
            if segment.utf8.count <= 2, segment.utf8.allSatisfy({ $0 == Ascii.dot }),
                !segment.isEmpty
            {
                throw .dotSegment
            }
            result.append(segment)
            if end == bytes.count { return result }
            start = end + 1
        }
    }

    private static func query(_ bytes: Span<UInt8>, limit: Int) throws(Refusal) -> Query {
        var items: [Query.Item] = []
        var start = 0
        while true {
            var end = start
            var equals: Int?
            var hasEscape = false
            while end < bytes.count, bytes[end] != Ascii.ampersand {
                let byte = bytes[end]
                if byte == Ascii.equals, equals == nil {
                    equals = end
                } else if byte == Ascii.percent {
                    hasEscape = true
                } else if !byte.isPathCharacter && byte != Ascii.slash && byte != Ascii.question {
                    throw .malformedTarget
                }
                end += 1
            }
            guard let equals, equals > start else { throw .malformedQuery }
            guard items.count < limit else { throw .targetTooLong }
            let name = try text(bytes.extracting(start..<equals), hasEscape, inPath: false)
            let value = try text(
                bytes.extracting((equals + 1)..<end), hasEscape, inPath: false)
            guard !items.contains(where: { $0.name.utf8.elementsEqual(name.utf8) }) else {
                throw .malformedQuery
            }
            items.append(Query.Item(name: name, value: value))
            if end == bytes.count { return Query(items: items) }
            start = end + 1
        }
    }

    /// The text of bytes, their escapes decoded; in a path no slash or backslash may hide in one.
    private static func text(
        _ bytes: Span<UInt8>, _ hasEscape: Bool, inPath: Bool
    ) throws(Refusal) -> String {
        guard hasEscape else { return try text(bytes) }
        var decoded: [UInt8] = []
        decoded.reserveCapacity(bytes.count)
        var index = 0
        while index < bytes.count {
            guard bytes[index] == Ascii.percent else {
                decoded.append(bytes[index])
                index += 1
                continue
            }
            guard index + 2 < bytes.count, let high = bytes[index + 1].hexDigit,
                let low = bytes[index + 2].hexDigit
            else { throw .malformedEscape }
            let byte = high << 4 | low
            guard byte >= Ascii.space, byte != Ascii.delete,
                !inPath || (byte != Ascii.slash && byte != Ascii.backslash)
            else { throw .malformedEscape }
            decoded.append(byte)
            index += 3
        }
        return try text(decoded.span)
    }

    private static func text(_ bytes: Span<UInt8>) throws(Refusal) -> String {
        do {
            return String(copying: try UTF8Span(validating: bytes))
        } catch {
            throw .targetNotUnicode
        }
    }
}
