// SPDX-License-Identifier: EUPL-1.2

/// A piece of a text: where it stands, and what it is. It holds no content itself.
struct TextToken {
    enum Kind: Equatable {
        /// Letters; every byte beyond ASCII counts as one.
        case word
        case number
        /// Any other byte that is no space.
        case mark(UInt8)
    }

    let kind: Kind
    let range: Range<Int>
    /// White space stands before it; so it does before the first.
    let hasGap: Bool

    var count: Int { range.count }
}

/// A text cut into words, numbers and marks, with the questions that the search for traits asks.
///
/// The text stays where it is; nothing of it becomes a `String`.
struct TextTokens: ~Escapable {
    let text: Span<UInt8>
    let tokens: [TextToken]

    @_lifetime(copy text)
    init(_ text: Span<UInt8>) {
        self.text = text
        var tokens: [TextToken] = []
        var position = 0
        var hasGap = true
        while position < text.count {
            let byte = text[position]
            if byte.isSpace {
                // A new line begins a sentence.
                if byte == 0x0A {
                    tokens.append(
                        TextToken(
                            kind: .mark(0x0A), range: position..<position + 1, hasGap: hasGap))
                }
                hasGap = true
                position += 1
                continue
            }
            let kind: TextToken.Kind =
                byte.isLetter ? .word : byte.isDigit ? .number : .mark(byte)
            var end = position + 1
            while end < text.count, kind == .word ? text[end].isLetter : text[end].isDigit,
                kind == .word || kind == .number
            {
                end += 1
            }
            tokens.append(TextToken(kind: kind, range: position..<end, hasGap: hasGap))
            hasGap = false
            position = end
        }
        self.tokens = tokens
    }

    /// The token at an index; nil outside.
    subscript(index: Int) -> TextToken? {
        tokens.indices.contains(index) ? tokens[index] : nil
    }

    func isWord(_ index: Int) -> Bool { self[index]?.kind == .word }
    func isNumber(_ index: Int) -> Bool { self[index]?.kind == .number }

    func isMark(_ index: Int, _ marks: [UInt8]) -> Bool {
        guard case .mark(let byte)? = self[index]?.kind else { return false }
        return marks.contains(byte)
    }

    /// Whether two neighbours have nothing between them.
    func touches(_ index: Int) -> Bool { self[index].map { !$0.hasGap } ?? false }

    /// The value of a number of at most eight digits.
    func value(_ index: Int) -> Int? {
        guard let token = self[index], token.kind == .number, token.count <= 8 else { return nil }
        return token.range.reduce(0) { $0 * 10 + Int(text[$1] - 0x30) }
    }

    /// Whether a word is one of these, whatever its case.
    func isWord(_ index: Int, in words: WordList) -> Bool {
        guard isWord(index) else { return false }
        return words.words.contains { word in matches(index, word, whole: true) }
    }

    /// Whether a word begins with one of these.
    func begins(_ index: Int, with stems: WordList) -> Bool {
        guard isWord(index) else { return false }
        return stems.words.contains { stem in matches(index, stem, whole: false) }
    }

    /// Whether a word ends with one of these and has something before it.
    func ends(_ index: Int, with endings: WordList) -> Bool {
        guard let token = self[index], token.kind == .word else { return false }
        return endings.words.contains { bytes in
            guard token.count > bytes.count else { return false }
            let start = token.range.upperBound - bytes.count
            return bytes.indices.allSatisfy { text[start + $0].lowercase == bytes[$0] }
        }
    }

    /// Whether the letters are capitals: the first, or all of them.
    func isCapital(_ index: Int, all: Bool) -> Bool {
        guard let token = self[index], token.kind == .word else { return false }
        return all
            ? token.range.allSatisfy { text[$0].isCapital } : text[token.range.lowerBound].isCapital
    }

    private func matches(_ index: Int, _ bytes: [UInt8], whole: Bool) -> Bool {
        guard let token = self[index] else { return false }
        guard whole ? token.count == bytes.count : token.count >= bytes.count else { return false }
        return bytes.indices.allSatisfy {
            text[token.range.lowerBound + $0].lowercase == bytes[$0]
        }
    }
}

/// Words in small letters, as bytes.
struct WordList: ExpressibleByArrayLiteral, Sendable {
    let words: [[UInt8]]

    init(arrayLiteral words: String...) { self.words = words.map { Array($0.utf8) } }
}

extension UInt8 {
    fileprivate var isSpace: Bool { self == 0x20 || (0x09...0x0D).contains(self) }
    fileprivate var isDigit: Bool { (0x30...0x39).contains(self) }
    fileprivate var isCapital: Bool { (0x41...0x5A).contains(self) }
    fileprivate var isLetter: Bool { isCapital || (0x61...0x7A).contains(self) || self >= 0x80 }
    fileprivate var lowercase: UInt8 { isCapital ? self + 0x20 : self }
}
