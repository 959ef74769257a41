// SPDX-License-Identifier: EUPL-1.2
internal import Platform

/// The edge beside nginx, under the same mutual TLS and the same load client.
enum EdgeBenchmarks {
    static let all: [Benchmark] = [
        Benchmark(
            name: "edge",
            summary: "1 KiB answers beside nginx's static 1 KiB; aim GET 1.0, POST 0.9"
        ) { try await compare() },
        Benchmark(
            name: "edge-storm",
            summary: "8 steady connections beside 64 that reconnect each time; aim p99 0.5 of nginx"
        ) { try await storm() },
        Benchmark(
            name: "edge-memory", summary: "VmRSS 10 s after 1,000 handshakes; aim below 100 MB"
        ) { try await memory() },
    ]

    /// Pairs of runs, so that what disturbs the machine disturbs both.
    private static let pairCount = 5

    /// What is asked in one comparison.
    private struct Scenario {
        let name: String
        let request: String
        let reconnects: Bool
    }

    private static let scenarios: [Scenario] = {
        let body = String(repeating: "b", count: 1024)
        let get = "GET /static HTTP/1.1\r\nHost: localhost\r\n\r\n"
        let post =
            "POST /post HTTP/1.1\r\nHost: localhost\r\nContent-Type: application/json\r\n"
            + "Content-Length: 1024\r\n\r\n\(body)"
        return [
            Scenario(name: "GET", request: get, reconnects: false),
            Scenario(name: "POST", request: post, reconnects: false),
            Scenario(name: "handshake", request: get, reconnects: true),
        ]
    }()

    private static func compare() async throws {
        let stand = try Stand()
        // With two cores or more: one for the server that is measured, one for who measures it.
        let isPinned = ProcessState.coreCount > 1
        let serverCores = isPinned ? "0" : nil
        let clientCores = isPinned ? "1" : nil
        let ours = try MeasuredServer.ours(stand, loops: 1, cores: serverCores)
        let reference = try await MeasuredServer.nginx(stand, workers: 1, cores: serverCores)
        print("  64 connections, 1 worker each, \(pairCount) pairs of 2 s; median (least..most)")
        for scenario in scenarios {
            try LoadPlan.write([Array(scenario.request.utf8)], to: stand.file("requests"))
            var pairs: [(ours: Sample, reference: Sample)] = []
            for _ in 0..<pairCount {
                let theirs = try reference.sample(stand, scenario.reconnects, clientCores)
                pairs.append(
                    (try ours.sample(stand, scenario.reconnects, clientCores), theirs))
            }
            show(scenario.name, pairs)
        }
    }

    private static func show(_ name: String, _ pairs: [(ours: Sample, reference: Sample)]) {
        func ratio(_ value: (Sample) -> Double) -> String {
            Spread(ratios: pairs.map { (value($0.ours), value($0.reference)) }).text
        }
        func median(_ values: [Double], decimals: Int) -> String {
            Spread(values).median.text(decimals: decimals)
        }
        let failures = pairs.reduce(0) { $0 + $1.ours.outcome.failures }
        let theirs = pairs.reduce(0) { $0 + $1.reference.outcome.failures }
        print("  \(name)")
        print(
            "    per second ".padded(to: 24)
                + "nginx \(median(pairs.map(\.reference.outcome.perSecond), decimals: 0)), "
                + "kernpoort \(median(pairs.map(\.ours.outcome.perSecond), decimals: 0)), "
                + "ratio \(ratio(\.outcome.perSecond))")
        print(
            "    CPU per answer ".padded(to: 24)
                + "nginx \(median(pairs.map(\.reference.microseconds), decimals: 1)) us, "
                + "kernpoort \(median(pairs.map(\.ours.microseconds), decimals: 1)) us, "
                + "ratio \(ratio(\.microseconds))")
        print(
            "    p99 ".padded(to: 24)
                + "nginx \(median(pairs.map(\.reference.outcome.p99), decimals: 2)) ms, "
                + "kernpoort \(median(pairs.map(\.ours.outcome.p99), decimals: 2)) ms, "
                + "ratio \(ratio(\.outcome.p99))")
        if failures + theirs > 0 {
            print("    failures".padded(to: 24) + "nginx \(theirs), kernpoort \(failures)")
        }
    }

    /// How long established connections wait while others do full handshakes without pause.
    private static func storm() async throws {
        let stand = try Stand()
        let isPinned = ProcessState.coreCount > 1
        let serverCores = isPinned ? "0" : nil
        let clientCores = isPinned ? "1" : nil
        let ours = try MeasuredServer.ours(stand, loops: 1, cores: serverCores)
        let reference = try await MeasuredServer.nginx(stand, workers: 1, cores: serverCores)
        try LoadPlan.write([Array(scenarios[0].request.utf8)], to: stand.file("requests"))
        var pairs: [(ours: Calm, reference: Calm)] = []
        for _ in 0..<pairCount {
            let theirs = try steadyBesideStorm(stand, reference.port, clientCores)
            pairs.append((try steadyBesideStorm(stand, ours.port, clientCores), theirs))
        }
        func show(_ title: String, _ decimals: Int, _ value: (Calm) -> Double) {
            let theirs = Spread(pairs.map { value($0.reference) }).median
            let mine = Spread(pairs.map { value($0.ours) }).median
            let ratio = Spread(ratios: pairs.map { (value($0.ours), value($0.reference)) })
            print(
                "  \(title)".padded(to: 26) + "nginx \(theirs.text(decimals: decimals)), "
                    + "kernpoort \(mine.text(decimals: decimals)), ratio \(ratio.text)")
        }
        print("  500 requests/s over the steady connections, \(pairCount) pairs of 2 s")
        show("p50, ms", 2, \.p50)
        show("p99, ms", 2, \.p99)
        show("handshakes per second", 0, \.handshakes)
    }

    /// How steady connections fared, and what the storm got done.
    private struct Calm {
        let p50: Double
        let p99: Double
        let handshakes: Double
    }

    private static func steadyBesideStorm(
        _ stand: Stand, _ port: UInt16, _ cores: String?
    ) throws -> Calm {
        var storm = stand.plan(port: port)
        storm.reconnects = true
        storm.milliseconds = 3000
        var steady = stand.plan(port: port)
        steady.connections = 8
        steady.rate = 500
        // What is measured is the server's delay, not that of a load client behind another.
        let stormRun = try LoadRun(storm, cores: cores, yields: true)
        let outcome = try LoadRun(steady, cores: cores).outcome()
        return Calm(
            p50: outcome.p50, p99: outcome.p99, handshakes: try stormRun.outcome().perSecond)
    }

    private static func memory() async throws {
        let stand = try Stand()
        let server = try MeasuredServer.ours(stand, loops: ProcessState.coreCount, cores: nil)
        let before = try server.residentKilobytes()
        try LoadPlan.write([Array(scenarios[0].request.utf8)], to: stand.file("requests"))
        var plan = stand.plan(port: server.port)
        plan.connections = 1000
        plan.rate = 1000
        plan.milliseconds = 5000
        let outcome = try LoadOutcome.measuring(plan, cores: nil)
        let after = try server.residentKilobytes()
        try await Task.sleep(for: .seconds(10))
        let later = try server.residentKilobytes()
        print(
            "  1,000 connections, \(outcome.answers) answers: \(before) kB before, "
                + "\(after) kB right after, \(later) kB 10 s later")
    }
}

/// One run of a load client against a server.
struct Sample {
    let outcome: LoadOutcome
    /// CPU time of the server per answer.
    let microseconds: Double
}

/// A server of this comparison, in a process of its own.
struct MeasuredServer: ~Copyable {
    let port: UInt16
    private let child: PipedChild

    private init(port: UInt16, child: consuming PipedChild) {
        self.port = port
        self.child = child
    }

    /// Our edge with a fixed answer.
    static func ours(_ stand: Stand, loops: Int, cores: String?) throws -> MeasuredServer {
        let program = try ProcessState.programPath()
        let child = try PipedChild(
            LoadOutcome.pinned(cores) + [program, "edge-server", stand.folder, "\(loops)"])
        guard let line = try child.readLine(), line.hasPrefix("port "),
            let port = UInt16(line.dropFirst(5))
        else { throw BenchError.child("edge-server") }
        return MeasuredServer(port: port, child: child)
    }

    /// nginx with the same certificates, one static kilobyte and one constant answer.
    static func nginx(_ stand: Stand, workers: Int, cores: String?) async throws -> MeasuredServer {
        let port = try Stand.freePort()
        let file = stand.file("nginx.conf")
        try Files.replace(file, with: NginxSettings.text(stand, port: port).utf8.span)
        let child = try PipedChild(
            LoadOutcome.pinned(cores) + ["nginx", "-p", stand.folder, "-c", file])
        for _ in 0..<100 {
            if let probe = try? Descriptor.connecting(toHost: "127.0.0.1", port: port),
                probe.wait(for: .writable, until: .now().advanced(by: .seconds(1))),
                (try? probe.finishConnecting()) != nil
            {
                return MeasuredServer(port: port, child: child)
            }
            try await Task.sleep(for: .milliseconds(50))
        }
        throw BenchError.missing(program: "nginx", package: "nginx-light")
    }

    /// One run of two seconds.
    borrowing func sample(
        _ stand: Stand, _ reconnects: Bool, _ cores: String?
    ) throws -> Sample {
        var plan = stand.plan(port: port)
        plan.reconnects = reconnects
        let before = try processorNanoseconds()
        let outcome = try LoadOutcome.measuring(plan, cores: cores)
        let spent = try processorNanoseconds() - before
        // The warm-up's share of the time is the same for both.
        let answers = Double(max(outcome.answers, 1)) * 1.2
        return Sample(outcome: outcome, microseconds: Double(spent) / answers / 1000)
    }

    /// CPU time of all threads so far.
    borrowing func processorNanoseconds() throws -> Int64 {
        let tasks = "/proc/\(child.number)/task"
        var sum: Int64 = 0
        for task in try Files.names(in: tasks) {
            let bytes = try Files.read("\(tasks)/\(task)/schedstat", limit: 4096)
            let text = String(decoding: bytes, as: UTF8.self)
            sum += text.split(separator: " ").first.flatMap { Int64($0) } ?? 0
        }
        return sum
    }

    /// Memory of the process that is in use now.
    borrowing func residentKilobytes() throws -> Int {
        let bytes = try Files.read("/proc/\(child.number)/status", limit: 65_536)
        let text = String(decoding: bytes, as: UTF8.self)
        for line in text.split(separator: "\n") where line.hasPrefix("VmRSS:") {
            return line.split(separator: " ").compactMap { Int($0) }.first ?? 0
        }
        return 0
    }
}
