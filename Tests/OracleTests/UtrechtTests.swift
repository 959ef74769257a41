// SPDX-License-Identifier: EUPL-1.2
import Cedar
import Domain
import Foundation
import Gateway
import MatrixOracle
import Testing

/// The rules that ship for Utrecht, in every cell of their space, beside the oracle.
@Suite struct UtrechtTests {
    static let policies =
        MatrixFile.folder.deletingLastPathComponent()
        .deletingLastPathComponent().appending(path: "Policies").path

    static func rules() throws -> RuleSet {
        try RuleSet(PolicyFiles(folder: policies, region: "utrecht"))
    }

    static func day() throws -> CivilDate {
        try #require(CivilDate(year: 2026, month: 9, day: 1))
    }

    @Test func `every cell is decided as the oracle decides`() throws {
        // No rule tells the four moments apart, so that one of them stands for all.
        let policies = try PolicySet(
            parsing: Self.rules().inForce(on: Self.day()).effectiveText
        ).policies
        #expect(
            policies.allSatisfy { $0.action == .memberOf(EntityUID("Action", "delen")) })
        var comparison = try RegionComparison(
            Self.rules(), on: Self.day(), moment: .offer, try MatrixFile.oracle())
        var differences: [String: [String]] = [:]
        var open = 0
        let questions = try comparison.forEachQuestion { comparison, question in
            open += 1
            guard question.rules != question.oracle else { return }
            let tooMuch = try comparison.words(question.rules, not: question.oracle)
            let tooLittle = try comparison.words(question.oracle, not: question.rules)
            let what = (tooMuch.map { "permitted: \($0)" } + tooLittle.map { "refused: \($0)" })
                .joined(separator: "\n    ")
            differences[what, default: []].append(question.name)
        }
        let count = UInt128(questions) * comparison.cellsPerQuestion
        print(
            "\(count) cells of \(questions) questions compared, "
                + "\(open) of them open somewhere")
        for (what, names) in differences.sorted(by: { $0.value[0] < $1.value[0] }) {
            Issue.record(
                "\(names.count) questions, such as \(names.prefix(3))\n    \(what)")
        }
    }

    @Test func `no condition of a rule can be left out unnoticed`() throws {
        let rules = try Self.rules().inForce(on: Self.day())
        let text = rules.effectiveText
        let policies = try PolicySet(parsing: text).policies
        let functions = try RuleFunctions(Self.rules(), on: Self.day(), moment: .offer)
        var comparison = try MutantComparison(functions, policies)
        let mutants = try RuleMutant.all(of: policies, in: text)
        var fates: [MutantComparison.Fate: Int] = [:]
        for mutant in mutants {
            let fate = try comparison.fate(of: mutant)
            fates[fate, default: 0] += 1
            let rule = rules.rules[mutant.rule]
            switch fate {
            case .noticed, .heldByForbid: break
            case .openAnyway:
                // Without identity, or else with a toestemming or a report: another rule.
                #expect(["24", "34", "36"].contains(rule.row), "\(rule.code): \(mutant.part)")
            case .idle:
                Issue.record("\(rule.code): nothing changes without \(mutant.part)")
            }
        }
        print(
            "\(mutants.count) conditions left out of permits: \(fates[.noticed] ?? 0) noticed, "
                + "\(fates[.heldByForbid] ?? 0) held by a forbid as well")
        #expect((fates[.noticed] ?? 0) > mutants.count / 2)
    }
}
