// SPDX-License-Identifier: EUPL-1.2
import AuditLog
import Consent
import Domain
import Encodings
import Foundation
import Gateway
import JOSE
import Memory
import OpenSSL
import Sealing
import Store
import Synchronization
import TestSupport
import Testing

/// Randomness as in production.
struct WorldRandom: RandomSource {
    func fill(_ bytes: inout MutableSpan<UInt8>) { SecureRandom.fill(&bytes) }
}

/// A clock that stands still until a test moves it.
final class WorldClock: InstantSource {
    private let instant: Mutex<Timestamp>

    init(_ start: Timestamp) { instant = Mutex(start) }

    func now() -> Timestamp { instant.withLock { $0 } }
    func set(_ next: Timestamp) { instant.withLock { $0 = next } }
}

/// A registered partner as a test calls for it.
struct WorldPartner: Sendable {
    let id: PartnerID
    let type: PartnerType
    let row: RandomID
    let certificate: Digest
    let signingKey: SharedSecretBytes
}

/// A region with its real ledger on disk, whose clock a test moves, and one casus with two parents.
final class SafetyWorld: Sendable {
    let clock: WorldClock
    let region: Region
    let school: WorldPartner
    let team: WorldPartner
    let doctor: WorldPartner
    private let folder: TemporaryFolder
    private let reader: LedgerReader

    static let schoolName = "Trajectum College"

    private init(at start: String, gezagDays: Int?) async throws {
        let folder = try TemporaryFolder()
        let clock = WorldClock(try #require(Timestamp(rfc3339: start)))
        self.folder = folder
        self.clock = clock
        var configuration = LedgerConfiguration()
        configuration.freeByteMinimum = 0
        configuration.clockDriftLimitMilliseconds = nil
        if let gezagDays { configuration.gezagAgeDaysLimit = gezagDays }
        let kek = SecretBytes(copying: SecureRandom.bytes(32).span)
        let encryption = KeyEncryptionKeys(try KeyEncryptionKey(generation: 1, kek))
        let location = StoreLocation(folder: folder.path)
        let ledger = try await LedgerWriter.start(
            configuration,
            signer: CheckpointSigner(origin: "proef.invalid/log/1", key: .generate(.ed25519)),
            encryption: encryption, clock: clock, random: WorldRandom(),
            open: { () throws(LedgerError) in try LedgerStore.open(location) },
            fatal: { failure in Issue.record("the ledger failed: \(failure)") },
            overdue: Overdue.tellSource)
        reader = try await LedgerReader.start(
            beside: ledger, encryption: encryption, clock: clock,
            open: { () throws(LedgerError) in try ReadStore.open(location) })
        let files = try SafetyRules.files()
        region = Region(
            origin: "https://proef.example", ledger: ledger, reader: reader,
            partners: PartnerRegister(), refusals: RefusalBudget(burst: 10_000),
            sealer: EnvelopeSealer(
                key: try SigningKey(.generate(.p256)), issuer: "https://proef.example"),
            rules: try RuleSet(files))
        try await region.activate(files)
        school = try await Self.join(region, "trajectum/vo", .school, Self.schoolName)
        team = try await Self.join(
            region, "lokalis/buurtteam-vo-so", .buurtteam, "Lokalis buurtteam")
        doctor = try await Self.join(
            region, "gemeente-utrecht/jgz", .jgz, "Jeugdgezondheid Utrecht")
    }

    /// A school whose system keeps nothing from view.
    func joinWithoutSupport() async throws -> WorldPartner {
        try await Self.join(region, "ander/vo", .school, "Ander College", supporting: [])
    }

    private static func join(
        _ region: Region, _ slug: String, _ type: PartnerType, _ name: String,
        supporting: Set<Obligation> = Set(Obligation.allCases)
    ) async throws -> WorldPartner {
        let id = try #require(PartnerID(slug))
        let pem = SharedSecretBytes(try PrivateKey.generate(.p256).pem())
        let signing = try pem.withBytes { (bytes: Span<UInt8>) in
            try SigningKey(PrivateKey(pem: bytes)).jwk
        }
        let certificate = Digest(hashing: Array(slug.utf8).span)
        try await PartnerAdministration(region).add(
            id, type: type, name: name,
            certificate: certificate, signing: signing,
            receiving: try OpeningKey(.generate(.p256)).jwk,
            supporting: supporting)
        let row = try #require(region.partners[id]?.partner.row)
        return WorldPartner(
            id: id, type: type, row: row, certificate: certificate, signingKey: pem)
    }

    /// Runs a test in a world of its own.
    static func run<R>(
        at start: String = "2026-03-10T09:00:00.000Z", gezagDays: Int? = nil,
        _ body: (SafetyWorld) async throws -> R
    ) async throws -> R {
        let world = try await SafetyWorld(at: start, gezagDays: gezagDays)
        do {
            let result = try await body(world)
            await world.end()
            return result
        } catch {
            await world.end()
            throw error
        }
    }

    private func end() async {
        await reader.shutDown()
        await region.ledger.shutDown()
    }

    // MARK: Time

    var now: Timestamp { clock.now() }
    var today: CivilDate { Amsterdam.day(of: now) }

    func move(to text: String) throws { clock.set(try #require(Timestamp(rfc3339: text))) }
    func move(seconds: Int64) { clock.set(now.adding(milliseconds: seconds * 1000)) }

    /// Noon in Amsterdam of a day.
    func move(toNoonOf day: CivilDate) {
        clock.set(Amsterdam.startOfDay(day).adding(milliseconds: 12 * 3_600_000))
    }

    // MARK: Callers

    /// A professional, proven by a fresh assertion, as each write needs one.
    func caller(
        _ partner: WorldPartner, _ role: String, user: String = "medewerker-1"
    ) throws -> Caller {
        let seconds = now.milliseconds / 1000
        let claims: JSON = [
            "iss": .string(partner.id.text), "aud": .string(region.origin), "sub": .string(user),
            "rol": .string(role), "iat": .integer(seconds), "exp": .integer(seconds + 60),
            "jti": .string(UUID().uuidString),
            "cnf": ["x5t#S256": .string(Base64URL.encode(partner.certificate.bytes))],
        ]
        let token = try partner.signingKey.withBytes { (bytes: Span<UInt8>) in
            try JWS.sign(
                claims.serialized().span, typ: Authentication.typ,
                with: SigningKey(PrivateKey(pem: bytes)))
        }
        return try region.authentication.caller(
            certificate: partner.certificate, publicKey: partner.certificate, token: token,
            request: BoundRequest(
                method: "GET", path: "/", bodyDigest: partner.certificate, isWrite: false),
            at: now)
    }

    var mentor: Caller { get throws { try caller(school, "mentor") } }
    var coordinator: Caller {
        get throws { try caller(school, "zorgcoordinator", user: "medewerker-2") }
    }
    var worker: Caller { get throws { try caller(team, "gezinswerker") } }
    var arts: Caller { get throws { try caller(doctor, "jeugdarts") } }
    var secondDoctor: Caller {
        get throws { try caller(doctor, "jeugdarts", user: "medewerker-2") }
    }

    func key() -> WriteKey { WriteKey(key: UUID().uuidString, call: Array("proef".utf8)) }
}

extension Region {
    /// Reads committed state.
    func looking<Value: Sendable>(
        _ body: @escaping @Sendable (borrowing ReadTransaction) throws -> Value
    ) async throws -> Value {
        try await reader.read { (state: borrowing ReadTransaction) throws(LedgerError) in
            do {
                return try body(state)
            } catch let error as LedgerError {
                throw error
            } catch {
                throw .abandoned(error)
            }
        }
    }

    /// Writes in a transaction of the ledger.
    func writing<Value: Sendable>(
        _ body: @escaping @Sendable (borrowing LedgerTransaction) throws -> Value
    ) async throws -> Value {
        try await ledger.append {
            (transaction: borrowing LedgerTransaction) throws(LedgerError) in
            do {
                return try body(transaction)
            } catch let error as LedgerError {
                throw error
            } catch {
                throw .abandoned(error)
            }
        }.value
    }
}

/// Rules for these tests alone: each purpose permits a few groups, and break-glass opens two.
enum SafetyRules {
    static func files() throws -> PolicyFiles {
        let shipped = try PolicyFiles(folder: PolicyFolder.path, region: "utrecht")
        var files = shipped.files.filter {
            !$0.path.hasSuffix(".cedar") && $0.path != "doelen.json"
        }
        files.append(.init(path: "utrecht/proef.cedar", bytes: Array(rules.utf8)))
        let purposes = try #require(shipped.files.first { $0.path == "doelen.json" })
        files.append(.init(path: purposes.path, bytes: try opened(purposes.bytes)))
        return try PolicyFiles(region: "utrecht", files: files)
    }

    /// The register with a purpose P7 that lets every group of these tests through.
    private static func opened(_ bytes: [UInt8]) throws -> [UInt8] {
        let register = try JSON(parsing: bytes)
        let purposes = try #require(register["doelen"]?.array).map { purpose in
            guard purpose["code"]?.string == "P7", var object = purpose.object else {
                return purpose
            }
            object["veldgroepen"] = ["C1.identificatie", "C3", "C6", "C7", "C10"]
            object["ontvangers"] = ["school", "buurtteam", "jgz", "veilig-thuis"]
            return .object(object)
        }
        return JSON([("doelen", .array(purposes))]).serialized()
    }

    /// A rule for each group: its scope names the one that it is about.
    private static func permit(
        _ id: String, _ basis: String, _ purpose: String, _ groups: [String],
        _ condition: String? = nil
    ) -> String {
        groups.enumerated().map { number, group in
            """
            @id("\(id)-\(number)")
            @rij("1")
            @grondslag("\(basis)")
            @bron("proef")
            @uitleg_nl("Dit mag in deze proef.")
            @uitleg_en("This may go in this trial.")
            @verplichtingen("niet-voor-handhaving")
            @geldig_van("2020-01-01")
            permit (
                principal in Rolgroep::"professional",
                action in Action::"delen",
                resource in Veldgroep::"\(group)"
            )
            when { context.doel == Doel::"\(purpose)" }
            when { context.ontvangerRol in Rolgroep::"professional" }
            \(condition.map { "when { \($0) }" } ?? "");

            """
        }.joined()
    }

    private static let rules =
        permit("taak", "G-E", "P1", ["C4.niveau", "C4.resultaten"])
        + permit("wet", "G-C", "P2", ["C3.ongeoorloofd"])
        + permit(
            "toeleiding", "G-T", "P3", ["C6.observatie"],
            "context.toestemming == Toestemming::\"volledig\"")
        + permit("terug", "G-E", "P6", ["C6.observatie", "C6.wat-werkt"])
        + permit("hulp", "G-T", "P4", ["C7.advies", "C9.bestaan"])
        + permit("stem", "G-T", "P14", ["C12.verhaal"])
        + permit(
            "nood", "G-D", "P7", ["C6.observatie", "C6.incident", "C3.ongeoorloofd"],
            "context.nood == Nood::\"E1\" || context.nood == Nood::\"E2\"")
            + """
            @id("stap-zichtbaarheid")
            @code("verplichting-niet-ondersteund")
            @bron("proef")
            @uitleg_nl("Dit kan deze organisatie niet afschermen.")
            @uitleg_en("This organisation cannot keep this from view.")
            @geldig_van("2020-01-01")
            forbid (principal, action in Action::"delen", resource)
            unless { context.zichtbaarheidOndersteund };

            """
}
