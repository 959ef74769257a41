// SPDX-License-Identifier: EUPL-1.2

/// A page in the making: names are literals, everything else is escaped text.
struct PageText {
    private(set) var text = ""

    /// An element with text in it.
    mutating func element(
        _ name: StaticString, _ attributes: [(StaticString, String)], _ content: String
    ) {
        element(name, attributes) { $0.write(content) }
    }

    mutating func element(_ name: StaticString, _ content: String) {
        element(name, []) { $0.write(content) }
    }

    mutating func element(_ name: StaticString, _ content: (inout PageText) -> Void) {
        element(name, [], content)
    }

    /// An element with what the closure writes in it.
    mutating func element(
        _ name: StaticString, _ attributes: [(StaticString, String)],
        _ content: (inout PageText) -> Void
    ) {
        open(name, attributes)
        content(&self)
        text += "</\(name)>"
    }

    /// A start tag, or an element that has no end.
    mutating func open(_ name: StaticString, _ attributes: [(StaticString, String)] = []) {
        text += "<\(name)"
        for (key, value) in attributes { text += " \(key)=\"\(Self.escaped(value))\"" }
        text += ">"
    }

    /// Escaped text.
    mutating func write(_ content: String) { text += Self.escaped(content) }

    /// What stands in the program itself: styles and the like.
    mutating func literal(_ markup: StaticString) { text += "\(markup)" }

    private static func escaped(_ content: String) -> String {
        var escaped = ""
        for scalar in content.unicodeScalars {
            switch scalar {
            case "&": escaped += "&amp;"
            case "<": escaped += "&lt;"
            case ">": escaped += "&gt;"
            case "\"": escaped += "&quot;"
            case "'": escaped += "&#39;"
            default: escaped.unicodeScalars.append(scalar)
            }
        }
        return escaped
    }
}
