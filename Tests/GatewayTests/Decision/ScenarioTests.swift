// SPDX-License-Identifier: EUPL-1.2
import Gateway
import Testing

struct `The scenarios that ship` {
    static let files: [PolicyFiles.File] =
        (try? PolicyFiles.scenarios(folder: PolicyFolder.path, region: "utrecht")) ?? []

    @Test(arguments: files.map(\.path))
    func `every scenario of a file gives what it expects`(path: String) throws {
        let rules = try PolicyFolder.utrecht()
        let file = try #require(Self.files.first { $0.path == path })
        for result in rules.test(try Scenario.read(file)) where !result.passes {
            let scenario = result.scenario
            Issue.record("\(path):\(scenario.line) \(scenario.name): \(result.differences)")
        }
    }

    @Test func `every row has a permitted, a refused and an edge case`() throws {
        let rules = try PolicyFolder.utrecht()
        let scenarios = try Self.files.flatMap { try Scenario.read($0) }
        #expect(rules.missingScenarios(scenarios) == [])
        let rows = Set(rules.rules.compactMap(\.row))
        #expect(rows == Set((1...49).map(String.init) + ["nood"]))
        for row in ["1", "37", "nood"] {
            for kind in Scenario.Kind.allCases {
                let fewer = scenarios.filter { $0.row != row || $0.kind != kind }
                #expect(rules.missingScenarios(fewer).count == 1, "\(row) \(kind)")
            }
        }
        // A row that is off only has to show that it refuses.
        let off = scenarios.filter { $0.row != "29" || $0.kind != .refused }
        #expect(rules.missingScenarios(off).map(\.message).first?.contains("29") == true)
    }

    @Test func `what a line must keep of a decision fits`() throws {
        let rules = try PolicyFolder.utrecht()
        for file in Self.files {
            for result in rules.test(try Scenario.read(file)) {
                #expect(result.decision.facts.count < 1600)
            }
        }
    }
}
