// SPDX-License-Identifier: EUPL-1.2

/// A string that is compared and ordered by its UTF-8 bytes, as Cedar compares by code point.
///
/// Swift's own equality is canonical equivalence, which would make two ids that Cedar keeps apart
/// one and the same. Every id, name, attribute and string value in this target is a `Text`.
package struct Text: Sendable, ExpressibleByStringLiteral, CustomStringConvertible {
    /// The characters; never compare these with `==`.
    package let string: String

    /// Wraps a string, which is kept as it is.
    package init(_ string: String) {
        var native = string
        native.makeContiguousUTF8()
        self.string = native
    }

    package init(stringLiteral value: String) { self.init(value) }

    /// Decodes bytes that are known to be UTF-8; anything else becomes a replacement character.
    init(utf8 bytes: ArraySlice<UInt8>) { string = String(decoding: bytes, as: UTF8.self) }

    package var description: String { string }

    var isEmpty: Bool { string.utf8.isEmpty }
}

extension Text: Hashable {
    package static func == (left: Text, right: Text) -> Bool {
        let a = left.string.utf8.span
        let b = right.string.utf8.span
        guard a.count == b.count else { return false }
        for index in a.indices where a[index] != b[index] { return false }
        return true
    }

    /// Equal bytes hash alike; the string's own hash is coarser, which is sound.
    package func hash(into hasher: inout Hasher) { string.hash(into: &hasher) }
}

extension Text: Comparable {
    package static func < (left: Text, right: Text) -> Bool {
        order(left, right) == .ascending
    }

    /// Compares byte by byte, once, for searches that need all three outcomes.
    static func order(_ left: Text, _ right: Text) -> Order {
        let a = left.string.utf8.span
        let b = right.string.utf8.span
        let shared = min(a.count, b.count)
        for index in 0..<shared where a[index] != b[index] {
            return a[index] < b[index] ? .ascending : .descending
        }
        return a.count == b.count ? .equal : (a.count < b.count ? .ascending : .descending)
    }
}

/// The outcome of a three-way comparison.
enum Order: Sendable { case ascending, equal, descending }
