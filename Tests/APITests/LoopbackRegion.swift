// SPDX-License-Identifier: EUPL-1.2
import API
import AuditLog
import Domain
import Edge
import Foundation
import Gateway
import HTTP
import JOSE
import LogVerifier
import Memory
import Merkle
import OpenSSL
import Platform
import Sealing
import Store
import Synchronization
import TestSupport
import Testing

/// Randomness as in production.
struct RegionRandom: RandomSource {
    func fill(_ bytes: inout MutableSpan<UInt8>) { SecureRandom.fill(&bytes) }
}

/// A clock that starts at the real time, so that certificates hold, and stands still until it is moved.
final class RegionClock: InstantSource {
    private let instant = Mutex(Timestamp(milliseconds: WallClock.milliseconds()))

    func now() -> Timestamp { instant.withLock { $0 } }

    func advance(seconds: Int64) { advance(milliseconds: seconds * 1000) }

    func advance(milliseconds: Int64) {
        instant.withLock { $0 = $0.adding(milliseconds: milliseconds) }
    }
}

/// A region with all its real parts in this process: ledger on disk, rules, mutual TLS on loopback.
final class LoopbackRegion: Sendable {
    static let origin = "https://proef.kernpoort.example"

    let clock: RegionClock
    let region: Region
    let authority: TestAuthority
    private let reports = ReportBox()
    private let folder: TemporaryFolder
    private let server: EdgeServer
    private let reader: LedgerReader

    /// The region of the running suite, with the trait `.loopbackRegion`.
    @TaskLocal static var current: LoopbackRegion?

    var port: UInt16 { server.port }
    /// Where the files of the ledger stand.
    var files: StoreLocation { StoreLocation(folder: folder.path) }
    var ledger: LedgerWriter { region.ledger }
    /// The name of the open shard in paths.
    var year: String { String(ledger.origin.split(separator: "/").last ?? "") }

    private init(burst: Int) async throws {
        let folder = try TemporaryFolder()
        let clock = RegionClock()
        self.folder = folder
        self.clock = clock
        authority = try TestAuthority()
        var configuration = LedgerConfiguration()
        configuration.freeByteMinimum = 0
        configuration.clockDriftLimitMilliseconds = nil
        let kek = SecretBytes(copying: SecureRandom.bytes(32).span)
        let encryption = KeyEncryptionKeys(try KeyEncryptionKey(generation: 1, kek))
        let year = Amsterdam.day(of: clock.now()).year
        let location = StoreLocation(folder: folder.path)
        let ledger = try await LedgerWriter.start(
            configuration,
            signer: CheckpointSigner(
                origin: "proef.invalid/log/\(year)", key: .generate(.ed25519)),
            encryption: encryption, clock: clock, random: RegionRandom(),
            open: { () throws(LedgerError) in try LedgerStore.open(location) },
            fatal: { failure in Issue.record("the ledger failed: \(failure)") },
            overdue: Overdue.tellSource)
        reader = try await LedgerReader.start(
            beside: ledger, encryption: encryption, clock: clock,
            open: { () throws(LedgerError) in try ReadStore.open(location) })
        let files = try PolicyFiles(folder: Checkout.path("Policies"), region: "utrecht")
        region = Region(
            origin: Self.origin, ledger: ledger, reader: reader, partners: PartnerRegister(),
            refusals: RefusalBudget(burst: burst),
            sealer: EnvelopeSealer(
                key: try SigningKey(.generate(.p256)), issuer: Self.origin),
            rules: try RuleSet(files))
        try await region.activate(files)
        let reports = reports
        let api = PartnerAPI(region, random: RegionRandom(), clock: clock) { reports.add($0) }
        var settings = EdgeSettings(host: "127.0.0.1", port: 0)
        settings.loopCount = 2
        settings.drainGrace = .milliseconds(50)
        settings.drainTimeLimit = .seconds(2)
        let partners = region.partners
        server = try EdgeServer(
            settings: settings,
            service: EdgeService(
                security: .mutualTLS(try authority.serverContext()) { peer in
                    guard let key = Digest(bytes: peer.publicKeyDigest) else { return false }
                    return partners.active(certificate: key) != nil
                },
                // Certificates hold by the real time, wherever a test moves the region's clock.
                handler: api, clock: { WallClock.milliseconds() },
                answerToRefusal: { PartnerAPI.answer(to: $0) }))
        try server.start()
    }

    /// What the operator's log was told, and forgets.
    func takeReports() -> [PartnerAPI.FailureReport] { reports.take() }

    /// Starts a region, and ends it after the closure.
    static func scope<R>(
        burst: Int = 100_000, _ body: (LoopbackRegion) async throws -> R
    ) async throws -> R {
        let region = try await LoopbackRegion(burst: burst)
        do {
            let result = try await body(region)
            await region.end()
            return result
        } catch {
            await region.end()
            throw error
        }
    }

    private func end() async {
        _ = await server.drain()
        await reader.shutDown()
        await region.ledger.shutDown()
    }

    /// Closes the connections of partners that are no longer welcome, as the operator's act does.
    func recheckPeers() async { await server.recheckPeers() }

    /// What strangers hold the log against.
    func logPolicy() throws -> LogPolicy {
        try LogPolicy(logKey: VerifierKey(parsing: ledger.verifierKey))
    }

    /// What stands in a sealed record.
    func content(ofRecord id: RandomID) async throws -> [UInt8]? {
        try await reader.read { state throws(LedgerError) in
            guard let row = try state.record(id) else { return nil }
            return row.content.withBytes { bytes in bytes.indices.map { bytes[$0] } }
        }
    }

    /// How many entries the log has now.
    func logSize() async throws -> Int {
        try await ledger.publish()
        let note = try #require(try await LogResource(region).checkpoint(ledger.origin))
        return try logPolicy().open(note, now: clock.now().milliseconds / 1000).size
    }

    /// The path behind `tile/` of the first tile of hashes, in a log of so many entries.
    static func firstTile(ofLogOf size: Int) -> String { size < 256 ? "0/000.p/\(size)" : "0/000" }

    /// Reads the whole log as a stranger with entry bundles does.
    func audit() async throws -> LogAudit.Report {
        try await ledger.publish()
        var audit = LogAudit(policy: try logPolicy(), now: clock.now().milliseconds / 1000)
        while let path = audit.wanted {
            if path == "checkpoint" {
                try audit.take(try await LogResource(region).checkpoint(ledger.origin))
            } else {
                let tile = try #require(TileResource(path: path))
                try audit.take(try await LogResource(region).tile(tile, ledger.origin))
            }
        }
        return try audit.finish()
    }
}

/// What was reported, for many threads.
private final class ReportBox: Sendable {
    private let reports = Mutex<[PartnerAPI.FailureReport]>([])

    func add(_ report: PartnerAPI.FailureReport) { reports.withLock { $0.append(report) } }

    func take() -> [PartnerAPI.FailureReport] {
        reports.withLock { reports in
            defer { reports = [] }
            return reports
        }
    }
}

/// The folder of this project.
enum Checkout {
    static let root = URL(fileURLWithPath: #filePath)
        .deletingLastPathComponent().deletingLastPathComponent().deletingLastPathComponent()

    static func path(_ name: String) -> String { root.appending(path: name).path }
}

/// Gives a suite one region for all its tests, which then run one after another.
///
/// Clients block their thread, so the tests of a suite get one of their own: those of the shared pool
/// are as few as there are cores.
struct LoopbackRegionTrait: SuiteTrait, TestScoping {
    func provideScope(
        for test: Test, testCase: Test.Case?,
        performing function: @concurrent @Sendable () async throws -> Void
    ) async throws {
        let executor = try ThreadExecutor(name: "suite")
        defer { executor.stop() }
        try await LoopbackRegion.scope { region in
            try await withTaskExecutorPreference(executor) {
                try await LoopbackRegion.$current.withValue(region) { try await function() }
            }
        }
    }
}

extension Trait where Self == LoopbackRegionTrait {
    /// One region for the whole suite.
    static var loopbackRegion: Self { Self() }
}
