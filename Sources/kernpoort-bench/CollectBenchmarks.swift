// SPDX-License-Identifier: EUPL-1.2
internal import Domain
internal import Encodings
internal import JOSE
internal import OpenSSL
internal import Platform

/// Collecting envelopes from a whole gateway: decided again, logged, synced, receipted, released.
///
/// Bounds: what the ledger alone commits at that concurrency, and what one core could do if a collect
/// were a verified assertion and a request over TLS. Gateway and ledger have one core, the load client
/// the other, where there are two.
enum CollectBenchmarks {
    static let all: [Benchmark] = [
        Benchmark(
            name: "collect",
            summary: "collects beside ledger, assertion and TLS; aim 0.6, p99 below 25 ms"
        ) { try await compare() },
        Benchmark(
            name: "collect-memory",
            summary: "VmRSS of the gateway 10 s after 1,000 handshakes; aim below 100 MB"
        ) { try await memory() },
    ]

    private static let pairCount = 5
    private static let connectionCounts = [1, 16, 64]
    private static let milliseconds = 2000
    /// More than a run can use up.
    private static let requestsPerRun = 6000
    private static let casusCount = 40
    private static let envelopesEach = 25

    private static var isPinned: Bool { ProcessState.coreCount > 1 }
    private static var gatewayCores: String? { isPinned ? "0" : nil }
    private static var clientCores: String? { isPinned ? "1" : nil }

    // MARK: Rates

    private static func compare() async throws {
        let stand = try CollectStand(cores: gatewayCores)
        defer { stand.end() }
        try stand.offer(casusCount: casusCount, envelopesEach: envelopesEach)
        print(
            "  \(stand.envelopes.count) envelopes of \(casusCount) casussen, each collected several "
                + "times; \(pairCount) pairs of \(milliseconds) ms; median (least..most)")
        var costs = try FixedCosts()
        try await costs.measureNginx()
        print(
            "  CPU each: assertion \(costs.assertion.text(decimals: 1)) us, "
                + "POST over TLS \(costs.request.text(decimals: 1)) us")
        var peak = 0.0
        for connections in connectionCounts {
            let round = try await compare(stand, costs, connections: connections)
            peak = max(peak, round)
        }
        try openLoop(stand, peak: peak)
    }

    /// One concurrency, by turns with the ledger alone; gives the collects per second.
    private static func compare(
        _ stand: CollectStand, _ costs: FixedCosts, connections: Int
    ) async throws -> Double {
        var rounds: [Round] = []
        for _ in 0..<pairCount {
            let ledger = try LedgerRunCommand.measure(connections, cores: gatewayCores)
            let requests = try stand.collects(requestsPerRun)
            let before = try stand.processorNanoseconds
            let outcome = try stand.load(
                "leerplicht", requests, connections: connections, milliseconds: milliseconds,
                cores: clientCores)
            let spent = Double(try stand.processorNanoseconds - before) / 1000
            guard outcome.failures == 0, outcome.answers > 0 else {
                throw BenchError.child("\(outcome.failures) collects failed")
            }
            // The warm-up is a sixth of the whole run.
            rounds.append(
                Round(
                    outcome: outcome, ledger: ledger,
                    microseconds: spent / (Double(outcome.answers) * 1.2)))
        }
        show(rounds, costs, connections)
        return Spread(rounds.map(\.outcome.perSecond)).median
    }

    private struct Round {
        let outcome: LoadOutcome
        let ledger: Run
        /// CPU time of the gateway per collect.
        let microseconds: Double
    }

    private static func show(_ rounds: [Round], _ costs: FixedCosts, _ connections: Int) {
        func median(_ value: (Round) -> Double, _ decimals: Int = 0) -> String {
            Spread(rounds.map(value)).median.text(decimals: decimals)
        }
        let rate = Spread(
            ratios: rounds.map {
                ($0.outcome.perSecond, min($0.ledger.perSecond, costs.perSecond))
            })
        let processor = Spread(
            ratios: rounds.map { ($0.ledger.microseconds + costs.sum, $0.microseconds) })
        print("  \(connections) connections")
        print(
            "    per second".padded(to: 24)
                + "ledger \(median { $0.ledger.perSecond }), "
                + "assertion and TLS \(costs.perSecond.text(decimals: 0)), "
                + "kernpoort \(median { $0.outcome.perSecond }), ratio \(rate.text), aim 0.60")
        print(
            "    CPU each".padded(to: 24)
                + "ledger, assertion and TLS \(median({ $0.ledger.microseconds + costs.sum })) us, "
                + "kernpoort \(median { $0.microseconds }) us, ratio \(processor.text)")
        print(
            "    time to answer".padded(to: 24)
                + "p50 \(median({ $0.outcome.p50 }, 1)) ms, p99 \(median({ $0.outcome.p99 }, 1)) ms"
        )
        if costs.nginx > 0 {
            let part = Spread(ratios: rounds.map { ($0.outcome.perSecond, costs.nginx) })
            print(
                "    beside nginx".padded(to: 24)
                    + "static GET \(costs.nginx.text(decimals: 0)) per second, ratio \(part.text)")
        }
    }

    /// Requests that come at half of the peak whether answers do or not.
    private static func openLoop(_ stand: CollectStand, peak: Double) throws {
        let rate = max(1, Int(peak / 2))
        var times: [Double] = []
        for _ in 0..<pairCount {
            let requests = try stand.collects(rate * milliseconds / 800)
            let outcome = try stand.load(
                "leerplicht", requests, connections: 64, milliseconds: milliseconds, rate: rate,
                cores: clientCores)
            times.append(outcome.p99)
        }
        let spread = Spread(times)
        print("  open loop at \(rate) per second")
        print(
            "    p99".padded(to: 24)
                + "\(spread.median.text(decimals: 1)) ms "
                + "(\(spread.least.text(decimals: 1))..\(spread.most.text(decimals: 1))), aim below 25"
        )
    }

    // MARK: Memory

    private static func memory() async throws {
        let stand = try CollectStand(cores: nil)
        defer { stand.end() }
        let before = try stand.residentKilobytes
        let request = try stand.inboxRead()
        var answers = 0
        // One partner may have 256 connections at a time.
        for _ in 0..<4 {
            answers += try stand.load(
                "leerplicht", [request], connections: 250, milliseconds: 2000, rate: 500,
                isSentOnce: false
            ).answers
        }
        let after = try stand.residentKilobytes
        try await Task.sleep(for: .seconds(10))
        let later = try stand.residentKilobytes
        print(
            "  1,000 handshakes, \(answers) answers: \(before) kB before, \(after) kB right after, "
                + "\(later) kB 10 s later; aim below 100000")
    }
}

/// What every request costs whatever it asks, in microseconds of CPU time.
struct FixedCosts {
    let assertion: Double
    let request: Double
    /// What nginx answers per second under the same TLS; 0 where it is not installed.
    private(set) var nginx = 0.0

    var sum: Double { assertion + request }
    /// What one core could do if a request were nothing else.
    var perSecond: Double { 1e6 / sum }

    private static let roundCount = 5
    private static let verificationCount = 500

    init() throws {
        assertion = try Self.verification()
        let stand = try Stand()
        let body = String(repeating: "b", count: 60)
        let token = String(repeating: "t", count: 800)
        let post =
            "POST /post HTTP/1.1\r\nHost: localhost\r\nAuthorization: Bearer \(token)\r\n"
            + "Content-Type: application/json\r\nContent-Length: 60\r\n\r\n\(body)"
        try LoadPlan.write([Array(post.utf8)], to: stand.file("requests"))
        let isPinned = ProcessState.coreCount > 1
        let server = try MeasuredServer.ours(stand, loops: 1, cores: isPinned ? "0" : nil)
        var costs: [Double] = []
        for _ in 0..<Self.roundCount {
            costs.append(try server.sample(stand, false, isPinned ? "1" : nil).microseconds)
        }
        request = Spread(costs).median
    }

    /// Checks the signature of an assertion and reads its claims.
    private static func verification() throws -> Double {
        let key = try SigningKey(PrivateKey.generate(.p256))
        let digest = String(repeating: "A", count: 43)
        let claims: JSON = [
            "iss": "gemeente-utrecht/leerplicht-begeleiding", "aud": "https://demo.invalid",
            "sub": "l-1", "rol": "leerplichtambtenaar", "iat": 1_789_000_000,
            "exp": 1_789_000_120, "jti": "0123456789012345678901",
            "cnf": ["x5t#S256": .string(digest)],
            "htm": "POST", "htu": "/v1/verstrekkingen", "bsh": .string(digest),
        ]
        let payload = claims.serialized()
        let token = try JWS.sign(payload.span, typ: "kernpoort-verklaring+jwt", with: key)
        let jwk = key.jwk
        var costs: [Double] = []
        for _ in 0..<roundCount {
            let run = try Run.measuring {
                for _ in 0..<verificationCount {
                    let checked = try JWS.verify(
                        token.span, among: [jwk], typ: "kernpoort-verklaring+jwt")
                    _ = try JSON(parsing: checked.payload)
                }
                return verificationCount
            }
            costs.append(run.microseconds)
        }
        return Spread(costs).median
    }

    /// Adds what nginx does, where it is there.
    mutating func measureNginx() async throws {
        let stand = try Stand()
        let get = "GET /static HTTP/1.1\r\nHost: localhost\r\n\r\n"
        try LoadPlan.write([Array(get.utf8)], to: stand.file("requests"))
        let isPinned = ProcessState.coreCount > 1
        guard
            let server = try? await MeasuredServer.nginx(
                stand, workers: 1, cores: isPinned ? "0" : nil)
        else { return }
        var rates: [Double] = []
        for _ in 0..<Self.roundCount {
            rates.append(
                try server.sample(stand, false, isPinned ? "1" : nil).outcome.perSecond)
        }
        nginx = Spread(rates).median
    }
}

/// The ledger alone, in a process of its own so that it can be kept on one core.
enum LedgerRunCommand {
    /// `ledger-run CALLERS`: prints operations, wall and CPU time.
    static func run(_ arguments: [String]) async throws {
        guard arguments.count == 1, let callers = Int(arguments[0]) else {
            throw BenchError.arguments(arguments.joined(separator: " "))
        }
        let run = try await LedgerBenchmarks.rate(callers: callers)
        StandardOutput.writeLine(
            "count \(run.count) wall \(run.wall) cpu \(run.processor)")
    }

    /// Runs it on these cores.
    static func measure(_ callers: Int, cores: String?) throws -> Run {
        try Reference.read(
            LoadOutcome.pinned(cores)
                + [try ProcessState.programPath(), "ledger-run", "\(callers)"])
    }
}
