// SPDX-License-Identifier: EUPL-1.2

/// Leaves the construct that is being read; what was wrong is among the findings already.
struct Abandon: Error {
    /// Whether to stop reading altogether instead of going on with the next construct.
    var isFinal = false
}

/// Reads tokens with one of lookahead and collects findings; policies and schemas build on it.
struct TokenReader {
    private var lexer: Lexer
    private(set) var token: Token
    /// The range of the token before the current one.
    private(set) var previous: SourceRange = .none
    private(set) var diagnostics: [Diagnostic] = []
    let limits: CedarLimits
    private var nesting = 0

    init(_ bytes: [UInt8], _ dialect: Lexer.Dialect, _ limits: CedarLimits) {
        lexer = Lexer(bytes, dialect)
        token = lexer.next()
        self.limits = limits
    }

    /// Checks size and encoding of a text before it is read.
    static func check(_ bytes: [UInt8], _ limits: CedarLimits) throws(CedarError) {
        func refuse(_ message: String, _ hint: String) -> CedarError {
            .syntax([
                Diagnostic(
                    .error, at: SourceRange(start: .start, end: .start), message, hint: hint)
            ])
        }
        guard bytes.count <= limits.textByteLimit else {
            throw refuse(
                "the text is larger than \(limits.textByteLimit) bytes",
                "split it over several files")
        }
        guard String(validating: bytes, as: UTF8.self) != nil else {
            throw refuse("the text is not UTF-8", "save the file as UTF-8 without byte-order mark")
        }
    }

    // MARK: Moving

    mutating func advance() {
        previous = token.range
        token = lexer.next()
    }

    func text(_ range: SourceRange) -> Text { lexer.text(range) }
    var tokenText: Text { lexer.text(token.range) }

    func at(_ kind: TokenKind) -> Bool { token.kind == kind }
    func at(word: StaticString) -> Bool {
        token.kind == .identifier && isCurrent(word)
    }

    private func isCurrent(_ word: StaticString) -> Bool {
        lexer.bytes[token.range.start.offset..<token.range.end.offset]
            .elementsEqual(word.description.utf8)
    }

    mutating func take(_ kind: TokenKind) -> Bool {
        guard token.kind == kind else { return false }
        advance()
        return true
    }

    mutating func take(word: StaticString) -> Bool {
        guard at(word: word) else { return false }
        advance()
        return true
    }

    mutating func expect(_ kind: TokenKind, hint: String? = nil) throws(Abandon) {
        guard take(kind) else { throw unexpected([kind.spelling], hint: hint) }
    }

    mutating func expect(word: StaticString) throws(Abandon) {
        guard take(word: word) else { throw unexpected(["`\(word)`"]) }
    }

    /// Passes tokens until after the next one of this kind.
    mutating func skip(past kind: TokenKind) {
        while !at(.end) {
            if take(kind) { return }
            advance()
        }
    }

    // MARK: Findings

    mutating func report(
        _ range: SourceRange, _ message: String, found: String? = nil, expected: [String] = [],
        hint: String? = nil
    ) {
        guard diagnostics.count < limits.diagnosticCountLimit else { return }
        diagnostics.append(
            Diagnostic(
                .error, at: range, message, found: found, expected: expected, hint: hint))
    }

    var isExhausted: Bool { diagnostics.count >= limits.diagnosticCountLimit }

    /// The current token as a message shows it.
    var foundText: String {
        switch token.kind {
        case .identifier, .integer, .slot:
            let text = tokenText.string
            return text.utf8.count > 60 ? "a long word" : "`\(text)`"
        case .invalid:
            return lexer.bytes[token.range.start.offset] == UInt8(ascii: "\"")
                ? "a string without its closing quote" : token.kind.spelling
        default: return token.kind.spelling
        }
    }

    /// Reports that something else was expected here.
    mutating func unexpected(_ expected: [String], hint: String? = nil) -> Abandon {
        report(
            token.range, "unexpected text", found: foundText, expected: expected,
            hint: hint ?? Self.hint(for: token.kind))
        return Abandon()
    }

    private static func hint(for kind: TokenKind) -> String? {
        switch kind {
        case .assign: "equality is written `==`"
        case .slash, .percent: "Cedar has no division"
        case .invalid: "comments begin with `//`; strings stand between double quotes"
        default: nil
        }
    }

    // MARK: Shared pieces

    /// Goes one level deeper; beyond the limit reading ends.
    mutating func enter() throws(Abandon) {
        nesting += 1
        guard nesting <= limits.nestingLimit else {
            report(
                token.range, "nested deeper than \(limits.nestingLimit) levels",
                hint: "split the condition over several policies")
            throw Abandon(isFinal: true)
        }
    }

    mutating func leave() { nesting -= 1 }
    mutating func resetNesting() { nesting = 0 }

    /// Reads a name that is not reserved.
    mutating func name(_ what: String) throws(Abandon) -> Text {
        guard at(.identifier) else { throw unexpected([what]) }
        let name = tokenText
        if ReservedWord.contains(name) {
            report(
                token.range, "`\(name)` is reserved", expected: [what],
                hint: "put it in quotes if it is an attribute")
        }
        advance()
        return name
    }

    /// Reads the rest of a path whose first name was read.
    mutating func path(after first: Text) throws(Abandon) -> Text {
        var path = first.string
        while at(.doubleColon) {
            advance()
            path += "::\(try name("a name"))"
        }
        return Text(path)
    }

    /// Reads a string literal and resolves its escapes.
    mutating func string(_ what: String) throws(Abandon) -> Text {
        guard at(.string) else { throw unexpected([what]) }
        let range = token.range
        var result: [UInt8] = []
        readUnits(range) { unit in
            switch unit {
            case .byte(let byte): result.append(byte)
            case .scalar(let scalar): StringEscapes.append(scalar, to: &result)
            case .escapedStar, .invalid: return false
            }
            return true
        }
        advance()
        return Text(utf8: result[...])
    }

    /// Reads a string literal as a `like` pattern.
    mutating func pattern() throws(Abandon) -> Pattern {
        guard at(.string) else {
            throw unexpected(
                ["a string"], hint: "a pattern is a string literal, without parentheses")
        }
        let range = token.range
        var elements: [Pattern.Element] = []
        var literal: [UInt8] = []
        func flush() {
            guard !literal.isEmpty else { return }
            elements.append(.literal(Text(utf8: literal[...])))
            literal = []
        }
        readUnits(range) { unit in
            switch unit {
            case .byte(UInt8(ascii: "*")):
                flush()
                elements.append(.wildcard)
            case .byte(let byte): literal.append(byte)
            case .scalar(let scalar): StringEscapes.append(scalar, to: &literal)
            case .escapedStar: literal.append(UInt8(ascii: "*"))
            case .invalid: return false
            }
            return true
        }
        flush()
        advance()
        return Pattern(elements)
    }

    /// Walks over the units of a literal; the closure says whether a unit has a place in it.
    private mutating func readUnits(
        _ range: SourceRange, _ accept: (StringEscapes.Unit) -> Bool
    ) {
        let content = lexer.bytes[range.start.offset + 1..<range.end.offset - 1]
        var offset = content.startIndex
        while offset < content.endIndex {
            let start = offset
            let unit = StringEscapes.next(content, &offset)
            if case .byte(0x0D) = unit {
                report(range, "a raw carriage return in a string", hint: "write `\\r`")
            } else if !accept(unit) {
                let shown = String(decoding: content[start..<offset], as: UTF8.self)
                report(
                    range, "invalid escape", found: "`\(shown)`",
                    expected: [
                        "`\\n`, `\\r`, `\\t`, `\\\\`, `\\\"`, `\\'`, `\\0`, `\\xHH`, `\\u{…}`"
                    ],
                    hint: "a backslash itself is written `\\\\`")
            }
        }
    }

    /// Reads `@key("value")` any number of times; a key once.
    mutating func annotations() throws(Abandon) -> Annotations {
        var all: [Annotation] = []
        var seen: Set<Text> = []
        while at(.at) {
            let start = token.range
            advance()
            guard at(.identifier) else { throw unexpected(["the key of an annotation"]) }
            let key = tokenText
            if !seen.insert(key).inserted {
                report(
                    token.range, "annotation `\(key)` occurs twice", hint: "keep one of the two")
            }
            advance()
            var value: Text?
            if take(.leftParenthesis) {
                value = try string("the value as a string")
                try expect(.rightParenthesis)
            }
            all.append(
                Annotation(
                    key: key, value: value ?? "", hasValue: value != nil,
                    range: start.through(previous)))
        }
        return Annotations(all)
    }
}
