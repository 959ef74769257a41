// SPDX-License-Identifier: EUPL-1.2
internal import Domain
internal import Encodings
internal import HTTP
internal import PartnerClient
internal import Platform
internal import Sealing
internal import Synchronization

/// Prints the demonstration: headings, what was asked, what came of it; colour only on a terminal.
struct DemoPrinter {
    private let isColoured = StandardStream.output.isTerminal

    func heading(_ text: String) { printLine("\n" + styled(text, "1")) }
    func says(_ who: String, _ text: String) { printLine("  \(padded(who, to: 13))\(text)") }
    func good(_ text: String) { printLine("              " + styled("✔ \(text)", "32")) }
    func refused(_ text: String) { printLine("              " + styled("✘ \(text)", "31")) }
    func tells(_ text: String) { printLine("  " + styled(text, "3")) }
    func note(_ text: String) { printLine("              " + styled(text, "2")) }

    private func styled(_ text: String, _ code: String) -> String {
        isColoured ? "\u{1B}[\(code)m\(text)\u{1B}[0m" : text
    }
}

/// One professional of the demonstration, with a real client over mutual TLS.
final class DemoActor {
    let name: String
    let session: PartnerSession
    let printer: DemoPrinter
    /// Who is who, by the ids that this partner has for them.
    var names: [String: String] = [:]
    let clock: any InstantSource
    /// What colleagues of this partner share: which envelopes are dealt with.
    private let desk: DemoDesk

    init(
        name: String, session: PartnerSession, printer: DemoPrinter, clock: any InstantSource,
        desk: DemoDesk
    ) {
        self.name = name
        self.session = session
        self.printer = printer
        self.clock = clock
        self.desk = desk
    }

    /// Sends a write that must succeed.
    func post(_ path: String, _ body: JSON) throws -> JSON {
        let answer = try session.post(path, body)
        guard answer.isSuccess else {
            throw CommandFailure(
                .failure,
                "\(name): \(path) gave \(answer.status.code): "
                    + String(decoding: answer.body, as: UTF8.self))
        }
        return try answer.json()
    }

    /// Reads what must be there.
    func get(_ path: String) throws -> JSON {
        let answer = try session.get(path)
        guard answer.isSuccess else {
            throw CommandFailure(.failure, "\(name): \(path) gave \(answer.status.code)")
        }
        return try answer.json()
    }

    /// Offers a fragment and prints, per recipient, what may go and why.
    func offer(_ casus: String, _ body: JSON) throws -> JSON {
        let answer = try post("/v1/casussen/\(casus)/fragmenten", body)
        for outcome in answer["uitkomsten"]?.array ?? [] { show(outcome) }
        return answer
    }

    /// Invites a partner and prints what came of it; nil where it was refused.
    func invite(_ casus: String, _ body: JSON) throws -> JSON? {
        let answer = try session.post("/v1/casussen/\(casus)/deelnemers", body)
        if let problem = answer.problem {
            printer.refused("geweigerd, en alleen de bron ziet waarom:")
            for reason in problem.reasons { printer.note("\(reason.code): \(reason.explanation)") }
            return nil
        }
        let json = try answer.json()
        if let outcome = json["uitkomst"] { show(outcome) }
        return json
    }

    /// Prints what was decided about one recipient.
    func show(_ outcome: JSON) {
        let partner = outcome["partner"]?.string ?? ""
        let explanation = outcome["uitleg"]?["nl"]?.string ?? ""
        if outcome["uitkomst"]?.string == "geweigerd" {
            printer.refused("niet aan \(partner): \(explanation)")
            for reason in outcome["redenen"]?.array ?? [] {
                printer.note("reden voor de bron: \(reason["code"]?.string ?? "")")
            }
            for person in outcome["ontbreekt"]?.array ?? [] {
                let id = person["persoon"]?.string ?? ""
                printer.note(
                    "er ontbreekt een ja van \(names[id] ?? "iemand"): \(person["reden"]?.string ?? "")"
                )
            }
            return
        }
        let groups = (outcome["veldgroepen"]?.array ?? []).compactMap(\.string)
        let rules = (outcome["regels"]?.array ?? []).compactMap(\.string)
        printer.good("aan \(partner): \(groups.joined(separator: ", "))")
        printer.note("\(explanation) (\(rules.joined(separator: ", ")))")
        for left in outcome["weggelaten"]?.array ?? [] {
            printer.note("weggelaten: \(left["veldgroep"]?.string ?? "")")
        }
    }

    /// Collects everything that waits in the inbox, verifies each proof, opens it and acknowledges.
    func receive() throws -> [JSON] {
        let items = try get("/v1/postvak?aantal=100")["berichten"]?.array ?? []
        for item in items where item["soort"]?.string == "envelop" {
            guard let id = item["envelop"]?.string.flatMap({ RandomID(hex: $0) }),
                desk.handled.insert(id).inserted
            else { continue }
            try open(id)
        }
        return items
    }

    /// Collects and opens one envelope; the content stays in memory that is wiped.
    func open(_ id: RandomID) throws {
        switch try session.collect(id) {
        case .refused(let problem):
            printer.refused("niet te krijgen: \(problem.code) (\(problem.status))")
        case .delivered(let delivery):
            let opened = try delivery.open(with: session.profile, at: clock.now())
            let count = opened.withContent { $0.count }
            _ = try session.acknowledge(delivery, opened: opened)
            printer.good(
                "bewijs klopt, blad \(delivery.leaf.hex.prefix(8))… staat in het logboek; dan pas open"
            )
            printer.note(
                "\(opened.veldgroepen.map(\.text).joined(separator: ", ")): \(count) bytes inhoud, "
                    + "verplichtingen: "
                    + delivery.release.obligations.sorted().map(\.rawValue).joined(separator: ", "))
        }
    }

    /// The status and body of a read that should be refused, to compare shapes.
    func refusal(_ path: String) throws -> String {
        let answer = try session.get(path)
        return "\(answer.status.code) " + String(decoding: answer.body, as: UTF8.self)
    }
}

/// The shared desk of one partner's professionals.
final class DemoDesk {
    var handled: Set<RandomID> = []
}

/// The clock of a demonstration: the wall clock, and as far ahead as the gateway's.
final class DemoClock: InstantSource {
    private let ahead = Atomic<Int64>(0)

    func now() -> Timestamp {
        Timestamp(milliseconds: WallClock.milliseconds() + ahead.load(ordering: .relaxed))
    }

    /// From here on it is so many milliseconds ahead of the wall clock.
    func set(ahead milliseconds: Int64) { ahead.store(milliseconds, ordering: .relaxed) }
}

/// The region of the demonstration: its folder, its gateway as a process of its own, its actors.
final class DemoStage {
    let folder: String
    let program: String
    let printer: DemoPrinter
    let clock = DemoClock()
    private(set) var port: Int
    private(set) var operationsPort: Int
    private var gateway: ChildProcess?
    private var desks: [String: DemoDesk] = [:]

    /// Makes a fresh region and starts its gateway.
    /// - Parameter start: what its clock shows; nil for the wall clock.
    init(
        folder: String, policies: String, port wanted: Int, printer: DemoPrinter,
        start: Timestamp? = nil
    ) async throws {
        program = try ProcessState.programPath()
        let tag = Hex.encode(RandomID(from: RegionRandom()).bytes.prefix(4).map { $0 })
        try InitCommand.make(
            folder: folder, isDemo: true, origin: "https://demo-\(tag).invalid",
            logName: "demo-\(tag).invalid", policies: policies, port: wanted, operationsPort: 0)
        self.folder = folder
        self.printer = printer
        port = wanted
        operationsPort = 0
        try serve(from: start)
    }

    /// Starts the gateway; its clients take over its clock.
    private func serve(from start: Timestamp?) throws {
        let output = "\(folder)/gateway.out"
        try? Files.remove(output)
        let words = ["serve", "--folder", folder, "--json"]
        gateway = try ChildProcess(
            program, words + (start.map { ["--klok", $0.rfc3339] } ?? []), output: output,
            errors: "\(folder)/gateway.log")
        let ports = try Self.ports(in: output, folder: folder)
        clock.set(ahead: ports.ahead)
        port = ports.partners
        operationsPort = ports.operations
    }

    /// Sets the clock ahead: the gateway ends in its own way and begins again at that instant.
    func moveClock(to instant: Timestamp) throws {
        precondition(instant > clock.now(), "a clock goes forward only")
        end()
        let path = "\(folder)/\(Configuration.fileName)"
        let bytes = try Files.read(path, limit: Configuration.byteLimit)
        guard var settings = try JSON(parsing: bytes).object else {
            throw CommandFailure(.failure, "`\(path)` holds no object")
        }
        // Its partners know it by this port.
        settings["poort"] = .integer(Int64(port))
        try Files.replace(path, with: JSON.object(settings).serialized().span)
        try serve(from: instant)
    }

    /// The ports that the gateway says it listens on, once it does, and its clock.
    private static func ports(
        in output: String, folder: String
    ) throws -> (partners: Int, operations: Int, ahead: Int64) {
        for _ in 0..<500 {
            if let bytes = try? Files.read(output, limit: 4096),
                let json = try? JSON(parsing: bytes), let partners = json["poort"]?.integer,
                let operations = json["beheerpoort"]?.integer, let ahead = json["vooruit"]?.integer
            {
                return (Int(partners), Int(operations), ahead)
            }
            ProcessState.pause(milliseconds: 20)
        }
        throw CommandFailure(
            .failure, "the gateway did not start", hint: "see \(folder)/gateway.log")
    }

    /// Registers a partner, with keys and certificate made for the demonstration.
    func register(
        _ slug: String, _ type: String, _ name: String, profile: String, role: String,
        user: String, receiving: String = "p256", supports: [String] = []
    ) async throws {
        let words =
            [
                "partner", "add", slug, "--folder", folder, "--type", type, "--name", name,
                "--profile", "\(folder)/partners/\(profile)", "--role", role, "--user", user,
                "--receiving", receiving, "--gateway", "https://localhost:\(port)", "--json",
            ] + supports.flatMap { ["--supports", $0] }
        let log = "\(folder)/partners-\(profile).out"
        let child = try ChildProcess(program, words, output: log, errors: log + ".log")
        guard child.wait(upTo: .seconds(20)) == 0 else {
            throw CommandFailure(.failure, "could not register \(slug)", hint: "see \(log).log")
        }
    }

    /// A professional of a registered partner.
    func actor(_ name: String, profile: String, role: String, user: String) throws -> DemoActor {
        guard let code = RoleCode(role), let professional = Professional(id: user, role: code)
        else { preconditionFailure("the demonstration names its actors well") }
        let desk = desks[profile] ?? DemoDesk()
        desks[profile] = desk
        return DemoActor(
            name: name,
            session: PartnerSession(
                try PartnerProfile(folder: "\(folder)/partners/\(profile)"), as: professional,
                clock: clock, random: RegionRandom()),
            printer: printer, clock: clock, desk: desk)
    }

    /// What one person of the family sees of a casus, by the ids of a partner.
    func overview(partner: String, casus: String, person: String) throws -> JSON {
        let request: JSON = [
            "opdracht": "gezin-overzicht", "partner": .string(partner), "casus": .string(casus),
            "persoon": .string(person), "aantal": 100,
        ]
        guard
            let answer = try AdminChannel.ask(request, in: try Configuration(folder: folder)),
            let overview = answer["overzicht"]
        else { throw CommandFailure(.failure, "there is no overview for this person") }
        return overview
    }

    /// Ends the gateway in its own way.
    func end() {
        guard let child = gateway.take() else { return }
        child.terminate()
        _ = child.wait(upTo: .seconds(40))
    }
}
