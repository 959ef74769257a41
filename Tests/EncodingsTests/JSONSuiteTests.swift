// SPDX-License-Identifier: EUPL-1.2
import Encodings
import Foundation
import TestSupport
import Testing

@Suite struct JSONSuiteTests {
    /// What the suite wants to be accepted and we refuse: its two objects that give a key twice.
    private static let beyondTheSuite: Set = [
        "y_object_duplicated_key.json", "y_object_duplicated_key_and_value.json",
    ]

    @Test(Vectors.jsonSuite.areThere)
    func `JSONTestSuite is accepted, refused, and decided where it leaves the choice`() throws {
        try TemporaryFolder.scope { folder in
            let files = try Self.unpack(to: folder)
            var counts: [Character: Int] = [:]
            var choices: [String] = []
            for file in files {
                let name = file.lastPathComponent
                let bytes = [UInt8](try Data(contentsOf: file))
                let refusal = Self.refusal(of: bytes)
                #expect(Self.indexRefusal(of: bytes) == refusal, "\(name)")
                counts[name.first ?? "?", default: 0] += 1
                switch name.first {
                case "y" where Self.beyondTheSuite.contains(name):
                    #expect(refusal?.kind == .duplicateKey, "\(name)")
                case "y":
                    #expect(refusal == nil, "\(name)")
                    try Self.expectRoundTrip(bytes, name)
                case "n": #expect(refusal != nil, "\(name)")
                case "i":
                    // All that the suite leaves open is ambiguous, and so it is refused.
                    #expect(refusal != nil, "\(name)")
                    choices.append("\(name): \(refusal.map { "\($0.kind)" } ?? "accepted")")
                default: Issue.record("\(name) is of no kind of the suite")
                }
            }
            #expect(counts == ["y": 95, "n": 188, "i": 35])
            print("JSONTestSuite: \(counts["y"] ?? 0) y, \(counts["n"] ?? 0) n, and these i:")
            for choice in choices.sorted() { print("  \(choice)") }
        }
    }

    private static func unpack(to folder: TemporaryFolder) throws -> [URL] {
        let archive = try #require(Vectors.jsonSuite.location)
            .appendingPathComponent("test_parsing.tar.gz")
        let tar = Process()
        tar.executableURL = URL(fileURLWithPath: "/usr/bin/env")
        tar.arguments = ["tar", "-xzf", archive.path, "-C", folder.path]
        try tar.run()
        tar.waitUntilExit()
        try #require(tar.terminationStatus == 0)
        return try FileManager.default.contentsOfDirectory(
            at: folder.url.appendingPathComponent("test_parsing"), includingPropertiesForKeys: nil
        ).filter { $0.pathExtension == "json" }
    }

    private static func refusal(of bytes: [UInt8]) -> JSONError? {
        do {
            _ = try JSON(parsing: bytes)
            return nil
        } catch {
            return error
        }
    }

    private static func indexRefusal(of bytes: [UInt8]) -> JSONError? {
        do {
            _ = try JSONIndex(parsing: bytes.span)
            return nil
        } catch {
            return error
        }
    }

    private static func expectRoundTrip(_ bytes: [UInt8], _ name: String) throws {
        let value = try JSON(parsing: bytes)
        #expect(try JSON(parsing: value.serialized()) == value, "\(name)")
    }
}
