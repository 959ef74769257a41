// SPDX-License-Identifier: EUPL-1.2
import Foundation
import TestSupport
import Testing

extension TheRealProgram {
    struct `The stories of the presets` {
        private static let presets = [
            "utrecht", "foodvalley", "meierij", "leeuwarden", "hu-schoolconsulent",
        ]

        @Test(arguments: presets)
        func `go as told, against a running gateway`(preset: String) async throws {
            let told = try await Self.play("Policies/\(preset)")
            #expect(told.status == .status(0), "\(told.errors)")
            #expect(told.errors.isEmpty, "\(told.errors)")
            #expect(told.text.contains("klopt met het getekende controlepunt"))
            #expect(told.text.contains("regels die hun regel noemt; anders: 0"))
            #expect(told.text.contains("alles ging zoals verteld"))
        }

        @Test func `stop at the first step that goes otherwise, and say which`() async throws {
            let told = try await Self.play("Policies/utrecht") { story in
                try #require(story.contains("\"toestemming-ontbreekt\""))
                return story.replacingOccurrences(
                    of: "\"toestemming-ontbreekt\"", with: "\"geen-regel\"")
            }
            #expect(told.status == .status(4))
            #expect(told.errors.contains("deel 1, stap 4 (mentor) went otherwise"))
            #expect(told.errors.contains("toestemming-ontbreekt"))
        }

        @Test func `are refused where they hold what nobody knows`() async throws {
            let told = try await Self.play("Policies/utrecht") { story in
                story.replacingOccurrences(of: "\"zietNiets\"", with: "\"zietNix\"")
            }
            #expect(told.status == .status(1))
            #expect(told.errors.contains("utrecht/verhaal.json, deel 2, stap"))
        }

        private struct Told: Sendable {
            let status: SpawnedProgram.Ending?
            let text: String
            let errors: String
        }

        /// Plays the story of a preset, changed if wished, in a folder of its own.
        private static func play(
            _ preset: String, changed: (@Sendable (String) throws -> String)? = nil
        ) async throws -> Told {
            try await blocking {
                try TemporaryFolder.scope { (folder: TemporaryFolder) in
                    var path = RunningRegion.top.appendingPathComponent(preset).path
                    if let changed {
                        let policies = folder.file("Policies")
                        try FileManager.default.copyItem(
                            atPath: RunningRegion.top.appendingPathComponent("Policies").path,
                            toPath: policies)
                        path = "\(folder.path)/\(preset)"
                        let file = "\(path)/verhaal.json"
                        let story = try String(contentsOfFile: file, encoding: .utf8)
                        try changed(story).write(toFile: file, atomically: true, encoding: .utf8)
                    }
                    let child = try SpawnedProgram(
                        RunningRegion.program,
                        ["story", path, "--folder", folder.file("regio")],
                        output: folder.file("uit"), errors: folder.file("fouten"))
                    let status = child.wait(upTo: .seconds(120))
                    return Told(
                        status: status,
                        text: try String(contentsOfFile: folder.file("uit"), encoding: .utf8),
                        errors: try String(contentsOfFile: folder.file("fouten"), encoding: .utf8))
                }
            }
        }
    }
}
