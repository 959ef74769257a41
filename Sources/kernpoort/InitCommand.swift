// SPDX-License-Identifier: EUPL-1.2
internal import Encodings
internal import Memory
internal import OpenSSL
internal import Platform

/// `kernpoort init`: the folder of a new region, with its keys and settings.
enum InitCommand {
    static let command = Command(
        "init", "make the folder of a new region: settings, keys, data folder",
        options: [
            Option("folder", "DIR", "where the region lives", required: true),
            Option("demo", nil, "a throw-away region with its own certificate authority"),
            Option("policies", "DIR", "the preset of rules (default: Policies/utrecht)"),
            Option(
                "policy-key", "FILE", "the officer's public key (PEM, Ed25519) that signs for rules"
            ),
            Option("port", "N", "port for partners (default: 8443; 0: any)"),
            Option("operations-port", "N", "loopback port for the operator (default: 9443)"),
            Option("origin", "URL", "the region's origin, for a region that is not a demo"),
            Option("log-name", "NAME", "the log's name, never used before"),
        ],
        run: run)

    private static func run(_ arguments: Arguments) async throws -> ExitStatus {
        let folder = try absolute(try arguments.required("folder"))
        let isDemo = arguments.has("demo")
        let tag = Hex.encode(SecureRandom.bytes(4))
        let origin = arguments["origin"] ?? (isDemo ? "https://demo-\(tag).invalid" : nil)
        let logName = arguments["log-name"] ?? (isDemo ? "demo-\(tag).invalid" : nil)
        guard let origin, let logName else {
            throw CommandFailure(
                .usage, "a region that is no demo needs `--origin` and `--log-name`")
        }
        guard try Files.status(of: "\(folder)/\(Configuration.fileName)") == nil else {
            throw CommandFailure(
                .usage, "`\(folder)` holds a region already", hint: "choose another folder")
        }
        let policies = try absolute(arguments["policies"] ?? "Policies/utrecht")
        try make(
            folder: folder, isDemo: isDemo, origin: origin, logName: logName, policies: policies,
            policyKey: try arguments["policy-key"].map { try KeyFiles.readPublic($0) },
            port: try arguments.integer("port", default: 8443),
            operationsPort: try arguments.integer("operations-port", default: 9443))
        if arguments.has("json") {
            printJSON(["folder": .string(folder), "regio": .string(origin)])
        } else {
            printLine("made \(folder)")
            printLine("next: kernpoort serve --folder \(folder)")
        }
        return .success
    }

    /// Makes folders, keys, and in a demo the authority and the gateway's certificate.
    static func make(
        folder: String, isDemo: Bool, origin: String, logName: String, policies: String,
        policyKey: PublicKey? = nil, port: Int, operationsPort: Int
    ) throws {
        for path in [folder, "\(folder)/gegevens", "\(folder)/sleutels", "\(folder)/certificaten"] {
            try makeFolders(path)
        }
        let keys = KeyFiles(folder: "\(folder)/sleutels")
        let kek = SecureRandom.secret(32)
        try Files.create(keys.kek(1), with: kek.bytes)
        try KeyFiles.make(.p256, at: keys.envelope)
        try KeyFiles.make(.p256, at: keys.transport)
        if isDemo { try DemoAuthority.make(folder: folder, keys: keys) }
        let officer = try policyKey ?? (isDemo ? makePolicyKey(keys) : nil)
        if let officer {
            let spki = officer.spki
            let pem = PEM.encode(label: "PUBLIC KEY", spki.span)
            try Files.create("\(folder)/\(policyKeyName)", with: Array(pem.utf8).span)
        }
        // Written last: a folder without settings is a region that was never finished.
        let settings = JSON(
            [
                ("regio", .string(origin)),
                ("logNaam", .string(logName)),
                ("beleid", .string(policies)),
            ] + (officer == nil ? [] : [("beleidsleutel", .string(policyKeyName))]) + [
                ("adres", "127.0.0.1"),
                ("poort", .integer(Int64(port))),
                ("beheerpoort", .integer(Int64(operationsPort))),
                ("gegevens", "gegevens"),
                ("sleutels", "sleutels"),
                ("certificaat", "certificaten/gateway.crt.pem"),
                ("certificaatsleutel", "sleutels/tls.key"),
                ("vertrouwensanker", "certificaten/ca.crt.pem"),
                ("intrekkingslijst", "certificaten/ca.crl.pem"),
                ("demo", .bool(isDemo)),
            ])
        try Files.create(
            "\(folder)/\(Configuration.fileName)", with: settings.serialized().span)
    }

    private static let policyKeyName = "certificaten/beleid.pub.pem"

    /// In a throw-away region the officer's key lies with the others.
    private static func makePolicyKey(_ keys: KeyFiles) throws -> PublicKey {
        try KeyFiles.make(.ed25519, at: keys.policy)
        return try KeyFiles.read(keys.policy).publicKey
    }

    /// Makes a folder and those above it.
    static func makeFolders(_ path: String) throws {
        guard path != "/", path != ".", try Files.status(of: path) == nil else { return }
        try makeFolders(Files.folder(of: path))
        try Files.makeFolder(path)
    }

    /// A path that does not depend on where the program was started.
    static func absolute(_ path: String) throws -> String {
        if path.hasPrefix("/") { return path }
        return "\(try ProcessState.currentFolder())/\(path)"
    }
}
