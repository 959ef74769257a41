// SPDX-License-Identifier: EUPL-1.2
import Cedar
import Encodings
import Foundation
import TestSupport
import Testing

@Suite(.temporaryFolder) struct `Round trips` {
    private func cases() throws -> [PolicyCase] {
        let folder = try #require(TemporaryFolder.current)
        return try ConformanceData.handWritten() + ConformanceData.corpus(folder)
    }

    @Test(Vectors.cedar.areThere)
    func `every policy survives printing formatting and JSON`() async throws {
        let report = await ConformanceReport.run(try cases()) { item, report in
            do {
                let bytes = try item.policies()
                try Self.check(String(decoding: bytes, as: UTF8.self), item.name, &report)
            } catch {
                report.differences.append("\(item.name): \(error)")
            }
        }
        #expect(report.differences.isEmpty)
    }

    private static func check(
        _ text: String, _ name: String, _ report: inout ConformanceReport
    ) throws {
        let original = try PolicySet(parsing: text)
        let all = original.policies + original.templates
        for policy in all {
            let again = try PolicySet(parsing: policy.description)
            report.compare(
                "\(name) print", expected: [policy], got: again.policies + again.templates)
        }
        let formatted = try PolicyFormatter.format(text)
        let reparsed = try PolicySet(parsing: formatted)
        report.compare(
            "\(name) format", expected: all, got: reparsed.policies + reparsed.templates)
        report.compare(
            "\(name) idempotence", expected: formatted,
            got: try PolicyFormatter.format(formatted))
        let json = try original.json()
        let read = try PolicySet(json: json)
        report.compare("\(name) json", expected: json, got: try read.json())
        let printed = try PolicySet(parsing: read.description)
        report.compare(
            "\(name) json text", expected: read.policies + read.templates,
            got: printed.policies + printed.templates)
    }

    @Test(Vectors.cedar.areThere)
    func `every schema survives both forms`() async throws {
        let report = await ConformanceReport.run(try cases()) { item, report in
            do {
                let schema = try Schema(parsing: item.schema())
                let fromJSON = try Schema(json: schema.json)
                report.compare(
                    "\(item.name) json", expected: schema.json, got: fromJSON.json)
                let printed = try Schema(parsing: schema.text)
                report.compare("\(item.name) text", expected: schema.json, got: printed.json)
                let again = try Schema(parsing: fromJSON.text)
                report.compare("\(item.name) types", expected: schema.meaning, got: again.meaning)
            } catch {
                report.differences.append("\(item.name): \(error)")
            }
        }
        #expect(report.differences.isEmpty)
    }
}

extension Schema {
    /// What the schema says, without its wording.
    fileprivate var meaning: [String] {
        let types = entityTypes.values.map { type in
            "\(type.name) \(type.attributes.shown) \(type.tags.map(\.shown) ?? "") "
                + "\(type.choices ?? []) \(type.ancestors.sorted())"
        }
        let actions = actions.values.map { action in
            "\(action.uid) \(action.principalTypes) \(action.resourceTypes) "
                + "\(action.context.shown) \(action.ancestors.sorted())"
        }
        return types.sorted() + actions.sorted()
    }
}

extension RecordType {
    fileprivate var shown: String {
        attributes.sorted { $0.key < $1.key }
            .map { "\($0.key) \($0.value.isRequired) \($0.value.type.shown)" }.description
    }
}

extension CedarType {
    fileprivate var shown: String {
        switch self {
        case .record(let record): record.shown
        case .set(let element): "Set \(element.shown)"
        default: description
        }
    }
}

@Suite struct `Schemas` {
    @Test(Vectors.cedar.areThere)
    func `every accepted JSON schema has a text with the same meaning`() throws {
        let cases = try ConformanceData.own("schema-json.json")
        for item in cases where item["accept"] == true {
            let schema = try Schema(json: required(item["schema"]))
            if schema.json["" as String]?["actions"]?["a"]?["appliesTo"]?["principalTypes"] == [] {
                continue  // The text form cannot write an empty list of types.
            }
            let printed = try Schema(parsing: schema.text)
            #expect(printed.meaning == schema.meaning, "\(item["id"]?.string ?? "")")
        }
    }
}

extension Schemas {
    /// An entity with `{}` was printed without it, and so read as one that has no shape at all.
    @Test func `an empty shape stays an empty shape`() throws {
        for text in ["entity A {};", "entity A;", "entity A = {} tags Long;"] {
            let schema = try Schema(parsing: text)
            #expect(try Schema(parsing: schema.text).json == schema.json)
        }
    }
}

@Suite struct `Formatter` {
    private let messy = """
        // head

        // of the file
        @id("a") @bron permit(principal in Rol::"x",action==Action::"delen" // why
        ,resource) when{context.a&&// inner
        (context.b||  !context.c)
          // last
        } ;// end
        // between
        forbid(principal,action,resource);


        // tail
        """

    @Test func `comments annotations and meaning stay`() throws {
        let once = try PolicyFormatter.format(messy)
        #expect(try PolicyFormatter.format(once) == once)
        for comment in ["head", "of the file", "why", "inner", "last", "end", "between", "tail"] {
            #expect(once.contains("// \(comment)"))
        }
        #expect(
            try PolicySet(parsing: once).policies == PolicySet(parsing: messy).policies)
    }

    @Test func `the layout is canonical`() throws {
        let text = try PolicyFormatter.format(
            """
            @id("x")permit(principal,action,resource)when{context.toestemming==\
            Toestemming::"volledig"&&context.gezagBekend&&!context.bezwaar&&context.deelnemer};
            """)
        #expect(
            text == """
                @id("x")
                permit (principal, action, resource)
                when {
                  context.toestemming == Toestemming::"volledig" &&
                  context.gezagBekend &&
                  !context.bezwaar &&
                  context.deelnemer
                };

                """)
    }
}
