// SPDX-License-Identifier: EUPL-1.2
internal import API
internal import Domain
internal import Edge
internal import Encodings
internal import Gateway
internal import HTTP
internal import OpenSSL
internal import Platform
internal import Synchronization

/// The listeners and timers of a gateway that is up.
final class RunningGateway: Sendable {
    private let gatehouse: Gatehouse
    private let configuration: Configuration
    private let journal: Journal
    private let partners: EdgeServer
    private let operations: EdgeServer
    private let admin: AdminServer
    private let timers = Mutex<[Task<Void, Never>]>([])

    var port: UInt16 { partners.port }
    var operationsPort: UInt16 { operations.port }

    /// Opens the listeners; nothing is accepted yet.
    init(_ gatehouse: Gatehouse, _ configuration: Configuration, _ journal: Journal) throws {
        self.gatehouse = gatehouse
        self.configuration = configuration
        self.journal = journal
        let region = gatehouse.region
        let clock = gatehouse.clock
        let api = PartnerAPI(region, random: gatehouse.random, clock: clock) { report in
            journal.write(
                report.code,
                [("bewerking", .string(report.operation)), ("detail", .string(report.detail))])
        }
        var settings = EdgeSettings(host: configuration.address, port: configuration.port)
        if configuration.loops > 0 { settings.loopCount = configuration.loops }
        partners = try EdgeServer(
            settings: settings,
            service: EdgeService(
                security: .mutualTLS(try Self.context(configuration)) { peer in
                    guard let key = Digest(bytes: peer.publicKeyDigest) else { return false }
                    return region.partners.active(certificate: key) != nil
                },
                handler: api, clock: { clock.now().milliseconds },
                answerToRefusal: { PartnerAPI.answer(to: $0) },
                journal: { journal.write(edge: $0) }))
        operations = try Self.operationsServer(configuration, gatehouse, partners)
        let commands = AdminCommands(region: region, configuration: configuration)
        let server = partners
        admin = try AdminServer(path: AdminChannel.path(in: configuration)) { request in
            let answer = await commands.answer(request)
            await server.recheckPeers()
            return answer
        }
    }

    /// Starts accepting, and the timers.
    func start() throws {
        try partners.start()
        try operations.start()
        let admin = admin
        let thread = try DedicatedThread(name: "beheer") { admin.run() }
        _ = consume thread
        repeatedly(every: .seconds(configuration.publishSeconds)) { [gatehouse] in
            try await gatehouse.ledger.publish()
        }
        repeatedly(every: .seconds(600)) { [gatehouse] in try await gatehouse.region.heartbeat() }
        repeatedly(every: .seconds(60)) { [gatehouse] in try await gatehouse.region.tidyUp() }
        repeatedly(every: .seconds(60)) { [gatehouse, journal] in
            guard let count = try await SafetySignals(gatehouse.region).raiseDaily(), count > 0
            else { return }
            journal.write("veiligheid-te-laat", [("aantal", .integer(Int64(count)))])
        }
        // At once too: what lapsed while the gateway stood still is not kept from its source.
        repeatedly(every: .seconds(60), atOnce: true) { [gatehouse] in
            try await gatehouse.region.recordLapses()
        }
    }

    /// Ends: no new connections, those that are there in their time, then the timers.
    func stop() async {
        admin.stop()
        for timer in timers.withLock({ $0 }) { timer.cancel() }
        await partners.drain()
        await operations.drain()
    }

    /// Reads certificate, anchors and revocation list again; what can't be read leaves the old in force.
    func reload() async {
        do {
            await partners.replaceContext(try Self.context(configuration))
        } catch {
            journal.write("certificaten-niet-herladen", [("reden", .string("\(error)"))])
        }
    }

    private func repeatedly(
        every interval: Duration, atOnce: Bool = false,
        _ body: @escaping @Sendable () async throws -> Void
    ) {
        let journal = journal
        let task = Task {
            var waits = !atOnce
            while !Task.isCancelled {
                if waits { try? await Task.sleep(for: interval) }
                waits = true
                guard !Task.isCancelled else { return }
                do {
                    try await body()
                } catch {
                    journal.write("taak-mislukt", [("reden", .string("\(error)"))])
                }
            }
        }
        timers.withLock { $0.append(task) }
    }

    private static func context(_ configuration: Configuration) throws -> TLSContext {
        let chainText = try Files.read(configuration.certificatePath, limit: 1 << 20)
        let anchorText = try Files.read(configuration.trustPath, limit: 1 << 20)
        let listText = try Files.read(
            configuration.revocationPath, limit: RevocationList.byteLimit)
        let chain = try Certificate.chain(pem: chainText.span)
        let anchors = try Certificate.chain(pem: anchorText.span)
        let lists = try RevocationList.all(pem: listText.span)
        return try TLSContext(
            serverChain: chain, key: try KeyFiles.read(configuration.certificateKeyPath),
            clientTrust: try TLSTrust(anchors: anchors, revocationLists: lists))
    }

    private static func operationsServer(
        _ configuration: Configuration, _ gatehouse: Gatehouse, _ partners: EdgeServer
    ) throws -> EdgeServer {
        var settings = EdgeSettings(host: "127.0.0.1", port: configuration.operationsPort)
        settings.loopCount = 1
        let clock = gatehouse.clock
        let handler = OperationsHandler(
            faults: {
                switch await gatehouse.ledger.status {
                case .writing: []
                case .readOnly: ["logboek-alleen-lezen"]
                case .clockSuspect: ["klok-verdacht"]
                case .failed: ["logboek-gestoord"]
                case .ended: ["logboek-beeindigd"]
                }
            },
            metrics: {
                let counters = partners.counters
                return [
                    Metric(
                        "kernpoort_connections_open", .gauge, counters.open,
                        help: "Connections that are open now."),
                    Metric(
                        "kernpoort_connections_accepted_total", .counter, counters.accepted,
                        help: "Connections accepted since the start."),
                    Metric(
                        "kernpoort_peers_refused_total", .counter, counters.refusedPeers,
                        help: "Handshakes that were refused."),
                    Metric(
                        "kernpoort_requests_total", .counter, counters.requests,
                        help: "Requests answered."),
                    Metric(
                        "kernpoort_requests_refused_total", .counter, counters.refusedRequests,
                        help: "Malformed requests refused."),
                ]
            })
        return try EdgeServer(
            settings: settings,
            service: EdgeService(
                security: .plain, handler: handler, clock: { clock.now().milliseconds }))
    }
}

extension Journal {
    /// Writes what the edge reports.
    func write(edge event: EdgeEvent) {
        switch event {
        case .started(let port): write("luistert", [("poort", .integer(Int64(port)))])
        case .handshakeRefused(let failure):
            write("handdruk-geweigerd", [("reden", .string("\(failure)"))])
        case .peerNotWelcome(let digest):
            write("certificaat-onbekend", [("sleutel", .string(Hex.encode(digest.bytes)))])
        case .connectionFailed(let failure):
            write("verbinding-mislukt", [("reden", .string("\(failure)"))])
        case .overLimit(let cap): write("te-veel", [("grens", .string(cap.rawValue))])
        case .cut(let phase): write("afgebroken", [("fase", .string(phase.rawValue))])
        case .requestRefused(let refusal):
            write("verzoek-geweigerd", [("status", .integer(Int64(refusal.status.code)))])
        case .acceptPaused: write("aannemen-gepauzeerd")
        case .peerDismissed(let digest):
            write("partner-verbroken", [("sleutel", .string(Hex.encode(digest.bytes)))])
        case .contextReplaced: write("certificaten-herladen")
        case .draining(let count): write("sluit", [("verbindingen", .integer(Int64(count)))])
        case .drained(let count): write("gesloten", [("afgebroken", .integer(Int64(count)))])
        case .systemFailed(let error): write("systeem", [("reden", .string("\(error)"))])
        }
    }
}
