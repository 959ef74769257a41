// SPDX-License-Identifier: EUPL-1.2
import AuditLog
import Domain
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

/// A region with a real ledger and an officer's key, without partners and without a network.
final class PolicyRegion: Sendable {
    static let origin = "https://proef.kernpoort.example"

    let region: Region
    private let reader: LedgerReader
    let clock: PolicyClock

    /// Opens the ledger in a folder; its rules are those in force there, or these where it has none.
    init(
        _ folder: TemporaryFolder, kek: [UInt8], logKey: SharedSecretBytes, officer: PublicKey?,
        rules fallback: PolicyFiles
    ) async throws {
        let clock = PolicyClock()
        self.clock = clock
        var configuration = LedgerConfiguration()
        configuration.freeByteMinimum = 0
        configuration.clockDriftLimitMilliseconds = nil
        let encryption = KeyEncryptionKeys(
            try KeyEncryptionKey(generation: 1, SecretBytes(copying: kek.span)))
        let location = StoreLocation(folder: folder.path)
        let key = try logKey.withBytes { bytes throws(CryptoError) in try PrivateKey(pem: bytes) }
        let ledger = try await LedgerWriter.start(
            configuration,
            signer: CheckpointSigner(origin: "proef.invalid/log/2026", key: key),
            encryption: encryption, clock: clock, random: PolicyRandom(),
            open: { () throws(LedgerError) in try LedgerStore.open(location) },
            fatal: { failure in Issue.record("the ledger failed: \(failure)") },
            overdue: Overdue.tellSource)
        reader = try await LedgerReader.start(
            beside: ledger, encryption: encryption, clock: clock,
            open: { () throws(LedgerError) in try ReadStore.open(location) })
        let stored = try await reader.policyInForce()
        let files = stored ?? fallback
        region = Region(
            origin: Self.origin, ledger: ledger, reader: reader, partners: PartnerRegister(),
            sealer: EnvelopeSealer(key: try SigningKey(.generate(.p256)), issuer: Self.origin),
            rules: try RuleSet(files), policyKey: officer)
        if stored == nil { try await region.activate(files) }
    }

    func end() async {
        await reader.shutDown()
        await region.ledger.shutDown()
    }

    /// How many lines the log has, and the version that the last one names.
    func lastLine() async throws -> (count: Int, policy: Digest?) {
        try await reader.read { (state: borrowing ReadTransaction) throws(LedgerError) in
            var count = 0
            var policy: Digest?
            while let entry = try state.entry(at: count) {
                policy = (try? Leaf(parsing: entry.leaf))?.policy
                count += 1
            }
            return (count, policy)
        }
    }
}

/// A clock that tests move.
final class PolicyClock: InstantSource {
    private let instant: Mutex<Timestamp> = Mutex(Timestamp(milliseconds: 1_773_500_000_000))

    func now() -> Timestamp { instant.withLock { $0 } }

    func advance(seconds: Int64) {
        instant.withLock { $0 = $0.adding(milliseconds: seconds * 1000) }
    }
}

/// Randomness as in production.
struct PolicyRandom: RandomSource {
    func fill(_ bytes: inout MutableSpan<UInt8>) { SecureRandom.fill(&bytes) }
}
