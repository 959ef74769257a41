// SPDX-License-Identifier: EUPL-1.2
package import Domain
internal import Memory
package import OpenSSL

// MARK: Partners

extension LedgerTransaction {
    /// Registers a partner.
    package func insertPartner(
        _ id: RandomID, state: PartnerState, content: Span<UInt8>
    ) throws(LedgerError) {
        try batch.ledger.insertPartner(
            PartnerRow(
                id: id, state: state, content: try batch.seal(content, .region, .partner, id)))
    }

    /// Replaces the state and the content of a partner.
    /// - Throws: `.missing`.
    package func updatePartner(
        _ id: RandomID, state: PartnerState, content: Span<UInt8>
    ) throws(LedgerError) {
        try batch.ledger.updatePartner(
            PartnerRow(
                id: id, state: state, content: try batch.seal(content, .region, .partner, id)))
    }

    /// Registers a key of a partner.
    package func insertPartnerKey(
        _ id: RandomID, partner: RandomID, state: PartnerKeyState, activeFrom: Timestamp,
        content: Span<UInt8>
    ) throws(LedgerError) {
        try batch.ledger.insertPartnerKey(
            PartnerKeyRow(
                id: id, partner: partner, state: state, activeFrom: activeFrom,
                content: try batch.seal(content, .region, .partnerKey, id)))
    }

    /// Moves a key of a partner to another state.
    /// - Throws: `.missing`.
    package func setPartnerKey(_ id: RandomID, state: PartnerKeyState) throws(LedgerError) {
        try batch.ledger.setPartnerKey(id, state: state)
    }
}

// MARK: Casussen

extension LedgerTransaction {
    /// Opens a casus with a key of its own.
    package func insertCasus(_ id: RandomID, content: Span<UInt8>) throws(LedgerError) {
        _ = try batch.keyRing.boundKey(for: .casus(id), batch.ledger)
        try batch.ledger.insertCasus(
            CasusRow(
                id: id, state: .open, opened: now,
                content: try batch.seal(content, .casus(id), .casus, id)))
    }

    /// Replaces the state and the content of a casus.
    /// - Throws: `.missing`.
    package func updateCasus(
        _ id: RandomID, state: CasusState, content: Span<UInt8>
    ) throws(LedgerError) {
        guard let old = try context.state.casus(id) else { throw .missing }
        try batch.ledger.updateCasus(
            CasusRow(
                id: id, state: state, opened: old.opened,
                content: try batch.seal(content, .casus(id), .casus, id)))
    }

    /// What a partner calls a casus and its child, made now where it has no names for them yet.
    package func givePseudonym(
        of casus: RandomID, to partner: RandomID
    ) throws(LedgerError) -> PseudonymRow {
        if let row = try pseudonym(of: casus, for: partner) { return row }
        let row = PseudonymRow(
            partner: partner, casus: casus, casusPseudonym: newID(), subjectPseudonym: newID())
        try batch.ledger.insertPseudonym(row)
        return row
    }

    /// Adds a fact to a casus.
    ///
    /// - Returns: its position in the order of all records.
    @discardableResult
    package func insertRecord(
        _ id: RandomID, casus: RandomID, partner: RandomID, kind: CaseRecord.Kind,
        content: Span<UInt8>
    ) throws(LedgerError) -> Int64 {
        let position = try batch.ledger.nextNumber(of: Self.recordCounter)
        try batch.ledger.insertRecord(
            RecordRow(
                id: id, casus: casus, partner: partner, kind: kind, position: position,
                state: .live, content: try batch.seal(content, .casus(casus), .record, id)))
        return position
    }

    /// Marks that a later record took a record's place.
    /// - Throws: `.missing`.
    package func setRecord(_ id: RandomID, state: RecordState) throws(LedgerError) {
        try batch.ledger.setRecord(id, state: state)
    }

    /// The id under which a partner knows something that others know too, made now where it has none.
    package func giveExternalID(
        of object: RandomID, to partner: RandomID
    ) throws(LedgerError) -> RandomID {
        if let id = try externalID(of: object, for: partner) { return id }
        let id = newID()
        try batch.ledger.insertAlias(partner: partner, object: object, externalID: id)
        return id
    }

    private static let recordCounter = Array("record".utf8)
}

// MARK: Fragments and envelopes

extension LedgerTransaction {
    /// Keeps what was decided about an offered fragment.
    package func insertFragment(
        _ id: RandomID, casus: RandomID, partner: RandomID, expires: Timestamp,
        content: Span<UInt8>
    ) throws(LedgerError) {
        try batch.ledger.insertFragment(
            FragmentRow(
                id: id, casus: casus, partner: partner, state: .offered, expires: expires,
                content: try batch.seal(content, .casus(casus), .fragment, id)))
    }

    /// Moves a fragment to another state.
    /// - Throws: `.missing`.
    package func setFragment(_ id: RandomID, state: FragmentState) throws(LedgerError) {
        try batch.ledger.setFragment(id, state: state)
    }

    /// Stores an envelope, ready to be collected.
    ///
    /// - Parameters:
    ///   - key: row of the partner's key that it is sealed to.
    ///   - envelope: the envelope itself; it is sealed once more, under the key of the casus.
    ///   - consents: the records that it relies on: withdrawing one destroys it.
    package func insertEnvelope(
        _ id: RandomID, fragment: RandomID, casus: RandomID, recipient: RandomID,
        expires: Timestamp, key: RandomID?, content: Span<UInt8>, envelope: Span<UInt8>,
        consents: [RandomID]
    ) throws(LedgerError) {
        try batch.ledger.insertEnvelope(
            EnvelopeRow(
                id: id, fragment: fragment, casus: casus, recipient: recipient, state: .ready,
                expires: expires, key: key,
                content: try batch.seal(content, .casus(casus), .envelope, id)),
            ciphertext: try batch.seal(envelope, .casus(casus), .ciphertext, id),
            consents: consents)
    }

    /// Moves an envelope to a later state.
    ///
    /// - Throws: `.missing`; `.constraint` for a step that the states do not allow.
    package func setEnvelope(_ id: RandomID, state: EnvelopeState) throws(LedgerError) {
        guard let row = try context.state.envelope(id) else { throw .missing }
        guard row.state.mayBecome(state) else { throw .constraint("envelope state") }
        try batch.ledger.setEnvelope(id, state: state)
    }

    /// Destroys every envelope that relied on a record, in any state, and gives them as they were.
    ///
    /// Those that were ready become `withdrawn`; of the others only the ciphertext goes.
    package func destroyEnvelopes(
        relyingOn record: RandomID
    ) throws(LedgerError) -> [EnvelopeRow<OpenedBytes>] {
        try destroy(try context.state.envelopes(relyingOn: record), next: .withdrawn)
    }

    /// Destroys one envelope, as for a recall, and gives it as it was; nil where there is none.
    package func destroyEnvelope(
        _ id: RandomID
    ) throws(LedgerError) -> EnvelopeRow<OpenedBytes>? {
        guard let row = try context.state.envelope(id) else { return nil }
        return try destroy([row], next: .withdrawn).first
    }

    /// Destroys the envelopes that wait under a partner's key, and gives them as they were.
    package func destroyReadyEnvelopes(
        sealedTo key: RandomID
    ) throws(LedgerError) -> [EnvelopeRow<OpenedBytes>] {
        try destroy(try context.state.readyEnvelopes(sealedTo: key), next: .withdrawn)
    }

    /// Destroys envelopes whose time is over, and gives those that nobody had collected as they were.
    ///
    /// What was collected before keeps its state; its ciphertext goes all the same.
    package func expireEnvelopes(limit: Int) throws(LedgerError) -> [EnvelopeRow<OpenedBytes>] {
        let rows = try context.state.unspentEnvelopes(expiredAt: now, limit: limit)
        return try destroy(rows, next: .expired).filter { $0.state == .ready }
    }

    private func destroy(
        _ rows: [EnvelopeRow<SealedBytes>], next: EnvelopeState
    ) throws(LedgerError) -> [EnvelopeRow<OpenedBytes>] {
        for row in rows {
            if row.state == .ready { try batch.ledger.setEnvelope(row.id, state: next) }
            try batch.ledger.destroyCiphertext(ofEnvelope: row.id)
            try batch.ledger.voidMessages(aboutEnvelope: row.id)
        }
        return try rows.mapThrowing { row throws(LedgerError) in try context.open(row) }
    }
}

// MARK: Inbox, rules, settings

extension LedgerTransaction {
    /// Puts a message into a partner's inbox.
    ///
    /// - Returns: its number in that inbox.
    @discardableResult
    package func insertMessage(
        _ id: RandomID, to partner: RandomID, kind: MessageKind, casus: RandomID?,
        envelope: RandomID? = nil, expires: Timestamp, content: Span<UInt8>
    ) throws(LedgerError) -> Int64 {
        let number = try batch.ledger.nextNumber(of: Self.messageCounter + partner.bytes)
        let binding = casus.map(KeyBinding.casus) ?? .region
        try batch.ledger.insertMessage(
            MessageRow(
                partner: partner, number: number, id: id, casus: casus, envelope: envelope,
                kind: kind, state: .unread, created: now, expires: expires,
                content: try batch.seal(content, binding, .message, id)))
        return number
    }

    /// Moves a message to another state.
    /// - Throws: `.missing`.
    package func setMessage(_ id: RandomID, state: MessageState) throws(LedgerError) {
        try batch.ledger.setMessage(id, state: state)
    }

    /// Puts a rule set in force: every line from now on names it.
    ///
    /// - Parameter version: its hash; the rule set is kept for as long as a line names it.
    package func activatePolicy(version: Digest, content: [UInt8]) throws(LedgerError) {
        try batch.ledger.insertPolicy(
            PolicyRow(version: version.bytes, activated: now, content: content))
        batch.policy = version
    }

    /// Sets a setting of the region; never anything personal.
    package func setSetting(_ name: String, _ value: [UInt8]) throws(LedgerError) {
        try batch.ledger.setSetting(name, value)
    }

    /// Deletes what has expired and leaves no line: messages, idempotency rows, assertion ids.
    package func deleteExpired(limit: Int) throws(LedgerError) -> Int {
        try batch.ledger.deleteExpired(at: now, limit: limit)
    }

    private static let messageCounter = Array("message".utf8)
}
