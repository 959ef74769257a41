// SPDX-License-Identifier: EUPL-1.2
import Domain
import Foundation
import Gateway
import Testing

/// Every folder under Policies/ is a preset, and each of them is as good as the first.
struct `The presets that ship` {
    static let presets =
        ((try? FileManager.default.contentsOfDirectory(atPath: PolicyFolder.path)) ?? [])
        .filter { !$0.contains(".") }.sorted()

    @Test func `five collaboration forms have one`() {
        #expect(
            Self.presets == [
                "foodvalley", "hu-schoolconsulent", "leeuwarden", "meierij", "utrecht",
            ])
    }

    @Test(arguments: presets)
    func `nothing is found wrong in it`(preset: String) throws {
        let rules = try RuleSet(PolicyFiles(folder: PolicyFolder.path, region: preset))
        let day = try #require(CivilDate(iso: "2026-06-01"))
        #expect(rules.check(on: day).isEmpty)
    }

    @Test(arguments: presets)
    func `every own row is shown permitted, refused and at its edge`(preset: String) throws {
        let rules = try RuleSet(PolicyFiles(folder: PolicyFolder.path, region: preset))
        let scenarios = try PolicyFiles.scenarios(folder: PolicyFolder.path, region: preset)
            .flatMap { try Scenario.read($0) }
        #expect(rules.missingScenarios(scenarios).isEmpty)
        for result in rules.test(scenarios) where !result.passes {
            let scenario = result.scenario
            Issue.record("\(scenario.path):\(scenario.line) \(result.differences)")
        }
    }

    /// A preset may decide otherwise than Utrecht, but under a name of its own.
    @Test(arguments: presets.filter { $0 != "utrecht" })
    func `a rule that has the name of one of Utrecht asks the same`(preset: String) throws {
        let utrecht = try PolicyFolder.utrecht()
        let rules = try RuleSet(PolicyFiles(folder: PolicyFolder.path, region: preset))
        for rule in rules.rules where rule.path.hasPrefix("\(preset)/") {
            guard let model = utrecht.rules.first(where: { $0.code == rule.code }) else {
                continue
            }
            #expect(rule.text == model.text, "\(rule.path):\(rule.line) \(rule.code)")
        }
    }

    @Test func `files of another region count for the version under their own paths`() throws {
        let files = try PolicyFiles(folder: PolicyFolder.path, region: "leeuwarden")
        #expect(files.files.map(\.path).contains("utrecht/stappen.cedar"))
        let changed = files.files.map { file in
            file.path == "utrecht/stappen.cedar"
                ? PolicyFiles.File(path: file.path, bytes: file.bytes + Array("\n".utf8)) : file
        }
        #expect(
            try PolicyFiles(region: "leeuwarden", files: changed).version != files.version)
    }

    @Test func `a region that leaves a general step out is told which`() throws {
        let files = try PolicyFiles(folder: PolicyFolder.path, region: "leeuwarden")
        let bare = files.files.filter { $0.path != "utrecht/stappen.cedar" }
        let rules = try RuleSet(PolicyFiles(region: "leeuwarden", files: bare))
        let day = try #require(CivilDate(iso: "2026-06-01"))
        let found = rules.check(on: day).map(\.message)
        for step in ["toegetreden", "caseload", "ouderkeuzeGevraagd", "verlopen"] {
            #expect(found.contains("no rule sees to `\(step)`"))
        }
    }

    @Test(arguments: [
        "../utrecht/stappen.cedar", "stappen.cedar", "leeuwarden/kindcentrum.cedar",
        "utrecht/rollen.json", "utrecht/.cedar/x", "atlantis/stappen.cedar",
    ])
    func `what is taken over is a file of rules of another region`(path: String) throws {
        let folder = URL(fileURLWithPath: NSTemporaryDirectory())
            .appending(path: "presets-\(UUID().uuidString)")
        defer { try? FileManager.default.removeItem(at: folder) }
        try FileManager.default.copyItem(
            at: URL(fileURLWithPath: PolicyFolder.path), to: folder)
        try #"{"regels": ["\#(path)"]}"#.write(
            to: folder.appending(path: "leeuwarden/gedeeld.json"), atomically: true,
            encoding: .utf8)
        #expect(throws: PolicyError.self) {
            try PolicyFiles(folder: folder.path, region: "leeuwarden")
        }
    }
}
