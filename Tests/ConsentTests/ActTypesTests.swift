// SPDX-License-Identifier: EUPL-1.2
import Foundation
import TestSupport
import Testing

/// One of the four acts: its type, and where a family keeps it.
private struct Act: Equatable, Sendable {
    let type: String
    let list: String

    /// What the source text calls a value of it.
    var value: String { "een" + type }

    static let all = [
        Act(type: "Toestemming", list: "toestemmingen"),
        Act(type: "Bezwaar", list: "bezwaren"),
        Act(type: "Bericht", list: "berichten"),
        Act(type: "Overeenstemming", list: "overeenstemmingen"),
    ]
}

/// Source text that puts acts among the acts of a family, one on each line.
private struct Mixture {
    /// What is put where.
    let lines: [(act: Act, place: Act)]

    private static let head = ["import Consent", "import Domain"]

    var text: String {
        let acts = Act.all.map { "_ \($0.value): \($0.type)" }.joined(separator: ", ")
        let body = lines.map { "    family.\($0.place.list).append(\($0.act.value))" }
        return (Self.head + ["func put(_ family: inout Family, \(acts)) {"] + body + ["}"])
            .joined(separator: "\n") + "\n"
    }

    /// The number that the compiler gives to the line at an index.
    func number(_ index: Int) -> Int { Self.head.count + 2 + index }
}

/// The compiler that made this program, and what it made beside it.
private enum Compiler {
    /// The one whose libraries run here, since another may not read its modules; else the path's.
    static let path: String? = {
        let maps = (try? String(contentsOfFile: "/proc/self/maps", encoding: .utf8)) ?? ""
        let library = "/lib/swift/linux/libswiftCore.so"
        let beside = maps.split(separator: "\n").first { $0.hasSuffix(library) }.flatMap { line in
            line.firstIndex(of: "/").map {
                line[$0...].dropLast(library.utf8.count) + "/bin/swiftc"
            }
        }
        if let beside = beside.map(String.init),
            FileManager.default.isExecutableFile(atPath: beside)
        {
            return beside
        }
        return Program.exists("swiftc") ? "swiftc" : nil
    }()

    /// The modules that were built with this test.
    private static var modules: String {
        get throws {
            let program = try FileManager.default.destinationOfSymbolicLink(
                atPath: "/proc/self/exe")
            return URL(fileURLWithPath: program).deletingLastPathComponent()
                .appendingPathComponent("Modules").path
        }
    }

    /// The build calls the package after the folder that it lies in.
    private static var package: String {
        let folder = URL(fileURLWithPath: #filePath).deletingLastPathComponent()
            .deletingLastPathComponent().deletingLastPathComponent().lastPathComponent
        let letters = folder.lowercased().enumerated().map { index, letter in
            letter.isLetter || (letter.isNumber && index > 0) ? letter : "_"
        }
        return String(letters)
    }

    /// Has a mixture checked, and nothing made of it.
    /// - Returns: whether it compiles, and each error with the number of its line.
    static func check(_ mixture: Mixture) async throws -> (
        compiles: Bool, errors: [(line: Int, text: String)], output: String
    ) {
        let swiftc = try #require(path)
        let folder = try TemporaryFolder()
        let file = folder.file("mixture.swift")
        try mixture.text.write(toFile: file, atomically: false, encoding: .utf8)
        let outcome = try await Program.run(
            swiftc,
            [
                "-typecheck", "-swift-version", "6", "-package-name", package,
                "-diagnostic-style", "llvm", "-module-cache-path", folder.file("cache"), "-I",
                try modules, file,
            ])
        let errors = outcome.errors.split(separator: "\n").compactMap {
            line -> (line: Int, text: String)? in
            guard let mark = line.range(of: ": error: ") else { return nil }
            let place = line[..<mark.lowerBound].split(separator: ":")
            return (
                place.dropFirst().first.flatMap { Int($0) } ?? 0, String(line[mark.upperBound...])
            )
        }
        withExtendedLifetime(folder) {}
        return (outcome.status == 0, errors, outcome.errors)
    }
}

@Suite(
    .enabled(
        if: Compiler.path != nil, "there is no swiftc, neither beside the libraries nor on the path"
    ))
struct `The four acts are four types` {
    @Test func `each among its own kind compiles`() async throws {
        let checked = try await Compiler.check(Mixture(lines: Act.all.map { ($0, $0) }))
        #expect(checked.compiles, "\(checked.output)")
        #expect(checked.output.isEmpty, "\(checked.output)")
    }

    @Test func `none compiles in another's place, and the compiler names both`() async throws {
        let pairs = Act.all.flatMap { act in
            Act.all.filter { $0 != act }.map { (act: act, place: $0) }
        }
        #expect(pairs.count == 12)
        let mixture = Mixture(lines: pairs)
        let checked = try await Compiler.check(mixture)
        #expect(!checked.compiles)
        #expect(checked.errors.count == pairs.count, "\(checked.output)")
        for (index, pair) in pairs.enumerated() {
            let errors = checked.errors.filter { $0.line == mixture.number(index) }
            #expect(errors.count == 1, "\(pair.act.type) among \(pair.place.list)")
            let text = errors.first?.text ?? ""
            #expect(text.hasPrefix("cannot convert value of type"), "\(text)")
            #expect(text.contains("'\(pair.act.type)'"), "\(text)")
            #expect(text.contains("'\(pair.place.type)'"), "\(text)")
        }
    }
}
