// SPDX-License-Identifier: EUPL-1.2

/// A `like` pattern: literal pieces with wildcards between, before and after them.
package struct Pattern: Hashable, Sendable {
    /// One element, as the JSON form has them.
    package enum Element: Hashable, Sendable {
        case wildcard
        case literal(Text)
    }

    /// Never two literals in a row; wildcards may repeat, as they were written.
    package let elements: [Element]
    /// The elements as bytes, wildcards as nil, for matching.
    private let units: [UInt8?]

    init(_ elements: [Element]) {
        var merged: [Element] = []
        for element in elements {
            if case .literal(let next) = element {
                if next.isEmpty { continue }
                if case .literal(let last) = merged.last {
                    merged[merged.count - 1] = .literal(Text(last.string + next.string))
                    continue
                }
            }
            merged.append(element)
        }
        self.elements = merged
        units = merged.flatMap { element -> [UInt8?] in
            switch element {
            case .wildcard: [nil]
            case .literal(let text): text.string.utf8.map { $0 }
            }
        }
    }

    /// Whether the whole text matches.
    ///
    /// Bytes stand for code points, which UTF-8 allows. Each wildcard is greedy and only the last
    /// one is ever widened, so the cost is O(pattern × text).
    package func matches(_ text: Text) -> Bool {
        let bytes = text.string.utf8.span
        var position = 0
        var unit = 0
        var retry: (unit: Int, position: Int)?
        while position < bytes.count {
            if unit < units.count, units[unit] == nil {
                retry = (unit + 1, position)
                unit += 1
            } else if unit < units.count, units[unit] == bytes[position] {
                unit += 1
                position += 1
            } else if let last = retry {
                retry = (last.unit, last.position + 1)
                unit = last.unit
                position = last.position + 1
            } else {
                return false
            }
        }
        return units[unit...].allSatisfy { $0 == nil }
    }

    /// The pattern as it is written between quotes.
    package var source: String {
        elements.map { element in
            switch element {
            case .wildcard: "*"
            case .literal(let text):
                text.string.unicodeScalars.split(
                    separator: "*", omittingEmptySubsequences: false
                ).map { StringEscapes.escaped(String($0)) }.joined(separator: "\\*")
            }
        }.joined()
    }
}
