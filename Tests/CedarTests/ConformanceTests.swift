// SPDX-License-Identifier: EUPL-1.2
import Cedar
import Encodings
import Foundation
import TestSupport
import Testing

@Suite(.temporaryFolder) struct `CedarConformance` {
    @Test(Vectors.cedar.areThere)
    func `every case of the reference gets the same answer`() async throws {
        let folder = try #require(TemporaryFolder.current)
        var report = await ConformanceReport.run(
            try ConformanceData.handWritten() + ConformanceData.corpus(folder), Self.decide)
        report.add(try await OwnCases.run())
        for difference in report.differences { print("cedar difference: \(difference)") }
        print(
            "cedar conformance: \(report.caseCount) cases, \(report.requestCount) requests, "
                + "\(report.differences.count) differences")
        #expect(report.differences.isEmpty)
        #expect(report.caseCount > 0)
    }

    private static func decide(_ item: PolicyCase, _ report: inout ConformanceReport) {
        do {
            let policies = try PolicySet(parsing: item.policies())
            let schema = try Schema(parsing: item.schema())
            let entities = try Entities(parsing: item.entities(), schema: schema)
            let validation = schema.validate(policies)
            report.compare(
                "\(item.name) validation \(validation.errors)",
                expected: item.test["shouldValidate"]?.bool ?? true, got: validation.passes)
            let prepared = PreparedPolicySet(policies, entities: entities)
            for (index, json) in item.requests.enumerated() {
                report.requestCount += 1
                let request = try Request(json: json, schema: schema)
                let name = "\(item.name) request \(index)"
                let answer = prepared.decide(request)
                compare(answer, json, name, &report)
                report.compare(
                    "\(name) without index", expected: prepared.decidePlainly(request),
                    got: answer)
            }
        } catch {
            report.differences.append("\(item.name): expected success, got \(error)")
        }
    }

    private static func compare(
        _ answer: Answer, _ expected: JSON, _ name: String, _ report: inout ConformanceReport
    ) {
        func ids(_ key: String) -> [String] {
            (expected[key]?.array ?? []).compactMap(\.string).sorted()
        }
        report.compare(
            "\(name) decision", expected: expected["decision"]?.string ?? "",
            got: answer.decision.rawValue)
        report.compare(
            "\(name) reason", expected: ids("reason"), got: answer.reasons.map(\.id).sorted())
        report.compare(
            "\(name) errors", expected: ids("errors"),
            got: answer.errors.map(\.policy.id).sorted())
    }
}
