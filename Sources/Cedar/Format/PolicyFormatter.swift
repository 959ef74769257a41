// SPDX-License-Identifier: EUPL-1.2

/// Lays out a policy text canonically: the same tokens and comments, other blanks and lines.
///
/// Formatting twice gives the same as formatting once, and the result parses to the same policies.
package enum PolicyFormatter {
    /// Columns of a line, where tokens allow it.
    package static let widthLimit = 80

    /// Formats a text that must parse.
    /// - Throws: `.syntax` where it does not.
    package static func format(
        _ text: String, limits: CedarLimits = .standard
    ) throws(CedarError) -> String {
        let bytes = Array(text.utf8)
        _ = try PolicyParser.parse(bytes, limits, idPrefix: "policy")
        var builder = LayoutBuilder(CommentedTokens(bytes).items)
        var writer = LayoutWriter(widthLimit: widthLimit)
        while !builder.isAtEnd { writer.write(builder.policy()) }
        writer.write(builder.rest())
        return writer.text
    }
}

/// Turns the tokens of valid policies into layouts.
private struct LayoutBuilder {
    private let items: [CommentedTokens.Item]
    private var index = 0

    init(_ items: [CommentedTokens.Item]) { self.items = items }

    private var current: CommentedTokens.Item { items[index] }
    var isAtEnd: Bool { current.kind == .end }

    private func at(_ kind: TokenKind) -> Bool { current.kind == kind }
    private func at(_ word: String) -> Bool {
        current.kind == .identifier && current.text == word
    }

    /// The next token with its comments.
    private mutating func token() -> Layout {
        let item = current
        index += 1
        var parts: [Layout] = []
        for comment in item.leading { parts += [.newLine, .text(comment.text), .newLine] }
        parts.append(.text(item.text))
        return Self.trailed(parts, item)
    }

    private static func trailed(_ parts: [Layout], _ item: CommentedTokens.Item) -> Layout {
        guard let trailing = item.trailing else {
            return parts.count == 1 ? parts[0] : .sequence(parts)
        }
        return .sequence(parts + [.blank, .text(trailing), .newLine])
    }

    /// The first token of a policy, with the empty lines that keep its comments apart.
    private mutating func firstToken() -> Layout {
        let item = current
        let isFirst = index == 0
        index += 1
        var parts: [Layout] = isFirst ? [] : [.emptyLine]
        for (number, comment) in item.leading.enumerated() {
            if number > 0, comment.hasBlankLine { parts.append(.emptyLine) }
            parts += [.newLine, .text(comment.text), .newLine]
        }
        if !item.leading.isEmpty, item.hasBlankLine { parts.append(.emptyLine) }
        guard item.kind != .end else { return .sequence(parts) }
        return Self.trailed(parts + [.text(item.text)], item)
    }

    /// What follows the last policy: comments, if any.
    mutating func rest() -> Layout {
        current.leading.isEmpty ? .newLine : .sequence([firstToken(), .newLine])
    }

    // MARK: Policies

    mutating func policy() -> Layout {
        var parts: [Layout] = []
        var isFirst = true
        func next(_ builder: inout LayoutBuilder) -> Layout {
            defer { isFirst = false }
            return isFirst ? builder.firstToken() : builder.token()
        }
        while at(.at) {
            parts += [next(&self), token()]
            if at(.leftParenthesis) { parts += [token(), token(), token()] }
            parts.append(.newLine)
        }
        parts += [next(&self), .blank]
        parts.append(scope())
        while at("when") || at("unless") { parts += [.newLine, condition()] }
        parts += [token(), .newLine]
        return .sequence(parts)
    }

    private mutating func scope() -> Layout {
        let open = token()
        var inner: [Layout] = [.softLine]
        while !at(.rightParenthesis) {
            inner.append(relation())
            if at(.comma) { inner += [token(), .line] }
        }
        return .group(.sequence([open, .nest(.sequence(inner)), .softLine, token()]))
    }

    private mutating func condition() -> Layout {
        let word = token()
        let open = token()
        let body = expression()
        return .group(
            .sequence([
                word, .blank, open, .nest(.sequence([.line, body])), .line, token(),
            ]))
    }

    // MARK: Expressions

    private mutating func expression() -> Layout {
        guard at("if") else { return chain(.or) { $0.chain(.and) { $0.relation() } } }
        let parts = [
            token(), .blank, expression(), .line, token(), .blank, expression(), .line, token(),
            .blank, expression(),
        ]
        return .group(.sequence(parts))
    }

    private mutating func chain(
        _ kind: TokenKind, _ operand: (inout LayoutBuilder) -> Layout
    ) -> Layout {
        let first = operand(&self)
        guard at(kind) else { return first }
        var parts = [first]
        while at(kind) { parts += [.blank, token(), .line, operand(&self)] }
        return .group(.sequence(parts))
    }

    private var isRelation: Bool {
        switch current.kind {
        case .equal, .notEqual, .less, .lessOrEqual, .greater, .greaterOrEqual: true
        default: at("in") || at("has") || at("like") || at("is")
        }
    }

    private mutating func relation() -> Layout {
        let first = sum()
        guard isRelation else { return first }
        var parts: [Layout] = []
        while isRelation { parts += [.blank, token(), .line, sum()] }
        return .group(.sequence([first, .nest(.sequence(parts))]))
    }

    private mutating func sum() -> Layout {
        let first = unary()
        var parts: [Layout] = []
        while at(.plus) || at(.minus) || at(.star) {
            parts += [.blank, token(), .line, unary()]
        }
        return parts.isEmpty ? first : .group(.sequence([first, .nest(.sequence(parts))]))
    }

    private mutating func unary() -> Layout {
        var parts: [Layout] = []
        while at(.bang) || at(.minus) { parts.append(token()) }
        parts.append(primary())
        while true {
            if at(.dot) || at(.doubleColon) {
                parts += [token(), token()]
            } else if at(.leftParenthesis) || at(.leftBracket) {
                parts.append(bracketed())
            } else {
                return parts.count == 1 ? parts[0] : .sequence(parts)
            }
        }
    }

    private mutating func primary() -> Layout {
        switch current.kind {
        case .leftParenthesis, .leftBracket, .leftBrace: bracketed()
        default: token()
        }
    }

    /// A list or parenthesis: its parts on lines of their own where they do not fit on one.
    private mutating func bracketed() -> Layout {
        let open = token()
        var inner: [Layout] = [.softLine]
        while !at(.rightParenthesis), !at(.rightBracket), !at(.rightBrace) {
            inner.append(expression())
            if at(.colon) { inner += [token(), .blank, expression()] }
            if at(.comma) {
                inner.append(token())
                let isLast = at(.rightParenthesis) || at(.rightBracket) || at(.rightBrace)
                inner.append(isLast ? .softLine : .line)
            }
        }
        return .group(.sequence([open, .nest(.sequence(inner)), .softLine, token()]))
    }
}
