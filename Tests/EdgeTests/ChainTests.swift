// SPDX-License-Identifier: EUPL-1.2
import Edge
import Foundation
import HTTP
import OpenSSL
import Platform
import TestSupport
import Testing

/// An authority above another, as PKIoverheid has, made by openssl: RSA, with lists of their own.
private struct Hierarchy {
    let folder: TemporaryFolder

    init() async throws {
        folder = try TemporaryFolder()
        let made = try await Program.run("sh", ["-ec", Self.script, "sh", folder.path])
        try #require(made.status == 0, "\(made.errors)")
    }

    private static let script = """
        cd "$1"
        cat >s.cnf <<'EOF'
        [req]
        distinguished_name = name
        [name]
        [ca]
        default_ca = root
        [root]
        database = root.txt
        certificate = root.crt
        private_key = root.key
        crlnumber = root.num
        default_md = sha256
        default_crl_days = 1
        crl_extensions = list
        [issuer]
        database = issuer.txt
        certificate = issuer.crt
        private_key = issuer.key
        crlnumber = issuer.num
        default_md = sha256
        default_crl_days = 1
        crl_extensions = list
        [list]
        authorityKeyIdentifier = keyid:always
        [authority]
        basicConstraints = critical, CA:TRUE
        keyUsage = critical, keyCertSign, cRLSign
        subjectKeyIdentifier = hash
        authorityKeyIdentifier = keyid:always
        [leaf]
        basicConstraints = critical, CA:FALSE
        keyUsage = critical, digitalSignature
        extendedKeyUsage = clientAuth
        subjectKeyIdentifier = hash
        authorityKeyIdentifier = keyid:always
        EOF
        for n in root issuer leaf; do
          openssl genpkey -quiet -algorithm RSA -pkeyopt rsa_keygen_bits:2048 -out $n.key
          : >$n.txt; echo 01 >$n.num
        done 2>/dev/null || for n in root issuer leaf; do
          openssl genpkey -algorithm RSA -pkeyopt rsa_keygen_bits:2048 -out $n.key 2>/dev/null
          : >$n.txt; echo 01 >$n.num
        done
        openssl req -x509 -new -key root.key -sha256 -days 2 -subj "/O=Proef/CN=Wortel" \\
          -config s.cnf -extensions authority -out root.crt
        openssl req -new -key issuer.key -subj "/O=Proef/CN=Uitgever" -config s.cnf |
          openssl x509 -req -CA root.crt -CAkey root.key -CAcreateserial -sha256 -days 2 \\
            -extfile s.cnf -extensions authority -out issuer.crt 2>/dev/null
        openssl req -new -key leaf.key -subj "/O=Proef/CN=Partner" -config s.cnf |
          openssl x509 -req -CA issuer.crt -CAkey issuer.key -CAcreateserial -sha256 -days 2 \\
            -extfile s.cnf -extensions leaf -out leaf.crt 2>/dev/null
        openssl ca -config s.cnf -name root -gencrl -out root.crl 2>/dev/null
        openssl ca -config s.cnf -name issuer -gencrl -out issuer.crl 2>/dev/null
        openssl ca -config s.cnf -name root -revoke issuer.crt 2>/dev/null
        openssl ca -config s.cnf -name root -gencrl -out root-revoking.crl 2>/dev/null
        """

    func certificates(_ names: [String]) throws -> [Certificate] {
        try names.flatMap { name in
            let pem = try Files.read(folder.file(name + ".crt"), limit: 1 << 20)
            return try Certificate.chain(pem: pem.span)
        }
    }

    func lists(_ names: [String]) throws -> [RevocationList] {
        try names.flatMap { name in
            let pem = try Files.read(folder.file(name + ".crl"), limit: 1 << 20)
            return try RevocationList.all(pem: pem.span)
        }
    }
}

/// Which lists the gateway has, what curl sends, and what comes of it.
struct ChainCase: Sendable, CustomTestStringConvertible {
    let name: String
    let lists: [String]
    let sendsIssuer: Bool
    let fault: CertificateFault?

    var testDescription: String { name }

    static let all = [
        ChainCase(name: "all lists", lists: ["root", "issuer"], sendsIssuer: true, fault: nil),
        ChainCase(
            name: "no list of the issuer", lists: ["root"], sendsIssuer: true,
            fault: .revocationUnknown),
        ChainCase(
            name: "no list of the root", lists: ["issuer"], sendsIssuer: true,
            fault: .revocationUnknown),
        ChainCase(
            name: "a revoked issuer", lists: ["root-revoking", "issuer"], sendsIssuer: true,
            fault: .revoked),
        ChainCase(
            name: "the issuer left out", lists: ["root", "issuer"], sendsIssuer: false,
            fault: .untrusted),
    ]
}

@Suite(.threadPerTest) struct `Chains with an authority in between` {
    @Test(
        .enabled(
            if: Program.exists("openssl") && Program.exists("curl"),
            "openssl or curl is not installed"),
        arguments: ChainCase.all)
    func `every authority in the chain answers for itself`(chain: ChainCase) async throws {
        let hierarchy = try await Hierarchy()
        let folder = hierarchy.folder
        let server = try TestServer()
        let identity = try server.authority.serverIdentity()
        await server.server.replaceContext(
            try TLSContext(
                serverChain: [identity.certificate], key: identity.key,
                clientTrust: TLSTrust(
                    anchors: hierarchy.certificates(["root"]),
                    revocationLists: hierarchy.lists(chain.lists))))
        try Data(server.authority.root.certificate.pem).write(
            to: URL(fileURLWithPath: folder.file("server-ca.crt")))
        let sent = try hierarchy.certificates(chain.sendsIssuer ? ["leaf", "issuer"] : ["leaf"])
        try Data(sent.flatMap(\.pem)).write(to: URL(fileURLWithPath: folder.file("chain.crt")))
        let outcome = try await Program.run(
            "curl",
            [
                "--silent", "--max-time", "20", "--cacert", folder.file("server-ca.crt"),
                "--cert", folder.file("chain.crt"), "--key", folder.file("leaf.key"),
                "--include", "https://localhost:\(server.port)/",
            ])
        if let fault = chain.fault {
            #expect(outcome.output == [])
            #expect(await server.waits(for: .handshakeRefused(.certificate(fault))))
            #expect(server.server.counters.requests == 0)
        } else {
            #expect(outcome.text.hasPrefix("HTTP/1.1 200 OK"))
        }
        await server.server.drain()
    }
}
