// SPDX-License-Identifier: EUPL-1.2
import Encodings
import Foundation

/// A second reader of the same rules, as plain as possible: recursion over characters, and the C
/// library's decimal conversion for numbers. It shares nothing with the first.
enum NaiveJSON: Equatable {
    case word(String)
    case number(String)
    case string([Unicode.Scalar])
    case array([NaiveJSON])
    case object([Pair])

    struct Pair: Equatable {
        var key: [Unicode.Scalar]
        var value: NaiveJSON
    }

    /// The value; nil where the text is refused.
    init?(_ bytes: [UInt8], depth: Int = 127) {
        guard let text = String(validating: bytes, as: UTF8.self) else { return nil }
        var reader = NaiveReader(rest: text.unicodeScalars[...])
        guard let value = reader.value(depth), reader.isAtEnd() else { return nil }
        self = value
    }

    /// The same value as the tree has it.
    init(_ tree: JSON) {
        switch tree {
        case .null: self = .word("null")
        case .bool(let value): self = .word(value ? "true" : "false")
        case .number(let number): self = .number(number.literal)
        case .string(let text): self = .string(Array(text.unicodeScalars))
        case .array(let elements): self = .array(elements.map { NaiveJSON($0) })
        case .object(let object):
            self = .object(
                object.members.map {
                    Pair(key: Array($0.key.unicodeScalars), value: NaiveJSON($0.value))
                })
        }
    }

    /// The same value as the index has it.
    init(_ index: JSONIndex, _ node: JSONIndex.Node, _ bytes: [UInt8]) {
        let raw = String(decoding: bytes[index.range(of: node)], as: UTF8.self)
        switch index.kind(of: node) {
        case .null, .bool: self = .word(raw)
        case .number: self = .number(raw)
        case .string: self = .string(Self.text(index, node, bytes))
        case .array:
            self = .array(index.elements(of: node).map { NaiveJSON(index, $0, bytes) })
        case .object:
            self = .object(
                index.members(of: node).map {
                    Pair(
                        key: Self.text(index, $0.key, bytes),
                        value: NaiveJSON(index, $0.value, bytes))
                })
        }
    }

    private static func text(
        _ index: JSONIndex, _ node: JSONIndex.Node, _ bytes: [UInt8]
    ) -> [Unicode.Scalar] {
        let text = index.string(of: node, in: bytes.span) ?? []
        return Array(String(decoding: text, as: UTF8.self).unicodeScalars)
    }
}

private struct NaiveReader {
    var rest: Substring.UnicodeScalarView

    private mutating func take(_ scalar: Unicode.Scalar) -> Bool {
        guard rest.first == scalar else { return false }
        rest.removeFirst()
        return true
    }

    private mutating func skip() {
        while let first = rest.first, " \t\r\n".unicodeScalars.contains(first) {
            rest.removeFirst()
        }
    }

    mutating func isAtEnd() -> Bool {
        skip()
        return rest.isEmpty
    }

    mutating func value(_ depth: Int) -> NaiveJSON? {
        skip()
        guard let first = rest.first else { return nil }
        switch first {
        case "\"": return string().map { .string($0) }
        case "[": return array(depth)
        case "{": return object(depth)
        case "-", "0"..."9": return number()
        default:
            for word in ["null", "true", "false"]
            where String(String.UnicodeScalarView(rest.prefix(word.count))) == word {
                rest.removeFirst(word.count)
                return .word(word)
            }
            return nil
        }
    }

    private mutating func array(_ depth: Int) -> NaiveJSON? {
        guard depth > 0, take("[") else { return nil }
        skip()
        if take("]") { return .array([]) }
        var elements: [NaiveJSON] = []
        while let element = value(depth - 1) {
            elements.append(element)
            skip()
            if take("]") { return .array(elements) }
            guard take(",") else { return nil }
        }
        return nil
    }

    private mutating func object(_ depth: Int) -> NaiveJSON? {
        guard depth > 0, take("{") else { return nil }
        skip()
        if take("}") { return .object([]) }
        var pairs: [NaiveJSON.Pair] = []
        while true {
            skip()
            guard let key = string(), !pairs.contains(where: { $0.key == key }) else { return nil }
            skip()
            guard take(":"), let value = value(depth - 1) else { return nil }
            pairs.append(NaiveJSON.Pair(key: key, value: value))
            skip()
            if take("}") { return .object(pairs) }
            guard take(",") else { return nil }
        }
    }

    private mutating func string() -> [Unicode.Scalar]? {
        guard take("\"") else { return nil }
        var units: [UInt16] = []
        while let first = rest.popFirst() {
            if first == "\"" {
                return String(validating: units, as: UTF16.self).map { Array($0.unicodeScalars) }
            }
            guard first.value >= 0x20 else { return nil }
            guard first == "\\" else {
                units.append(contentsOf: Character(first).utf16)
                continue
            }
            guard let escape = rest.popFirst() else { return nil }
            let short: [Unicode.Scalar: UInt16] = [
                "\"": 34, "\\": 92, "/": 47, "b": 8, "f": 12, "n": 10, "r": 13, "t": 9,
            ]
            if let unit = short[escape] {
                units.append(unit)
            } else {
                let digits = rest.prefix(4)
                guard escape == "u", digits.count == 4,
                    digits.allSatisfy({ $0.properties.isASCIIHexDigit }),
                    let unit = UInt16(String(String.UnicodeScalarView(digits)), radix: 16)
                else { return nil }
                rest.removeFirst(4)
                units.append(unit)
            }
        }
        return nil
    }

    private mutating func number() -> NaiveJSON? {
        let literal = String(
            String.UnicodeScalarView(
                rest.prefix { "+-.eE0123456789".unicodeScalars.contains($0) }))
        rest.removeFirst(literal.unicodeScalars.count)
        guard literal.wholeMatch(of: /-?(0|[1-9][0-9]*)(\.[0-9]+)?([eE][+\-]?[0-9]+)?/) != nil,
            literal.utf8.count <= 128
        else { return nil }
        if !literal.contains(where: { ".eE".contains($0) }) {
            return Int64(literal) == nil ? nil : .number(literal)
        }
        return Self.survivesDouble(literal) ? .number(literal) : nil
    }

    /// Whether printing the double with 15 digits gives the literal's own digits and power back.
    private static func survivesDouble(_ literal: String) -> Bool {
        guard let double = Double(literal), double.isFinite,
            let written = digits(literal),
            let printed = digits(String(format: "%.14e", double))
        else { return false }
        if written.digits.isEmpty { return written.exponent.magnitude <= 307 }
        return written.digits == printed.digits && written.power == printed.power
            && printed.power.magnitude <= 307
    }

    /// The digits from the first to the last that is not zero, and the power of ten of the first.
    private static func digits(_ literal: String) -> (digits: String, power: Int, exponent: Int)? {
        let parts = literal.lowercased().split(separator: "e")
        guard let exponent = parts.count > 1 ? Int(parts[1]) : 0 else { return nil }
        let mantissa = parts[0].drop { $0 == "-" }.split(
            separator: ".", omittingEmptySubsequences: false)
        let all = mantissa.joined()
        guard let first = all.firstIndex(where: { $0 != "0" }),
            let last = all.lastIndex(where: { $0 != "0" })
        else { return ("", 0, exponent) }
        let place = all.distance(from: all.startIndex, to: first)
        return (String(all[first...last]), mantissa[0].count - 1 - place + exponent, exponent)
    }
}
