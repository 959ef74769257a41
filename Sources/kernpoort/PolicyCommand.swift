// SPDX-License-Identifier: EUPL-1.2
internal import Domain
internal import Encodings
internal import Gateway
internal import OpenSSL
internal import Platform

/// `kernpoort policy check|test|effective`: read, test and show the rules of a preset.
enum PolicyCommand {
    private static let folder = "POLICY-FOLDER"
    static let day = Option("on", "DATE", "on this day (default: today)")

    static let commands =
        [
            Command(
                "policy check",
                "find what is wrong in a folder of rules, or in one Cedar file, by file and line",
                operands: ["POLICY-FOLDER|FILE"],
                options: [
                    day, Option("schema", "FILE", "for one file: validate against this schema"),
                ],
                run: check),
            Command(
                "policy test", "run the scenarios of a folder of rules", operands: [folder],
                options: [], run: test),
            Command(
                "policy effective", "print the plain Cedar that is in force", operands: [folder],
                options: [day], run: effective),
            PolicyMatrixCommand.command, PolicyDiffCommand.command, PolicyExplainCommand.command,
        ] + PolicyActivateCommand.commands

    private static func check(_ arguments: Arguments) async throws -> ExitStatus {
        let path = try InitCommand.absolute(arguments.operands[0])
        if try Files.status(of: path)?.kind == .file {
            return try CedarCommand.check(arguments.operands[0], arguments)
        }
        var findings: [PolicyFinding] = []
        var version = ""
        do throws(PolicyError) {
            let files = try PolicyFiles(folder: Files.folder(of: path), region: name(of: path))
            version = Hex.encode(files.version.bytes)
            findings = try RuleSet(files).check(on: day(arguments))
        } catch {
            findings = error.findings
        }
        if arguments.has("json") {
            printJSON(
                JSON([
                    ("beleid", .string(version)),
                    (
                        "bevindingen",
                        .array(
                            findings.map {
                                [
                                    "bestand": .string($0.path),
                                    "regel": .integer(Int64($0.line)),
                                    "wat": .string($0.message), "herstel": .string($0.mend),
                                ]
                            })
                    ),
                ]))
        } else {
            for finding in findings { printLine("\(finding)") }
            printLine(
                findings.isEmpty
                    ? "in order: version \(version)" : "\(findings.count) finding(s)")
        }
        return findings.isEmpty ? .success : .unverified
    }

    private static func test(_ arguments: Arguments) async throws -> ExitStatus {
        let path = try InitCommand.absolute(arguments.operands[0])
        let files = try Gatehouse.policyFiles(path)
        let rules = try Gatehouse.ruleSet(files)
        var scenarios: [Scenario] = []
        do throws(PolicyError) {
            for file in try PolicyFiles.scenarios(
                folder: Files.folder(of: path), region: name(of: path))
            {
                scenarios += try Scenario.read(file)
            }
        } catch {
            throw CommandFailure(.failure, "\(error)")
        }
        let results = rules.test(scenarios)
        let failed = results.filter { !$0.passes }
        let missing = rules.missingScenarios(scenarios)
        if arguments.has("json") {
            printJSON([
                "geslaagd": .integer(Int64(results.count - failed.count)),
                "mislukt": .array(failed.map { .string($0.scenario.name) }),
                "ontbreekt": .array(missing.map { .string($0.message) }),
            ])
        } else {
            for result in failed {
                printLine(
                    "\(result.scenario.path):\(result.scenario.line): \(result.scenario.name)")
                for difference in result.differences { printLine("  \(difference)") }
            }
            for finding in missing { printLine("\(finding)") }
            printLine("\(results.count - failed.count) passed, \(failed.count) failed")
        }
        return failed.isEmpty && missing.isEmpty ? .success : .unverified
    }

    private static func effective(_ arguments: Arguments) async throws -> ExitStatus {
        let files = try Gatehouse.policyFiles(try InitCommand.absolute(arguments.operands[0]))
        let rules = try Gatehouse.ruleSet(files).inForce(on: try dayOrUsage(arguments))
        printLine(rules.effectiveText)
        return .success
    }

    private static func name(of path: String) -> String {
        path.split(separator: "/").last.map(String.init) ?? ""
    }

    private static func day(_ arguments: Arguments) -> CivilDate {
        (try? dayOrUsage(arguments)) ?? Amsterdam.day(of: RegionClock().now())
    }

    static func dayOrUsage(_ arguments: Arguments) throws -> CivilDate {
        guard let text = arguments["on"] else { return Amsterdam.day(of: RegionClock().now()) }
        guard let day = CivilDate(iso: text) else {
            throw CommandFailure(.usage, "`--on` takes a date such as 2026-09-01")
        }
        return day
    }
}
