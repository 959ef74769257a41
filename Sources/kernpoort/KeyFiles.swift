// SPDX-License-Identifier: EUPL-1.2
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
