// SPDX-License-Identifier: EUPL-1.2
internal import Domain
internal import Encodings
internal import PartnerClient
internal import Platform

/// `kernpoort demo`: one case from start to end, by real clients over real mutual TLS.
enum DemoCommand {
    static let command = Command(
        "demo", "make a throw-away region and play one case over mutual TLS",
        options: [
            Option("folder", "DIR", "where the region is made (default: var/demo)"),
            Option("policies", "DIR", "the preset of rules (default: Policies/utrecht)"),
            Option("streek", "NAME", "play the story of this preset under Policies/ instead"),
            Option("port", "N", "port for partners (default: any; with --stay 8443)"),
            Option("stay", nil, "leave the gateway up, with addresses and curl lines"),
        ],
        run: run)

    private static func run(_ arguments: Arguments) async throws -> ExitStatus {
        if let preset = arguments["streek"] {
            guard !arguments.has("stay") else {
                throw CommandFailure(.usage, "a story ends with its gateway: leave `--stay` out")
            }
            return try await StoryCommand.play(
                preset: try InitCommand.absolute("Policies/\(preset)"),
                folder: arguments["folder"] ?? "var/demo")
        }
        let printer = DemoPrinter()
        let folder = try InitCommand.absolute(arguments["folder"] ?? "var/demo")
        guard try Files.status(of: folder) == nil else {
            throw CommandFailure(
                .usage, "`\(folder)` exists already", hint: "remove it, or name another --folder")
        }
        let stays = arguments.has("stay")
        let stage = try await DemoStage(
            folder: folder,
            policies: try InitCommand.absolute(arguments["policies"] ?? "Policies/utrecht"),
            port: try arguments.integer("port", default: stays ? 8443 : 0), printer: printer)
        do {
            try await DemoCase(stage: stage, printer: printer).play(toItsEnd: !stays)
            try await verify(stage, printer)
        } catch {
            stage.end()
            throw error
        }
        if stays {
            showAddresses(stage)
        } else {
            stage.end()
        }
        return .success
    }

    /// Has the whole log read as a stranger would, and every decision taken again.
    static func verify(_ stage: DemoStage, _ printer: DemoPrinter) async throws {
        printer.heading("Het logboek, nagekeken door een onafhankelijke lezer")
        let report = try await LogCommand.verify(
            try Configuration(folder: stage.folder), waitsForPublication: true)
        printer.good(report.summary)
        for line in report.lines { printer.note(line) }
        let replay = try await LogCommand.replayed(try Configuration(folder: stage.folder))
        guard replay["anders"]?.array?.isEmpty == true else {
            throw CommandFailure(.unverified, LogCommand.replaySummary(replay))
        }
        printer.good(LogCommand.replaySummary(replay))
    }

    private static func showAddresses(_ stage: DemoStage) {
        let school = "\(stage.folder)/partners/school"
        printLine("")
        printLine(
            "De poort blijft aan. Stop haar met: kill $(pgrep -f 'serve --folder \(stage.folder)')")
        printLine("  partners   https://localhost:\(stage.port)/v1")
        printLine("  beheerder  http://127.0.0.1:\(stage.operationsPort)/gezondheid")
        printLine("")
        let tls =
            "--cacert \(school)/ca.crt.pem --cert \(school)/client.crt.pem --key \(school)/client.key.pem"
        printLine(
            "curl -s \(tls) https://localhost:\(stage.port)/v1/openapi.json | head -c 300; echo")
        printLine(
            "curl -s \(tls) -H \"Authorization: Bearer $(scripts/verklaring.py \(school) GET /v1/casussen)\" "
                + "https://localhost:\(stage.port)/v1/casussen")
        printLine("\(stage.program) case inbox --profile \(stage.folder)/partners/buurtteam")
        printLine("\(stage.program) log verify --folder \(stage.folder)")
    }
}
