// SPDX-License-Identifier: EUPL-1.2
import AuditLog
import Domain
import Gateway
import LogVerifier
import Memory
import Merkle
import OpenSSL
import Sealing
import Store
import Synchronization
import TestSupport
import Testing

/// Randomness as in production.
struct SystemRandom: RandomSource {
    func fill(_ bytes: inout MutableSpan<UInt8>) { SecureRandom.fill(&bytes) }
}

/// A clock that tests set.
final class HandClock: InstantSource {
    private let instant: Mutex<Timestamp>

    init(_ text: String = "2026-03-14T10:05:00.000Z") throws {
        let start = try #require(Timestamp(rfc3339: text))
        instant = Mutex(start)
    }

    func now() -> Timestamp { instant.withLock { $0 } }

    func advance(milliseconds: Int64) {
        instant.withLock { $0 = $0.adding(milliseconds: milliseconds) }
    }

    func set(_ text: String) throws {
        let next = try #require(Timestamp(rfc3339: text))
        instant.withLock { $0 = next }
    }
}

/// A gateway's ledger over a disk that can fail: its keys, clock and folder outlive every restart.
final class LedgerWorld: Sendable {
    static let origin = "test-ledger.invalid/log/2026"

    let disk = FaultDisk()
    let folder: TemporaryFolder
    let clock: HandClock
    private let logKey: SharedSecretBytes
    private let kek: [UInt8]
    private let failures = Mutex<[LedgerFailure]>([])
    let configuration: LedgerConfiguration

    init(_ adjust: (inout LedgerConfiguration) -> Void = { _ in }) throws {
        folder = try TemporaryFolder()
        clock = try HandClock()
        logKey = SharedSecretBytes(try PrivateKey.generate(.ed25519).pem())
        kek = SecureRandom.bytes(32)
        var configuration = LedgerConfiguration()
        configuration.freeByteMinimum = 0
        configuration.clockDriftLimitMilliseconds = nil
        adjust(&configuration)
        self.configuration = configuration
    }

    var location: StoreLocation { StoreLocation(folder: folder.path, vfs: disk.name) }

    func signer() throws -> CheckpointSigner {
        let key = try logKey.withBytes { (pem: Span<UInt8>) throws(CryptoError) in
            try PrivateKey(pem: pem)
        }
        return try CheckpointSigner(origin: Self.origin, key: key)
    }

    func encryption() throws -> KeyEncryptionKeys {
        let bytes = kek
        let secret = SecretBytes(copying: bytes.span)
        return KeyEncryptionKeys(try KeyEncryptionKey(generation: 1, secret))
    }

    /// What the ledger found so bad that the process had to end.
    var fatalFailures: [LedgerFailure] { failures.withLock { $0 } }

    func start(
        synchronous: StoreSynchronous = .full,
        overdue:
            @escaping @Sendable (
                borrowing LedgerTransaction, OverdueDecision
            ) throws(LedgerError) -> Void = { _, _ in }
    ) async throws -> LedgerWriter {
        let location = location
        return try await LedgerWriter.start(
            configuration, signer: signer(), encryption: encryption(), clock: clock,
            random: SystemRandom(),
            open: { () throws(LedgerError) in
                try LedgerStore.open(location, synchronous: synchronous)
            },
            fatal: { [self] failure in failures.withLock { $0.append(failure) } },
            overdue: overdue)
    }

    func reader(beside writer: LedgerWriter) async throws -> LedgerReader {
        let location = location
        return try await LedgerReader.start(
            beside: writer, encryption: encryption(), clock: clock,
            open: { () throws(LedgerError) in try ReadStore.open(location) })
    }

    /// Runs a closure over a fresh writer and closes it.
    @discardableResult
    func withWriter<R: Sendable>(
        _ body: (LedgerWriter) async throws -> R
    ) async throws -> R {
        let writer = try await start()
        do {
            let result = try await body(writer)
            await writer.shutDown()
            return result
        } catch {
            await writer.shutDown()
            throw error
        }
    }

    func policy(of writer: LedgerWriter) throws -> LogPolicy {
        try LogPolicy(logKey: try VerifierKey(parsing: writer.verifierKey))
    }

    /// Reads the whole published log as a stranger does.
    func audit(_ writer: LedgerWriter) async throws -> LogAudit.Report {
        try await writer.publish()
        let reader = try await reader(beside: writer)
        var audit = LogAudit(
            policy: try policy(of: writer), now: clock.now().milliseconds / 1_000)
        do {
            while let path = audit.wanted {
                try audit.take(try await resource(path, reader, writer.origin))
            }
            await reader.shutDown()
        } catch {
            await reader.shutDown()
            throw error
        }
        return try audit.finish()
    }

    func resource(
        _ path: String, _ reader: LedgerReader, _ origin: String
    ) async throws -> [UInt8]? {
        try await reader.read { state throws(LedgerError) in
            if path == "checkpoint" { return try state.publishedCheckpoint(ofLog: origin) }
            guard let resource = TileResource(path: path) else { return nil }
            return try state.logTile(resource, ofLog: origin)
        }
    }
}
