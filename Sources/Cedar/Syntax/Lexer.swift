// SPDX-License-Identifier: EUPL-1.2

/// Cuts a UTF-8 text into tokens, one at a time, keeping count of lines and columns.
struct Lexer {
    /// What `?` begins: slots in policies, optional attributes in schemas.
    enum Dialect { case policy, schema }

    let bytes: [UInt8]
    private let dialect: Dialect
    private(set) var offset = 0
    private var line = 1
    private var lineStart = 0
    /// Bytes on this line that continue a code point, which columns do not count.
    private var continuationCount = 0
    /// Comments in the order of the text, kept only where a formatter asks.
    private(set) var comments: [SourceRange] = []
    private let keepsComments: Bool

    init(_ bytes: [UInt8], _ dialect: Dialect, keepsComments: Bool = false) {
        self.bytes = bytes
        self.dialect = dialect
        self.keepsComments = keepsComments
    }

    var position: SourcePosition {
        SourcePosition(
            offset: offset, line: line, column: offset - lineStart - continuationCount + 1)
    }

    static func isNameStart(_ byte: UInt8) -> Bool {
        switch byte {
        case UInt8(ascii: "a")...UInt8(ascii: "z"), UInt8(ascii: "A")...UInt8(ascii: "Z"),
            UInt8(ascii: "_"):
            true
        default: false
        }
    }

    static func isNamePart(_ byte: UInt8) -> Bool { isNameStart(byte) || isDigit(byte) }

    private static func isDigit(_ byte: UInt8) -> Bool {
        (UInt8(ascii: "0")...UInt8(ascii: "9")).contains(byte)
    }

    private func byte(_ ahead: Int = 0) -> UInt8? {
        offset + ahead < bytes.count ? bytes[offset + ahead] : nil
    }

    private mutating func step() {
        let current = bytes[offset]
        offset += 1
        if current == 0x0A {
            line += 1
            lineStart = offset
            continuationCount = 0
        } else if current & 0xC0 == 0x80 {
            continuationCount += 1
        }
    }

    /// The text of a range.
    func text(_ range: SourceRange) -> Text {
        Text(utf8: bytes[range.start.offset..<range.end.offset])
    }

    /// Reads the next token; at the end of the text it is `.end`, again and again.
    mutating func next() -> Token {
        skipBlanks()
        let start = position
        let kind = scan()
        return Token(kind: kind, range: SourceRange(start: start, end: position))
    }

    private mutating func skipBlanks() {
        while let current = byte() {
            if current == UInt8(ascii: "/"), byte(1) == UInt8(ascii: "/") {
                let start = position
                while let next = byte(), next != 0x0A, next != 0x0D { step() }
                if keepsComments { comments.append(SourceRange(start: start, end: position)) }
                continue
            }
            let length = blankLength(current)
            guard length > 0 else { return }
            for _ in 0..<length { step() }
        }
    }

    /// The bytes of the White_Space character here, or 0.
    private func blankLength(_ first: UInt8) -> Int {
        switch (first, byte(1), byte(2)) {
        case (0x09...0x0D, _, _), (0x20, _, _): 1
        case (0xC2, 0x85, _), (0xC2, 0xA0, _): 2
        case (0xE1, 0x9A, 0x80), (0xE2, 0x80, (0x80...0x8A)?), (0xE2, 0x80, 0xA8),
            (0xE2, 0x80, 0xA9), (0xE2, 0x80, 0xAF), (0xE2, 0x81, 0x9F), (0xE3, 0x80, 0x80):
            3
        default: 0
        }
    }

    private mutating func scan() -> TokenKind {
        guard let first = byte() else { return .end }
        if Self.isNameStart(first) {
            skipName()
            return .identifier
        }
        if Self.isDigit(first) {
            while let next = byte(), Self.isDigit(next) { step() }
            return .integer
        }
        if first == UInt8(ascii: "\"") { return scanString() }
        step()
        return scanSymbol(first)
    }

    private mutating func skipName() {
        while let next = byte(), Self.isNamePart(next) { step() }
    }

    private mutating func scanString() -> TokenKind {
        step()
        while let next = byte() {
            step()
            if next == UInt8(ascii: "\"") { return .string }
            if next == UInt8(ascii: "\\"), byte() != nil { step() }
        }
        return .invalid
    }

    private mutating func scanSymbol(_ first: UInt8) -> TokenKind {
        switch first {
        case UInt8(ascii: "@"): return .at
        case UInt8(ascii: "."): return .dot
        case UInt8(ascii: ","): return .comma
        case UInt8(ascii: ";"): return .semicolon
        case UInt8(ascii: "("): return .leftParenthesis
        case UInt8(ascii: ")"): return .rightParenthesis
        case UInt8(ascii: "{"): return .leftBrace
        case UInt8(ascii: "}"): return .rightBrace
        case UInt8(ascii: "["): return .leftBracket
        case UInt8(ascii: "]"): return .rightBracket
        case UInt8(ascii: "+"): return .plus
        case UInt8(ascii: "-"): return .minus
        case UInt8(ascii: "*"): return .star
        case UInt8(ascii: "/"): return .slash
        case UInt8(ascii: "%"): return .percent
        case UInt8(ascii: ":"): return follow(":", .doubleColon, else: .colon)
        case UInt8(ascii: "="): return follow("=", .equal, else: .assign)
        case UInt8(ascii: "!"): return follow("=", .notEqual, else: .bang)
        case UInt8(ascii: "<"): return follow("=", .lessOrEqual, else: .less)
        case UInt8(ascii: ">"): return follow("=", .greaterOrEqual, else: .greater)
        case UInt8(ascii: "|"): return follow("|", .or, else: .invalid)
        case UInt8(ascii: "&"): return follow("&", .and, else: .invalid)
        case UInt8(ascii: "?"):
            guard dialect == .policy, let next = byte(), Self.isNameStart(next) else {
                return .question
            }
            skipName()
            return .slot
        default:
            while let next = byte(), next & 0xC0 == 0x80 { step() }
            return .invalid
        }
    }

    private mutating func follow(
        _ second: Unicode.Scalar, _ double: TokenKind, else single: TokenKind
    ) -> TokenKind {
        guard byte() == UInt8(ascii: second) else { return single }
        step()
        return double
    }
}
