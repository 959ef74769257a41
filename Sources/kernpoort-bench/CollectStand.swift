// SPDX-License-Identifier: EUPL-1.2
internal import Domain
internal import Encodings
internal import HTTP
internal import OpenSSL
internal import PartnerClient
internal import Platform

/// A whole gateway in a process of its own, with partners, casussen and envelopes that wait.
final class CollectStand {
    let folder: String
    let port: UInt16
    private let gateway: PipedChild
    /// Envelopes that the attendance officer may collect, by the officer's ids.
    private(set) var envelopes: [RandomID] = []

    private static let school = "trajectum/vo"
    private static let attendance = "gemeente-utrecht/leerplicht-begeleiding"

    /// Makes a region and starts its gateway on these cores.
    init(cores: String?) throws {
        let program = try Reference.beside("kernpoort")
        folder = try BenchFolder.make("gateway")
        let region = "\(folder)/region"
        try Self.finish([
            program, "init", "--folder", region, "--demo", "--port", "0", "--operations-port", "0",
        ])
        // The journal of the gateway is no part of what is printed here.
        gateway = try PipedChild(
            ["sh", "-c", "exec \"$@\" 2>\"$0\"", "\(folder)/journal"] + LoadOutcome.pinned(cores)
                + [program, "serve", "--folder", region, "--json"])
        guard let line = try gateway.readLine(), let json = try? JSON(parsing: line),
            let number = json["poort"]?.integer, let port = UInt16(exactly: number)
        else { throw BenchError.child("kernpoort serve") }
        self.port = port
        for (slug, type, profile, role) in [
            (Self.school, "school", "school", "mentor"),
            (
                Self.attendance, "leerplicht-begeleiding", "leerplicht", "leerplichtambtenaar"
            ),
        ] {
            try Self.finish([
                program, "partner", "add", slug, "--folder", region, "--type", type, "--name",
                slug, "--profile", "\(folder)/\(profile)", "--role", role, "--gateway",
                "https://localhost:\(port)", "--json",
            ])
        }
    }

    func end() { BenchFolder.remove(folder) }

    /// Runs a program to its end; what it prints on its output is dropped.
    private static func finish(_ arguments: [String]) throws {
        let child = try PipedChild(arguments)
        while try child.readLine() != nil {}
    }

    // MARK: Figures of the gateway

    var processorNanoseconds: Int64 {
        get throws { try ChildFigures.processorNanoseconds(of: gateway.number) }
    }

    var residentKilobytes: Int {
        get throws { try ChildFigures.residentKilobytes(of: gateway.number) }
    }

    // MARK: Before the measurement

    /// A professional's session, for calls one by one and for signing.
    func session(_ profile: String, _ role: String, _ id: String) throws -> PartnerSession {
        guard let code = RoleCode(role), let professional = Professional(id: id, role: code)
        else { preconditionFailure("the benchmark names its professionals well") }
        return PartnerSession(
            try PartnerProfile(folder: "\(folder)/\(profile)"), as: professional,
            clock: BenchClock(), random: BenchRandom())
    }

    /// Opens casussen, and offers the statutory report of absence in each of them again and again.
    func offer(casusCount: Int, envelopesEach: Int) throws {
        let mentor = try session("school", "mentor", "m-1")
        let register = try session("school", "systeem", "lvs")
        let today = Amsterdam.day(of: BenchClock().now())
        var offers: [[UInt8]] = []
        for _ in 0..<casusCount {
            let casus = try openCasus(mentor, today)
            let body = Self.report(today).serialized()
            for _ in 0..<envelopesEach {
                offers.append(
                    try Self.signedPost("/v1/casussen/\(casus)/fragmenten", body, by: register))
            }
        }
        mentor.close()
        register.close()
        let outcome = try load("school", offers, connections: 32, milliseconds: 120_000)
        guard outcome.failures == 0 else { throw BenchError.child("offers were refused") }
        try readInbox()
        guard envelopes.count == offers.count else {
            throw BenchError.child("\(envelopes.count) of \(offers.count) envelopes wait")
        }
    }

    private func openCasus(_ mentor: PartnerSession, _ today: CivilDate) throws -> String {
        let born = today.adding(years: -13).adding(days: -120)
        let answer = try mentor.post(
            "/v1/casussen",
            [
                "geboortedatum": .string(born.description),
                "personen": [["aanduiding": "moeder"], ["aanduiding": "vader"]],
            ])
        let casus = try answer.json()
        let persons = (casus["personen"]?.array ?? []).compactMap { $0["id"]?.string }
        guard let id = casus["id"]?.string, persons.count == 3 else {
            throw BenchError.child("a casus was not opened: \(answer.status.code)")
        }
        let gezag = try mentor.post(
            "/v1/casussen/\(id)/gezag",
            [
                "soort": "GezamenlijkOuderlijkGezag",
                "gezaghouders": [.string(persons[1]), .string(persons[2])], "bron": "BRP",
                "peildatum": .string(today.description),
            ])
        guard gezag.isSuccess else { throw BenchError.child("gezag was not recorded") }
        return id
    }

    /// Twenty hours of absence in four weeks.
    private static func report(_ today: CivilDate) -> JSON {
        let periods = (0..<4).map { week -> JSON in
            ["datum": .string(today.adding(days: -3 - 7 * week).description), "uren": 5]
        }
        return [
            "categorie": "C3", "doel": "P2",
            "inhoud": ["C3.ongeoorloofd": ["perioden": .array(periods)]],
            "ontvangers": [["partner": .string(attendance), "rol": "leerplichtambtenaar"]],
        ]
    }

    private func readInbox() throws {
        let officer = try session("leerplicht", "leerplichtambtenaar", "l-1")
        var target = "/v1/postvak?aantal=100"
        while true {
            let page = try officer.get(target).json()
            let items = page["berichten"]?.array ?? []
            envelopes += items.compactMap { $0["envelop"]?.string.flatMap { RandomID(hex: $0) } }
            guard !items.isEmpty, let next = page["volgende"]?.string else { return }
            target = "/v1/postvak?aantal=100&cursor=\(next)"
        }
    }

    // MARK: Requests

    /// Collects of the waiting envelopes in turn, each with a key and an assertion of its own, made now.
    func collects(_ count: Int) throws -> [[UInt8]] {
        let officer = try session("leerplicht", "leerplichtambtenaar", "l-1")
        return try (0..<count).map { index in
            let body: JSON = ["envelop": .string(envelopes[index % envelopes.count].hex)]
            return try Self.signedPost("/v1/verstrekkingen", body.serialized(), by: officer)
        }
    }

    /// A read that may be sent many times.
    func inboxRead() throws -> [UInt8] {
        let officer = try session("leerplicht", "leerplichtambtenaar", "l-1")
        let assertion = try officer.assertion().signed(by: officer.profile.signingKey)
        return Array(
            ("GET /v1/postvak?aantal=1 HTTP/1.1\r\nHost: localhost\r\n"
                + "Authorization: Bearer \(assertion)\r\n\r\n").utf8)
    }

    /// A request of the longest life that the gateway accepts: 120 s.
    private static func signedPost(
        _ path: String, _ body: [UInt8], by session: PartnerSession
    ) throws -> [UInt8] {
        var assertion = session.assertion(
            binding: .init(method: "POST", path: path, bodyDigest: Digest(hashing: body.span)))
        assertion.expiresAt = assertion.issuedAt + Assertion.lifetimeLimitSeconds
        let signed = try assertion.signed(by: session.profile.signingKey)
        let head =
            "POST \(path) HTTP/1.1\r\nHost: localhost\r\nAuthorization: Bearer \(signed)\r\n"
            + "Idempotency-Key: \(IdempotencyKey(from: BenchRandom()).text)\r\n"
            + "Content-Type: application/json\r\nContent-Length: \(body.count)\r\n\r\n"
        return Array(head.utf8) + body
    }

    /// Sends requests, each once, from a load client of its own.
    func load(
        _ profile: String, _ requests: [[UInt8]], connections: Int, milliseconds: Int,
        rate: Int = 0, isSentOnce: Bool = true, cores: String? = nil
    ) throws -> LoadOutcome {
        var plan = LoadPlan()
        plan.port = port
        plan.authority = "\(folder)/\(profile)/\(PartnerProfile.File.anchor)"
        plan.certificate = "\(folder)/\(profile)/\(PartnerProfile.File.certificate)"
        plan.key = "\(folder)/\(profile)/\(PartnerProfile.File.certificateKey)"
        plan.requests = "\(folder)/requests"
        plan.connections = connections
        plan.milliseconds = milliseconds
        plan.rate = rate
        plan.isSentOnce = isSentOnce
        try LoadPlan.write(requests, to: plan.requests)
        return try LoadOutcome.measuring(plan, cores: cores)
    }
}

/// What the system says of a process.
enum ChildFigures {
    /// CPU time of all its threads so far.
    static func processorNanoseconds(of process: Int32) throws -> Int64 {
        let tasks = "/proc/\(process)/task"
        var sum: Int64 = 0
        for task in try Files.names(in: tasks) {
            let bytes = try Files.read("\(tasks)/\(task)/schedstat", limit: 4096)
            let text = String(decoding: bytes, as: UTF8.self)
            sum += text.split(separator: " ").first.flatMap { Int64($0) } ?? 0
        }
        return sum
    }

    /// Memory that is in use now.
    static func residentKilobytes(of process: Int32) throws -> Int {
        let bytes = try Files.read("/proc/\(process)/status", limit: 65_536)
        let text = String(decoding: bytes, as: UTF8.self)
        for line in text.split(separator: "\n") where line.hasPrefix("VmRSS:") {
            return line.split(separator: " ").compactMap { Int($0) }.first ?? 0
        }
        return 0
    }
}
