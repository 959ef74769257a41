// SPDX-License-Identifier: EUPL-1.2
internal import AuditLog
internal import Domain
internal import Encodings
internal import Gateway
internal import LogVerifier
internal import Merkle
internal import OpenSSL
internal import Platform

/// `kernpoort log verify`: reads the whole log as a stranger would, by code that shares nothing with the
/// writer's, and holds it to the key in the operator's own files.
enum LogCommand {
    static let command = Command(
        "log verify", "rebuild the log from its entries and compare every tile",
        options: [
            Option("folder", "DIR", "the region's folder", required: true),
            Option("earlier", "FILE", "a checkpoint seen before: the log must extend it"),
            Option("save", "FILE", "keep the checkpoint for the next time"),
        ],
        run: run)

    static let replay = Command(
        "log replay", "take every decision again, on the facts and rules that its line names",
        options: [Option("folder", "DIR", "the region's folder", required: true)]
    ) { arguments in
        let answer = try await replayed(try PartnerCommand.configuration(arguments))
        let differing = answer["anders"]?.array ?? []
        if arguments.has("json") {
            printJSON(answer)
        } else {
            printLine(replaySummary(answer))
            for id in differing { printLine("decided otherwise: \(id.string ?? "")") }
        }
        return differing.isEmpty ? .success : .unverified
    }

    /// Has every decision taken again, by the running gateway or one opened for this alone.
    static func replayed(_ configuration: Configuration) async throws -> JSON {
        let request: JSON = ["opdracht": "log-herbeslissen"]
        let answer: JSON
        if let running = try AdminChannel.ask(request, in: configuration) {
            answer = running
        } else {
            let gatehouse = try await Gatehouse.open(configuration, clock: RegionClock()) { _ in }
            answer = await AdminCommands(region: gatehouse.region, configuration: configuration)
                .answer(request)
            await gatehouse.shutDown()
        }
        if let fault = answer["fout"]?.string { throw CommandFailure(.failure, fault) }
        return answer
    }

    /// What a replay found, in one sentence.
    static func replaySummary(_ answer: JSON) -> String {
        "\(answer["beslissingen"]?.integer ?? 0) beslissingen opnieuw genomen, op de feiten en de "
            + "regels die hun regel noemt; anders: \(answer["anders"]?.array?.count ?? 0)"
    }

    /// What was found, for people.
    struct Found {
        let report: LogAudit.Report
        let note: [UInt8]

        var summary: String {
            "\(report.checkpoint.size) regels; de boom, opnieuw gebouwd uit de regels, klopt met het "
                + "getekende controlepunt"
        }

        var lines: [String] {
            let counts = LeafText.Kind.allCases.compactMap { kind in
                report.counts[kind].map { "\(Character(UnicodeScalar(kind.rawValue))) \($0)" }
            }
            return [
                "soorten: \(counts.joined(separator: ", ")); beslissingen zonder afloop: "
                    + "\(report.openDecisions)",
                "wortel \(Hex.encode(report.checkpoint.root.bytes))",
            ]
        }
    }

    private static func run(_ arguments: Arguments) async throws -> ExitStatus {
        let configuration = try PartnerCommand.configuration(arguments)
        let earlier = try arguments["earlier"].map { try Files.read($0, limit: 64 * 1024) }
        let found = try await verify(configuration, earlier: earlier)
        if let path = arguments["save"] { try Files.replace(path, with: found.note.span) }
        if arguments.has("json") {
            printJSON(
                JSON([
                    ("omvang", .integer(Int64(found.report.checkpoint.size))),
                    ("wortel", .string(Hex.encode(found.report.checkpoint.root.bytes))),
                    ("openBeslissingen", .integer(Int64(found.report.openDecisions))),
                    ("sluitAan", .bool(found.report.extendsEarlier)),
                ]))
        } else {
            printLine(found.summary)
            for line in found.lines { printLine(line) }
            if found.report.extendsEarlier { printLine("sluit aan op het eerdere controlepunt") }
        }
        return .success
    }

    /// Audits the log of a region, through the running gateway or one opened for this alone.
    static func verify(
        _ configuration: Configuration, earlier: [UInt8]? = nil, waitsForPublication: Bool = false
    ) async throws -> Found {
        let policy = try policy(configuration)
        let now = RegionClock().now().milliseconds / 1000
        let source: LogSource
        if let answer = try AdminChannel.ask(["opdracht": "log-publiceren"], in: configuration) {
            if let fault = answer["fout"]?.string { throw CommandFailure(.failure, fault) }
            source = LogSource(configuration: configuration, gatehouse: nil)
        } else {
            let gatehouse = try await Gatehouse.open(configuration, clock: RegionClock()) { _ in }
            try await gatehouse.ledger.publish()
            source = LogSource(configuration: configuration, gatehouse: gatehouse)
        }
        do {
            let before = try earlier.map { try policy.open($0, now: now) }
            var audit = LogAudit(policy: policy, earlier: before, now: now)
            while let path = audit.wanted { try audit.take(try await source.fetch(path)) }
            let report = try audit.finish()
            await source.gatehouse?.shutDown()
            return Found(report: report, note: report.checkpoint.note)
        } catch {
            await source.gatehouse?.shutDown()
            throw CommandFailure(
                .unverified, "the log is not in order: \(error)",
                hint: "keep both checkpoints and every file as they are; repair nothing")
        }
    }

    /// The log's name and key, from the operator's own files: never from what is being checked.
    private static func policy(_ configuration: Configuration) throws -> LogPolicy {
        let keys = KeyFiles(folder: configuration.keyFolder)
        let shard = try Gatehouse.openShard(configuration, keys, clock: RegionClock())
        let signer = try CheckpointSigner(
            origin: "\(configuration.logName)/log/\(shard)",
            key: try KeyFiles.read(keys.log(shard)))
        return try LogPolicy(logKey: try VerifierKey(parsing: signer.verifierKey))
    }
}

/// Where the audit gets the log's resources.
private struct LogSource {
    let configuration: Configuration
    let gatehouse: Gatehouse?

    /// The bytes of a resource; nil where there is none.
    func fetch(_ path: String) async throws -> [UInt8]? {
        if let gatehouse { return try await LogResources.bytes(path, of: gatehouse.region) }
        guard
            let answer = try AdminChannel.ask(
                ["opdracht": "log-bron", "pad": .string(path)], in: configuration)
        else { throw CommandFailure(.unreachable, "the gateway stopped") }
        if let fault = answer["fout"]?.string { throw CommandFailure(.failure, fault) }
        return try answer["bytes"]?.string.map { try Base64.decode($0) }
    }
}
