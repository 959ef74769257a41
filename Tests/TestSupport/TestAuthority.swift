// SPDX-License-Identifier: EUPL-1.2
import Foundation
import Memory
package import OpenSSL

/// A throw-away authority with keys and certificates for tests.
package final class TestAuthority: Sendable {
    package let root: CertificateAuthority

    package init(name: String = "Proefautoriteit") throws {
        root = try CertificateAuthority(
            makingRootFor: .init(organization: "Kernpoort proef", commonName: name),
            validity: .days(-1, 30), key: .generate(.p256))
    }

    /// A key with a certificate of this authority.
    package func identity(
        _ usage: CertificateAuthority.Usage = .client, name: String = "proef",
        hosts: [String] = [], validity: CertificateAuthority.Validity = .days(-1, 30)
    ) throws -> TestIdentity {
        let key = try PrivateKey.generate(.p256)
        let certificate = try root.issue(
            usage, to: .init(organization: "Kernpoort proef", commonName: name, hosts: hosts),
            publicKey: key.publicKey, validity: validity)
        return TestIdentity(certificate: certificate, key: key)
    }

    /// A server's identity for this machine.
    package func serverIdentity() throws -> TestIdentity {
        try identity(.server, name: "poort", hosts: ["localhost", "127.0.0.1", "::1"])
    }

    /// What a server believes: this authority, and its list of revoked certificates.
    package func trust(
        revoking: [Certificate] = [], validity: CertificateAuthority.Validity = .days(-1, 30)
    ) throws -> TLSTrust {
        let list = try root.revocationList(number: 1, revoking: revoking, validity: validity)
        return try TLSTrust(anchors: [root.certificate], revocationLists: [list])
    }

    /// What a client believes: this authority.
    package func clientTrust() throws -> TLSTrust {
        try TLSTrust(anchors: [root.certificate], revocationLists: nil)
    }

    /// A server's context that asks no one but this authority.
    package func serverContext(revoking: [Certificate] = []) throws -> TLSContext {
        let identity = try serverIdentity()
        return try TLSContext(
            serverChain: [identity.certificate], key: identity.key,
            clientTrust: trust(revoking: revoking))
    }
}

/// A certificate and its key.
package final class TestIdentity: Sendable {
    package let certificate: Certificate
    package let key: PrivateKey

    package init(certificate: Certificate, key: consuming PrivateKey) {
        self.certificate = certificate
        self.key = key
    }

    /// A client's context with this identity.
    package func clientContext(trusting trust: TLSTrust) throws -> TLSContext {
        try TLSContext(clientChain: [certificate], key: key, serverTrust: trust)
    }

    /// Writes certificate and key as PEM files for other programs.
    package func write(to folder: TemporaryFolder, name: String) throws -> (String, String) {
        let paths = (folder.file(name + ".crt"), folder.file(name + ".key"))
        try Data(certificate.pem).write(to: URL(fileURLWithPath: paths.0))
        let pem = key.pem()
        let bytes = pem.withBytes { bytes in (0..<bytes.count).map { bytes[$0] } }
        try Data(bytes).write(to: URL(fileURLWithPath: paths.1))
        return paths
    }
}

extension CertificateAuthority.Validity {
    /// From and till so many days from now.
    package static func days(_ from: Double, _ until: Double) -> Self {
        let now = Date().timeIntervalSince1970
        return Self(
            notBefore: Int64((now + from * 86_400) * 1000),
            notAfter: Int64((now + until * 86_400) * 1000))
    }
}
