// SPDX-License-Identifier: EUPL-1.2
import Foundation

/// Rules about what Swift code may say.
enum CodeRules {
    /// Lines around a mark within which its reason must stand.
    private static let linesBefore = 3
    private static let linesAfter = 12

    /// Marks by which code vouches for itself against the compiler, each with its own reason.
    private static let vouching = [
        "@unchecked Sendable", "nonisolated(unsafe)", "unowned(unsafe)", "@safe",
    ]

    /// Unsafe code outside the C boundary, and within it code that does not say why it is safe.
    static func unsafeFindings(in file: SourceFile) -> [Finding] {
        guard let target = file.target, file.isSwift else { return [] }
        let found = LayerTable.boundary.contains(target) ? unexplained(file) : outside(file)
        return found.map { Finding(path: file.path, line: $0.index + 1, what: $0.what) }
    }

    private static func outside(_ file: SourceFile) -> [(index: Int, what: String)] {
        file.code.enumerated().compactMap { index, line in
            let mark =
                vouching.first { line.contains($0) }
                ?? words(of: line).first { $0 == "unsafe" || $0.contains("Unsafe") }
            return mark.map { (index, "`\($0)` stands outside the C boundary") }
        }
    }

    private static func unexplained(_ file: SourceFile) -> [(index: Int, what: String)] {
        var found: [(index: Int, what: String)] = []
        for (index, line) in file.code.enumerated() {
            for mark in vouching where line.contains(mark) && !hasReason(file, near: index) {
                found.append((index, "`\(mark)` has no `// SAFETY:` reason beside it"))
            }
        }
        let first = file.code.firstIndex { words(of: $0).contains("unsafe") }
        if let first, !file.lines.contains(where: { $0.contains("// SAFETY:") }) {
            found.append((first, "a file with unsafe code gives no `// SAFETY:` reason"))
        }
        return found
    }

    private static func hasReason(_ file: SourceFile, near index: Int) -> Bool {
        let range = max(0, index - linesBefore)...min(file.lines.count - 1, index + linesAfter)
        return file.lines[range].contains { $0.contains("// SAFETY:") }
    }

    /// Code that stops the program without a sentence, or opens what should be closed.
    static func forbiddenFindings(in file: SourceFile) -> [Finding] {
        guard file.isSwift else { return [] }
        let isProduct = file.path.hasPrefix("Sources/")
        var findings: [Finding] = []
        for (index, line) in file.code.enumerated() {
            func add(_ what: String) {
                findings.append(Finding(path: file.path, line: index + 1, what: what))
            }
            if line.contains("try!") { add("`try!`: catch, or use `precondition` with a sentence") }
            if line.contains("as!") { add("`as!`: cast with `as?`, or say it in the types") }
            if line.contains("@testable") { add("`@testable`: tests use the package surface") }
            if isProduct {
                if hasForcedUnwrapping(line) {
                    add("`!`: bind the value, or use `precondition` with a sentence")
                }
                if words(of: line).contains("public") { add("`public`: nothing is") }
                if line.contains("fatalError(") {
                    add("`fatalError`: use `preconditionFailure` with a sentence")
                }
            }
        }
        return findings
    }

    /// An exclamation mark right behind a name or a closing bracket.
    private static func hasForcedUnwrapping(_ line: String) -> Bool {
        let bytes = Array(line.utf8)
        return bytes.indices.dropFirst().contains { place in
            guard bytes[place] == UInt8(ascii: "!") else { return false }
            if place + 1 < bytes.count, bytes[place + 1] == UInt8(ascii: "=") { return false }
            let before = Unicode.Scalar(bytes[place - 1])
            return before.properties.isAlphabetic
                || "0123456789_)]?".unicodeScalars.contains(before)
        }
    }

    /// The names and keywords of a line.
    static func words(of line: String) -> [String] {
        line.split { !($0.isLetter || $0.isNumber || $0 == "_") }.map(String.init)
    }
}
