// SPDX-License-Identifier: EUPL-1.2
import Domain
import Encodings
import Foundation
import JOSE
import LogVerifier
import Memory
import OpenSSL
import PartnerClient
import Platform
import TestSupport
import Testing

@Suite(.ownThread) struct ProfileTests {
    let folder: TemporaryFolder
    let partner: TestPartner

    init() throws {
        folder = try TemporaryFolder()
        partner = try TestPartner(signing: .p256, opening: .p256)
        try partner.write(to: folder, port: 8443)
    }

    /// The failure of reading the folder.
    private func failure() -> PartnerClientError? {
        do throws(PartnerClientError) {
            _ = try PartnerProfile(folder: folder.path)
            return nil
        } catch {
            return error
        }
    }

    private func overwrite(_ name: String, _ text: String) throws {
        try Data(text.utf8).write(to: URL(fileURLWithPath: folder.file(name)))
    }

    @Test func `a folder is read as it was written`() throws {
        let profile = try PartnerProfile(folder: folder.path)
        let expected = try partner.settings(port: 8443)
        #expect(profile.settings.json == expected.json)
        #expect(profile.settings.logPolicy.origin == TestPartner.origin)
        #expect(profile.certificateDigest == partner.identity.certificate.digest)
        #expect(profile.signingKey.jwk == partner.jwk.signing)
        #expect(profile.openingKey.jwk == partner.jwk.opening)
    }

    @Test(arguments: [
        "partner", "type", "gateway", "regio", "gebruiker", "rol", "logSleutel", "logOorsprong",
        "enveloppenSleutel",
    ])
    func `each member must be there and be what it says`(member: String) throws {
        var object = try #require(try partner.settings(port: 8443).json.object)
        for value in [nil, .null, .string(""), .string("Een Naam"), 5] as [JSON?] {
            // A region is any text that is not empty.
            if member == "regio", value?.string == "Een Naam" { continue }
            object[member] = value
            try overwrite(
                "partner.json", String(decoding: JSON.object(object).serialized(), as: UTF8.self))
            #expect(failure() == .profileMalformed(member: member))
        }
    }

    @Test func `a member that nobody knows is refused`() throws {
        var object = try #require(try partner.settings(port: 8443).json.object)
        object["wachtwoord"] = "x"
        try overwrite(
            "partner.json", String(decoding: JSON.object(object).serialized(), as: UTF8.self))
        #expect(failure() == .profileMalformed(member: "wachtwoord"))
        try overwrite("partner.json", "[]")
        #expect(failure() == .profileMalformed(member: "partner.json"))
    }

    @Test(arguments: [
        "partner.json", "client.crt.pem", "client.key.pem", "ondertekening.key.pem",
        "ontvangst.key.pem", "ca.crt.pem",
    ])
    func `each file must be there`(name: String) throws {
        try FileManager.default.removeItem(atPath: folder.file(name))
        guard case .profileUnreadable(let file, _)? = failure() else {
            Issue.record("read without \(name)")
            return
        }
        #expect(file == name)
    }

    @Test(arguments: [
        "client.crt.pem", "client.key.pem", "ondertekening.key.pem", "ontvangst.key.pem",
        "ca.crt.pem",
    ])
    func `each file must hold what its name says`(name: String) throws {
        try overwrite(name, "-----BEGIN NOTHING-----\n")
        #expect(failure() == .keyMalformed(file: name))
    }

    @Test(arguments: ["client.key.pem", "ondertekening.key.pem", "ontvangst.key.pem"])
    func `a key that others can read is not used`(name: String) throws {
        try FileManager.default.setAttributes(
            [.posixPermissions: 0o640], ofItemAtPath: folder.file(name))
        #expect(failure() == .profileUnreadable(file: name, .exposed(mode: 0o640)))
    }

    @Test func `a key of another certificate is not used`() throws {
        let other = try TestPartner()
        let pem = other.identity.key.pem()
        let text = pem.withBytes { bytes in (0..<bytes.count).map { bytes[$0] } }
        try overwrite("client.key.pem", String(decoding: text, as: UTF8.self))
        #expect(failure() == .tlsUnusable(.keyMismatch))
    }

    @Test(
        arguments: [
            ("https://localhost:8443", "localhost", 8443, "localhost:8443"),
            ("https://poort.example", "poort.example", 443, "poort.example"),
            ("https://127.0.0.1:443", "127.0.0.1", 443, "127.0.0.1"),
            ("https://[::1]:8443", "::1", 8443, "[::1]:8443"),
            ("https://[2001:db8::1]", "2001:db8::1", 443, "[2001:db8::1]"),
        ] as [(String, String, UInt16, String)])
    func `an address is a host and a port`(
        text: String, host: String, port: UInt16, authority: String
    ) throws {
        let address = try #require(GatewayAddress(text))
        #expect(address.host == host && address.port == port && address.authority == authority)
    }

    @Test(arguments: [
        "", "localhost:8443", "http://localhost", "https://", "https://a/", "https://a/b",
        "https://a:", "https://a:0", "https://a:65536", "https://a:b", "https://a:-1",
        "https://a@b",
        "https://a b", "https://[::1", "https://[]", "https://[a]", "https://[::1]x", "https://é",
        "https://a:1:2", "https://:1", "https://[::1]:", "https://a?b", "https://a#b",
    ])
    func `anything else is no address`(text: String) {
        #expect(GatewayAddress(text) == nil)
    }

    @Test func `a professional has an id without spaces`() throws {
        let role = try #require(RoleCode("mentor"))
        #expect(Professional(id: "a.B_c-9", role: role) != nil)
        #expect(Professional(id: String(repeating: "a", count: 64), role: role) != nil)
        for id in ["", "a b", "é", "a/b", "a\n", String(repeating: "a", count: 65)] {
            #expect(Professional(id: id, role: role) == nil)
        }
    }
}
