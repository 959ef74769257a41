// SPDX-License-Identifier: EUPL-1.2

/// Reads and writes the escapes of string literals and `like` patterns.
enum StringEscapes {
    static func hexDigit(_ byte: UInt8) -> UInt32? {
        switch byte {
        case UInt8(ascii: "0")...UInt8(ascii: "9"): UInt32(byte - UInt8(ascii: "0"))
        case UInt8(ascii: "a")...UInt8(ascii: "f"): UInt32(byte - UInt8(ascii: "a")) + 10
        case UInt8(ascii: "A")...UInt8(ascii: "F"): UInt32(byte - UInt8(ascii: "A")) + 10
        default: nil
        }
    }

    /// One unit of a literal: plain bytes, or the star of a pattern, escaped or not.
    enum Unit {
        case byte(UInt8)
        case scalar(UInt32)
        case escapedStar
        case invalid(length: Int)
    }

    /// Reads the unit at an offset and moves past it.
    static func next(_ bytes: ArraySlice<UInt8>, _ offset: inout Int) -> Unit {
        let first = bytes[offset]
        guard first == UInt8(ascii: "\\") else {
            offset += 1
            return .byte(first)
        }
        guard offset + 1 < bytes.endIndex else {
            offset += 1
            return .invalid(length: 1)
        }
        let letter = bytes[offset + 1]
        offset += 2
        switch letter {
        case UInt8(ascii: "n"): return .scalar(0x0A)
        case UInt8(ascii: "r"): return .scalar(0x0D)
        case UInt8(ascii: "t"): return .scalar(0x09)
        case UInt8(ascii: "0"): return .scalar(0)
        case UInt8(ascii: "\\"), UInt8(ascii: "\""), UInt8(ascii: "'"):
            return .scalar(UInt32(letter))
        case UInt8(ascii: "*"): return .escapedStar
        case UInt8(ascii: "x"): return hexadecimal(bytes, &offset)
        case UInt8(ascii: "u"): return unicode(bytes, &offset)
        default: return .invalid(length: 2)
        }
    }

    /// `\xHH`, up to 7F.
    private static func hexadecimal(_ bytes: ArraySlice<UInt8>, _ offset: inout Int) -> Unit {
        guard offset + 1 < bytes.endIndex, let high = hexDigit(bytes[offset]),
            let low = hexDigit(bytes[offset + 1]), high < 8
        else { return .invalid(length: 2) }
        offset += 2
        return .scalar(high << 4 | low)
    }

    /// `\u{H…}`: one to six digits, underscores between, a scalar value.
    private static func unicode(_ bytes: ArraySlice<UInt8>, _ offset: inout Int) -> Unit {
        guard offset < bytes.endIndex, bytes[offset] == UInt8(ascii: "{") else {
            return .invalid(length: 2)
        }
        var index = offset + 1
        var value: UInt32 = 0
        var digits = 0
        while index < bytes.endIndex, bytes[index] != UInt8(ascii: "}") {
            if let digit = hexDigit(bytes[index]) {
                digits += 1
                guard digits <= 6 else { return .invalid(length: 2) }
                value = value << 4 | digit
            } else if bytes[index] != UInt8(ascii: "_") || digits == 0 {
                return .invalid(length: 2)
            }
            index += 1
        }
        guard index < bytes.endIndex, digits > 0, Unicode.Scalar(value) != nil else {
            return .invalid(length: 2)
        }
        offset = index + 1
        return .scalar(value)
    }

    /// Appends the UTF-8 of a scalar value that was checked.
    static func append(_ scalar: UInt32, to bytes: inout [UInt8]) {
        guard let scalar = Unicode.Scalar(scalar) else { return }
        bytes.append(contentsOf: UTF8.encode(scalar) ?? UTF8.encodedReplacementCharacter)
    }

    /// The text in quotes, so that the lexer reads it back.
    static func quoted(_ text: Text) -> String { "\"\(escaped(text.string))\"" }

    /// The characters with what a literal cannot hold, or a reader cannot see, escaped.
    static func escaped(_ string: String) -> String {
        var result = ""
        for scalar in string.unicodeScalars {
            switch scalar {
            case "\"": result += "\\\""
            case "\\": result += "\\\\"
            case "\n": result += "\\n"
            case "\r": result += "\\r"
            case "\t": result += "\\t"
            case "\0": result += "\\0"
            default:
                if mustBeSeen(scalar) {
                    result += "\\u{\(String(scalar.value, radix: 16))}"
                } else {
                    result.unicodeScalars.append(scalar)
                }
            }
        }
        return result
    }

    /// Control and format characters, odd blanks and lone marks hide in a text; they are escaped.
    private static func mustBeSeen(_ scalar: Unicode.Scalar) -> Bool {
        guard scalar.value >= 0x7F || scalar.value < 0x20 else { return false }
        switch scalar.properties.generalCategory {
        case .control, .format, .lineSeparator, .paragraphSeparator, .spaceSeparator,
            .privateUse, .unassigned, .surrogate, .nonspacingMark, .enclosingMark,
            .spacingMark:
            return true
        default: return false
        }
    }
}
