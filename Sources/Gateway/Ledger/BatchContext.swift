// SPDX-License-Identifier: EUPL-1.2
internal import AuditLog
internal import Domain
internal import Merkle
internal import OpenSSL

/// What the transactions of one batch share, on the writer's thread.
final class BatchContext: StateContext {
    let ledger: any LedgerStorage
    let keyRing: KeyRing
    let random: any RandomSource
    let acknowledgementTermMilliseconds: Int64
    var lineWriter: AuditLog.LineWriter
    /// The committed tree; the batch's own leaves are not in it yet.
    var tree: GrowingTree<SHA256TreeHasher>
    /// Hash of the rule set in force.
    var policy: Digest
    /// The instant of this batch, never before that of an earlier line.
    private(set) var now = Timestamp(milliseconds: 0)
    /// Year (UTC) and month of this batch.
    private(set) var year = 1970
    private(set) var month = 1
    // INVARIANT: entry `tree.size + n` of the open transaction has leaf hash `newLeaves[n]`.
    private(set) var newLeaves: [TreeHash] = []
    // INVARIANT: the bytes of the same entries.
    private(set) var newEntries: [[UInt8]] = []
    /// Facts that this thread read before.
    let facts = FactsMemory()
    override var factsMemory: FactsMemory? { facts }
    /// Receipts that the transactions of this batch ask for.
    var wanted: [Int] = []
    /// Keys to be destroyed once this batch is durable.
    var erased: [RandomID] = []

    init(
        ledger: any LedgerStorage, encryption: KeyEncryptionKeys, cache: KeyCache,
        random: any RandomSource, configuration: LedgerConfiguration,
        tree: GrowingTree<SHA256TreeHasher>, policy: Digest
    ) {
        self.ledger = ledger
        self.random = random
        self.acknowledgementTermMilliseconds = configuration.acknowledgementTermMilliseconds
        self.tree = tree
        self.policy = policy
        keyRing = KeyRing(encryption: encryption, cache: cache, random: random)
        lineWriter = AuditLog.LineWriter(random: random)
        super.init(
            state: ledger, keyStorage: ledger.keys, encryption: encryption, cache: cache,
            gezagAgeDaysLimit: configuration.gezagAgeDaysLimit)
    }

    /// Begins a batch at an instant.
    func start(at instant: Timestamp) {
        precondition(newLeaves.isEmpty && wanted.isEmpty, "a batch begins after the last ended")
        now = instant
        let day = instant.utcDay
        year = day.year
        month = day.month
    }

    /// Index of the next entry.
    var nextIndex: Int { tree.size + newLeaves.count }

    func append(_ leafHash: TreeHash, entry: [UInt8]) {
        newLeaves.append(leafHash)
        newEntries.append(entry)
    }

    /// The bytes of an entry of this batch or an earlier one.
    func entryBytes(at index: Int) throws(LedgerError) -> [UInt8]? {
        if index >= tree.size { return newEntries[index - tree.size] }
        return try ledger.entry(at: index)?.leaf
    }

    /// Where the memory of a transaction stood when its savepoint was set.
    struct Mark {
        let leafCount: Int
        let wantedCount: Int
        let erasedCount: Int
        let keyMark: Int
        let policy: Digest
    }

    var mark: Mark {
        Mark(
            leafCount: newLeaves.count, wantedCount: wanted.count, erasedCount: erased.count,
            keyMark: keyRing.mark, policy: policy)
    }

    /// Takes memory back to a mark, as the storage did with its rows.
    func rewind(to mark: Mark) {
        newLeaves.removeSubrange(mark.leafCount...)
        newEntries.removeSubrange(mark.leafCount...)
        wanted.removeSubrange(mark.wantedCount...)
        erased.removeSubrange(mark.erasedCount...)
        keyRing.rewind(to: mark.keyMark)
        policy = mark.policy
    }

    /// The batch is durable and its tree in place.
    func settle(tree: GrowingTree<SHA256TreeHasher>) {
        self.tree = tree
        newLeaves.removeAll(keepingCapacity: true)
        newEntries.removeAll(keepingCapacity: true)
        wanted.removeAll(keepingCapacity: true)
        erased.removeAll(keepingCapacity: true)
        keyRing.settle()
    }

    /// Nothing of the batch was kept, since every request in it took back its own work.
    func discard() {
        precondition(newLeaves.isEmpty && wanted.isEmpty && erased.isEmpty, "all was taken back")
    }

    /// The rule set that lines name; zeros before the first is activated.
    static func policy(_ version: [UInt8]?) throws(LedgerError) -> Digest {
        let bytes = version ?? [UInt8](repeating: 0, count: Digest.byteCount)
        guard let digest = Digest(bytes: bytes) else { throw .corrupt("version of a rule set") }
        return digest
    }

    /// On the writer a key that is not there yet is taken from the pool.
    override func key(for binding: KeyBinding) throws(LedgerError) -> StoredKey {
        switch binding {
        case .region: try key(try keyRing.boundKey(for: binding, ledger))
        case .casus:
            if let id = try keyRing.storedKey(for: binding, ledger) {
                try key(id)
            } else {
                try super.key(for: binding)
            }
        case .archive, .line, .standIn, .organisation: try super.key(for: binding)
        }
    }

    func seal(
        _ content: Span<UInt8>, _ binding: KeyBinding, _ table: SealedTable, _ row: RandomID
    ) throws(LedgerError) -> SealedBytes {
        RowVault.seal(content, key: try key(for: binding), table: table, row: row)
    }

    /// The keys under which the details about a subject are sealed.
    func lineKeys(for subject: LineSubject) throws(LedgerError) -> LineKeys {
        switch subject {
        case .casus(let casus, let stream):
            try keyRing.lineKeys(
                for: .line(subject: casus, stream: stream, year: year), self)
        case .standIn(let partner):
            try keyRing.lineKeys(for: .standIn(partner: partner, year: year), self)
        }
    }

    /// This year's keys of a partner.
    func organisationKeys(of partner: RandomID) throws(LedgerError) -> OrganisationKeys {
        let binding = KeyBinding.organisation(partner: partner, year: year)
        guard let keys = try keyRing.organisationKeys(for: binding, self) else {
            preconditionFailure("this year's keys are made where there are none")
        }
        return keys
    }

    /// Last year's keys of a partner, in January, where it had any.
    func lastYearsKeys(of partner: RandomID) throws(LedgerError) -> OrganisationKeys? {
        guard month == 1, year > 0 else { return nil }
        return try keyRing.organisationKeys(
            for: .organisation(partner: partner, year: year - 1), binds: false, self)
    }
}
