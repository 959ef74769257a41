// SPDX-License-Identifier: EUPL-1.2
import AuditLog
import Domain
import LogVerifier
import Merkle
import OpenSSL
import Synchronization
import TestSupport

/// Random bytes that come from a seed.
final class SeededBytes: RandomSource {
    private let numbers: Mutex<SeededRandom>

    init(seed: UInt64) { numbers = Mutex(SeededRandom(seed: seed)) }

    func fill(_ bytes: inout MutableSpan<UInt8>) {
        let count = bytes.count
        let drawn = numbers.withLock { $0.bytes(count) }
        for position in bytes.indices { bytes[position] = drawn[position] }
    }
}

/// A log in memory, written by the writer and served as the resources that readers fetch.
struct SmallLog {
    /// One line on its way into the log.
    struct Line {
        var event: Event
        var kind: LeafKind?
        var minute = 0
        var ref: RandomID?
        var id: RandomID?
        var subject: ChainTag?
        var source: ChainTag?
        var recipient: ChainTag?
    }

    let random: SeededBytes
    let seed: [UInt8]
    let origin = "regio.example/log/2026"
    private(set) var entries: [[UInt8]] = []

    init(seed: UInt64 = 1) {
        random = SeededBytes(seed: seed)
        self.seed = [UInt8](repeating: UInt8(truncatingIfNeeded: seed), count: 32)
    }

    /// A log of `count` lines that is in order: every decision but the last few has its outcome.
    static func inOrder(_ count: Int, seed: UInt64 = 1) -> SmallLog {
        var log = SmallLog(seed: seed)
        log.append(Line(event: .jaarlogGeopend))
        var open: [RandomID] = []
        while log.entries.count < count {
            let minute = log.entries.count / 3
            switch log.entries.count % 5 {
            case 0: log.append(Line(event: .hartslag, minute: minute))
            case 1, 2: open.append(log.append(Line(event: .weigering, minute: minute)))
            case 3:
                log.append(Line(event: .weigeringGesloten, minute: minute, ref: open.removeFirst()))
            default: log.append(Line(event: .casusGeopend, minute: minute))
            }
        }
        return log
    }

    /// Appends a line; gives its id.
    @discardableResult
    mutating func append(_ line: Line) -> RandomID {
        let id = line.id ?? RandomID(from: random)
        let stamp = LineStamp(
            at: Timestamp(milliseconds: 1_773_482_700_000 + Int64(line.minute) * 60_000),
            policy: Digest(hashing: [1].span), id: id, ref: line.ref,
            tags: LeafTags(
                subject: line.subject ?? ChainTag(from: random),
                source: line.source ?? ChainTag(from: random),
                recipient: line.recipient ?? ChainTag(from: random)))
        let draft = LineDraft(line.event, kind: line.kind)
        var writer = LineWriter(random: random)
        do {
            let key = DetailsKey(lineKey: seed.span)
            let written =
                draft.kind.isAboutPerson
                ? try writer.write(draft, stamp: stamp, key: key)
                : try writer.writeOpen(draft, stamp: stamp)
            entries.append(written.entry)
        } catch { preconditionFailure("a small line fits: \(error)") }
        return id
    }

    /// Puts another entry in the place of one, as a dishonest operator would.
    mutating func replace(_ index: Int, _ change: (inout [UInt8]) -> Void) {
        change(&entries[index])
    }

    var policy: LogPolicy {
        get throws {
            let signer = try signer()
            return try LogPolicy(logKey: VerifierKey(parsing: signer.verifierKey))
        }
    }

    private func signer() throws -> CheckpointSigner {
        try CheckpointSigner(origin: origin, key: PrivateKey(kind: .ed25519, raw: seed.span))
    }

    /// The checkpoint over the first `size` entries.
    func checkpoint(_ size: Int) throws -> [UInt8] {
        var tree = GrowingTree(hasher: SHA256TreeHasher())
        for entry in entries[..<size] { tree.append(SHA256TreeHasher().leaf(entry.span)) }
        return try signer().sign(tree.head, after: nil)
    }

    /// Every resource that a log of the first `size` entries serves, by path.
    func resources(_ size: Int? = nil) throws -> [String: [UInt8]] {
        let size = size ?? entries.count
        var tree = GrowingTree(hasher: SHA256TreeHasher())
        var tiles: [TileCoordinate: [UInt8]] = [:]
        for entry in entries[..<size] {
            for tile in tree.append(SHA256TreeHasher().leaf(entry.span)) {
                tiles[tile.coordinate] = tile.bytes
            }
        }
        var resources = ["checkpoint": try signer().sign(tree.head, after: nil)]
        for resource in TileResource.all(forSize: size) {
            let first = resource.n * 256
            switch resource.content {
            case .entries:
                resources[resource.path] = LogText.bundle(
                    of: entries[first..<first + resource.width])
            case .hashes(let level):
                let place = TileCoordinate(level: level, n: resource.n)
                resources[resource.path] =
                    tiles[place] ?? tree.tile(place, width: resource.width)
            }
        }
        return resources
    }
}

extension LogAudit {
    /// Runs an audit over resources in memory; gives the report and the paths that were asked for.
    mutating func run(
        _ resources: [String: [UInt8]]
    ) throws(Failure) -> (report: Report, paths: [String]) {
        var paths: [String] = []
        while let path = wanted {
            paths.append(path)
            try take(resources[path])
        }
        return (try finish(), paths)
    }
}
