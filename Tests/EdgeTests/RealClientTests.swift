// SPDX-License-Identifier: EUPL-1.2
import Edge
import Foundation
import HTTP
import OpenSSL
import Platform
import TestSupport
import Testing

@Suite(.threadPerTest) struct `Other people's clients` {
    let server: TestServer
    let folder: TemporaryFolder
    private let authorityFile: String
    private let certificate: String
    private let key: String

    init() throws {
        server = try TestServer()
        folder = try TemporaryFolder()
        authorityFile = folder.file("ca.crt")
        try Data(server.authority.root.certificate.pem).write(
            to: URL(fileURLWithPath: authorityFile))
        (certificate, key) = try server.authority.identity().write(to: folder, name: "client")
    }

    private var trust: [String] { ["--cacert", authorityFile] }
    private var identity: [String] { ["--cert", certificate, "--key", key] }

    private func curl(_ arguments: [String], path: String = "/") async throws -> Program.Outcome {
        try await Program.run(
            "curl",
            ["--silent", "--show-error", "--max-time", "20"] + arguments
                + ["https://localhost:\(server.port)\(path)"])
    }

    @Test(.enabled(if: Program.exists("curl"), "curl is not installed"))
    func `curl gets an answer with its certificate, and none without`() async throws {
        let with = try await curl(trust + identity + ["--include"])
        #expect(with.status == 0, "\(with.errors)")
        #expect(with.text.hasPrefix("HTTP/1.1 200 OK\r\n"))
        let without = try await curl(trust + ["--include"])
        #expect(without.status != 0)
        #expect(without.output == [])
        await server.server.drain()
    }

    @Test(
        .enabled(if: Program.exists("curl"), "curl is not installed"),
        arguments: [0, 1000, 900_000, 1_048_576])
    func `curl sends a body and gets it back`(count: Int) async throws {
        let body = (0..<count).map { UInt8(truncatingIfNeeded: $0 &* 37) }
        let file = folder.file("body")
        try Data(body).write(to: URL(fileURLWithPath: file))
        let outcome = try await curl(trust + identity + ["--data-binary", "@" + file])
        #expect(outcome.status == 0, "\(outcome.errors)")
        #expect(outcome.output == body)
        await server.server.drain()
    }

    @Test(.enabled(if: Program.exists("curl"), "curl is not installed"))
    func `curl keeps its connection for the next request`() async throws {
        let url = "https://localhost:\(server.port)/"
        let outcome = try await Program.run(
            "curl", ["--silent", "--max-time", "20"] + trust + identity + [url, url, url])
        #expect(outcome.status == 0, "\(outcome.errors)")
        #expect(server.server.counters.accepted == 1)
        #expect(server.server.counters.requests == 3)
        await server.server.drain()
    }

    private func connect(_ arguments: [String]) async throws -> Program.Outcome {
        try await Program.run(
            "openssl",
            [
                "s_client", "-connect", "localhost:\(server.port)", "-CAfile", authorityFile,
                "-cert", certificate, "-key", key, "-ign_eof",
            ] + arguments,
            input: Array("GET / HTTP/1.1\r\nHost: localhost\r\nConnection: close\r\n\r\n".utf8))
    }

    @Test(.enabled(if: Program.exists("openssl"), "openssl is not installed"))
    func `openssl speaks TLS 1.3 and is offered no ticket`() async throws {
        let outcome = try await connect([])
        #expect(outcome.text.contains("HTTP/1.1 200 OK"))
        #expect(outcome.text.contains("New, TLSv1.3, Cipher is TLS_AES_256_GCM_SHA384"))
        #expect(outcome.text.contains("Verify return code: 0 (ok)"))
        #expect(outcome.text.contains("Server Temp Key: X25519"))
        #expect(!outcome.text.contains("New Session Ticket"))
        #expect(outcome.text.contains("Compression: NONE"))
        await server.server.drain()
    }

    @Test(
        .enabled(if: Program.exists("openssl"), "openssl is not installed"),
        arguments: [
            ["-groups", "P-256"], ["-ciphersuites", "TLS_CHACHA20_POLY1305_SHA256"],
            ["-groups", "P-384:X25519"],
        ])
    func `openssl may choose among what is allowed`(arguments: [String]) async throws {
        let outcome = try await connect(arguments)
        #expect(outcome.text.contains("HTTP/1.1 200 OK"))
        await server.server.drain()
    }

    @Test(
        .enabled(if: Program.exists("openssl"), "openssl is not installed"),
        arguments: [
            ["-tls1_2"], ["-tls1_1"], ["-groups", "P-384"],
            ["-ciphersuites", "TLS_AES_128_GCM_SHA256"],
        ])
    func `openssl gets nowhere with anything else`(arguments: [String]) async throws {
        let outcome = try await connect(arguments)
        #expect(!outcome.text.contains("HTTP/1.1"))
        #expect(server.server.counters.requests == 0)
        await server.server.drain()
    }
}

@Suite(.threadPerTest) struct `The script for throw-away certificates` {
    @Test(.enabled(if: Program.exists("openssl"), "openssl is not installed"))
    func `makes what the gateway believes`() async throws {
        let folder = try TemporaryFolder()
        let root = URL(fileURLWithPath: #filePath).appendingPathComponent("../../..").standardized
        let certs = folder.file("certs")
        let made = try await Program.run(
            root.appendingPathComponent("Certs/make-demo").path, [certs])
        #expect(made.status == 0, "\(made.errors)")
        var settings = EdgeSettings(host: "127.0.0.1", port: 0)
        settings.sweepInterval = .milliseconds(10)
        settings.drainGrace = .milliseconds(10)
        let server = try EdgeServer(
            settings: settings,
            service: EdgeService(
                security: .mutualTLS(
                    Self.serverContext(certs), isWelcome: { _ in true }),
                handler: Echo(), clock: { WallClock.milliseconds() }))
        try server.start()
        var client = try await RawClient.connected(
            port: server.port, Self.clientContext(certs))
        #expect(try await client.ask(RawClient.get("/")).status == 200)
        await server.drain()
        // A second run never replaces an authority.
        let again = try await Program.run(
            root.appendingPathComponent("Certs/make-demo").path, [certs])
        #expect(again.status == 73)
    }

    private static func certificates(_ path: String) throws -> [Certificate] {
        let pem = try Files.read(path, limit: 1 << 20)
        return try Certificate.chain(pem: pem.span)
    }

    private static func key(_ path: String) throws -> PrivateKey {
        let pem = try Files.read(path, limit: 1 << 20)
        return try PrivateKey(pem: pem.span)
    }

    private static func serverContext(_ folder: String) throws -> TLSContext {
        let list = try Files.read(folder + "/ca.crl.pem", limit: 1 << 20)
        let trust = try TLSTrust(
            anchors: certificates(folder + "/ca.crt.pem"),
            revocationLists: RevocationList.all(pem: list.span))
        let chain = try certificates(folder + "/gateway.crt.pem")
        let key = try key(folder + "/gateway.key.pem")
        return try TLSContext(serverChain: chain, key: key, clientTrust: trust)
    }

    private static func clientContext(_ folder: String) throws -> TLSContext {
        let trust = try TLSTrust(
            anchors: certificates(folder + "/ca.crt.pem"), revocationLists: nil)
        let chain = try certificates(folder + "/client.crt.pem")
        let key = try key(folder + "/client.key.pem")
        return try TLSContext(clientChain: chain, key: key, serverTrust: trust)
    }
}

@Suite(.threadPerTest) struct `The operations port` {
    private func server(
        host: String = "127.0.0.1", faults: [StaticString] = []
    ) throws -> EdgeServer {
        var settings = EdgeSettings(host: host, port: 0)
        settings.loopCount = 1
        settings.sweepInterval = .milliseconds(10)
        settings.drainGrace = .milliseconds(10)
        let handler = OperationsHandler(
            faults: { faults },
            metrics: {
                [
                    Metric("kernpoort_verzoeken_total", .counter, 3, help: "verzoeken"),
                    Metric("kernpoort_verbindingen", .gauge, 1, help: "verbindingen nu"),
                ]
            })
        return try EdgeServer(
            settings: settings,
            service: EdgeService(security: .plain, handler: handler, clock: { 0 }))
    }

    @Test(
        arguments: [([], 200, "gezond"), (["schijf-vol"], 503, "gestoord")]
            as [(
                [StaticString], Int, String
            )])
    func `tells health in a status and codes`(
        faults: [StaticString], status: Int, word: String
    ) async throws {
        let server = try server(faults: faults)
        try server.start()
        var client = try RawClient(port: server.port)
        let answer = try await client.ask(RawClient.get("/gezondheid"))
        #expect(answer.status == status)
        let object = try JSONSerialization.jsonObject(with: Data(answer.body)) as? [String: Any]
        #expect(object?["status"] as? String == word)
        #expect((object?["storingen"] as? [String])?.count == faults.count)
        await server.drain()
    }

    @Test func `shows numbers as Prometheus reads them`() async throws {
        let server = try server()
        try server.start()
        var client = try RawClient(port: server.port)
        let answer = try await client.ask(RawClient.get("/metrics"))
        #expect(
            String(decoding: answer.body, as: UTF8.self) == """
                # HELP kernpoort_verzoeken_total verzoeken
                # TYPE kernpoort_verzoeken_total counter
                kernpoort_verzoeken_total 3
                # HELP kernpoort_verbindingen verbindingen nu
                # TYPE kernpoort_verbindingen gauge
                kernpoort_verbindingen 1

                """)
        #expect(try await client.ask(RawClient.get("/geheim")).status == 404)
        try await client.say(RawClient.post("/metrics", [1]))
        #expect(try await client.hear().status == 405)
        await server.drain()
    }

    @Test(arguments: ["0.0.0.0", "::", "192.0.2.1"])
    func `never serves others than this machine`(host: String) {
        #expect(throws: EdgeError.plainBeyondLoopback) { _ = try server(host: host) }
    }
}
