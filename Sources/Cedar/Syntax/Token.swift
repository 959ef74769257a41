// SPDX-License-Identifier: EUPL-1.2

/// The kinds of token of policies and schemas.
enum TokenKind: Equatable, Sendable {
    case identifier, integer, string, slot
    case at, dot, comma, semicolon, colon, doubleColon
    case leftParenthesis, rightParenthesis, leftBrace, rightBrace, leftBracket, rightBracket
    case equal, notEqual, less, lessOrEqual, greater, greaterOrEqual
    case or, and, plus, minus, star, slash, percent, bang, assign, question
    case end, invalid

    /// The kind as a message names it.
    var spelling: String {
        switch self {
        case .identifier: "a name"
        case .integer: "a number"
        case .string: "a string"
        case .slot: "a slot"
        case .at: "`@`"
        case .dot: "`.`"
        case .comma: "`,`"
        case .semicolon: "`;`"
        case .colon: "`:`"
        case .doubleColon: "`::`"
        case .leftParenthesis: "`(`"
        case .rightParenthesis: "`)`"
        case .leftBrace: "`{`"
        case .rightBrace: "`}`"
        case .leftBracket: "`[`"
        case .rightBracket: "`]`"
        case .equal: "`==`"
        case .notEqual: "`!=`"
        case .less: "`<`"
        case .lessOrEqual: "`<=`"
        case .greater: "`>`"
        case .greaterOrEqual: "`>=`"
        case .or: "`||`"
        case .and: "`&&`"
        case .plus: "`+`"
        case .minus: "`-`"
        case .star: "`*`"
        case .slash: "`/`"
        case .percent: "`%`"
        case .bang: "`!`"
        case .assign: "`=`"
        case .question: "`?`"
        case .end: "the end of the text"
        case .invalid: "a character that has no place here"
        }
    }
}

/// A token and the place it was read from.
struct Token: Sendable {
    let kind: TokenKind
    let range: SourceRange
}

/// The words that cannot be names without quotes.
enum ReservedWord {
    static let all: Set<Text> = [
        "true", "false", "if", "then", "else", "in", "like", "has", "is", "__cedar",
    ]

    static func contains(_ name: Text) -> Bool { all.contains(name) }

    /// Whether the text can stand as a name without quotes.
    static func isPlainName(_ name: Text) -> Bool {
        guard let first = name.string.utf8.first, Lexer.isNameStart(first) else { return false }
        return name.string.utf8.allSatisfy(Lexer.isNamePart) && !contains(name)
    }

    /// Whether the text is a normalised path of plain names.
    static func isPath(_ name: Text) -> Bool {
        let parts = name.string.utf8.split(
            separator: UInt8(ascii: ":"), omittingEmptySubsequences: false)
        guard parts.count % 2 == 1 else { return false }
        for (index, part) in parts.enumerated() {
            if index % 2 == 1 {
                guard part.isEmpty else { return false }
            } else if !isPlainName(Text(String(part) ?? "")) {
                return false
            }
        }
        return true
    }
}
