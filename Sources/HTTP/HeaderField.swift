// SPDX-License-Identifier: EUPL-1.2

/// One field of a message to be sent: a valid name and a valid value.
package struct HeaderField: Sendable, Hashable {
    /// The name as it is written; compared without regard to ASCII case.
    package let name: String
    /// The value: visible ASCII, with spaces and tabs only inside.
    package let value: String

    /// A field whose value is checked, or nil if it could break out of its line.
    package init?(_ name: StaticString, checking value: String) {
        guard Self.isValid(value) else { return nil }
        self.init(unchecked: Self.checked(name), value: value)
    }

    /// A field that the program itself wrote; a value that no field may hold is a bug.
    package init(_ name: StaticString, _ value: StaticString) {
        let text = value.description
        precondition(Self.isValid(text), "a field value is visible ASCII")
        self.init(unchecked: Self.checked(name), value: text)
    }

    /// A field with a decimal number.
    package init(_ name: StaticString, integer: Int) {
        self.init(unchecked: Self.checked(name), value: String(integer))
    }

    private init(unchecked name: String, value: String) {
        self.name = name
        self.value = value
    }

    private static func checked(_ name: StaticString) -> String {
        let text = name.description
        precondition(
            !text.isEmpty && text.utf8.allSatisfy { $0.isToken }, "a field name is a token")
        return text
    }

    /// Whether these bytes may stand in a field: no control byte, nothing above 126, no space at an end.
    private static func isValid(_ value: String) -> Bool {
        guard value.utf8.allSatisfy({ $0.isFieldValue }) else { return false }
        guard let first = value.utf8.first, let last = value.utf8.last else { return true }
        return first > Ascii.space && last > Ascii.space
    }

    package static func == (left: HeaderField, right: HeaderField) -> Bool {
        left.lowercasedName.elementsEqual(right.lowercasedName)
            && left.value.utf8.elementsEqual(right.value.utf8)
    }

    package func hash(into hasher: inout Hasher) {
        for byte in lowercasedName { hasher.combine(byte) }
        for byte in value.utf8 { hasher.combine(byte) }
    }

    /// The bytes of the name, ASCII capitals lowered.
    var lowercasedName: some Sequence<UInt8> { name.utf8.lazy.map(\.asciiLowercased) }
}
