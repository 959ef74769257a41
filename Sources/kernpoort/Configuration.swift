// SPDX-License-Identifier: EUPL-1.2
internal import Consent
internal import Encodings
internal import Gateway
internal import Platform

/// What a region's gateway is told by its operator, in `kernpoort.json`.
///
/// Relative paths count from the folder of the file. `init` writes one; README names every setting.
struct Configuration: Sendable {
    /// The folder of the file itself.
    let folder: String
    /// The region's origin: the `aud` of assertions and the `iss` of envelopes.
    let origin: String
    /// The log's name; an origin of the log is `<name>/log/<year>`.
    let logName: String
    /// The preset under Policies/, as a folder; its rules are put in force when a region first starts.
    let policyFolder: String
    /// The public key that signs for other rules (PEM); without it nobody can put any in force.
    let policyKeyPath: String?
    let address: String
    let port: UInt16
    let operationsPort: UInt16
    /// Databases and operator log; no key lies here.
    let dataFolder: String
    /// Keys, each a 0600 file with one purpose.
    let keyFolder: String
    let certificatePath: String
    let certificateKeyPath: String
    let trustPath: String
    let revocationPath: String
    /// Whether this is a throw-away region, in which the clock may be set.
    let isDemo: Bool
    /// Within this time a recipient must acknowledge what it collected.
    let acknowledgementHours: Int
    /// A gezag fact may be this many days old on the day of a disclosure.
    let gezagDays: Int
    /// How often the committed checkpoint becomes the published one.
    let publishSeconds: Int
    /// Event loops of the partner listener; zero means one for each core.
    let loops: Int
    /// Refusals that a partner may cause at once before it gets 429.
    let refusalBurst: Int
    /// Refusals that come back to a partner in each minute.
    let refusalsPerMinute: Int

    static let fileName = "kernpoort.json"
    static let byteLimit = 64 * 1024

    /// Reads and checks the configuration in a folder.
    ///
    /// - Throws: `CommandFailure(.usage)` that names the setting and what it should be.
    init(folder: String) throws {
        let path = "\(folder)/\(Self.fileName)"
        let bytes: [UInt8]
        do {
            bytes = try Files.read(path, limit: Self.byteLimit)
        } catch {
            throw CommandFailure(
                .usage, "cannot read `\(path)`", hint: "kernpoort init --demo --folder \(folder)")
        }
        let json: JSON
        do {
            json = try JSON(parsing: bytes)
        } catch {
            throw CommandFailure(.usage, "`\(path)` is no JSON from byte \(error.offset)")
        }
        let settings = Settings(json: json, path: path)
        try settings.refuseUnknown()
        self.folder = folder
        origin = try settings.text("regio")
        logName = try settings.text("logNaam")
        policyFolder = Self.resolve(try settings.text("beleid"), in: folder)
        policyKeyPath = try settings.optionalText("beleidsleutel").map {
            Self.resolve($0, in: folder)
        }
        address = try settings.text("adres")
        port = try settings.port("poort")
        operationsPort = try settings.port("beheerpoort")
        dataFolder = Self.resolve(try settings.text("gegevens"), in: folder)
        keyFolder = Self.resolve(try settings.text("sleutels"), in: folder)
        certificatePath = Self.resolve(try settings.text("certificaat"), in: folder)
        certificateKeyPath = Self.resolve(try settings.text("certificaatsleutel"), in: folder)
        trustPath = Self.resolve(try settings.text("vertrouwensanker"), in: folder)
        revocationPath = Self.resolve(try settings.text("intrekkingslijst"), in: folder)
        isDemo = try settings.flag("demo", default: false)
        acknowledgementHours = try settings.integer("ontvangsttermijnUren", 1...720, default: 72)
        gezagDays = try settings.integer(
            "gezagDagen", GezagFinding.ageDaysLimits,
            default: GezagFinding.defaultAgeDaysLimit)
        publishSeconds = try settings.integer(
            "publicatieSeconden", 1...3600, default: isDemo ? 1 : 60)
        loops = try settings.integer("lussen", 0...64, default: 0)
        refusalBurst = try settings.integer(
            "weigeringenIneens", 1...100_000, default: RefusalBudget.burstLimit)
        refusalsPerMinute = try settings.integer(
            "weigeringenPerMinuut", 1...100_000, default: RefusalBudget.perMinute)
        guard !Self.isWithin(keyFolder, dataFolder) else {
            throw CommandFailure(
                .usage, "`sleutels` may not lie within `gegevens`: a stolen copy would hold both")
        }
    }

    static func resolve(_ path: String, in folder: String) -> String {
        path.hasPrefix("/") ? path : "\(folder)/\(path)"
    }

    private static func isWithin(_ path: String, _ folder: String) -> Bool {
        path == folder || path.hasPrefix(folder + "/")
    }
}

/// The members of the configuration file, with messages that name them.
private struct Settings {
    let json: JSON
    let path: String

    static let known = [
        "regio", "logNaam", "beleid", "beleidsleutel", "adres", "poort", "beheerpoort", "gegevens",
        "sleutels",
        "certificaat", "certificaatsleutel", "vertrouwensanker", "intrekkingslijst", "demo",
        "ontvangsttermijnUren", "gezagDagen", "publicatieSeconden", "lussen",
        "weigeringenIneens", "weigeringenPerMinuut",
    ]

    func refuseUnknown() throws {
        guard let object = json.object else {
            throw CommandFailure(.usage, "`\(path)` must hold one object")
        }
        for key in object.keys where !Self.known.contains(key) {
            throw CommandFailure(.usage, "`\(path)` has an unknown setting `\(key)`")
        }
    }

    func text(_ name: String) throws -> String {
        guard let text = json[name]?.string, !text.isEmpty else {
            throw CommandFailure(.usage, "`\(name)` in `\(path)` must be a text")
        }
        return text
    }

    func optionalText(_ name: String) throws -> String? {
        json[name] == nil ? nil : try text(name)
    }

    func flag(_ name: String, default fallback: Bool) throws -> Bool {
        guard let value = json[name] else { return fallback }
        guard let flag = value.bool else {
            throw CommandFailure(.usage, "`\(name)` in `\(path)` must be true or false")
        }
        return flag
    }

    func integer(_ name: String, _ range: ClosedRange<Int>, default fallback: Int) throws -> Int {
        guard let value = json[name] else { return fallback }
        guard let number = value.integer.flatMap({ Int(exactly: $0) }), range.contains(number)
        else {
            throw CommandFailure(
                .usage,
                "`\(name)` in `\(path)` must be from \(range.lowerBound) to \(range.upperBound)",
                hint: "write such a number, or leave it out for \(fallback)")
        }
        return number
    }

    func port(_ name: String) throws -> UInt16 {
        guard let number = json[name]?.integer, let port = UInt16(exactly: number) else {
            throw CommandFailure(.usage, "`\(name)` in `\(path)` must be a port, or 0 for any")
        }
        return port
    }
}
