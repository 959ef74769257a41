// SPDX-License-Identifier: EUPL-1.2
internal import Domain
internal import Encodings
internal import JOSE
internal import Memory
internal import OpenSSL
internal import PartnerClient
internal import Platform

/// A partner's certificate and public keys: given by the partner, or in a demo region made for it.
struct PartnerMaterial {
    let certificate: Certificate
    let signing: JSON
    let receiving: JSON

    /// Reads what a partner handed in.
    init(reading arguments: Arguments) throws {
        let path = try arguments.required("certificate")
        let pem = try Files.read(path, limit: 1 << 20)
        guard let certificate = try Certificate.chain(pem: pem.span).first else {
            throw CommandFailure(.usage, "`\(path)` holds no certificate")
        }
        self.certificate = certificate
        signing = try Self.readJWK(try arguments.required("signing-jwk"))
        receiving = try Self.readJWK(try arguments.required("receiving-jwk"))
    }

    /// Makes keys and a certificate in a profile folder, signed by the demonstration authority.
    init(
        making slug: String, in folder: String, _ configuration: Configuration,
        _ arguments: Arguments
    ) throws {
        try InitCommand.makeFolders(folder)
        let signingKind: KeyKind = arguments["signing"] == "ed25519" ? .ed25519 : .p256
        let receivingKind: KeyKind = arguments["receiving"] == "x25519" ? .x25519 : .p256
        let transportPath = "\(folder)/\(PartnerProfile.File.certificateKey)"
        let signingPath = "\(folder)/\(PartnerProfile.File.signingKey)"
        let receivingPath = "\(folder)/\(PartnerProfile.File.openingKey)"
        try KeyFiles.make(.p256, at: transportPath)
        try KeyFiles.make(signingKind, at: signingPath)
        try KeyFiles.make(receivingKind, at: receivingPath)
        let authority = try DemoAuthority.read(
            folder: configuration.folder, keys: KeyFiles(folder: configuration.keyFolder))
        let transport = try KeyFiles.read(transportPath)
        certificate = try authority.issue(
            .client,
            to: .init(organization: "Kernpoort demo", commonName: String(slug.prefix(64))),
            publicKey: transport.publicKey, validity: DemoAuthority.validity())
        try Files.create(
            "\(folder)/\(PartnerProfile.File.certificate)", with: certificate.pem.span,
            mode: .everyoneReads)
        try Files.create(
            "\(folder)/\(PartnerProfile.File.anchor)", with: authority.certificate.pem.span,
            mode: .everyoneReads)
        signing = try Self.publicKey(of: signingPath, use: .sig)
        receiving = try Self.publicKey(of: receivingPath, use: .enc)
    }

    /// The public half of a key in a file, for others to register.
    private static func publicKey(of path: String, use: Algorithm.Use) throws -> JSON {
        let key = try KeyFiles.read(path)
        guard let jwk = JWK(key.publicKey, use: use) else {
            throw CommandFailure(.failure, "a key of this kind has no such use")
        }
        return jwk.json
    }

    /// Writes `partner.json`, with what the gateway said of itself.
    func writeSettings(
        _ region: JSON, slug: String, folder: String, _ configuration: Configuration,
        _ arguments: Arguments
    ) throws {
        let type = try arguments.required("type")
        let settings = JSON([
            ("partner", .string(slug)),
            ("type", .string(type)),
            (
                "gateway",
                .string(arguments["gateway"] ?? "https://localhost:\(configuration.port)")
            ),
            ("regio", region["regio"] ?? .null),
            ("gebruiker", .string(arguments["user"] ?? "gebruiker-1")),
            ("rol", .string(arguments["role"] ?? "mentor")),
            ("logSleutel", region["logSleutel"] ?? .null),
            ("logOorsprong", region["logOorsprong"] ?? .null),
            ("enveloppenSleutel", region["enveloppenSleutel"] ?? .null),
        ])
        // Read back as the client will read it, so that a folder that is written can be used.
        let bytes = settings.serialized()
        _ = try ProfileSettings(parsing: bytes)
        try Files.replace("\(folder)/\(PartnerProfile.File.settings)", with: bytes.span)
    }

    /// A public key from a file.
    static func readJWK(_ path: String) throws -> JSON {
        let bytes = try Files.read(path, limit: JWK.byteLimit)
        let key: JWK
        do throws(JOSEError) {
            key = try JWK(parsing: bytes.span)
        } catch {
            throw CommandFailure(
                .usage, "`\(path)` is no public JWK with use, alg and its thumbprint as kid")
        }
        return key.json
    }
}
