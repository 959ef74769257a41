// SPDX-License-Identifier: EUPL-1.2
internal import Encodings
internal import Gateway
internal import Memory
internal import OpenSSL
internal import Platform

/// The files in the key folder: one key, one purpose, one file of mode 0600.
struct KeyFiles {
    let folder: String

    /// Wraps the keys of rows and lines: 32 random bytes, one file per generation.
    func kek(_ generation: Int64) -> String { "\(folder)/kek-\(generation).key" }
    /// Signs the checkpoints of one shard: Ed25519.
    func log(_ shard: String) -> String { "\(folder)/logboek-\(shard).key" }
    /// Signs envelopes and release notes: P-256.
    var envelope: String { "\(folder)/enveloppen.key" }
    /// The gateway's own TLS key where `init` made it: P-256.
    var transport: String { "\(folder)/tls.key" }
    /// Signs for other rules: Ed25519; only in throw-away regions, elsewhere the officer keeps it.
    var policy: String { "\(folder)/demo-beleid.key" }
    /// The key of the demonstration authority: only in throw-away regions.
    var authority: String { "\(folder)/demo-autoriteit.key" }

    static let byteLimit = 16 * 1024

    /// Makes a fresh private key in a new file.
    static func make(_ kind: KeyKind, at path: String) throws {
        let key = try PrivateKey.generate(kind)
        let pem = key.pem()
        try Files.create(path, with: pem.bytes)
    }

    /// Reads a private key from a file that only its owner may touch.
    static func read(_ path: String) throws -> PrivateKey {
        let pem: SharedSecretBytes
        do {
            pem = try Files.withPrivateBytes(of: path, limit: byteLimit) {
                SharedSecretBytes(SecretBytes(copying: $0))
            }
        } catch {
            throw CommandFailure(
                .failure, "cannot read the key `\(path)`: \(error)",
                hint: "it must be yours alone: chmod 600")
        }
        return try pem.withBytes { bytes throws(CryptoError) in try PrivateKey(pem: bytes) }
    }

    /// Reads a public Ed25519 key: a PEM file with one `PUBLIC KEY`.
    static func readPublic(_ path: String) throws -> PublicKey {
        let blocks: [PEM]
        do {
            let bytes = try Files.read(path, limit: byteLimit)
            blocks = try PEM.parse(bytes.span)
        } catch {
            throw CommandFailure(.failure, "cannot read the public key `\(path)`: \(error)")
        }
        guard let block = blocks.first, blocks.count == 1, block.label == "PUBLIC KEY",
            let key = try? PublicKey(spki: block.bytes.span), key.kind == .ed25519
        else {
            throw CommandFailure(
                .failure, "`\(path)` holds no public Ed25519 key",
                hint: "openssl pkey -in KEY -pubout -out \(path)")
        }
        return key
    }

    /// The key-encryption keys of all generations; the newest wraps.
    func readKeyEncryptionKeys() throws -> KeyEncryptionKeys {
        let generations = try Files.names(in: folder).compactMap { name -> Int64? in
            guard name.hasPrefix("kek-"), name.hasSuffix(".key") else { return nil }
            return Int64(name.dropFirst(4).dropLast(4))
        }
        var keys: [Int64: SharedSecretBytes] = [:]
        for generation in generations {
            keys[generation] = try Files.withPrivateBytes(of: kek(generation), limit: 32) {
                SharedSecretBytes(SecretBytes(copying: $0))
            }
        }
        guard let encryption = KeyEncryptionKeys(keys) else {
            throw CommandFailure(.failure, "there is no `kek-1.key` of 32 bytes in `\(folder)`")
        }
        return encryption
    }
}
