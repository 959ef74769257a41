// SPDX-License-Identifier: EUPL-1.2

/// A string that is compared and ordered by its UTF-8 bytes, as Cedar compares by code point.
///
/// Swift's own equality is canonical equivalence, which would make two ids that Cedar keeps apart
/// one and the same. Every id, name, attribute and string value in this target is a `Text`.
package struct Text: Sendable, ExpressibleByStringLiteral, CustomStringConvertible {
    /// The characters; never compare these with `==`.
    package let string: String
    // INVARIANT: the first eight bytes, big-endian, padded with zeros: most comparisons end here.
    private let prefix: UInt64

    /// Wraps a string, which is kept as it is.
    package init(_ string: String) {
        var native = string
        native.makeContiguousUTF8()
        self.string = native
        let bytes = native.utf8.span
        var prefix: UInt64 = 0
        for index in 0..<8 {
            prefix = prefix << 8 | (index < bytes.count ? UInt64(bytes[index]) : 0)
        }
        self.prefix = prefix
    }

    package init(stringLiteral value: String) { self.init(value) }

    /// Decodes bytes that are known to be UTF-8; anything else becomes a replacement character.
    init(utf8 bytes: ArraySlice<UInt8>) { self.init(String(decoding: bytes, as: UTF8.self)) }

    package var description: String { string }

    var isEmpty: Bool { string.utf8.isEmpty }
}

extension Text: Hashable {
    package static func == (left: Text, right: Text) -> Bool {
        guard left.prefix == right.prefix else { return false }
        let count = left.string.utf8.count
        guard count == right.string.utf8.count else { return false }
        guard count > 8 else { return true }
        let a = left.string.utf8.span
        let b = right.string.utf8.span
        for index in 8..<count where a[index] != b[index] { return false }
        return true
    }

    /// Equal bytes hash alike; the string's own hash is coarser, which is sound.
    package func hash(into hasher: inout Hasher) {
        hasher.combine(prefix)
        if string.utf8.count > 8 { string.hash(into: &hasher) }
    }
}

extension Text: Comparable {
    package static func < (left: Text, right: Text) -> Bool {
        order(left, right) == .ascending
    }

    /// Compares byte by byte, once, for searches that need all three outcomes.
    static func order(_ left: Text, _ right: Text) -> Order {
        if left.prefix != right.prefix {
            return left.prefix < right.prefix ? .ascending : .descending
        }
        let first = left.string.utf8.count
        let second = right.string.utf8.count
        let shared = min(first, second)
        if shared > 8 {
            let a = left.string.utf8.span
            let b = right.string.utf8.span
            for index in 8..<shared where a[index] != b[index] {
                return a[index] < b[index] ? .ascending : .descending
            }
        }
        return first == second ? .equal : (first < second ? .ascending : .descending)
    }
}

/// The outcome of a three-way comparison.
enum Order: Sendable { case ascending, equal, descending }
