// SPDX-License-Identifier: EUPL-1.2
package import Domain

/// Reads rows as they are stored, within one snapshot, on the one thread that owns it.
///
/// Duties: every answer comes from the same committed state (or, on the writer, from its own open
/// transaction); lists are ordered as their cursor says; nothing is cached across snapshots.
package protocol StateStorage: AnyObject {
    // Partners.
    func partner(_ id: RandomID) throws(LedgerError) -> PartnerRow<SealedBytes>?
    func partnerState(_ id: RandomID) throws(LedgerError) -> PartnerState?
    func partners() throws(LedgerError) -> [PartnerRow<SealedBytes>]
    func partnerKey(_ id: RandomID) throws(LedgerError) -> PartnerKeyRow<SealedBytes>?
    func partnerKeys(of partner: RandomID) throws(LedgerError) -> [PartnerKeyRow<SealedBytes>]

    // Casussen.
    func casus(_ id: RandomID) throws(LedgerError) -> CasusRow<SealedBytes>?
    /// A casus with the number under which its facts lie, in one read.
    func numberedCasus(
        _ id: RandomID
    ) throws(LedgerError) -> (casus: CasusRow<SealedBytes>, number: Int64)?
    func pseudonym(
        of casus: RandomID, for partner: RandomID
    ) throws(LedgerError) -> PseudonymRow?
    func pseudonym(
        named casusPseudonym: RandomID, for partner: RandomID
    ) throws(LedgerError) -> PseudonymRow?
    func pseudonyms(
        for partner: RandomID, after: RandomID?, limit: Int
    ) throws(LedgerError) -> [PseudonymRow]
    func record(_ id: RandomID) throws(LedgerError) -> RecordRow<SealedBytes>?
    func records(
        of casus: RandomID, after position: Int64, limit: Int
    ) throws(LedgerError) -> [RecordRow<SealedBytes>]
    /// Lends the sealed content of each record of the casus with a number, in their order, until `body`
    /// answers false.
    func forEachRecord(
        ofCasus number: Int64, limit: Int, _ body: (RecordHeader, Span<UInt8>) -> Bool
    ) throws(LedgerError)
    func externalID(
        of object: RandomID, for partner: RandomID
    ) throws(LedgerError) -> RandomID?
    func object(
        named externalID: RandomID, for partner: RandomID
    ) throws(LedgerError) -> RandomID?

    func deadline(of casus: RandomID, kind: DeadlineKind) throws(LedgerError) -> Timestamp?
    /// Casussen in which a term is over at an instant, the longest over first.
    func deadlines(
        kind: DeadlineKind, dueAt instant: Timestamp, limit: Int
    ) throws(LedgerError) -> [RandomID]
    func renewals(
        for partner: RandomID, after position: Int64, limit: Int
    ) throws(LedgerError) -> [RenewalRow]

    // Fragments and envelopes.
    func fragment(_ id: RandomID) throws(LedgerError) -> FragmentRow<SealedBytes>?
    func fragments(of casus: RandomID) throws(LedgerError) -> [FragmentRow<SealedBytes>]
    func envelope(_ id: RandomID) throws(LedgerError) -> EnvelopeRow<SealedBytes>?
    func envelopes(ofFragment fragment: RandomID) throws(LedgerError)
        -> [EnvelopeRow<SealedBytes>]
    func envelopes(relyingOn record: RandomID) throws(LedgerError) -> [EnvelopeRow<SealedBytes>]
    func readyEnvelopes(sealedTo key: RandomID) throws(LedgerError) -> [EnvelopeRow<SealedBytes>]
    func unspentEnvelopes(
        expiredAt instant: Timestamp, limit: Int
    ) throws(LedgerError) -> [EnvelopeRow<SealedBytes>]
    func sealedEnvelope(_ id: RandomID) throws(LedgerError) -> SealedBytes?
    func consents(ofEnvelope id: RandomID) throws(LedgerError) -> [RandomID]

    // Inbox.
    func message(_ id: RandomID) throws(LedgerError) -> MessageRow<SealedBytes>?
    func messages(
        for partner: RandomID, after number: Int64, limit: Int
    ) throws(LedgerError) -> [MessageRow<SealedBytes>]

    // Log.
    func entry(at index: Int) throws(LedgerError) -> EntryRow?
    func entry(_ id: RandomID) throws(LedgerError) -> EntryRow?
    func entries(from index: Int, limit: Int) throws(LedgerError) -> [EntryRow]
    func detail(_ id: RandomID) throws(LedgerError) -> DetailRow?
    /// The entries whose details are sealed under a key, in the order of the log.
    func entries(sealedUnder key: RandomID) throws(LedgerError) -> [EntryRow]
    func lines(
        of partner: RandomID, before index: Int, limit: Int
    ) throws(LedgerError) -> [LineRow]
    func line(of partner: RandomID, at index: Int) throws(LedgerError) -> LineRow?
    func openDecision(_ id: RandomID) throws(LedgerError) -> OpenDecisionRow?
    func openDecisions(
        dueAt instant: Timestamp, limit: Int
    ) throws(LedgerError) -> [OpenDecisionRow]
    func committedCheckpoint(_ origin: [UInt8]) throws(LedgerError) -> [UInt8]?
    func publishedCheckpoint(_ origin: [UInt8]) throws(LedgerError) -> [UInt8]?
    func tile(level: Int, n: Int) throws(LedgerError) -> [UInt8]?

    // Requests, rules, settings.
    func idempotency(
        partner: RandomID, keyMAC: [UInt8]
    ) throws(LedgerError) -> IdempotencyRow?
    func policy(_ version: [UInt8]) throws(LedgerError) -> PolicyRow?
    func activePolicy() throws(LedgerError) -> PolicyRow?
    func policyHistory(limit: Int) throws(LedgerError) -> [PolicyRow]
    func setting(_ name: String) throws(LedgerError) -> [UInt8]?

    // Keys.
    func keyID(for binding: KeyBinding) throws(LedgerError) -> RandomID?
    func isErased(_ key: RandomID) throws(LedgerError) -> Bool
}

/// Reads the wrapped keys, on the one thread that owns it.
package protocol KeyStorage: AnyObject {
    /// The wrapped key and the generation of the key that wraps it; nil where it is not there.
    func wrappedKey(_ id: RandomID) throws(LedgerError) -> WrappedKey?
}

/// A random key as it is stored: wrapped under a generation of the key-encryption key.
package struct WrappedKey: Sendable, Equatable {
    package let id: RandomID
    package let generation: Int64
    package let bytes: [UInt8]

    package init(id: RandomID, generation: Int64, bytes: [UInt8]) {
        self.id = id
        self.generation = generation
        self.bytes = bytes
    }
}
