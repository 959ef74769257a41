// SPDX-License-Identifier: EUPL-1.2
package import Domain

/// A set of codes in a field: sorted by bytes, each once, a comma between, no spaces.
package struct CodeList: Hashable, Sendable {
    /// The bytes of the field.
    package let bytes: [UInt8]

    /// No codes.
    package static let none = CodeList(sorting: [])

    /// A list of words; nil if one is empty or holds a comma, a space or a byte outside ASCII.
    package init?(checking words: some Sequence<String>) {
        let words = words.map { Array($0.utf8) }
        let isWord = { (word: [UInt8]) in
            !word.isEmpty && word.allSatisfy { (0x21...0x7E).contains($0) && $0 != 0x2C }
        }
        guard words.allSatisfy(isWord) else { return nil }
        self.init(sorting: words)
    }

    /// A list of codes from the rule files.
    package init<Spelling>(_ codes: some Sequence<Code<Spelling>>) {
        self.init(sorting: codes.map { Array($0.text.utf8) })
    }

    /// A list of ids.
    package init(_ ids: some Sequence<RandomID>) {
        self.init(sorting: ids.map { Array($0.hex.utf8) })
    }

    /// A list of reasons.
    package init(_ reasons: some Sequence<RefusalCode>) {
        self.init(sorting: reasons.map { Array($0.rawValue.utf8) })
    }

    /// A list of obligations.
    package init(_ obligations: some Sequence<Obligation>) {
        self.init(sorting: obligations.map { Array($0.rawValue.utf8) })
    }

    private init(sorting words: [[UInt8]]) {
        var bytes: [UInt8] = []
        var last: [UInt8]?
        for word in words.sorted(by: { $0.lexicographicallyPrecedes($1) }) where word != last {
            if last != nil { bytes.append(UInt8(ascii: ",")) }
            bytes += word
            last = word
        }
        self.bytes = bytes
    }
}
