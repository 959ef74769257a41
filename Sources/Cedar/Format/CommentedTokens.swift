// SPDX-License-Identifier: EUPL-1.2

/// The tokens of a text with the comments that stand by them.
struct CommentedTokens {
    struct Item {
        let kind: TokenKind
        let text: String
        /// Comments on lines of their own before the token, and whether a blank line precedes.
        var leading: [(text: String, hasBlankLine: Bool)] = []
        /// A comment behind the token on its line.
        var trailing: String?
        /// Whether a blank line separates the token from what precedes it.
        var hasBlankLine = false
    }

    private(set) var items: [Item] = []

    init(_ bytes: [UInt8]) {
        var lexer = Lexer(bytes, .policy, keepsComments: true)
        var seenCount = 0
        var lastLine = 1
        while true {
            let token = lexer.next()
            var item = Item(kind: token.kind, text: lexer.text(token.range).string)
            for range in lexer.comments[seenCount...] {
                let text = Self.trimmed(lexer.text(range).string)
                if !items.isEmpty, range.start.line == lastLine, item.leading.isEmpty,
                    items[items.count - 1].trailing == nil
                {
                    items[items.count - 1].trailing = text
                } else {
                    item.leading.append((text, range.start.line > lastLine + 1))
                }
                lastLine = range.end.line
            }
            seenCount = lexer.comments.count
            item.hasBlankLine = token.range.start.line > lastLine + 1
            lastLine = token.range.end.line
            items.append(item)
            if token.kind == .end { return }
        }
    }

    private static func trimmed(_ comment: String) -> String {
        var text = comment
        while let last = text.unicodeScalars.last, last.properties.isWhitespace {
            text.unicodeScalars.removeLast()
        }
        return text
    }
}
