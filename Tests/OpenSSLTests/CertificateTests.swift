// SPDX-License-Identifier: EUPL-1.2
import Encodings
import Foundation
import OpenSSL
import TestSupport
import Testing

@Suite struct `Certificates` {
    let authority: TestAuthority

    init() throws { authority = try TestAuthority() }

    @Test func `an issued certificate says what was asked`() throws {
        let identity = try authority.identity(
            .server, name: "École de l'été", hosts: ["localhost", "127.0.0.1", "::1"],
            validity: .init(notBefore: 1_700_000_000_999, notAfter: 1_900_000_000_000))
        let certificate = identity.certificate
        #expect(certificate.subject == "CN=École de l'été,O=Kernpoort proef")
        #expect(certificate.notBefore == 1_700_000_000_000)
        #expect(certificate.notAfter == 1_900_000_000_000)
        #expect(!certificate.isAuthority)
        #expect(certificate.serial.count == 16)
        #expect(certificate.digest == Digest(hashing: certificate.der.span))
        #expect(certificate.publicKeyDigest == Digest(hashing: identity.key.publicKey.spki.span))
        #expect(authority.root.certificate.isAuthority)
    }

    @Test func `PEM and DER carry the same certificate`() throws {
        let certificate = try authority.identity().certificate
        let both = certificate.pem + authority.root.certificate.pem
        let chain = try Certificate.chain(pem: both.span)
        #expect(chain == [certificate, authority.root.certificate])
        #expect(try Certificate(der: certificate.der.span) == certificate)
        #expect(chain[0].der == certificate.der)
    }

    @Test func `anything else is no certificate`() throws {
        let der = try authority.identity().certificate.der
        for damaged in [[], Array(der.dropLast()), der + [0], [0x30, 0]] {
            #expect(throws: TLSError.malformedCertificate) { try Certificate(der: damaged.span) }
        }
        let pem = try authority.identity().certificate.pem
        let text = String(decoding: pem, as: UTF8.self)
        for damaged in ["", "geen", text + text.dropLast(40), text.replacing("M", with: "!")] {
            #expect(throws: TLSError.malformedCertificate) {
                try Certificate.chain(pem: damaged.utf8.span)
            }
        }
    }

    @Test func `a revocation list tells its moments and its length`() throws {
        let revoked = try (0..<3).map { _ in try authority.identity().certificate }
        let list = try authority.root.revocationList(
            number: 7, revoking: revoked,
            validity: .init(notBefore: 1_700_000_000_000, notAfter: 1_700_000_600_000))
        #expect(list.thisUpdate == 1_700_000_000_000)
        #expect(list.nextUpdate == 1_700_000_600_000)
        #expect(list.revokedCount == 3)
        #expect(try RevocationList(der: list.der.span) == list)
        #expect(try RevocationList.all(pem: (list.pem + list.pem).span) == [list, list])
        #expect(throws: TLSError.malformedRevocationList) {
            try RevocationList(der: (list.der + [0]).span)
        }
        #expect(throws: TLSError.malformedRevocationList) {
            try RevocationList.all(pem: "geen".utf8.span)
        }
    }

    @Test func `a list without a next update would never be missed, and is refused`() throws {
        let revoked = try (0..<12).map { _ in try authority.identity().certificate }
        var der = try authority.root.revocationList(
            number: 1, revoking: revoked, validity: .days(-1, 1)
        ).der
        // Two times of 15 bytes stand in a row: this update and the next, which is cut out. The
        // two sequences around it are then 15 bytes shorter.
        let first = try #require(
            der.indices.first { der[$0...].starts(with: [0x17, 13]) })
        #expect(der[(first + 15)...].starts(with: [0x17, 13]))
        der.removeSubrange((first + 15)..<(first + 30))
        for header in [0, 4] {
            #expect(der[header...].starts(with: [0x30, 0x82]))
            let length = Int(der[header + 2]) << 8 + Int(der[header + 3]) - 15
            der[header + 2] = UInt8(length >> 8)
            der[header + 3] = UInt8(length & 255)
        }
        #expect(throws: TLSError.revocationListWithoutNextUpdate) {
            try RevocationList(der: der.span)
        }
    }

    @Test(arguments: ["", "a,b", "DNS:x", "a b", "a;b", "ä", "A"])
    func `a host that is none does not get into a certificate`(host: String) {
        #expect(throws: TLSError.unusableName) {
            try CertificateAuthority.Subject(
                organization: "o", commonName: "c", hosts: [host])
        }
    }

    @Test(arguments: ["", String(repeating: "a", count: 65)])
    func `a name of no or too many letters does not get into a certificate`(name: String) {
        #expect(throws: TLSError.unusableName) {
            try CertificateAuthority.Subject(organization: name, commonName: "c")
        }
    }

    @Test func `an authority has its own key`() throws {
        #expect(throws: TLSError.keyMismatch) {
            _ = try CertificateAuthority(
                certificate: authority.root.certificate, key: .generate(.p256))
        }
    }

    @Test func `a context needs a chain, its key and an anchor`() throws {
        let identity = try authority.identity(.server)
        #expect(throws: TLSError.keyMismatch) {
            try TLSContext(
                serverChain: [identity.certificate], key: .generate(.p256),
                clientTrust: authority.trust())
        }
        #expect(throws: TLSError.certificateMissing) {
            try TLSContext(serverChain: [], key: identity.key, clientTrust: authority.trust())
        }
        #expect(throws: TLSError.certificateMissing) {
            try TLSTrust(anchors: [], revocationLists: nil)
        }
    }
}
