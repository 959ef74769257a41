// SPDX-License-Identifier: EUPL-1.2

/// A Swift text without its comments and the words of its strings, which become spaces.
///
/// Lines and columns stay as they were, so a finding names its place. Code within an interpolation
/// stays.
struct SourceText {
    private enum Mode {
        /// Code; within an interpolation, how many parentheses are open.
        case code(parentheses: Int)
        case string(hashes: Int, isMultiline: Bool)
    }

    private let text: [UInt8]
    private var code: [UInt8] = []
    private var offset = 0
    private var modes: [Mode] = [.code(parentheses: 0)]

    /// The lines of the text with everything blank that is not code.
    static func codeLines(of text: String) -> [String] {
        var scan = SourceText(text: Array(text.utf8))
        scan.run()
        return String(decoding: scan.code, as: UTF8.self).split(
            separator: "\n", omittingEmptySubsequences: false
        ).map(String.init)
    }

    private init(text: [UInt8]) { self.text = text }

    private func starts(_ prefix: String, at place: Int) -> Bool {
        text[place...].starts(with: prefix.utf8)
    }

    private mutating func run() {
        while offset < text.count {
            switch modes[modes.count - 1] {
            case .code(let parentheses): stepInCode(parentheses)
            case .string(let hashes, let isMultiline): stepInString(hashes, isMultiline)
            }
        }
    }

    private mutating func keep(_ count: Int) {
        code += text[offset..<offset + count]
        offset += count
    }

    private mutating func blank(_ count: Int) {
        for byte in text[offset..<min(offset + count, text.count)] {
            code.append(byte == UInt8(ascii: "\n") ? byte : UInt8(ascii: " "))
        }
        offset = min(offset + count, text.count)
    }

    private mutating func stepInCode(_ parentheses: Int) {
        if starts("//", at: offset) {
            blank((text[offset...].firstIndex(of: UInt8(ascii: "\n")) ?? text.count) - offset)
        } else if starts("/*", at: offset) {
            skipBlockComment()
        } else if let (hashes, isMultiline) = stringStart() {
            modes.append(.string(hashes: hashes, isMultiline: isMultiline))
            blank(hashes + (isMultiline ? 3 : 1))
        } else {
            let isInterpolation = modes.count > 1
            switch text[offset] {
            case UInt8(ascii: "(") where isInterpolation:
                modes[modes.count - 1] = .code(parentheses: parentheses + 1)
            case UInt8(ascii: ")") where isInterpolation && parentheses == 1: modes.removeLast()
            case UInt8(ascii: ")") where isInterpolation:
                modes[modes.count - 1] = .code(parentheses: parentheses - 1)
            default: break
            }
            keep(1)
        }
    }

    private mutating func skipBlockComment() {
        var depth = 0
        repeat {
            if starts("/*", at: offset) {
                depth += 1
                blank(2)
            } else if starts("*/", at: offset) {
                depth -= 1
                blank(2)
            } else {
                blank(1)
            }
        } while depth > 0 && offset < text.count
    }

    /// Hashes and kind of the string that starts here; nil where none does.
    private func stringStart() -> (hashes: Int, isMultiline: Bool)? {
        var quote = offset
        while quote < text.count, text[quote] == UInt8(ascii: "#") { quote += 1 }
        guard quote < text.count, text[quote] == UInt8(ascii: "\"") else { return nil }
        return (quote - offset, starts("\"\"\"", at: quote))
    }

    private mutating func stepInString(_ hashes: Int, _ isMultiline: Bool) {
        let tail = String(repeating: "#", count: hashes)
        let end = (isMultiline ? "\"\"\"" : "\"") + tail
        if starts(end, at: offset) {
            modes.removeLast()
            blank(end.utf8.count)
        } else if starts("\\" + tail + "(", at: offset) {
            modes.append(.code(parentheses: 1))
            blank(1 + hashes)
            keep(1)
        } else if starts("\\" + tail, at: offset) {
            blank(2 + hashes)
        } else if text[offset] == UInt8(ascii: "\n"), !isMultiline {
            // A quote that was none, as within a regular expression: the line ends it.
            modes.removeLast()
            keep(1)
        } else {
            blank(1)
        }
    }
}
