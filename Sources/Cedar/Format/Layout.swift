// SPDX-License-Identifier: EUPL-1.2

/// A text whose line breaks are still open.
indirect enum Layout {
    case text(String)
    /// A blank, unless at the start of a line.
    case blank
    /// A blank in a group that fits on its line, else a new line.
    case line
    /// Nothing in a group that fits on its line, else a new line.
    case softLine
    /// A new line, unless at the start of one already.
    case newLine
    /// An empty line, unless at the start of the text.
    case emptyLine
    case nest(Layout)
    /// Broken as a whole, or not at all.
    case group(Layout)
    case sequence([Layout])

    /// The width on one line; nil where a new line is certain.
    fileprivate var width: Int? {
        switch self {
        case .text(let text): text.unicodeScalars.count
        case .blank, .line: 1
        case .softLine: 0
        case .newLine, .emptyLine: nil
        case .nest(let inner), .group(let inner): inner.width
        case .sequence(let parts):
            parts.reduce(0 as Int?) { total, part in
                total.flatMap { total in part.width.map { total + $0 } }
            }
        }
    }
}

/// Writes a layout with lines of at most a width where that is possible.
struct LayoutWriter {
    private(set) var text = ""
    private var column = 0
    private var isLineEmpty = true
    private let widthLimit: Int
    private let indentWidth = 2

    init(widthLimit: Int) { self.widthLimit = widthLimit }

    mutating func write(_ layout: Layout) { write(layout, indent: 0, isFlat: false) }

    private mutating func put(_ string: String, _ indent: Int) {
        if isLineEmpty {
            text += String(repeating: " ", count: indent * indentWidth)
            column = indent * indentWidth
            isLineEmpty = false
        }
        text += string
        column += string.unicodeScalars.count
    }

    private mutating func endLine() {
        guard !isLineEmpty else { return }
        while text.last == " " { text.removeLast() }
        text += "\n"
        isLineEmpty = true
    }

    private mutating func write(_ layout: Layout, indent: Int, isFlat: Bool) {
        switch layout {
        case .text(let string): put(string, indent)
        case .blank: if !isLineEmpty { put(" ", indent) }
        case .line:
            if !isFlat { endLine() } else if !isLineEmpty { put(" ", indent) }
        case .softLine: if !isFlat { endLine() }
        case .newLine: endLine()
        case .emptyLine:
            endLine()
            if !text.isEmpty, !text.hasSuffix("\n\n") { text += "\n" }
        case .nest(let inner): write(inner, indent: indent + 1, isFlat: isFlat)
        case .group(let inner):
            let start = isLineEmpty ? indent * indentWidth : column
            let fits = inner.width.map { start + $0 <= widthLimit } ?? false
            write(inner, indent: indent, isFlat: isFlat || fits)
        case .sequence(let parts):
            for part in parts { write(part, indent: indent, isFlat: isFlat) }
        }
    }
}
