// SPDX-License-Identifier: EUPL-1.2
internal import Memory
internal import OpenSSL
internal import Platform

/// A folder with everything that a comparison of servers needs: certificates, a list, a static file.
final class Stand {
    let folder: String

    init() throws {
        folder = "/tmp/kernpoort-bench-\(ProcessState.number)-\(MonotonicInstant.now().nanoseconds)"
        try Files.makeFolder(folder)
        let now = WallClock.milliseconds()
        let validity = CertificateAuthority.Validity(
            notBefore: now - 60_000, notAfter: now + 86_400_000)
        let authority = try CertificateAuthority(
            makingRootFor: .init(organization: "Kernpoort bench", commonName: "Bench"),
            validity: validity, key: .generate(.p256))
        try write("ca.crt", authority.certificate.pem)
        let list = try authority.revocationList(number: 1, revoking: [], validity: validity)
        try write("ca.crl", list.pem)
        try issue(.server, "server", ["localhost"], authority, validity)
        try issue(.client, "client", [], authority, validity)
        try write("static", [UInt8](repeating: UInt8(ascii: "k"), count: 1024))
    }

    deinit {
        // What stays behind after a failure is a temporary folder with throw-away keys.
        for name in (try? Files.names(in: folder)) ?? [] {
            // nginx makes folders of its own.
            if (try? Files.remove(file(name))) == nil { try? Files.removeFolder(file(name)) }
        }
        try? Files.removeFolder(folder)
    }

    func file(_ name: String) -> String { folder + "/" + name }

    /// The load client's plan for a server of this stand.
    func plan(port: UInt16) -> LoadPlan {
        var plan = LoadPlan()
        plan.port = port
        plan.authority = file("ca.crt")
        plan.certificate = file("client.crt")
        plan.key = file("client.key")
        plan.requests = file("requests")
        return plan
    }

    /// A port that was free a moment ago.
    static func freePort() throws -> UInt16 {
        try ListeningSocket(host: "127.0.0.1", port: 0).port
    }

    private func write(_ name: String, _ bytes: [UInt8]) throws {
        try Files.replace(file(name), with: bytes.span)
    }

    private func issue(
        _ usage: CertificateAuthority.Usage, _ name: String, _ hosts: [String],
        _ authority: borrowing CertificateAuthority, _ validity: CertificateAuthority.Validity
    ) throws {
        let key = try PrivateKey.generate(.p256)
        let certificate = try authority.issue(
            usage, to: .init(organization: "Kernpoort bench", commonName: name, hosts: hosts),
            publicKey: key.publicKey, validity: validity)
        try write(name + ".crt", certificate.pem)
        let pem = key.pem()
        try write(name + ".key", pem.withBytes { [UInt8](copying: $0) })
    }
}

/// nginx as the edge is: TLS 1.3, the same suite and group, client certificates and a list, nothing resumed.
enum NginxSettings {
    static func text(_ stand: Stand, port: UInt16) -> String {
        let folder = stand.folder
        let body = String(repeating: "k", count: 1024)
        return """
            daemon off; master_process off; worker_processes 1; pid \(folder)/nginx.pid;
            error_log \(folder)/nginx.log crit;
            events { worker_connections 4096; }
            http {
              access_log off; server_tokens off; default_type application/json;
              open_file_cache max=100 inactive=600s; open_file_cache_valid 600s;
              keepalive_requests 1000000000; keepalive_timeout 300s; tcp_nodelay on;
              client_body_buffer_size 16k;
              client_body_temp_path \(folder)/body; proxy_temp_path \(folder)/proxy;
              fastcgi_temp_path \(folder)/fastcgi; uwsgi_temp_path \(folder)/uwsgi;
              scgi_temp_path \(folder)/scgi;
              server {
                listen 127.0.0.1:\(port) ssl reuseport backlog=1024; server_name localhost;
                ssl_certificate \(folder)/server.crt; ssl_certificate_key \(folder)/server.key;
                ssl_client_certificate \(folder)/ca.crt; ssl_crl \(folder)/ca.crl;
                ssl_verify_client on; ssl_verify_depth 4;
                ssl_protocols TLSv1.3; ssl_ecdh_curve X25519:P-256;
                ssl_conf_command Ciphersuites TLS_AES_256_GCM_SHA384;
                ssl_session_cache off; ssl_session_tickets off;
                root \(folder);
                location = /static { }
                location = /post { return 200 "\(body)"; }
              }
            }

            """
    }
}

/// Throw-away certificates and keys of a stand.
enum PEMFiles {
    static func certificates(_ path: String) throws -> [Certificate] {
        let pem = try Files.read(path, limit: 1 << 20)
        return try Certificate.chain(pem: pem.span)
    }

    static func revocationLists(_ path: String) throws -> [RevocationList] {
        let pem = try Files.read(path, limit: 1 << 20)
        return try RevocationList.all(pem: pem.span)
    }

    static func key(_ path: String) throws -> PrivateKey {
        let pem = try Files.read(path, limit: 1 << 20)
        return try PrivateKey(pem: pem.span)
    }
}
