// SPDX-License-Identifier: EUPL-1.2
internal import Platform

/// What the load client asks, of whom, and how fast.
struct LoadPlan: Sendable {
    var host = "localhost"
    var port: UInt16 = 0
    /// PEM files: the server's authority, the client's certificate and its key.
    var authority = ""
    var certificate = ""
    var key = ""
    /// A file of requests, made beforehand, that are sent in turn.
    var requests = ""
    var connections = 64
    /// How long it measures, after a warm-up of a fifth of that.
    var milliseconds = 2000
    /// Requests a second over all connections, whatever the answers do; 0 for a closed loop.
    var rate = 0
    /// Whether each request has a connection, and so a handshake, of its own.
    var reconnects = false
    /// Whether each request is sent once at most; the client ends when none is left.
    var isSentOnce = false

    /// The arguments that a load client understands as this plan.
    var arguments: [String] {
        [
            "load", "--host", host, "--port", "\(port)", "--authority", authority, "--certificate",
            certificate, "--key", key, "--requests", requests, "--connections", "\(connections)",
            "--milliseconds", "\(milliseconds)", "--rate", "\(rate)",
        ] + (reconnects ? ["--reconnects", "1"] : []) + (isSentOnce ? ["--once", "1"] : [])
    }

    init() {}

    /// - Throws: `.arguments` naming what it does not understand.
    init(arguments: [String]) throws(BenchError) {
        var rest = arguments[...]
        while let name = rest.popFirst() {
            guard let value = rest.popFirst() else { throw .arguments(name) }
            func number(_ limit: Int) throws(BenchError) -> Int {
                guard let number = Int(value), (0...limit).contains(number) else {
                    throw .arguments(value)
                }
                return number
            }
            switch name {
            case "--host": host = value
            case "--port": port = UInt16(try number(65_535))
            case "--authority": authority = value
            case "--certificate": certificate = value
            case "--key": key = value
            case "--requests": requests = value
            case "--connections": connections = try number(10_000)
            case "--milliseconds": milliseconds = try number(600_000)
            case "--rate": rate = try number(10_000_000)
            case "--reconnects": reconnects = try number(1) == 1
            case "--once": isSentOnce = try number(1) == 1
            default: throw .arguments(name)
            }
        }
    }

    /// Writes requests as a load client reads them: each after its length in four bytes.
    static func write(_ requests: [[UInt8]], to path: String) throws(PlatformError) {
        var bytes: [UInt8] = []
        for request in requests {
            for shift in [24, 16, 8, 0] {
                bytes.append(UInt8(truncatingIfNeeded: request.count >> shift))
            }
            bytes += request
        }
        try Files.replace(path, with: bytes.span)
    }

    static func readRequests(at path: String) throws -> [[UInt8]] {
        let bytes = try Files.read(path, limit: 1 << 30)
        var requests: [[UInt8]] = []
        var offset = 0
        while offset + 4 <= bytes.count {
            let length = bytes[offset..<(offset + 4)].reduce(0) { $0 << 8 | Int($1) }
            guard length > 0, offset + 4 + length <= bytes.count else {
                throw BenchError.arguments(path)
            }
            requests.append(Array(bytes[(offset + 4)..<(offset + 4 + length)]))
            offset += 4 + length
        }
        guard !requests.isEmpty else { throw BenchError.arguments(path) }
        return requests
    }
}

/// What a load client has measured.
struct LoadOutcome: Sendable {
    /// Answers with a status below 300, within the measured time.
    let answers: Int
    /// Other answers, and connections that ended without one.
    let failures: Int
    let perSecond: Double
    /// Milliseconds from sending (or, at a fixed rate, from when it was due) to the whole answer.
    let p50: Double
    let p99: Double

    /// The line in which a load client tells its outcome.
    var line: String {
        "answers \(answers) failures \(failures) persecond \(perSecond) p50 \(p50) p99 \(p99)"
    }

    init(answers: Int, failures: Int, perSecond: Double, latencies: Latencies) {
        self.answers = answers
        self.failures = failures
        self.perSecond = perSecond
        p50 = latencies.milliseconds(at: 0.5)
        p99 = latencies.milliseconds(at: 0.99)
    }

    init?(line: String) {
        let words = line.split(separator: " ")
        guard words.count == 10, let answers = Int(words[1]), let failures = Int(words[3]),
            let perSecond = Double(words[5]), let p50 = Double(words[7]),
            let p99 = Double(words[9])
        else { return nil }
        self.answers = answers
        self.failures = failures
        self.perSecond = perSecond
        self.p50 = p50
        self.p99 = p99
    }

    /// Runs a plan in a load client of its own, on these cores, and waits for its outcome.
    static func measuring(_ plan: LoadPlan, cores: String?) throws -> LoadOutcome {
        try LoadRun(plan, cores: cores).outcome()
    }

    /// The beginning of a command line that keeps a program on some cores.
    static func pinned(_ cores: String?) -> [String] {
        guard let cores else { return [] }
        return ["taskset", "--cpu-list", cores]
    }
}

/// A load client that is at work.
struct LoadRun: ~Copyable {
    private let child: PipedChild

    /// - Parameter yields: whether other load clients on the same core go first.
    init(_ plan: LoadPlan, cores: String?, yields: Bool = false) throws {
        let program = try ProcessState.programPath()
        let rank = yields ? ["nice", "-n", "19"] : []
        child = try PipedChild(rank + LoadOutcome.pinned(cores) + [program] + plan.arguments)
    }

    /// Waits for its outcome.
    func outcome() throws -> LoadOutcome {
        while let line = try child.readLine() {
            if let outcome = LoadOutcome(line: line) { return outcome }
            print("  load client: \(line)")
        }
        throw BenchError.child("load client")
    }
}
