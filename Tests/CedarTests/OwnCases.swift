// SPDX-License-Identifier: EUPL-1.2
import Cedar
import Encodings
import Foundation

/// The cases that a single text or value decides.
enum OwnCases {
    static func run() async throws -> ConformanceReport {
        var report = ConformanceReport()
        report.add(try await accepted("parse.json") { _ = try PolicySet(parsing: $0.text("text")) })
        report.add(try await evaluation())
        report.add(try await accepted("schema.json") { _ = try Schema(parsing: $0.text("text")) })
        report.add(
            try await accepted("schema-json.json") {
                _ = try Schema(json: required($0["schema"]))
            })
        let schema = try Schema(
            parsing: required(ConformanceData.own("validate.cedarschema")[0].string))
        report.add(
            try await accepted("entities.json") { item in
                let bytes = Array(try item.text("entities").utf8)
                let isTyped = item["schema"]?.bool == true
                _ = try Entities(parsing: bytes, schema: isTyped ? schema : nil)
            })
        report.add(
            try await accepted("request.json") { item in
                _ = try Request(json: required(item["request"]), schema: schema)
            })
        report.add(
            try await accepted("validate.json", "valid") { item in
                let found = schema.validate(try PolicySet(parsing: item.text("policy")))
                if let error = found.errors.first { throw CedarError.syntax([error]) }
            })
        report.add(
            try await accepted("from-json.json") { item in
                let set = try PolicySet(json: required(item["json"]))
                guard try PolicySet(json: set.json()).json() == set.json() else {
                    throw MissingMember()
                }
            })
        report.add(
            await ConformanceReport.run(try ConformanceData.own("to-json.json")) { item, report in
                let got = try? PolicySet(parsing: item.text("text")).json()
                report.compare(item["id"]?.string ?? "", expected: item["json"], got: got)
            })
        return report
    }

    private static func accepted(
        _ file: String, _ key: String = "accept",
        _ body: @escaping @Sendable (JSON) throws -> Void
    ) async throws -> ConformanceReport {
        await ConformanceReport.run(try ConformanceData.own(file)) { item, report in
            var problem = ""
            do { try body(item) } catch { problem = "\(error)" }
            let name = "\(item["id"]?.string ?? "") \(problem)"
            report.compare(name, expected: item[key]?.bool == true, got: problem.isEmpty)
        }
    }

    /// Each expression as the body of one permit, over the given entities.
    private static func evaluation() async throws -> ConformanceReport {
        let request = try Request(json: ConformanceData.own("eval-request.json")[0])
        let entities = try Entities(json: .array(ConformanceData.own("eval-entities.json")))
        return await ConformanceReport.run(try ConformanceData.own("eval.json")) { item, report in
            let name = item["id"]?.string ?? ""
            let text =
                "permit(principal,action,resource) when { \(item["expr"]?.string ?? "") };"
            guard let policies = try? PolicySet(parsing: text) else {
                report.differences.append("\(name): expected a policy, got a syntax error")
                return
            }
            let prepared = PreparedPolicySet(policies, entities: entities)
            let answer = prepared.decide(request)
            report.compare(
                "\(name) without index", expected: prepared.decidePlainly(request), got: answer)
            let got =
                answer.errors.isEmpty ? "\(answer.decision == .allow)" : "error"
            report.compare(name, expected: item["result"]?.string ?? "", got: got)
        }
    }
}

extension JSON {
    fileprivate func text(_ key: String) throws -> String { try required(self[key]?.string) }
}
