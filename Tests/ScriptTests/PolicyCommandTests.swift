// SPDX-License-Identifier: EUPL-1.2
import Encodings
import Foundation
import TestSupport
import Testing

extension TheRealProgram {
    /// What a privacy officer does from a terminal.
    struct `The officer's commands` {
        /// A folder of rules of its own, which a test may change.
        private static func copy(to folder: TemporaryFolder, _ name: String) throws -> String {
            let top = folder.file(name)
            try FileManager.default.copyItem(
                atPath: RunningRegion.top.appendingPathComponent("Policies").path, toPath: top)
            return "\(top)/utrecht"
        }

        private static func change(_ path: String, _ old: String, _ new: String) throws {
            let text = try String(contentsOfFile: path, encoding: .utf8)
            try #require(text.contains(old))
            try text.replacingOccurrences(of: old, with: new)
                .write(toFile: path, atomically: true, encoding: .utf8)
        }

        private static func run(_ words: [String]) async throws -> Program.Outcome {
            try await Program.run(try RunningRegion.program, words)
        }

        @Test func `write the matrix as a page and as lines`() async throws {
            let folder = try TemporaryFolder()
            let page = folder.file("matrix.html")
            let lines = folder.file("matrix.csv")
            let outcome = try await Self.run([
                "policy", "matrix", RunningRegion.policies, "--html", page, "--csv", lines,
                "--on", "2026-03-10", "--json",
            ])
            #expect(outcome.status == 0)
            let answer = try JSON(parsing: outcome.output)
            #expect(answer["dag"]?.string == "2026-03-10")
            let html = try String(contentsOfFile: page, encoding: .utf8)
            #expect(html.contains("10 maart 2026"))
            let csv = try String(contentsOfFile: lines, encoding: .utf8)
            #expect(csv.contains("C6.observatie"))
            let wrong = try await Self.run([
                "policy", "matrix", RunningRegion.policies, "--on", "morgen",
            ])
            #expect(wrong.status == 2)
        }

        @Test func `prove that nothing changes, and show what does`() async throws {
            let folder = try TemporaryFolder()
            let other = try Self.copy(to: folder, "anders")
            let same = try await Self.run([
                "policy", "diff", RunningRegion.policies, other, "--on", "2026-03-10",
            ])
            #expect(same.status == 0)
            #expect(same.text.contains("Geen enkel besluit verandert"))
            try Self.change(
                "\(other)/hulp.cedar",
                "when { context.toestemming == Toestemming::\"volledig\" && context.grondslagToestemming }\n",
                "")
            let changed = try await Self.run([
                "policy", "diff", RunningRegion.policies, other, "--on", "2026-03-10",
            ])
            #expect(changed.status == 6)
            #expect(changed.text.contains("geven zonder toestemming"))
            let json = try await Self.run([
                "policy", "diff", RunningRegion.policies, other, "--on", "2026-03-10", "--json",
            ])
            #expect(json.status == 6)
            #expect(try JSON(parsing: json.output)["gelijk"]?.bool == false)
        }

        @Test func `explain an example`() async throws {
            let outcome = try await Self.run([
                "policy", "explain", "--policies", RunningRegion.policies, "--scenario",
                "rij-12.json", "--case", "1", "--english",
            ])
            #expect(outcome.status == 0)
            #expect(outcome.text.contains("law: AVG"))
            let absent = try await Self.run([
                "policy", "explain", "--policies", RunningRegion.policies, "--scenario", "rij-999",
            ])
            #expect(absent.status == 2)
        }

        @Test func `put rules in force while the gateway runs, and explain by those of the day`()
            async throws
        {
            try await blocking {
                let region = try RunningRegion([.school, .buurtteam])
                let mentor = try region.actor(.school)
                let worker = try region.actor(.buurtteam)
                let family = try Household.open(by: mentor)
                try family.involve(worker, .observations)
                let offered = try family.offer(family.observation("Proef.", to: [.observations]))
                let waiting = try worker.lastEnvelope()
                let line = try #require(
                    offered["uitkomsten"]?.array?.first?["logregel"]?["nummer"]?.integer)

                // Row 12 is switched off: what waits must not be handed out any more.
                let other = try Self.copy(to: region.folder, "anders")
                try Self.change(
                    "\(other)/hulp.cedar", "@id(\"rij-12-c6\")",
                    "@id(\"rij-12-c6\")\n@status(\"uit\")")
                for name in try FileManager.default.contentsOfDirectory(
                    atPath: "\(other)/scenarios") where name != "rij-02.json"
                {
                    try FileManager.default.removeItem(atPath: "\(other)/scenarios/\(name)")
                }
                let order = region.folder.file("besluit.json")
                let signed = try region.run([
                    "policy", "sign", other, "--folder", region.path, "--key",
                    "\(region.path)/sleutels/demo-beleid.key", "--by", "FG", "--out", order,
                ])
                #expect(signed.contains("niet langer aan de gezinswerker geven"))
                let activated = try region.run([
                    "policy", "activate", other, "--folder", region.path, "--order", order,
                ])
                #expect(activated.contains("in force: "))
                #expect(try worker.refusal(waiting) == "404 niet-beschikbaar")

                // Yesterday's line by yesterday's rules.
                let text = try region.run([
                    "policy", "explain", "--folder", region.path, "--line", "\(line)",
                ])
                #expect(text.contains("rij-12-c6 (rij 12): staat het toe"))
                #expect(text.contains("gelijk aan de regel in het log"))
                #expect(
                    try region.run(["log", "replay", "--folder", region.path]).contains("anders: 0")
                )
                let history = try region.run(["policy", "history", "--folder", region.path])
                #expect(history.contains("door FG"))
                #expect(history.contains("bij het inrichten van de regio"))

                // A restart keeps what is in force, whatever the folder says.
                try region.stop()
                try region.start()
                #expect(try worker.refusal(waiting) == "404 niet-beschikbaar")
                try region.run(["log", "verify", "--folder", region.path])
            }
        }
    }
}
