// SPDX-License-Identifier: EUPL-1.2
package import Domain

/// The one writer's storage: reads, and changes within transactions, on the writer's thread alone.
///
/// Duties: what `commit` has returned from is durable, synced to the disk; what a savepoint took back
/// is gone, and so is everything of a transaction that was not committed; a second storage over the
/// same files cannot be opened while this one lives; nothing but this storage commits or checkpoints.
package protocol LedgerStorage: StateStorage {
    /// The keys beside the ledger, in a file of their own.
    var keys: any LedgerKeyStorage { get }

    // Transactions.
    func begin() throws(LedgerError)
    /// An error leaves the effect unknown, but for `.syncFailed`, after which the process must end.
    func commit() throws(LedgerError)
    func rollback() throws(LedgerError)
    func savepoint() throws(LedgerError)
    func releaseSavepoint() throws(LedgerError)
    func rollbackToSavepoint() throws(LedgerError)
    /// Whether a transaction is open; some failures end it by themselves.
    var isInTransaction: Bool { get }
    /// Copies from the write-ahead log what it can, where that reached its page budget.
    func checkpointIfDue() throws(LedgerError)
    /// Closes the files at once, whatever is open; nothing else is called afterwards.
    func close()
    /// Room left on the disk, in bytes.
    func freeByteCount() throws(LedgerError) -> Int64
    /// The last transaction's number and instant; number 0 before the first.
    func lastBatch() throws(LedgerError) -> BatchRow
    func setLastBatch(_ batch: BatchRow) throws(LedgerError)

    // Log.
    func insertEntry(_ entry: EntryRow) throws(LedgerError)
    func insertDetail(_ detail: DetailRow) throws(LedgerError)
    func insertTile(level: Int, n: Int, bytes: [UInt8]) throws(LedgerError)
    /// Puts a checkpoint in the place of the one given; `.notAlone` unless exactly that one stood there.
    func replaceCheckpoint(
        _ origin: [UInt8], old: [UInt8]?, new: [UInt8]
    ) throws(LedgerError)
    func publishCheckpoint(_ origin: [UInt8], body: [UInt8]) throws(LedgerError)
    func insertLine(_ line: LineRow) throws(LedgerError)
    func insertOpenDecision(_ decision: OpenDecisionRow) throws(LedgerError)
    /// Whether there was one.
    func deleteOpenDecision(_ id: RandomID) throws(LedgerError) -> Bool
    /// How many delays of closed grants are kept.
    func closingDelayCount() throws(LedgerError) -> Int
    /// How long the grant with this place among the kept ones stayed open, in milliseconds.
    func closingDelay(at place: Int) throws(LedgerError) -> Int64?
    func recordClosingDelay(milliseconds: Int64, keep: Int) throws(LedgerError)
    /// Counts a chain up and gives its new number, from 1.
    func nextChainNumber(_ key: RandomID) throws(LedgerError) -> UInt64

    // Keys.
    func bind(_ key: RandomID, to binding: KeyBinding) throws(LedgerError)
    func unbind(_ key: RandomID) throws(LedgerError)
    func markErased(_ key: RandomID, index: Int) throws(LedgerError)
    func isBound(_ key: RandomID) throws(LedgerError) -> Bool
    /// Keys of which an erasure stands in the log.
    func erasedKeys() throws(LedgerError) -> [RandomID]

    // State.
    func insertPartner(_ row: PartnerRow<SealedBytes>) throws(LedgerError)
    func updatePartner(_ row: PartnerRow<SealedBytes>) throws(LedgerError)
    func insertPartnerKey(_ row: PartnerKeyRow<SealedBytes>) throws(LedgerError)
    func setPartnerKey(_ id: RandomID, state: PartnerKeyState) throws(LedgerError)
    func insertCasus(_ row: CasusRow<SealedBytes>) throws(LedgerError)
    func updateCasus(_ row: CasusRow<SealedBytes>) throws(LedgerError)
    func insertPseudonym(_ row: PseudonymRow) throws(LedgerError)
    /// Takes the next number of a counter, from 1.
    func nextNumber(of counter: [UInt8]) throws(LedgerError) -> Int64
    func insertRecord(_ row: RecordRow<SealedBytes>) throws(LedgerError)
    func setRecord(_ id: RandomID, state: RecordState) throws(LedgerError)
    func insertRenewal(_ row: RenewalRow) throws(LedgerError)
    func deleteRenewal(_ record: RandomID) throws(LedgerError)
    func insertAlias(
        partner: RandomID, object: RandomID, externalID: RandomID
    ) throws(LedgerError)
    /// Sets the one term of a kind in a casus; nil takes it away.
    func setDeadline(
        of casus: RandomID, kind: DeadlineKind, due: Timestamp?
    ) throws(LedgerError)
    /// Closes a casus: replaces the sealed columns of what is kept, empties those of its envelopes, and
    /// deletes these records, its items in inboxes, its terms, and what these partners call it and these
    /// objects. The write-ahead log is emptied of all that at the next chance.
    func closeCasus(
        _ id: RandomID, keeping kept: ArchivedCasus, dropping records: [RandomID],
        partners: [RandomID], objects: [RandomID]
    ) throws(LedgerError)
    /// Moves the rows of a casus into another, with their sealed columns as given, its terms, and leaves
    /// the row of the first empty.
    func moveCasus(
        _ gone: RandomID, into kept: RandomID, _ moved: MovedCasus
    ) throws(LedgerError)
    /// Lets a partner's names of a casus and its persons stand for another, where it has none for that.
    func moveNames(
        of gone: RandomID, to kept: RandomID, persons: [RandomID: RandomID], partner: RandomID
    ) throws(LedgerError)
    func insertFragment(_ row: FragmentRow<SealedBytes>) throws(LedgerError)
    func setFragment(_ id: RandomID, state: FragmentState) throws(LedgerError)
    func insertEnvelope(
        _ row: EnvelopeRow<SealedBytes>, ciphertext: SealedBytes, consents: [RandomID]
    ) throws(LedgerError)
    func setEnvelope(_ id: RandomID, state: EnvelopeState) throws(LedgerError)
    /// Empties the column that holds the envelope itself.
    func destroyCiphertext(ofEnvelope id: RandomID) throws(LedgerError)
    func insertMessage(_ row: MessageRow<SealedBytes>) throws(LedgerError)
    func setMessage(_ id: RandomID, state: MessageState) throws(LedgerError)
    func voidMessages(aboutEnvelope id: RandomID) throws(LedgerError)
    func insertIdempotency(_ row: IdempotencyRow) throws(LedgerError)
    /// Whether the id was new; an expired one counts as new.
    func insertAssertionID(
        partner: RandomID, mac: [UInt8], expires: Timestamp, now: Timestamp
    ) throws(LedgerError) -> Bool
    func insertPolicy(_ row: PolicyRow) throws(LedgerError)
    func setSetting(_ name: String, _ value: [UInt8]) throws(LedgerError)
    /// Deletes what has expired and leaves no line: messages, idempotency rows, assertion ids.
    func deleteExpired(at instant: Timestamp, limit: Int) throws(LedgerError) -> Int
}

/// The writer's side of the keys, each call durable when it returns.
package protocol LedgerKeyStorage: KeyStorage {
    func insert(_ keys: [WrappedKey]) throws(LedgerError)
    func delete(_ keys: [RandomID]) throws(LedgerError)
    /// Ids of stored keys in their own order, after one of them.
    func keyIDs(after: RandomID?, limit: Int) throws(LedgerError) -> [RandomID]
}
