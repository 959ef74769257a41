// SPDX-License-Identifier: EUPL-1.2
internal import OpenSSL
internal import Platform

/// The certificate authority of a throw-away region: made by `init --demo`, trusted nowhere else.
enum DemoAuthority {
    static let validDays: Int64 = 30

    /// Makes the authority, its empty revocation list, and the gateway's own certificate.
    static func make(folder: String, keys: KeyFiles) throws {
        try KeyFiles.make(.p256, at: keys.authority)
        let authority = try CertificateAuthority(
            makingRootFor: .init(organization: "Kernpoort demo", commonName: "Demo-autoriteit"),
            validity: validity(), key: try KeyFiles.read(keys.authority))
        let certificates = "\(folder)/certificaten"
        try Files.create(
            "\(certificates)/ca.crt.pem", with: authority.certificate.pem.span,
            mode: .everyoneReads)
        try revoke([], number: 1, by: authority, folder: folder)
        let transport = try KeyFiles.read(keys.transport)
        let certificate = try authority.issue(
            .server,
            to: .init(
                organization: "Kernpoort demo", commonName: "localhost",
                hosts: ["localhost", "127.0.0.1"]),
            publicKey: transport.publicKey, validity: validity())
        try Files.create(
            "\(certificates)/gateway.crt.pem", with: certificate.pem.span, mode: .everyoneReads)
    }

    /// The authority of a region that `make` made.
    static func read(folder: String, keys: KeyFiles) throws -> CertificateAuthority {
        let pem = try Files.read(
            "\(folder)/certificaten/ca.crt.pem", limit: Certificate.byteLimit)
        guard let certificate = try Certificate.chain(pem: pem.span).first else {
            throw CommandFailure(.failure, "`ca.crt.pem` holds no certificate")
        }
        return try CertificateAuthority(
            certificate: certificate, key: try KeyFiles.read(keys.authority))
    }

    /// Writes a list of revoked certificates.
    static func revoke(
        _ certificates: [Certificate], number: Int, by authority: borrowing CertificateAuthority,
        folder: String
    ) throws {
        let list = try authority.revocationList(
            number: number, revoking: certificates, validity: validity())
        try Files.replace(
            "\(folder)/certificaten/ca.crl.pem", with: list.pem.span, mode: .everyoneReads)
    }

    /// From an hour ago, since clocks differ, for so many days.
    static func validity() -> CertificateAuthority.Validity {
        let now = WallClock.milliseconds()
        return .init(notBefore: now - 3_600_000, notAfter: now + validDays * 86_400_000)
    }
}
