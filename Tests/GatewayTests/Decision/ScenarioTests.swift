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
        let scenarios = try Self.files.flatMap { try Scenario.read($0) }
        let rows = Set(try PolicyFolder.utrecht().rules.compactMap(\.row))
        let expected = [
            "2", "3", "6", "7", "8", "9", "10", "11", "12", "14", "18", "19", "44", "45",
        ]
        #expect(rows == Set(expected))
        for row in rows {
            let kinds = scenarios.filter { $0.row == row }.map(\.kind)
            #expect(kinds.count >= 3, "row \(row)")
            #expect(Set(kinds) == Set(Scenario.Kind.allCases), "row \(row)")
        }
    }

    @Test func `what a line must keep of a decision fits`() throws {
        let rules = try PolicyFolder.utrecht()
        for file in Self.files {
            for result in rules.test(try Scenario.read(file)) {
                #expect(result.decision.facts.count < 1400)
            }
        }
    }
}
