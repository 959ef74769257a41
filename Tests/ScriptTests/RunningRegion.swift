// SPDX-License-Identifier: EUPL-1.2
import Domain
import Encodings
import Foundation
import Glibc
import PartnerClient
import Platform
import TestSupport
import Testing

/// Every test of the real program, one after another: each starts gateways of its own.
@Suite(.serialized) enum TheRealProgram {}

/// A demonstration region in a temporary folder, with the built program serving it as a process.
///
/// It belongs to one thread at a time. The port stays the same over restarts, so that clients may retry.
final class RunningRegion {
    /// A partner of the region, its profile folder named after it.
    enum Member: String, CaseIterable, Sendable {
        case school, buurtteam, jgz, leerplicht

        var slug: String {
            switch self {
            case .school: "trajectum/vo"
            case .buurtteam: "lokalis/buurtteam-vo-so"
            case .jgz: "gemeente-utrecht/jgz"
            case .leerplicht: "gemeente-utrecht/leerplicht-begeleiding"
            }
        }
        var type: String {
            self == .leerplicht ? "leerplicht-begeleiding" : rawValue
        }
        var role: String {
            switch self {
            case .school: "mentor"
            case .buurtteam: "gezinswerker"
            case .jgz: "jeugdarts"
            case .leerplicht: "leerplichtambtenaar"
            }
        }
    }

    enum Failure: Error { case program([String], String), notReady(String) }

    let folder: TemporaryFolder
    /// The folder of the region itself.
    let path: String
    private(set) var gateway: SpawnedProgram?
    private(set) var port: UInt16 = 0
    /// What sessions think the time is; as far ahead as the gateway's.
    private(set) var clock = ShiftedClock(ahead: 0)
    /// Words before the program's own, such as those of a tracer.
    var wrapper: [String] = []
    private var starts = 0

    /// Makes the region, starts its gateway and registers partners.
    ///
    /// - Parameter settings: added to `kernpoort.json`.
    init(
        _ members: [Member] = Member.allCases, settings: [String: JSON] = [:],
        wrapper: [String] = []
    ) throws {
        // A gateway that is killed while a client writes must not take the tests along.
        try Signals.ignoreBrokenPipes()
        folder = try TemporaryFolder()
        path = folder.file("regio")
        self.wrapper = wrapper
        try FileManager.default.createDirectory(
            atPath: folder.file("tmp"), withIntermediateDirectories: true)
        try run([
            "init", "--demo", "--folder", path, "--policies", Self.policies, "--port", "0",
            "--operations-port", "0",
        ])
        // Nothing but what a test does is written to the log in its time.
        try set(["publicatieSeconden": 3600].merging(settings) { _, given in given })
        try start()
        try set(["poort": .integer(Int64(port))])
        for member in members {
            try run([
                "partner", "add", member.slug, "--folder", path, "--type", member.type, "--name",
                member.rawValue, "--profile", profile(member), "--role", member.role,
                "--receiving", member == .buurtteam ? "x25519" : "p256", "--gateway",
                "https://localhost:\(port)",
            ])
        }
    }

    deinit { kill() }

    /// The program that was built beside the tests.
    static var program: String {
        get throws {
            let folder = URL(fileURLWithPath: try ProcessState.programPath())
                .deletingLastPathComponent()
            return folder.appendingPathComponent("kernpoort").path
        }
    }

    /// The top of the project, above this file's folder.
    static var top: URL {
        URL(fileURLWithPath: #filePath).deletingLastPathComponent().deletingLastPathComponent()
            .deletingLastPathComponent()
    }

    static var policies: String { top.appendingPathComponent("Policies/utrecht").path }

    func profile(_ member: Member) -> String { "\(path)/partners/\(member.rawValue)" }

    /// What the gateway wrote for its operator, over all its starts.
    var journal: String { folder.file("gateway.log") }

    /// Changes settings in `kernpoort.json`; the next start takes them.
    func set(_ settings: [String: JSON]) throws {
        let file = "\(path)/kernpoort.json"
        var object = try #require(
            try JSON(parsing: Array(Data(contentsOf: .init(filePath: file)))).object)
        for (name, value) in settings { object[name] = value }
        try Data(JSON.object(object).serialized()).write(to: URL(fileURLWithPath: file))
    }

    /// Runs a command to its end, which must be a good one; what it printed.
    @discardableResult
    func run(_ words: [String]) throws -> String {
        let output = folder.file("opdracht.out")
        let errors = folder.file("opdracht.err")
        try? FileManager.default.removeItem(atPath: errors)
        let child = try SpawnedProgram(
            Self.program, words, output: output, errors: errors, environment: environment)
        guard child.wait(upTo: .seconds(60)) == .status(0) else {
            throw Failure.program(words, try String(contentsOfFile: errors, encoding: .utf8))
        }
        return try String(contentsOfFile: output, encoding: .utf8)
    }

    /// Asks the running gateway what its operator may.
    func ask(_ request: JSON) throws -> JSON {
        let deadline = MonotonicInstant.now().advanced(by: .seconds(30))
        let connection = try Descriptor.connecting(toPath: "\(path)/gegevens/beheer.sock")
        try connection.writeAll(request.serialized().span, until: deadline)
        connection.endWriting()
        return try JSON(parsing: try connection.readToEnd(limit: 1 << 20, until: deadline))
    }

    private var environment: [String: String] { ["TMPDIR": folder.file("tmp")] }

    /// Starts the gateway and waits until it listens.
    ///
    /// - Parameter klok: what its clock shows at the start; sessions made from now on follow it.
    func start(klok: Timestamp? = nil) throws {
        var words = wrapper + [try Self.program, "serve", "--folder", path, "--json"]
        if let klok {
            words += ["--klok", klok.rfc3339]
            clock = ShiftedClock(start: klok)
        }
        let output = folder.file("gateway.out")
        // Another's connection may hold the port for a moment.
        for _ in 0..<20 {
            try? FileManager.default.removeItem(atPath: output)
            let child = try SpawnedProgram(
                words[0], Array(words.dropFirst()), output: output, errors: journal,
                environment: environment)
            let deadline = ContinuousClock.now.advanced(by: .seconds(60))
            while ContinuousClock.now < deadline, child.wait(upTo: .zero) == nil {
                if let port = listening(output) {
                    self.port = port
                    gateway = child
                    starts += 1
                    return
                }
                usleep(2000)
            }
            usleep(100_000)
        }
        throw Failure.notReady(try String(contentsOfFile: journal, encoding: .utf8))
    }

    private func listening(_ output: String) -> UInt16? {
        guard let bytes = FileManager.default.contents(atPath: output),
            let json = try? JSON(parsing: Array(bytes)), let port = json["poort"]?.integer
        else { return nil }
        return UInt16(exactly: port)
    }

    /// Ends the gateway as a power cut would, as far as the program can tell.
    func kill() {
        gateway?.send(SIGKILL)
        _ = gateway?.wait(upTo: .seconds(10))
        gateway = nil
    }

    /// The gateway's own number: the child of what wraps it.
    private static func served(by number: pid_t) -> pid_t {
        let path = "/proc/\(number)/task/\(number)/children"
        let text = (try? String(contentsOfFile: path, encoding: .utf8)) ?? ""
        return text.split(separator: " ").first.flatMap { pid_t($0) } ?? number
    }

    /// Ends the gateway in its own way.
    func stop() throws {
        if let gateway { Glibc.kill(Self.served(by: gateway.number), SIGTERM) }
        let ending = gateway?.wait(upTo: .seconds(60))
        gateway = nil
        try #require(ending == .status(0))
    }

    /// A professional of a partner, over a connection of its own.
    func actor(_ member: Member, role: String? = nil, attempts: Int = 3) throws -> Actor {
        let code = try #require(RoleCode(role ?? member.role))
        let professional = try #require(Professional(id: "\(member.rawValue)-1", role: code))
        return Actor(
            member: member,
            session: PartnerSession(
                try PartnerProfile(folder: profile(member)), as: professional, clock: clock,
                random: SystemBytes(),
                limits: ClientLimits(attemptLimit: attempts, pause: .milliseconds(20))),
            clock: clock)
    }
}

/// The wall clock, so many milliseconds ahead.
struct ShiftedClock: InstantSource {
    let ahead: Int64

    init(ahead: Int64) { self.ahead = ahead }
    init(start: Timestamp) { ahead = start.milliseconds - WallClock.milliseconds() }

    func now() -> Timestamp { Timestamp(milliseconds: WallClock.milliseconds() + ahead) }
    var today: CivilDate { Amsterdam.day(of: now()) }
}

/// Bytes of the system's generator.
struct SystemBytes: RandomSource {
    func fill(_ bytes: inout MutableSpan<UInt8>) {
        var generator = SystemRandomNumberGenerator()
        for index in 0..<bytes.count { bytes[index] = UInt8.random(in: 0...255, using: &generator) }
    }
}
