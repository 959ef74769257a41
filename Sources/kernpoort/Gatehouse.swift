// SPDX-License-Identifier: EUPL-1.2
internal import AuditLog
internal import Domain
internal import Encodings
internal import Gateway
internal import JOSE
internal import Memory
internal import OpenSSL
internal import Platform
internal import Store
internal import Synchronization

/// The wall clock; in a demonstration region it may be set ahead.
final class RegionClock: InstantSource {
    /// How far it is ahead of the wall clock, in milliseconds.
    let ahead: Int64

    /// - Parameter start: what the clock shows now, in a region where it may be set.
    init(start: Timestamp? = nil) {
        ahead = start.map { max(0, $0.milliseconds - WallClock.milliseconds()) } ?? 0
    }

    /// Whether it was set by hand.
    var isSet: Bool { ahead != 0 }

    func now() -> Timestamp { Timestamp(milliseconds: WallClock.milliseconds() + ahead) }
}

/// Randomness from the cryptographic library.
struct RegionRandom: RandomSource {
    func fill(_ bytes: inout MutableSpan<UInt8>) { SecureRandom.fill(&bytes) }
}

/// A region opened for work: ledger, readers, register, rules. One process at a time holds it.
struct Gatehouse: Sendable {
    let region: Region
    let ledger: LedgerWriter
    let reader: LedgerReader
    let clock: RegionClock
    let random = RegionRandom()

    /// Opens a region's folder: reads keys and rules, opens the ledger, repairs what a crash left.
    static func open(
        _ configuration: Configuration, clock: RegionClock,
        journal: @escaping @Sendable (String) -> Void
    ) async throws -> Gatehouse {
        let keys = KeyFiles(folder: configuration.keyFolder)
        let encryption = try keys.readKeyEncryptionKeys()
        let policyKey = try configuration.policyKeyPath.map { try KeyFiles.readPublic($0) }
        let location = StoreLocation(folder: configuration.dataFolder)
        var settings = LedgerConfiguration()
        settings.acknowledgementTermMilliseconds =
            Int64(configuration.acknowledgementHours) * 3_600_000
        settings.gezagAgeDaysLimit = configuration.gezagDays
        settings.sizeNotePath = "\(configuration.keyFolder)/logboek.omvang"
        if clock.isSet { settings.clockDriftLimitMilliseconds = nil }
        let signer = try checkpointSigner(configuration, keys, clock: clock)
        let ledger: LedgerWriter
        do {
            ledger = try await LedgerWriter.start(
                settings, signer: signer, encryption: encryption, clock: clock,
                random: RegionRandom(),
                open: { () throws(LedgerError) in try LedgerStore.open(location) },
                fatal: { failure in
                    journal("het logboek kan niet verder: \(failure)")
                    ProcessState.end(status: ExitStatus.failure.rawValue)
                },
                overdue: Overdue.tellSource)
        } catch LedgerError.notAlone {
            throw CommandFailure(
                .failure, "another process holds `\(configuration.dataFolder)`",
                hint: "stop the other gateway first")
        }
        let reader = try await LedgerReader.start(
            beside: ledger, encryption: encryption, clock: clock,
            open: { () throws(LedgerError) in try ReadStore.open(location) })
        let stored: PolicyFiles?
        let files: PolicyFiles
        let rules: RuleSet
        do {
            // The rules in force are those in the ledger; the folder is for a region that has none.
            stored = try await reader.policyInForce()
            files = try stored ?? policyFiles(configuration.policyFolder)
            rules = try ruleSet(files)
        } catch {
            await reader.shutDown()
            await ledger.shutDown()
            throw error
        }
        let region = Region(
            origin: configuration.origin, ledger: ledger, reader: reader,
            partners: PartnerRegister(),
            refusals: RefusalBudget(
                burst: configuration.refusalBurst, perMinute: configuration.refusalsPerMinute),
            sealer: EnvelopeSealer(
                key: try SigningKey(try KeyFiles.read(keys.envelope)),
                issuer: configuration.origin),
            rules: rules, policyKey: policyKey)
        if stored == nil { try await region.activate(files) }
        try await region.reloadPartners()
        return Gatehouse(region: region, ledger: ledger, reader: reader, clock: clock)
    }

    /// Ends work: what waits is finished, then the files are closed.
    func shutDown() async {
        await reader.shutDown()
        await ledger.shutDown()
    }

    /// Reads a preset: `…/Policies/utrecht`.
    static func policyFiles(_ folder: String) throws -> PolicyFiles {
        guard let region = folder.split(separator: "/").last else {
            throw CommandFailure(.usage, "`\(folder)` is no preset such as Policies/utrecht")
        }
        do throws(PolicyError) {
            return try PolicyFiles(folder: Files.folder(of: folder), region: String(region))
        } catch {
            throw CommandFailure(.failure, "the rules in `\(folder)` can't be read:\n\(error)")
        }
    }

    /// The rules of a preset, checked.
    static func ruleSet(_ files: PolicyFiles) throws -> RuleSet {
        do throws(PolicyError) {
            return try RuleSet(files)
        } catch {
            throw CommandFailure(
                .failure, "the rules of `\(files.region)` can't be used:\n\(error)",
                hint: "kernpoort policy check")
        }
    }

    /// The signer of this year's log; its key is made when the log is.
    private static func checkpointSigner(
        _ configuration: Configuration, _ keys: KeyFiles, clock: RegionClock
    ) throws -> CheckpointSigner {
        let shard = try openShard(configuration, keys, clock: clock)
        let path = keys.log(shard)
        if try Files.status(of: path) == nil { try KeyFiles.make(.ed25519, at: path) }
        return try CheckpointSigner(
            origin: "\(configuration.logName)/log/\(shard)", key: try KeyFiles.read(path))
    }

    /// The shard whose key exists, or this year's: a shard stays open past New Year until it is closed.
    static func openShard(
        _ configuration: Configuration, _ keys: KeyFiles, clock: RegionClock
    ) throws -> String {
        let known = try Files.names(in: keys.folder).filter {
            $0.hasPrefix("logboek-") && $0.hasSuffix(".key")
        }
        if let newest = known.last { return String(newest.dropFirst(8).dropLast(4)) }
        return String(Amsterdam.day(of: clock.now()).year)
    }
}
