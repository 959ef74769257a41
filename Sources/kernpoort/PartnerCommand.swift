// SPDX-License-Identifier: EUPL-1.2
internal import Domain
internal import Encodings
internal import JOSE
internal import Memory
internal import OpenSSL
internal import PartnerClient
internal import Platform

/// `kernpoort partner add|list|suspend|resume|rotate`: the register of a region.
enum PartnerCommand {
    private static let folder = Option("folder", "DIR", "the region's folder", required: true)

    static let commands = [
        Command(
            "partner add", "register a partner with its certificate and keys",
            operands: ["ORGANISATION/ONDERDEEL"],
            options: [
                folder,
                Option("type", "TYPE", "school, buurtteam, jgz, …", required: true),
                Option("name", "TEXT", "what people call it", required: true),
                Option("profile", "DIR", "in a demo region: make keys and certificate there"),
                Option("role", "ROLE", "the professional's role in the profile"),
                Option("user", "ID", "the professional's id in the profile"),
                Option("gateway", "URL", "the gateway's address in the profile"),
                Option("receiving", "KIND", "p256 (default) or x25519, for the profile"),
                Option("signing", "KIND", "p256 (default) or ed25519, for the profile"),
                Option("certificate", "FILE", "the partner's client certificate (PEM)"),
                Option("signing-jwk", "FILE", "its public signing key (JWK)"),
                Option("receiving-jwk", "FILE", "its public receiving key (JWK)"),
                Option("supports", "CODE", "an obligation that its systems honour; repeatable"),
            ],
            run: add),
        Command("partner list", "show the register", options: [folder], run: list),
        Command(
            "partner suspend", "suspend a partner at once", operands: ["PARTNER"],
            options: [folder], run: { try await simple("partner-schorsen", $0) }),
        Command(
            "partner resume", "let a suspended partner in again", operands: ["PARTNER"],
            options: [folder], run: { try await simple("partner-herstellen", $0) }),
        Command(
            "partner jongere-alone",
            "let the jongere of 12 to 15 decide alone about this partner's care records",
            operands: ["PARTNER", "yes|no"], options: [folder], run: setJongereAlone),
        Command(
            "partner rotate",
            "replace a partner's key at once; waiting envelopes under the old key are destroyed",
            operands: ["PARTNER"],
            options: [folder, Option("jwk", "FILE", "the new public key (JWK)", required: true)],
            run: rotate),
    ]

    private static func add(_ arguments: Arguments) async throws -> ExitStatus {
        let configuration = try configuration(arguments)
        let slug = arguments.operands[0]
        let material: PartnerMaterial
        if let profile = arguments["profile"] {
            guard configuration.isDemo else {
                throw CommandFailure(
                    .usage, "`--profile` makes keys for the partner: for demo regions only")
            }
            material = try PartnerMaterial(
                making: slug, in: try InitCommand.absolute(profile), configuration, arguments)
        } else {
            material = try PartnerMaterial(reading: arguments)
        }
        let answer = try await ask(
            JSON([
                ("opdracht", "partner-toevoegen"),
                ("partner", .string(slug)),
                ("soort", .string(try arguments.required("type"))),
                ("naam", .string(try arguments.required("name"))),
                ("certificaat", .string(Hex.encode(material.certificate.publicKeyDigest.bytes))),
                ("ondertekening", material.signing),
                ("ontvangst", material.receiving),
                ("ondersteunt", .array(arguments.all("supports").map { .string($0) })),
            ]), configuration)
        if let profile = arguments["profile"] {
            try material.writeSettings(
                answer, slug: slug, folder: try InitCommand.absolute(profile), configuration,
                arguments)
        }
        if arguments.has("json") {
            printJSON(answer)
        } else {
            printLine("registered \(slug)")
            printLine("signing key   \(material.signing["kid"]?.string ?? "")")
            printLine("receiving key \(material.receiving["kid"]?.string ?? "")")
            printLine("compare these fingerprints with the partner by another road")
        }
        return .success
    }

    private static func list(_ arguments: Arguments) async throws -> ExitStatus {
        let answer = try await ask(["opdracht": "partner-lijst"], try configuration(arguments))
        if arguments.has("json") {
            printJSON(answer)
            return .success
        }
        for partner in answer["partners"]?.array ?? [] {
            printLine(
                padded(partner["partner"]?.string ?? "", to: 28)
                    + padded(partner["soort"]?.string ?? "", to: 26)
                    + padded(partner["status"]?.string ?? "", to: 12)
                    + (partner["naam"]?.string ?? ""))
        }
        return .success
    }

    private static func simple(
        _ command: String, _ arguments: Arguments
    ) async throws -> ExitStatus {
        let answer = try await ask(
            ["opdracht": .string(command), "partner": .string(arguments.operands[0])],
            try configuration(arguments))
        if arguments.has("json") {
            printJSON(answer)
        } else {
            printLine("\(arguments.operands[0]): \(answer["status"]?.string ?? "")")
        }
        return .success
    }

    private static func setJongereAlone(_ arguments: Arguments) async throws -> ExitStatus {
        let word = arguments.operands[1]
        guard word == "yes" || word == "no" else {
            throw CommandFailure(.usage, "say `yes` or `no`")
        }
        let answer = try await ask(
            [
                "opdracht": "partner-jongere-alleen", "partner": .string(arguments.operands[0]),
                "waarde": .bool(word == "yes"),
            ], try configuration(arguments))
        if arguments.has("json") {
            printJSON(answer)
        } else {
            printLine("\(arguments.operands[0]): \(answer["status"]?.string ?? "")")
        }
        return .success
    }

    private static func rotate(_ arguments: Arguments) async throws -> ExitStatus {
        let jwk = try PartnerMaterial.readJWK(try arguments.required("jwk"))
        let answer = try await ask(
            [
                "opdracht": "partner-sleutel", "partner": .string(arguments.operands[0]),
                "sleutel": jwk,
            ], try configuration(arguments))
        if arguments.has("json") {
            printJSON(answer)
        } else {
            printLine(
                "key replaced; \(answer["vernietigdeEnveloppen"]?.integer ?? 0) envelope(s) destroyed"
            )
        }
        return .success
    }

    static func configuration(_ arguments: Arguments) throws -> Configuration {
        try Configuration(folder: try InitCommand.absolute(try arguments.required("folder")))
    }

    /// Asks the running gateway, or where none runs, one that is opened for this alone.
    static func ask(_ request: JSON, _ configuration: Configuration) async throws -> JSON {
        let answer: JSON
        if let running = try AdminChannel.ask(request, in: configuration) {
            answer = running
        } else {
            let gatehouse = try await Gatehouse.open(configuration, clock: RegionClock()) { _ in }
            answer = await AdminCommands(
                region: gatehouse.region, configuration: configuration
            ).answer(request)
            await gatehouse.shutDown()
        }
        if let fault = answer["fout"]?.string { throw CommandFailure(.failure, fault) }
        return answer
    }
}
