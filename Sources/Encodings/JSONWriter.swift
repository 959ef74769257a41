// SPDX-License-Identifier: EUPL-1.2

extension JSON {
    /// The compact text: no white space, members in their order, only the escapes that are needed.
    package func serialized() -> [UInt8] {
        var text: [UInt8] = []
        write(to: &text)
        return text
    }

    private func write(to text: inout [UInt8]) {
        switch self {
        case .null: text.append(contentsOf: "null".utf8)
        case .bool(let value): text.append(contentsOf: (value ? "true" : "false").utf8)
        case .number(let number): text.append(contentsOf: number.literal.utf8)
        case .string(let string): JSONWriter.append(string, to: &text)
        case .array(let elements):
            text.append(UInt8(ascii: "["))
            for (index, element) in elements.enumerated() {
                if index > 0 { text.append(UInt8(ascii: ",")) }
                element.write(to: &text)
            }
            text.append(UInt8(ascii: "]"))
        case .object(let object):
            text.append(UInt8(ascii: "{"))
            for (index, member) in object.members.enumerated() {
                if index > 0 { text.append(UInt8(ascii: ",")) }
                JSONWriter.append(member.key, to: &text)
                text.append(UInt8(ascii: ":"))
                member.value.write(to: &text)
            }
            text.append(UInt8(ascii: "}"))
        }
    }
}

/// The one spelling of strings that both compact and canonical text use.
enum JSONWriter {
    private static let digits: [UInt8] = Array("0123456789abcdef".utf8)

    /// Adds a quoted string: short escapes where there are any, `\u00xx` for other controls.
    ///
    /// Source: RFC 8785 §3.2.2.2.
    static func append(_ string: String, to text: inout [UInt8]) {
        text.append(UInt8(ascii: "\""))
        for byte in string.utf8 {
            switch byte {
            case UInt8(ascii: "\""), UInt8(ascii: "\\"): text.append(contentsOf: [0x5c, byte])
            case 0x08: text.append(contentsOf: #"\b"#.utf8)
            case 0x09: text.append(contentsOf: #"\t"#.utf8)
            case 0x0a: text.append(contentsOf: #"\n"#.utf8)
            case 0x0c: text.append(contentsOf: #"\f"#.utf8)
            case 0x0d: text.append(contentsOf: #"\r"#.utf8)
            case 0..<0x20:
                text.append(contentsOf: #"\u00"#.utf8)
                text.append(digits[Int(byte >> 4)])
                text.append(digits[Int(byte & 0x0f)])
            default: text.append(byte)
            }
        }
        text.append(UInt8(ascii: "\""))
    }
}
