// SPDX-License-Identifier: EUPL-1.2
import Foundation

/// Rules about how things are called: the field's words, not those that fit everything.
enum NameRules {
    /// Words that say nothing, anywhere.
    private static let empty: Set = [
        "manager", "managers", "helper", "helpers", "util", "utils", "utility", "utilities",
    ]
    /// Words for which the field has a better one; in the product only.
    private static let vague: Set = [
        "user", "users", "data", "info", "infos", "process", "processes",
    ]
    /// Names where a vague word is the exact one, with the reason.
    private static let exact: [String: String] = [
        "sourceUser": "a field of the log's details, `source-user`",
        "recipientUser": "a field of the log's details, `recipient-user`",
        "user": "what a partner calls its professional, as in those fields",
        "associatedData": "the term of authenticated encryption",
        "dataFolder": "the folder that the operator names",
        "ProcessState": "the system's process",
        "ChildProcess": "the system's process",
    ]
    private static let declaring: Set = [
        "struct", "class", "enum", "actor", "protocol", "typealias", "associatedtype", "func",
        "var", "let", "case",
    ]

    static func findings(in file: SourceFile) -> [Finding] {
        guard file.isSwift else { return [] }
        let isProduct = file.path.hasPrefix("Sources/")
        var findings: [Finding] = []
        func check(_ name: String, line: Int) {
            for word in words(in: name)
            where empty.contains(word)
                || isProduct && vague.contains(word) && exact[name] == nil
            {
                findings.append(
                    Finding(
                        path: file.path, line: line,
                        what: "`\(name)`: `\(word)` is no word of the field"))
            }
        }
        let fileName = file.path.split(separator: "/").last ?? ""
        check(String(fileName.dropLast(".swift".count)), line: 1)
        for (index, line) in file.code.enumerated() {
            let words = CodeRules.words(of: line)
            for (keyword, name) in zip(words, words.dropFirst())
            where declaring.contains(keyword) {
                check(name, line: index + 1)
            }
        }
        return findings
    }

    /// The words of a name in camel case, in lowercase.
    static func words(in name: String) -> [String] {
        var words: [String] = []
        var word = ""
        var wasUppercase = true
        let letters = Array(name)
        for (index, letter) in letters.enumerated() {
            let isFollowedByLowercase = index + 1 < letters.count && letters[index + 1].isLowercase
            let starts =
                letter.isUppercase && (!wasUppercase || isFollowedByLowercase) || letter == "_"
            if starts, !word.isEmpty {
                words.append(word)
                word = ""
            }
            wasUppercase = letter.isUppercase
            if letter != "_" { word += letter.lowercased() }
        }
        return word.isEmpty ? words : words + [word]
    }
}
