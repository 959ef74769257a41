// SPDX-License-Identifier: EUPL-1.2
import Gateway

/// The examples that ship, played once for all tests that look at what came of them.
enum PlayedExamples {
    static let rules: Result<RuleSet, any Error> = Result { try PolicyFolder.utrecht() }

    static let results: Result<[ScenarioResult], any Error> = Result {
        let files = try PolicyFiles.scenarios(folder: PolicyFolder.path, region: "utrecht")
        return try rules.get().test(try files.flatMap { try Scenario.read($0) })
    }
}
