// SPDX-License-Identifier: EUPL-1.2

/// Reads a whole log as a stranger does, resource by resource, and believes only what it computed.
///
/// The root is rebuilt from the entries, never from stored hashes; every tile is compared with what the
/// entries give. It asks for one resource at a time, so the caller may fetch from a file or the network:
///
///     var audit = LogAudit(policy: policy, now: now)
///     while let path = audit.wanted { try audit.take(try fetch(path)) }
///     let report = try audit.finish()
///
/// Memory grows by some 50 bytes for each entry (its id is kept to find doubles).
package struct LogAudit: Sendable {
    /// What was found in a log that is in order.
    package struct Report: Sendable {
        package let checkpoint: VerifiedCheckpoint
        /// Number of leaves of each kind.
        package let counts: [LeafText.Kind: Int]
        /// Decisions without an outcome: their term should still be running.
        package let openDecisions: Int
        /// First and last minute since 1970; nil in an empty log.
        package let minutes: ClosedRange<Int>?
        /// True if an earlier checkpoint was given, and this log extends it.
        package let extendsEarlier: Bool
    }

    /// What is wrong, and where.
    package enum Failure: Error, Equatable {
        case checkpoint(LogVerifierError)
        /// A resource that the checkpoint implies is not there.
        case missing(path: String)
        /// A resource has the wrong length or shape.
        case malformed(path: String)
        case leafMalformed(index: Int)
        /// The first entry does not open the shard.
        case notOpened
        /// A leaf behind the one that closed the shard.
        case afterClosing(index: Int)
        /// The time is before that of the leaf before.
        case timeWentBack(index: Int)
        case idTwice(index: Int)
        /// An outcome refers to no earlier decision.
        case outcomeWithoutDecision(index: Int)
        case outcomeTwice(index: Int)
        /// The entries give another root than the checkpoint.
        case rootDiffers
        /// A tile differs from what the entries give.
        case tileDiffers(path: String)
        /// The earlier checkpoint is larger, of another log, or has another root at its size.
        case earlierContradicted
    }

    private enum Step: Sendable {
        case checkpoint
        case bundle(Int)
        case done
    }

    private let policy: LogPolicy
    private let now: Int64
    private let earlier: VerifiedCheckpoint?
    private var step = Step.checkpoint
    private var checkpoint: VerifiedCheckpoint?
    private var tree = EntryTree()
    private var order = EntryOrder()
    private var chains: [ChainCheck]
    /// Tiles to be compared before the next bundle, the next one last.
    private var tiles: [EntryTree.Tile] = []
    /// True after a partial resource was not there: a full one has taken its place.
    private var asksFull = false

    /// An audit of a log from its first entry.
    /// - Parameters:
    ///   - earlier: what this reader saw before; the log must extend it.
    ///   - chains: chains whose lines are looked up on the way.
    ///   - now: our clock, in seconds since 1970.
    package init(
        policy: LogPolicy, earlier: VerifiedCheckpoint? = nil, chains: [ChainCheck] = [], now: Int64
    ) {
        self.policy = policy
        self.earlier = earlier
        self.chains = chains
        self.now = now
    }

    /// The path of the resource that is to be taken next; nil when all was read.
    package var wanted: String? {
        if let tile = tiles.last {
            return Tiles.path(
                level: tile.level, n: tile.n, width: asksFull ? Tiles.width : tile.width)
        }
        switch step {
        case .checkpoint: return "checkpoint"
        case .bundle(let n):
            return Tiles.path(
                level: nil, n: n, width: asksFull ? Tiles.width : bundleWidth(n))
        case .done: return nil
        }
    }

    /// Takes the bytes of the wanted resource, or nil if it is not there.
    /// - Throws: what is wrong; the audit ends with that.
    package mutating func take(_ bytes: [UInt8]?) throws(Failure) {
        guard let path = wanted else { return }
        guard let bytes else {
            let isPartial = tiles.last.map { $0.width < Tiles.width } ?? isPartialBundle
            guard isPartial, !asksFull else { throw .missing(path: path) }
            asksFull = true
            return
        }
        let isCut = asksFull
        asksFull = false
        if let tile = tiles.popLast() {
            try compare(tile, bytes, path: path, isCut: isCut)
        } else {
            switch step {
            case .checkpoint: try open(bytes)
            case .bundle(let n): try replay(n, bytes, path: path, isCut: isCut)
            case .done: return
            }
        }
    }

    /// The report, once nothing more is wanted.
    package func finish() throws(Failure) -> Report {
        guard case .done = step, tiles.isEmpty, let checkpoint else {
            throw .missing(path: wanted ?? "checkpoint")
        }
        return Report(
            checkpoint: checkpoint, counts: order.counts, openDecisions: order.openDecisions,
            minutes: order.minutes, extendsEarlier: earlier != nil)
    }

    /// The leaf indexes of each chain, in the order in which the chains were given.
    package func finishChains() throws(ChainCheck.Failure) -> [[Int]] {
        var indexes: [[Int]] = []
        for chain in chains { indexes.append(try chain.finish()) }
        return indexes
    }

    private var isPartialBundle: Bool {
        guard case .bundle(let n) = step else { return false }
        return bundleWidth(n) < Tiles.width
    }

    private func bundleWidth(_ n: Int) -> Int {
        min(Tiles.width, (checkpoint?.size ?? 0) - n * Tiles.width)
    }

    private mutating func open(_ note: [UInt8]) throws(Failure) {
        let opened: VerifiedCheckpoint
        do { opened = try policy.open(note, now: now) } catch { throw .checkpoint(error) }
        checkpoint = opened
        if let earlier {
            guard earlier.origin.utf8.elementsEqual(opened.origin.utf8),
                earlier.size <= opened.size
            else { throw .earlierContradicted }
        }
        try compareWithEarlier()
        step = opened.size > 0 ? .bundle(0) : .done
        if opened.size == 0 { try compareRoot() }
    }

    private mutating func replay(
        _ n: Int, _ bytes: [UInt8], path: String, isCut: Bool
    ) throws(Failure) {
        let width = bundleWidth(n)
        guard let entries = Tiles.entries(in: bytes, count: isCut ? Tiles.width : width) else {
            throw .malformed(path: path)
        }
        for entry in entries[..<width] {
            let index = tree.size
            guard let leaf = try? LeafText(parsing: entry) else {
                throw .leafMalformed(index: index)
            }
            try order.take(leaf, index: index)
            for place in chains.indices { chains[place].look(at: leaf, index: index) }
            tiles += tree.append(TreeCheck.leafHash(entry.span))
            try compareWithEarlier()
        }
        if tree.size == checkpoint?.size {
            try compareRoot()
            tiles += tree.partialTiles
            step = .done
        } else {
            step = .bundle(n + 1)
        }
        tiles.reverse()
    }

    private func compareWithEarlier() throws(Failure) {
        guard let earlier, earlier.size == tree.size else { return }
        guard tree.root == earlier.root else { throw .earlierContradicted }
    }

    private func compareRoot() throws(Failure) {
        guard tree.root == checkpoint?.root else { throw .rootDiffers }
    }

    private func compare(
        _ tile: EntryTree.Tile, _ bytes: [UInt8], path: String, isCut: Bool
    ) throws(Failure) {
        guard bytes.count == (isCut ? Tiles.width : tile.width) * 32 else {
            throw .malformed(path: path)
        }
        guard bytes[..<tile.bytes.count].elementsEqual(tile.bytes) else {
            throw .tileDiffers(path: path)
        }
    }
}
