// SPDX-License-Identifier: EUPL-1.2
internal import Edge
internal import HTTP
internal import Memory
internal import OpenSSL
internal import Platform

/// The edge as it is measured: a fixed answer of 1 KiB, in a process of its own.
enum EdgeServerCommand {
    /// `edge-server FOLDER LOOPS`: serves with the PEM files of the folder until its input ends.
    static func run(_ arguments: [String]) async throws {
        guard arguments.count == 2, let loops = Int(arguments[1]) else {
            throw BenchError.arguments(arguments.joined(separator: " "))
        }
        try ProcessState.harden()
        try ProcessState.raiseDescriptorLimit()
        let folder = arguments[0]
        let trust = try TLSTrust(
            anchors: PEMFiles.certificates(folder + "/ca.crt"),
            revocationLists: PEMFiles.revocationLists(folder + "/ca.crl"))
        let key = try PEMFiles.key(folder + "/server.key")
        let chain = try PEMFiles.certificates(folder + "/server.crt")
        let context = try TLSContext(serverChain: chain, key: key, clientTrust: trust)
        var settings = EdgeSettings(host: "127.0.0.1", port: 0)
        settings.loopCount = loops
        settings.connectionsPerPeerLimit = settings.connectionLimit
        let server = try EdgeServer(
            settings: settings,
            service: EdgeService(
                security: .mutualTLS(context, isWelcome: { _ in true }), handler: FixedAnswer(),
                clock: { WallClock.milliseconds() }))
        try server.start()
        StandardOutput.writeLine("port \(server.port)")
        while readLine() != nil {}
    }
}

/// Answers each request with the same kilobyte and, as nginx does, lets its body go unread.
private struct FixedAnswer: Handler {
    private let answer = Response(
        .ok, headers: [HeaderField("Content-Type", "application/json")],
        body: .bytes([UInt8](repeating: UInt8(ascii: "k"), count: 1024)))

    func respond(to request: Request) async -> Response {
        request.body.count <= 1024 ? answer : Response(.contentTooLarge)
    }
}
