// SPDX-License-Identifier: EUPL-1.2
internal import Domain
internal import Encodings
internal import Gateway
internal import Platform

/// `kernpoort policy explain`: why a decision came out as it did, by the rules of its own day.
enum PolicyExplainCommand {
    static let command = Command(
        "policy explain",
        "explain a line of the log by the rules of its day, or an example by those of a folder",
        options: [
            Option("folder", "DIR", "the region's folder, with --line"),
            Option("line", "INDEX|ID", "the line of the log that holds the decision"),
            Option("policies", "POLICY-FOLDER", "a folder of rules, with --scenario"),
            Option("scenario", "FILE", "a file of examples, such as rij-12.json"),
            Option("case", "NUMBER", "which example of the file, from 1 (default: all)"),
            Option("english", nil, "in English"),
        ],
        run: run)

    private static func run(_ arguments: Arguments) async throws -> ExitStatus {
        if arguments.has("line") { return try await explainLine(arguments) }
        guard arguments.has("scenario"), arguments.has("policies") else {
            throw CommandFailure(
                .usage,
                "name a line (`--folder`, `--line`) or an example (`--policies`, `--scenario`)")
        }
        return try explainScenario(arguments)
    }

    // MARK: A line

    private static func explainLine(_ arguments: Arguments) async throws -> ExitStatus {
        let answer = try await PartnerCommand.ask(
            [
                "opdracht": "beleid-uitleg", "regel": .string(try arguments.required("line")),
            ], PartnerCommand.configuration(arguments))
        let agrees = answer["gelijk"]?.bool == true
        if arguments.has("json") {
            printJSON(answer)
        } else {
            func text(_ name: String) -> String { answer[name]?.string ?? "" }
            printLine(
                "regel \(answer["index"]?.integer ?? 0) (\(text("id"))), \(text("gebeurtenis")), \(text("op"))"
            )
            printLine(text(arguments.has("english") ? "en" : "nl"))
            printLine()
            printLine(
                agrees
                    ? "opnieuw beslist op dezelfde feiten: gelijk aan de regel in het log"
                    : "LET OP: opnieuw beslist op dezelfde feiten, maar niet gelijk aan de regel in het log"
            )
        }
        return agrees ? .success : .unverified
    }

    // MARK: An example

    private static func explainScenario(_ arguments: Arguments) throws -> ExitStatus {
        let path = try InitCommand.absolute(try arguments.required("policies"))
        let rules = try Gatehouse.ruleSet(try Gatehouse.policyFiles(path))
        let wanted = try arguments.required("scenario")
        let name = wanted.split(separator: "/").last.map(String.init) ?? wanted
        let scenarios = try scenarios(name, in: path, of: rules)
        let number = try arguments.integer("case", default: 0)
        guard number >= 0, number <= scenarios.count else {
            throw CommandFailure(.usage, "`--case` is from 1 to \(scenarios.count)")
        }
        let chosen = number == 0 ? scenarios : [scenarios[number - 1]]
        var documents: [JSON] = []
        var isEqual = true
        var explainer = DecisionExplainer(rules)
        for result in rules.test(chosen) {
            guard let account = try? explainer.account(ofFacts: result.decision.facts),
                account.verdict == result.decision.verdict
            else {
                isEqual = false
                printLine("\(result.scenario.name): the kept facts give another decision")
                continue
            }
            if arguments.has("json") {
                documents.append(account.json.adding("naam", .string(result.scenario.name)))
            } else {
                printLine("# \(result.scenario.name)")
                printLine(account.text(arguments.has("english") ? .english : .dutch))
                for difference in result.differences {
                    printLine("anders dan verwacht: \(difference)")
                }
                printLine()
            }
        }
        if arguments.has("json") { printJSON(["voorbeelden": .array(documents)]) }
        return isEqual ? .success : .unverified
    }

    /// The examples of one file of a folder.
    private static func scenarios(
        _ name: String, in path: String, of rules: RuleSet
    ) throws -> [Scenario] {
        do throws(PolicyError) {
            let files = try PolicyFiles.scenarios(
                folder: Files.folder(of: path), region: rules.region)
            let file = files.first {
                $0.path.hasSuffix("/\(name)") || $0.path.hasSuffix("/\(name).json")
            }
            if let file { return try Scenario.read(file) }
        } catch {
            throw CommandFailure(.failure, "\(error)")
        }
        throw CommandFailure(.usage, "there is no file of examples `\(name)`")
    }
}
