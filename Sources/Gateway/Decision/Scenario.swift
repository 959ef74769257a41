// SPDX-License-Identifier: EUPL-1.2
internal import Consent
internal import Domain

/// One example of the protocol: facts in the words of the field, and the decision that is expected.
package struct Scenario: Sendable {
    package let name: String
    /// The row of the matrix that it is about.
    package let row: String
    package let kind: Kind
    package let path: String
    package let line: Int

    let offer: Offer
    let casus: CaseFacts
    let now: Timestamp
    let expected: Expected

    /// Why the example was written: each row needs at least one of each.
    package enum Kind: String, Sendable, CaseIterable {
        case permitted = "toegestaan"
        case refused = "geweigerd"
        /// Just inside or just outside.
        case edge = "rand"
    }

    struct Expected: Sendable {
        let permitted: [VeldgroepCode]
        let codes: [RefusalCode]
        let rules: [RuleCode]
        let obligations: [Obligation]?
    }
}

/// What became of one scenario.
package struct ScenarioResult: Sendable {
    package let scenario: Scenario
    package let decision: Decision
    /// How the decision differs from what was expected; empty if it does not.
    package let differences: [String]

    package var passes: Bool { differences.isEmpty }
}

extension RuleSet {
    /// Runs every scenario, each on its own day.
    package func test(_ scenarios: [Scenario]) -> [ScenarioResult] {
        var days: [CivilDate: RulesInForce] = [:]
        return scenarios.map { scenario in
            let day = Amsterdam.day(of: scenario.now)
            let rules = days[day] ?? inForce(on: day)
            days[day] = rules
            let decision = rules.decide(
                scenario.offer, about: scenario.casus, now: scenario.now)
            var differences = scenario.differences(from: decision.verdict)
            // What a log line keeps must give the same decision again.
            if (try? rules.replay(facts: decision.facts)) != decision.verdict {
                differences.append("the kept facts give another decision")
            }
            return ScenarioResult(
                scenario: scenario, decision: decision, differences: differences)
        }
    }
}

extension RuleSet {
    /// Rows without a scenario of each kind; a row that is off only has to show that it refuses.
    package func missingScenarios(_ scenarios: [Scenario]) -> [PolicyFinding] {
        var findings: [PolicyFinding] = []
        var seen: Set<String> = []
        for rule in rules {
            // What is taken over from another region was shown there.
            guard rule.path.hasPrefix("\(region)/"), let row = rule.row,
                seen.insert(row).inserted
            else { continue }
            let isOn = rules.contains { $0.row == row && !$0.isOff }
            let kinds = Set(scenarios.filter { $0.row == row }.map(\.kind))
            for kind in isOn ? Scenario.Kind.allCases : [.refused] where !kinds.contains(kind) {
                findings.append(
                    PolicyFinding(
                        rule.path, line: rule.line, "row \(row) has no scenario `\(kind.rawValue)`",
                        mend: "add one under \(region)/scenarios"))
            }
        }
        return findings
    }
}

extension Scenario {
    fileprivate func differences(from verdict: Verdict) -> [String] {
        var differences: [String] = []
        func compare<T>(_ what: String, _ found: [T], _ expected: [T]) where T: Equatable {
            guard found != expected else { return }
            differences.append("\(what): found \(found), expected \(expected)")
        }
        compare("toegestaan", verdict.permitted.map(\.text), expected.permitted.map(\.text))
        compare("redenen", verdict.codes.map(\.rawValue), expected.codes.map(\.rawValue))
        compare("regels", verdict.rules.map(\.text), expected.rules.map(\.text))
        if let obligations = expected.obligations {
            compare(
                "verplichtingen", verdict.obligations.map(\.rawValue),
                obligations.map(\.rawValue))
        }
        return differences
    }
}
