// SPDX-License-Identifier: EUPL-1.2

/// The fields of a head that was read: one copy of its bytes, and where each name and value stands in it.
///
/// Names are compared by bytes without regard to ASCII case. Values are visible ASCII without
/// white space around them.
package struct HeaderFields: Sendable {
    /// Where one field stands in the head.
    struct Place: Sendable {
        let nameStart: Int32
        let nameEnd: Int32
        let valueStart: Int32
        let valueEnd: Int32
    }

    private let bytes: [UInt8]
    private let places: [Place]

    /// INVARIANT: every place lies within `bytes`, and its value holds visible ASCII, spaces and tabs.
    init(bytes: [UInt8], places: [Place]) {
        self.bytes = bytes
        self.places = places
    }

    /// No fields.
    package init() { self.init(bytes: [], places: []) }

    /// How many fields there are, repeated names counted each.
    package var count: Int { places.count }

    /// The value of the only field with this name; nil if there is none or more than one.
    package subscript(_ name: String) -> String? {
        guard let place = onlyPlace(of: name) else { return nil }
        return text(Int(place.valueStart)..<Int(place.valueEnd))
    }

    /// Lends the bytes of the only field with this name; nil if there is none or more than one.
    package func withValue<R, E: Error>(
        of name: String, _ body: (Span<UInt8>) throws(E) -> R
    ) throws(E) -> R? {
        guard let place = onlyPlace(of: name) else { return nil }
        return try body(bytes.span.extracting(Int(place.valueStart)..<Int(place.valueEnd)))
    }

    /// Every value of this name, in order.
    package func values(of name: String) -> [String] {
        places.filter { matches($0, name) }.map { text(Int($0.valueStart)..<Int($0.valueEnd)) }
    }

    /// Whether there is a field with this name.
    package func contains(_ name: String) -> Bool { places.contains { matches($0, name) } }

    /// Every name and value in order, as they were written.
    package var all: [(name: String, value: String)] {
        places.map {
            (
                text(Int($0.nameStart)..<Int($0.nameEnd)),
                text(Int($0.valueStart)..<Int($0.valueEnd))
            )
        }
    }

    private func onlyPlace(of name: String) -> Place? {
        var found: Place?
        for place in places where matches(place, name) {
            guard found == nil else { return nil }
            found = place
        }
        return found
    }

    private func matches(_ place: Place, _ name: String) -> Bool {
        let wanted = name.utf8.span
        let start = Int(place.nameStart)
        guard Int(place.nameEnd) - start == wanted.count else { return false }
        let found = bytes.span
        for index in wanted.indices
        where found[start + index].asciiLowercased != wanted[index].asciiLowercased {
            return false
        }
        return true
    }

    /// A part of the head that these fields were read from.
    func text(_ range: Range<Int>) -> String {
        String(decoding: bytes[range], as: UTF8.self)
    }
}
