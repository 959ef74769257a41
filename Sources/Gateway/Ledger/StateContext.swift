// SPDX-License-Identifier: EUPL-1.2
internal import Domain

/// What reading needs within one transaction: the rows as stored, and the keys that open them.
///
/// Not Sendable: it stays on the thread of its transaction.
package class StateContext {
    let state: any StateStorage
    let keyStorage: any KeyStorage
    let encryption: KeyEncryptionKeys
    let cache: KeyCache
    /// Days that a gezag fact may be old.
    let gezagAgeDaysLimit: Int
    /// Facts that were read before; nil where each is opened anew.
    var factsMemory: FactsMemory? { nil }

    init(
        state: any StateStorage, keyStorage: any KeyStorage, encryption: KeyEncryptionKeys,
        cache: KeyCache, gezagAgeDaysLimit: Int
    ) {
        self.state = state
        self.keyStorage = keyStorage
        self.encryption = encryption
        self.cache = cache
        self.gezagAgeDaysLimit = gezagAgeDaysLimit
    }

    /// The key with this id.
    /// - Throws: `.erased` or `.keyMissing` where it is not there.
    func key(_ id: RandomID) throws(LedgerError) -> StoredKey {
        if let key = cache.key(id) { return key }
        guard let wrapped = try keyStorage.wrappedKey(id) else {
            // A snapshot from before the erasure does not know of it yet.
            if cache.isErased(id) { throw .erased }
            if try state.isErased(id) { throw .erased }
            throw .keyMissing(id)
        }
        let key = try encryption.unwrap(wrapped)
        cache.insert(key, id: id)
        return key
    }

    /// The key that is bound to this; for a casus that was closed, the key of what stayed of it.
    /// - Throws: `.erased` where none is bound: what it once opened is gone.
    func key(for binding: KeyBinding) throws(LedgerError) -> StoredKey {
        if let id = try state.keyID(for: binding) { return try key(id) }
        guard case .casus(let casus) = binding, let id = try state.keyID(for: .archive(casus))
        else { throw .erased }
        return try key(id)
    }

    func open(
        _ sealed: SealedBytes, _ binding: KeyBinding, _ table: SealedTable, _ row: RandomID
    ) throws(LedgerError) -> OpenedBytes {
        try RowVault.open(sealed, key: try key(for: binding), table: table, row: row)
    }

    func open(_ row: PartnerRow<SealedBytes>) throws(LedgerError) -> PartnerRow<OpenedBytes> {
        PartnerRow(
            id: row.id, state: row.state, content: try open(row.content, .region, .partner, row.id))
    }

    func open(_ row: PartnerKeyRow<SealedBytes>) throws(LedgerError) -> PartnerKeyRow<OpenedBytes> {
        PartnerKeyRow(
            id: row.id, partner: row.partner, state: row.state, activeFrom: row.activeFrom,
            content: try open(row.content, .region, .partnerKey, row.id))
    }

    func open(_ row: CasusRow<SealedBytes>) throws(LedgerError) -> CasusRow<OpenedBytes> {
        CasusRow(
            id: row.id, state: row.state, opened: row.opened,
            content: try open(row.content, .casus(row.id), .casus, row.id))
    }

    func open(_ row: RecordRow<SealedBytes>) throws(LedgerError) -> RecordRow<OpenedBytes> {
        RecordRow(
            id: row.id, casus: row.casus, partner: row.partner, kind: row.kind,
            position: row.position, state: row.state,
            content: try open(row.content, .casus(row.casus), .record, row.id))
    }

    func open(_ row: FragmentRow<SealedBytes>) throws(LedgerError) -> FragmentRow<OpenedBytes> {
        FragmentRow(
            id: row.id, casus: row.casus, partner: row.partner, state: row.state,
            expires: row.expires,
            content: try open(row.content, .casus(row.casus), .fragment, row.id))
    }

    func open(_ row: EnvelopeRow<SealedBytes>) throws(LedgerError) -> EnvelopeRow<OpenedBytes> {
        EnvelopeRow(
            id: row.id, fragment: row.fragment, casus: row.casus, recipient: row.recipient,
            state: row.state, expires: row.expires, key: row.key,
            content: try open(row.content, .casus(row.casus), .envelope, row.id))
    }

    func open(_ row: MessageRow<SealedBytes>) throws(LedgerError) -> MessageRow<OpenedBytes> {
        MessageRow(
            partner: row.partner, number: row.number, id: row.id, casus: row.casus,
            envelope: row.envelope, kind: row.kind, state: row.state, created: row.created,
            expires: row.expires,
            content: try open(
                row.content, row.casus.map(KeyBinding.casus) ?? .region, .message, row.id))
    }
}

/// Opens every row of a list.
extension Array {
    func mapThrowing<Value>(
        _ make: (Element) throws(LedgerError) -> Value
    ) throws(LedgerError) -> [Value] {
        var values: [Value] = []
        values.reserveCapacity(count)
        for element in self { values.append(try make(element)) }
        return values
    }
}
