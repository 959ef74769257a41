// SPDX-License-Identifier: EUPL-1.2
import Testing

/// Plants what each rule must find, and what it must leave alone.
@Suite struct RuleTests {
    private static let licence = "// SPDX-License-Identifier: EUPL-1.2\n"

    struct Sample: Sendable {
        var path = "Sources/Domain/Sample.swift"
        var text: String
        /// Lines with a finding, from one.
        var lines: [Int] = []
    }

    private static func file(_ sample: Sample) -> SourceFile {
        SourceFile(path: sample.path, text: sample.text)
    }

    @Test(arguments: [
        Sample(text: "import Swift\ninternal import Synchronization\nimportant()"),
        Sample(text: "// import Foundation\nlet text = \"\"\"\n  import Foundation\n  \"\"\""),
        Sample(text: "import Foundation", lines: [1]),
        Sample(text: "import Glibc", lines: [1]),
        Sample(text: "\n@preconcurrency package import Encodings", lines: [2]),
        Sample(text: "import struct Foundation.Data", lines: [1]),
        Sample(text: "import Swift; import Merkle", lines: [1]),
        Sample(path: "Sources/LogVerifier/A.swift", text: "internal import Merkle", lines: [1]),
        Sample(path: "Sources/LogVerifier/A.swift", text: "internal import Encodings"),
        Sample(path: "Sources/Platform/A.swift", text: "internal import Glibc"),
        Sample(path: "Sources/Nieuw/A.swift", text: "", lines: [1]),
        Sample(path: "Sources/kernpoort/A.swift", text: "import Store\nimport CSQLite", lines: [2]),
        Sample(path: "Tests/DomainTests/A.swift", text: "import Foundation"),
    ])
    func `an import beyond the table is found`(sample: Sample) {
        #expect(LayerTable.findings(in: Self.file(sample)).map(\.line) == sample.lines)
    }

    @Test func `a manifest that differs from the table is found`() {
        var table = LayerTable.imports
        func findings() -> [String] {
            let kernels = table.sorted { $0.key < $1.key }.map { name, modules in
                let list = modules.sorted().map { "\"\($0)\"" }.joined(separator: ",\n    ")
                return "        kernel(\"\(name)\"" + (list.isEmpty ? "" : ", [\(list)]") + "),"
            }
            let text = kernels.joined(separator: "\n")
            return LayerTable.differences(SourceFile(path: "Package.swift", text: text)).map(\.what)
        }
        #expect(findings() == [])
        table["Domain"] = ["Encodings"]
        #expect(findings() == ["`Domain` depends on `Encodings` beyond the layer table"])
        table["Domain"] = []
        table["LogVerifier"] = ["OpenSSL"]
        #expect(findings() == ["`LogVerifier` lacks `Encodings` of the layer table"])
        table["LogVerifier"] = nil
        #expect(findings() == ["target `LogVerifier` of the layer table is missing"])
        table["LogVerifier"] = ["Encodings", "OpenSSL"]
        table["Los"] = []
        #expect(findings() == ["target `Los` is in no layer"])
    }

    @Test(arguments: [
        Sample(text: "let a = 1 // unsafe\n/* unsafe\n unsafe */ let b = \"unsafe\""),
        Sample(text: "let a = unsafe b", lines: [1]),
        Sample(text: "let a = \"\\(unsafe b)\"", lines: [1]),
        Sample(text: "let a: UnsafePointer<Int>", lines: [1]),
        Sample(text: "a.withUnsafeBytes { $0 }", lines: [1]),
        Sample(text: "final class A: @unchecked Sendable {}", lines: [1]),
        Sample(text: "nonisolated(unsafe) var a = 1", lines: [1]),
        Sample(
            path: "Sources/OpenSSL/A.swift",
            text: "struct A: @unchecked Sendable {\n    // SAFETY: why.\n    let a = unsafe b\n}"),
        Sample(
            path: "Sources/OpenSSL/A.swift",
            text: "// SAFETY: why.\n\n\n\n\nnonisolated(unsafe) var a = 1", lines: [6]),
        Sample(path: "Sources/Platform/A.swift", text: "\nlet a = unsafe b", lines: [2]),
        Sample(path: "Tests/DomainTests/A.swift", text: "let a = unsafe b"),
    ])
    func `unsafe code in the wrong place or without reason is found`(sample: Sample) {
        #expect(CodeRules.unsafeFindings(in: Self.file(sample)).map(\.line) == sample.lines)
    }

    @Test(arguments: [
        Sample(text: "if a != b, !c, a !== b { try? d(); e as? F }\nlet g = \"try! as! h!\""),
        Sample(
            text: "try! a()\nb as! C\nd!.e\nf[0]!\ng()!\nlet h: I! = nil",
            lines: [1, 2, 3, 4, 5, 6]),
        Sample(text: "public let a = 1\nfatalError()", lines: [1, 2]),
        Sample(
            path: "Tests/DomainTests/A.swift",
            text: "try! a()\nb as! C\n@testable import D\npublic let e = f!", lines: [1, 2, 3]),
    ])
    func `code that stops without a sentence is found`(sample: Sample) {
        let lines = Set(CodeRules.forbiddenFindings(in: Self.file(sample)).map(\.line))
        #expect(lines.sorted() == sample.lines)
    }

    @Test(arguments: [
        Sample(text: "struct Partner {}\nlet update = 1\nfunc database() {}\n// class KeyManager"),
        Sample(
            text: "class KeyManager {}\nfunc stringHelper() {}\nlet utils = 1\ncase userInfo",
            lines: [1, 2, 3, 4, 4]),
        Sample(text: "let data = 1\nlet sourceUser = 2\nvar dataFolder: String", lines: [1]),
        Sample(path: "Sources/Domain/DateUtil.swift", text: "", lines: [1]),
        Sample(
            path: "Tests/DomainTests/A.swift", text: "let data = 1\nstruct TestHelper {}",
            lines: [2]),
        Sample(path: "Tests/DomainTests/A.swift", text: "func `a helper is found`() {}"),
    ])
    func `names that say nothing are found`(sample: Sample) {
        #expect(NameRules.findings(in: Self.file(sample)).map(\.line) == sample.lines)
    }

    @Test func `names fall apart into words`() {
        #expect(NameRules.words(in: "HTTPRequestInfo") == ["http", "request", "info"])
        #expect(NameRules.words(in: "userID") == ["user", "id"])
        #expect(NameRules.words(in: "leaf_hash") == ["leaf", "hash"])
        #expect(NameRules.words(in: "database") == ["database"])
        #expect(NameRules.words(in: "") == [])
    }

    @Test(arguments: [
        Sample(text: licence + String(repeating: "a\n", count: 449)),
        Sample(text: licence + String(repeating: "a\n", count: 480), lines: [481]),
        Sample(text: licence + String(repeating: "é", count: 120)),
        Sample(text: licence + String(repeating: "é", count: 121), lines: [2]),
        Sample(text: "", lines: [1]),
        Sample(text: "import A\n" + licence, lines: [1]),
        Sample(text: "// SPDX-License-Identifier: MIT\n", lines: [1]),
        Sample(path: "scripts/a", text: "#!/bin/sh\n# SPDX-License-Identifier: EUPL-1.2\n"),
        Sample(path: "scripts/a", text: "#!/bin/sh\ntrue\n", lines: [2]),
        Sample(text: licence + "// TO" + "DO: later", lines: [2]),
        Sample(path: "README.md", text: String(repeating: "a", count: 200)),
    ])
    func `files without licence or beyond their size are found`(sample: Sample) {
        #expect(FileRules.findings(in: Self.file(sample)).map(\.line) == sample.lines)
    }

    @Test func `a private key is found in a file and in a literal, its armour alone is not`() {
        let body = String(repeating: "MC4C", count: 16)
        let begin = "-----BEGIN PRIVATE KEY" + "-----"
        for text in [begin + "\n" + body, "let a = \"" + begin + "\\n" + body + "\""] {
            let found = FileRules.keyFindings(in: SourceFile(path: "docs/a.md", text: "\n" + text))
            #expect(found.map(\.line) == [2])
        }
        let armour = SourceFile(
            path: "Tests/A.swift", text: "let a = \"\(begin)\\nAAAA\"\nlet b = 1")
        #expect(FileRules.keyFindings(in: armour) == [])
        #expect(FileRules.kindFindings(["a.swift", "Certs/ca.key", "b.pem"]).count == 2)
    }

    @Test func `a place of one machine is found`() {
        let file = SourceFile(path: "README.md", text: "a\nsee /" + "work/shared\n")
        #expect(FileRules.machineFindings(in: file).map(\.line) == [2])
    }

    @Test func `only code is left of a text, in its place`() {
        let text = """
            a /* b /* c */ d */ e // f
            g("h\\"i", j) + #"k"l\\(m)"# + "n\\(o("p") + q)r"
            let s = \"""
                t "u" \\(v)
                \""" + w
            """
        #expect(
            SourceText.codeLines(of: text) == [
                "a                   e     ",
                "g(      , j) +             +    (o(   ) + q)  ",
                "let s =    ",
                "           (v)",
                "        + w",
            ])
    }
}
