// SPDX-License-Identifier: EUPL-1.2
internal import Domain
internal import Encodings
internal import Gateway
internal import OpenSSL
internal import Platform

/// `kernpoort policy sign|activate|history`: who put which rules in force, and the act itself.
enum PolicyActivateCommand {
    private static let folder = Option("folder", "DIR", "the region's folder", required: true)

    static let commands = [
        Command(
            "policy sign",
            "sign that a folder of rules replaces the version in force, after showing what changes",
            operands: ["POLICY-FOLDER"],
            options: [
                Option("key", "FILE", "the officer's private key (PEM, Ed25519)", required: true),
                Option("by", "TEXT", "who decides: a name or function", required: true),
                Option("out", "FILE", "where the order goes", required: true),
                Option("folder", "DIR", "the region's folder: its origin and version in force"),
                Option("region", "ORIGIN", "without --folder: the region's origin"),
                Option("replaces", "VERSION", "without --folder: the version in force"),
            ],
            run: sign),
        Command(
            "policy activate",
            "put a folder of rules in force by a signed order, also while the gateway runs",
            operands: ["POLICY-FOLDER"],
            options: [
                folder, Option("order", "FILE", "the order of `policy sign`", required: true),
            ],
            run: activate),
        Command(
            "policy history", "list the versions that were in force, by whom and what they changed",
            options: [folder], run: history),
    ]

    // MARK: Sign

    private static func sign(_ arguments: Arguments) async throws -> ExitStatus {
        let files = try Gatehouse.policyFiles(try InitCommand.absolute(arguments.operands[0]))
        let rules = try Gatehouse.ruleSet(files)
        let (region, replaces, before) = try await inForce(arguments)
        let now = RegionClock().now()
        let summary = try before.map { before in
            try PolicyDifference(
                from: Gatehouse.ruleSet(before), to: rules, on: Amsterdam.day(of: now)
            ).text
        }
        let order = try ActivationOrder(
            region: region, version: files.version, replaces: replaces, signed: now,
            officer: try arguments.required("by"),
            key: try KeyFiles.read(try arguments.required("key")))
        let path = try arguments.required("out")
        try Files.replace(path, with: order.json.serialized().span)
        if arguments.has("json") {
            printJSON(order.json)
        } else {
            if let summary { printLine(summary + "\n") }
            printLine("signed \(path): \(Hex.encode(files.version.bytes))")
        }
        return .success
    }

    /// The region, its version in force, and the files of that version where its folder is at hand.
    private static func inForce(
        _ arguments: Arguments
    ) async throws -> (String, Digest, PolicyFiles?) {
        if arguments.has("folder") {
            let answer = try await PartnerCommand.ask(
                ["opdracht": "beleid-bestanden"], PartnerCommand.configuration(arguments))
            let files = try PolicyFiles(
                region: answer["naam"]?.string ?? "",
                files: AdminCommands.files(answer["bestanden"]))
            return (answer["regio"]?.string ?? "", files.version, files)
        }
        guard let bytes = try? Hex.decode(try arguments.required("replaces")),
            let version = Digest(bytes: bytes)
        else { throw CommandFailure(.usage, "`--replaces` takes 64 hexadecimal digits") }
        return (try arguments.required("region"), version, nil)
    }

    // MARK: Activate

    private static func activate(_ arguments: Arguments) async throws -> ExitStatus {
        let path = try InitCommand.absolute(arguments.operands[0])
        let files = try Gatehouse.policyFiles(path)
        let scenarios: [PolicyFiles.File]
        do throws(PolicyError) {
            scenarios = try PolicyFiles.scenarios(
                folder: Files.folder(of: path), region: files.region)
        } catch {
            throw CommandFailure(.failure, "\(error)")
        }
        let bytes = try Files.read(
            try arguments.required("order"), limit: ActivationOrder.byteLimit)
        guard let order = try? JSON(parsing: bytes) else {
            throw CommandFailure(.usage, "the order is no JSON")
        }
        let answer = try await PartnerCommand.ask(
            AdminCommands.document(files).adding("opdracht", "beleid-activeren")
                .adding("voorbeelden", AdminCommands.document(scenarios))
                .adding("besluit", order),
            PartnerCommand.configuration(arguments))
        if let reason = answer["geweigerd"]?.string {
            throw CommandFailure(
                .unverified, "not activated, the rules in force stay: \(reason)")
        }
        if arguments.has("json") {
            printJSON(answer)
        } else {
            printLine("in force: \(answer["beleid"]?.string ?? "")")
            printLine(answer["verschil"]?.string ?? "")
        }
        return .success
    }

    // MARK: History

    private static func history(_ arguments: Arguments) async throws -> ExitStatus {
        let answer = try await PartnerCommand.ask(
            ["opdracht": "beleid-geschiedenis"], PartnerCommand.configuration(arguments))
        if arguments.has("json") {
            printJSON(answer)
            return .success
        }
        for version in answer["versies"]?.array ?? [] {
            func text(_ name: String) -> String { version[name]?.string ?? "" }
            let who =
                text("door").isEmpty
                ? "bij het inrichten van de regio"
                : "door \(text("door")), getekend \(text("ondertekendOp")) met sleutel \(text("sleutel"))"
            printLine("\(text("beleid").prefix(16))  sinds \(text("sinds"))  \(who)")
            if !text("verschil").isEmpty { printLine("  \(text("verschil"))") }
        }
        return .success
    }
}
