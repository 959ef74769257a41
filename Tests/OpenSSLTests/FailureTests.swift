// SPDX-License-Identifier: EUPL-1.2
import Foundation
import Memory
import OpenSSL
import TestSupport
import Testing

@Suite struct FailureTests {
    /// What is left in the queue would be taken for the fault of some later call on the same thread.
    @Test func `a refusal leaves nothing in the library's error queue`() throws {
        _ = LibraryFailure.draining()
        func check(_ what: String, _ refuse: () throws -> Void) {
            #expect(throws: (any Error).self, "\(what)") { try refuse() }
            #expect(LibraryFailure.draining().codes.isEmpty, "\(what)")
        }
        check("open") {
            _ = try AES256GCM.open(
                [UInt8](repeating: 1, count: 40).span, key: [UInt8](repeating: 0, count: 32).span,
                nonce: [UInt8](repeating: 0, count: 12).span, aad: [UInt8]().span)
        }
        check("unwrap") {
            _ = try AES256KeyWrap.unwrap(
                [UInt8](repeating: 1, count: 40).span, key: [UInt8](repeating: 0, count: 32).span)
        }
        check("pem") {
            let text = "-----BEGIN PRIVATE KEY-----\nAAAA\n-----END PRIVATE KEY-----\n"
            _ = try PrivateKey(pem: text.utf8.span)
        }
        check("scalar") {
            _ = try PrivateKey(kind: .p256, raw: [UInt8](repeating: 255, count: 32).span)
        }
        check("point") {
            _ = try PublicKey(kind: .p256, raw: ([4] + [UInt8](repeating: 1, count: 64)).span)
        }
        check("spki") { _ = try PublicKey(spki: [UInt8](repeating: 1, count: 91).span) }
        for kind in [KeyKind.p256, .ed25519] {
            let known = try PrivateKey.generate(kind).publicKey
            for fill: UInt8 in [0, 1, 255] {
                let signature = [UInt8](repeating: fill, count: 64)
                #expect(known.verify(signature.span, over: [1, 2, 3].span) == false)
                #expect(LibraryFailure.draining().codes.isEmpty)
            }
        }
    }

    @Test func `a failure says the library's reasons, or that there are none`() {
        #expect(LibraryFailure.draining().description == "no reason given")
    }

    /// Keys that Debian's own tool makes, none of which is ours.
    @Test(
        .enabled(
            if: FileManager.default.isExecutableFile(atPath: "/usr/bin/openssl"),
            "the command openssl is not installed"),
        arguments: [
            ["genpkey", "-algorithm", "EC", "-pkeyopt", "ec_paramgen_curve:P-384"],
            ["genpkey", "-algorithm", "EC", "-pkeyopt", "ec_paramgen_curve:secp256k1"],
            ["genpkey", "-algorithm", "RSA", "-pkeyopt", "rsa_keygen_bits:2048"],
            ["genpkey", "-algorithm", "ED448"], ["genpkey", "-algorithm", "X448"],
        ])
    func `keys of other kinds are refused`(arguments: [String]) throws {
        let pem = try openssl(arguments)
        #expect(pem.starts(with: "-----BEGIN PRIVATE KEY-----\n".utf8))
        #expect(throws: CryptoError.invalidKey) { _ = try PrivateKey(pem: pem.span) }
        #expect(LibraryFailure.draining().codes.isEmpty)
    }

    @Test(
        .enabled(
            if: FileManager.default.isExecutableFile(atPath: "/usr/bin/openssl"),
            "the command openssl is not installed"),
        arguments: [
            (KeyKind.p256, ["genpkey", "-algorithm", "EC", "-pkeyopt", "ec_paramgen_curve:P-256"]),
            (.ed25519, ["genpkey", "-algorithm", "ED25519"]),
            (.x25519, ["genpkey", "-algorithm", "X25519"]),
        ])
    func `keys of our kinds load from the tool's files`(
        kind: KeyKind, arguments: [String]
    ) throws {
        let pem = try openssl(arguments)
        let key = try PrivateKey(pem: pem.span)
        #expect(key.kind == kind)
        #expect(key.pem().withBytes { [UInt8](copying: $0) } == pem)
    }

    @Test func `the secure heap starts once and keys work on it`() async {
        await #expect(processExitsWith: .success) {
            let state = SecureHeap.start()
            precondition(state != .absent)
            precondition(SecureHeap.start() == .locked)
            for kind in KeyKind.allCases {
                // Far more keys than the heap could hold if they stayed.
                for _ in 0..<500 { _ = try PrivateKey.generate(kind).pem() }
            }
        }
    }

    @Test func `a key, nonce or secret of an impossible size is a bug`() async {
        await #expect(processExitsWith: .failure) {
            _ = AES256GCM.seal(
                [1].span, key: [UInt8](repeating: 0, count: 16).span,
                nonce: [UInt8](repeating: 0, count: 12).span, aad: [UInt8]().span)
        }
        await #expect(processExitsWith: .failure) {
            _ = AES256GCM.seal(
                [1].span, key: [UInt8](repeating: 0, count: 32).span,
                nonce: [UInt8](repeating: 0, count: 16).span, aad: [UInt8]().span)
        }
        await #expect(processExitsWith: .failure) {
            _ = AES256KeyWrap.wrap(
                [UInt8](repeating: 0, count: 12).span, key: [UInt8](repeating: 0, count: 32).span)
        }
    }

    private func openssl(_ arguments: [String]) throws -> [UInt8] {
        let process = Process()
        process.executableURL = URL(fileURLWithPath: "/usr/bin/openssl")
        process.arguments = arguments
        let output = Pipe()
        process.standardOutput = output
        process.standardError = FileHandle.nullDevice
        try process.run()
        let text = try output.fileHandleForReading.readToEnd() ?? Data()
        process.waitUntilExit()
        return [UInt8](text)
    }
}
