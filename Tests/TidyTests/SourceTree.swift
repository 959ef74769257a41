// SPDX-License-Identifier: EUPL-1.2
import Foundation
import Testing

/// One text file of the project.
struct SourceFile: Sendable {
    /// The path from the top of the project.
    let path: String
    let lines: [String]
    /// The lines without comments and strings; those of Swift files only.
    let code: [String]

    init(path: String, text: String) {
        self.path = path
        var lines = text.split(separator: "\n", omittingEmptySubsequences: false).map(String.init)
        if lines.last == "" { lines.removeLast() }
        self.lines = lines
        code = path.hasSuffix(".swift") ? SourceText.codeLines(of: text) : []
    }

    var isSwift: Bool { path.hasSuffix(".swift") }
    /// The target of a file in Sources; nil elsewhere.
    var target: String? {
        let parts = path.split(separator: "/")
        return parts.count > 2 && parts[0] == "Sources" ? String(parts[1]) : nil
    }
    /// A file whose language has comments to put a licence in; what tests feed on stays as it is.
    var isSource: Bool {
        let kinds =
            path.hasPrefix("Tests/")
            ? ["swift", "h", "c"] : ["swift", "h", "c", "sh", "cedar", "cedarschema", "sql"]
        return kinds.contains { path.hasSuffix("." + $0) } || path.hasPrefix("scripts/")
            || path == ".ci/run"
    }
}

/// The files of the project as version control sees them.
struct SourceTree: Sendable {
    /// Read once for all tests.
    static let shared = Result { try SourceTree(root: root) }

    /// The top of the project, above this file's folder.
    private static let root = URL(fileURLWithPath: #filePath)
        .deletingLastPathComponent().deletingLastPathComponent().deletingLastPathComponent()

    /// All text files.
    let files: [SourceFile]
    /// The paths of all files, of bytes too.
    let paths: [String]

    private init(root: URL) throws {
        paths = try Self.versionedPaths(root) ?? Self.allPaths(root)
        files = try paths.compactMap { path in
            let url = root.appendingPathComponent(path)
            guard FileManager.default.fileExists(atPath: url.path) else { return nil }
            return String(data: try Data(contentsOf: url), encoding: .utf8).map {
                SourceFile(path: path, text: $0)
            }
        }
    }

    func file(_ path: String) throws -> SourceFile {
        try #require(files.first { $0.path == path }, "the project has \(path)")
    }

    /// What git tracks or would add; nil outside a checkout or without git.
    private static func versionedPaths(_ root: URL) throws -> [String]? {
        let git = Process()
        git.executableURL = URL(fileURLWithPath: "/usr/bin/env")
        git.arguments = [
            "git", "-C", root.path, "ls-files", "-z", "--cached", "--others", "--exclude-standard",
        ]
        let output = Pipe()
        git.standardOutput = output
        git.standardError = FileHandle.nullDevice
        try git.run()
        let bytes = output.fileHandleForReading.readDataToEndOfFile()
        git.waitUntilExit()
        guard git.terminationStatus == 0 else { return nil }
        return bytes.split(separator: 0).map { String(decoding: $0, as: UTF8.self) }.sorted()
    }

    /// Every file that no tool made.
    private static func allPaths(_ root: URL) throws -> [String] {
        let made: Set = [".build", ".git", ".swiftpm", "var"]
        return try FileManager.default.subpathsOfDirectory(atPath: root.path).filter { path in
            var isFolder: ObjCBool = false
            let exists = FileManager.default.fileExists(
                atPath: root.appendingPathComponent(path).path, isDirectory: &isFolder)
            return exists && !isFolder.boolValue
                && !made.contains(String(path.prefix { $0 != "/" }))
        }.sorted()
    }
}

/// Something in a file that breaks a rule.
struct Finding: CustomStringConvertible, Equatable, Sendable {
    let path: String
    /// Counted from one.
    let line: Int
    let what: String

    var description: String { "\(path):\(line): \(what)" }
}

/// Fails the running test with one issue a finding.
func expectNone(_ findings: [Finding]) {
    for finding in findings { Issue.record("\(finding)") }
}
