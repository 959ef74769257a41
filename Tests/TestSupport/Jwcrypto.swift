// SPDX-License-Identifier: EUPL-1.2
import Foundation
package import Testing

/// Another implementation of JOSE, Debian's python3-jwcrypto, in a process of its own.
package enum Jwcrypto {
    private static let python = URL(fileURLWithPath: "/usr/bin/python3")
    private static let package = "/usr/lib/python3/dist-packages/jwcrypto"

    /// The trait of a test that needs it; it skips the test, saying why, where it is missing.
    package static var isThere: ConditionTrait {
        .enabled(
            if: FileManager.default.fileExists(atPath: package),
            "the Debian package python3-jwcrypto is not installed")
    }

    /// A private key as both sides know it.
    package struct Key: Sendable {
        package let privateJWK: String

        /// `members` as in a JWK, `d` among them.
        package init(_ members: [String: String]) throws {
            let data = try JSONSerialization.data(withJSONObject: members, options: .sortedKeys)
            privateJWK = String(decoding: data, as: UTF8.self)
        }
    }

    /// Why the other side gave no answer.
    package struct Refusal: Error, CustomStringConvertible {
        package let description: String
    }

    /// The plaintext of a compact JWE.
    package static func decrypt(_ compact: [UInt8], with key: Key) throws -> [UInt8] {
        try run(["do": "decrypt", "key": key.privateJWK, "text": text(compact)])
    }

    /// A compact JWE with this protected header.
    package static func encrypt(
        _ plaintext: [UInt8], header: String, for publicJWK: [UInt8]
    ) throws -> [UInt8] {
        try run([
            "do": "encrypt", "key": text(publicJWK), "header": header, "hex": hexText(plaintext),
        ])
    }

    /// The payload of a compact JWS.
    package static func verify(_ compact: [UInt8], with publicJWK: [UInt8]) throws -> [UInt8] {
        try run(["do": "verify", "key": text(publicJWK), "text": text(compact)])
    }

    /// A compact JWS with this protected header.
    package static func sign(
        _ payload: [UInt8], header: String, with key: Key
    ) throws -> [UInt8] {
        try run([
            "do": "sign", "key": key.privateJWK, "header": header, "hex": hexText(payload),
        ])
    }

    /// The RFC 7638 thumbprint in base64url.
    package static func thumbprint(of publicJWK: [UInt8]) throws -> String {
        text(try run(["do": "thumbprint", "key": text(publicJWK)]))
    }

    private static func text(_ bytes: [UInt8]) -> String { String(decoding: bytes, as: UTF8.self) }

    private static let program = """
        import json, sys
        from jwcrypto import jwk, jwe, jws
        ask = json.load(sys.stdin)
        key = jwk.JWK.from_json(ask["key"])
        data = bytes.fromhex(ask.get("hex", ""))
        def decrypt():
            token = jwe.JWE()
            token.deserialize(ask["text"], key)
            return token.payload
        def encrypt():
            token = jwe.JWE(data, protected=ask["header"], recipient=key)
            return token.serialize(compact=True).encode()
        def verify():
            token = jws.JWS()
            token.deserialize(ask["text"], key)
            return token.payload
        def sign():
            token = jws.JWS(data)
            token.add_signature(key, protected=ask["header"])
            return token.serialize(compact=True).encode()
        def thumbprint():
            return key.thumbprint().encode()
        sys.stdout.write({"decrypt": decrypt, "encrypt": encrypt, "verify": verify,
            "sign": sign, "thumbprint": thumbprint}[ask["do"]]().hex())
        """

    private static func run(_ request: [String: String]) throws -> [UInt8] {
        let process = Process()
        process.executableURL = python
        process.arguments = ["-I", "-c", program]
        let input = Pipe()
        let output = Pipe()
        let errors = Pipe()
        process.standardInput = input
        process.standardOutput = output
        process.standardError = errors
        try process.run()
        try input.fileHandleForWriting.write(
            contentsOf: JSONSerialization.data(withJSONObject: request))
        try input.fileHandleForWriting.close()
        let answer = try output.fileHandleForReading.readToEnd() ?? Data()
        let complaint = try errors.fileHandleForReading.readToEnd() ?? Data()
        process.waitUntilExit()
        guard process.terminationStatus == 0 else {
            throw Refusal(description: String(decoding: complaint, as: UTF8.self))
        }
        return hexBytes(String(decoding: answer, as: UTF8.self))
    }
}
