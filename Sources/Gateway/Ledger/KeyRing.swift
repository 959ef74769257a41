// SPDX-License-Identifier: EUPL-1.2
internal import AuditLog
internal import Domain
internal import Memory
internal import OpenSSL
internal import Sealing

/// The keys of a person's lines in one stream and year.
final class LineKeys {
    let id: RandomID
    let details: DetailsKey
    var tags: TagKey

    init(id: RandomID, key: StoredKey) {
        self.id = id
        details = key.secret.withBytes { DetailsKey(lineKey: $0) }
        tags = key.secret.withBytes { TagKey(streamKey: $0) }
    }
}

/// The keys of a partner in one year.
final class OrganisationKeys {
    let id: RandomID
    var tags: TagKey
    var idempotency: IdempotencyKey
    var assertions: HMACKey

    init(id: RandomID, key: StoredKey) {
        self.id = id
        tags = key.secret.withBytes { TagKey(streamKey: $0) }
        idempotency = key.secret.withBytes { IdempotencyKey(organisationKey: $0) }
        let derived = key.secret.withBytes { secret in
            var key = HMACKey(secret)
            return SecretBytes(copying: key.authenticate("kernpoort/jti/v1").span)
        }
        assertions = derived.withBytes { HMACKey($0) }
    }
}

/// The writer's keys: a pool made ahead, what is bound, and derived keys kept ready.
///
/// Order of use: key durable in its own file → bound in the ledger's transaction → used. A crash in
/// between leaves an unbound key, which the next start drops.
final class KeyRing {
    /// Keys made ahead in one commit.
    static let poolCount = 256
    /// The pool is filled again, between batches, when fewer are left.
    static let poolLowCount = 64
    /// Derived keys held at most of each sort; beyond it that cache starts again.
    static let derivedCountLimit = 8_192
    /// Bindings known at most, some 20 MB.
    static let boundCountLimit = 262_144

    private let encryption: KeyEncryptionKeys
    private let cache: KeyCache
    private let random: any RandomSource
    private var pool: [RandomID] = []
    private var ids: [KeyBinding: RandomID] = [:]
    private var lines: [KeyBinding: LineKeys] = [:]
    private var organisations: [KeyBinding: OrganisationKeys] = [:]
    // INVARIANT: what the open transaction bound, in order; empty between transactions.
    private var bound: [KeyBinding] = []

    init(encryption: KeyEncryptionKeys, cache: KeyCache, random: any RandomSource) {
        self.encryption = encryption
        self.cache = cache
        self.random = random
    }

    /// Makes keys ahead where few are left; outside of a transaction, so that batches never wait.
    func fillPool(_ storage: any LedgerKeyStorage) throws(LedgerError) {
        if pool.count < Self.poolLowCount { try makeKeys(storage) }
    }

    private func makeKeys(_ storage: any LedgerKeyStorage) throws(LedgerError) {
        var made: [WrappedKey] = []
        var secrets: [StoredKey] = []
        for _ in 0..<Self.poolCount {
            let id = RandomID(from: random)
            let key = Self.newKey()
            made.append(key.secret.withBytes { encryption.wrap($0, id: id) })
            secrets.append(key)
        }
        // A crash after this leaves unbound keys only.
        try storage.insert(made)
        for (key, secret) in zip(made, secrets) {
            cache.insert(secret, id: key.id)
            pool.append(key.id)
        }
    }

    private static func newKey() -> StoredKey {
        do { return try StoredKey(SecureRandom.secret(CaseKey.byteCount)) } catch {
            preconditionFailure("a random key has the length of a key")
        }
    }

    /// The key for something, taken from the pool and bound now where it has none.
    func boundKey(
        for binding: KeyBinding, _ storage: any LedgerStorage
    ) throws(LedgerError) -> RandomID {
        if let id = try storedKey(for: binding, storage) { return id }
        if pool.isEmpty { try makeKeys(storage.keys) }
        guard let id = pool.popLast() else { preconditionFailure("a filled pool has a key") }
        try storage.bind(id, to: binding)
        bound.append(binding)
        remember(id, binding)
        return id
    }

    /// The key that is bound to something; nil where it has none.
    func storedKey(
        for binding: KeyBinding, _ storage: any LedgerStorage
    ) throws(LedgerError) -> RandomID? {
        if let id = ids[binding] { return id }
        guard let id = try storage.keyID(for: binding) else { return nil }
        remember(id, binding)
        return id
    }

    private func remember(_ id: RandomID, _ binding: KeyBinding) {
        if ids.count >= Self.boundCountLimit, bound.isEmpty { ids.removeAll() }
        ids[binding] = id
    }

    /// The keys of a stream of lines.
    func lineKeys(
        for binding: KeyBinding, _ context: BatchContext
    ) throws(LedgerError) -> LineKeys {
        if let keys = lines[binding] { return keys }
        let id = try boundKey(for: binding, context.ledger)
        let keys = LineKeys(id: id, key: try context.key(id))
        if lines.count >= Self.derivedCountLimit { lines.removeAll() }
        lines[binding] = keys
        return keys
    }

    /// The keys of a partner in a year; nil where it has none yet and `binds` is false.
    func organisationKeys(
        for binding: KeyBinding, binds: Bool = true, _ context: BatchContext
    ) throws(LedgerError) -> OrganisationKeys? {
        if let keys = organisations[binding] { return keys }
        if !binds, try context.ledger.keyID(for: binding) == nil { return nil }
        let id = try boundKey(for: binding, context.ledger)
        let keys = OrganisationKeys(id: id, key: try context.key(id))
        if organisations.count >= Self.derivedCountLimit { organisations.removeAll() }
        organisations[binding] = keys
        return keys
    }

    /// A point to which `rewind` takes the bindings back.
    var mark: Int { bound.count }

    /// Takes back the bindings since a mark, as the storage has just done; their keys are free again.
    func rewind(to mark: Int) {
        for binding in bound[mark...] {
            if let id = ids.removeValue(forKey: binding) { pool.append(id) }
            lines[binding] = nil
            organisations[binding] = nil
        }
        bound.removeSubrange(mark...)
    }

    /// The transaction is durable: its bindings stand.
    func settle() { bound.removeAll(keepingCapacity: true) }

    /// Forgets what is unbound now; a rewound transaction only costs another look-up.
    func forget(_ binding: KeyBinding) {
        ids[binding] = nil
        lines[binding] = nil
        organisations[binding] = nil
    }
}
