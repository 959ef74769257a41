// SPDX-License-Identifier: EUPL-1.2
package import Domain
internal import Memory
package import OpenSSL

/// Reading the gateway's state within one transaction, the same for the writer's and a reader's.
///
/// Facts are gathered by functions that are generic over this, so both kinds run the same code:
/// `func facts(_ state: borrowing some StateReading & ~Copyable) throws(LedgerError) -> Facts`.
package protocol StateReading: ~Copyable {
    /// What the functions below stand on; nothing else uses it.
    var context: StateContext { get }
    /// The instant of this transaction.
    var now: Timestamp { get }
    /// The rule set that lines of this transaction name; nil where it writes none.
    var policyVersion: Digest? { get }
}

// MARK: Partners

extension StateReading where Self: ~Copyable {
    /// A partner by its own id in the gateway.
    package func partner(_ id: RandomID) throws(LedgerError) -> PartnerRow<OpenedBytes>? {
        try context.state.partner(id).mapThrowing { row throws(LedgerError) in
            try context.open(row)
        }
    }

    /// Where a partner stands, without opening its row.
    package func partnerState(_ id: RandomID) throws(LedgerError) -> PartnerState? {
        try context.state.partnerState(id)
    }

    /// All partners of the region, in no order that means anything.
    package func partners() throws(LedgerError) -> [PartnerRow<OpenedBytes>] {
        try context.state.partners().mapThrowing { row throws(LedgerError) in
            try context.open(row)
        }
    }

    /// One registered key.
    package func partnerKey(_ id: RandomID) throws(LedgerError) -> PartnerKeyRow<OpenedBytes>? {
        try context.state.partnerKey(id).mapThrowing { row throws(LedgerError) in
            try context.open(row)
        }
    }

    /// The registered keys of a partner, retired ones included.
    package func partnerKeys(
        of partner: RandomID
    ) throws(LedgerError) -> [PartnerKeyRow<OpenedBytes>] {
        try context.state.partnerKeys(of: partner).mapThrowing { row throws(LedgerError) in
            try context.open(row)
        }
    }
}

// MARK: Casussen

extension StateReading where Self: ~Copyable {
    /// A casus by the gateway's own id.
    package func casus(_ id: RandomID) throws(LedgerError) -> CasusRow<OpenedBytes>? {
        try context.state.casus(id).mapThrowing { row throws(LedgerError) in
            try context.open(row)
        }
    }

    /// What a partner calls a casus and its child; nil where it has no part in it.
    package func pseudonym(
        of casus: RandomID, for partner: RandomID
    ) throws(LedgerError) -> PseudonymRow? {
        try context.state.pseudonym(of: casus, for: partner)
    }

    /// The casus that a partner names by its own pseudonym; nil for any other id.
    package func pseudonym(
        named casusPseudonym: RandomID, for partner: RandomID
    ) throws(LedgerError) -> PseudonymRow? {
        try context.state.pseudonym(named: casusPseudonym, for: partner)
    }

    /// The casussen that a partner knows, by its own pseudonyms, which have no meaning as an order.
    package func pseudonyms(
        for partner: RandomID, after: RandomID? = nil, limit: Int
    ) throws(LedgerError) -> [PseudonymRow] {
        try context.state.pseudonyms(for: partner, after: after, limit: limit)
    }

    /// One fact of a casus.
    package func record(_ id: RandomID) throws(LedgerError) -> RecordRow<OpenedBytes>? {
        try context.state.record(id).mapThrowing { row throws(LedgerError) in
            try context.open(row)
        }
    }

    /// The facts of a casus in the order in which they were recorded.
    ///
    /// - Parameter position: gives what came after this one; 0 for all.
    package func records(
        of casus: RandomID, after position: Int64 = 0, limit: Int
    ) throws(LedgerError) -> [RecordRow<OpenedBytes>] {
        try context.state.records(of: casus, after: position, limit: limit).mapThrowing {
            row throws(LedgerError) in
            // Its place and its key must be of the same casus.
            guard row.casus == casus else { throw .corrupt("place of a record") }
            return try context.open(row)
        }
    }

    /// The id under which a partner knows something that other partners know too.
    package func externalID(
        of object: RandomID, for partner: RandomID
    ) throws(LedgerError) -> RandomID? {
        try context.state.externalID(of: object, for: partner)
    }

    /// What a partner names by its own id for it; nil for any other id.
    package func object(
        named externalID: RandomID, for partner: RandomID
    ) throws(LedgerError) -> RandomID? {
        try context.state.object(named: externalID, for: partner)
    }
}

// MARK: Fragments, envelopes, inbox

extension StateReading where Self: ~Copyable {
    /// A fragment as it was offered, without content.
    package func fragment(_ id: RandomID) throws(LedgerError) -> FragmentRow<OpenedBytes>? {
        try context.state.fragment(id).mapThrowing { row throws(LedgerError) in
            try context.open(row)
        }
    }

    /// The fragments of a casus.
    package func fragments(
        of casus: RandomID
    ) throws(LedgerError) -> [FragmentRow<OpenedBytes>] {
        try context.state.fragments(of: casus).mapThrowing { row throws(LedgerError) in
            try context.open(row)
        }
    }

    /// An envelope, without the sealed envelope itself.
    package func envelope(_ id: RandomID) throws(LedgerError) -> EnvelopeRow<OpenedBytes>? {
        try context.state.envelope(id).mapThrowing { row throws(LedgerError) in
            try context.open(row)
        }
    }

    /// The envelopes that a fragment was divided into.
    package func envelopes(
        ofFragment fragment: RandomID
    ) throws(LedgerError) -> [EnvelopeRow<OpenedBytes>] {
        try context.state.envelopes(ofFragment: fragment).mapThrowing {
            row throws(LedgerError) in try context.open(row)
        }
    }

    /// The records (consents and the like) that an envelope relied on when it was sealed.
    package func consents(ofEnvelope id: RandomID) throws(LedgerError) -> [RandomID] {
        try context.state.consents(ofEnvelope: id)
    }

    /// The envelope itself as its recipient gets it; nil once it is destroyed.
    ///
    /// It may leave the gateway only inside a `Committed` value of the transaction that logs it.
    package func sealedEnvelope(
        _ row: EnvelopeRow<OpenedBytes>
    ) throws(LedgerError) -> OpenedBytes? {
        try context.state.sealedEnvelope(row.id).mapThrowing { sealed throws(LedgerError) in
            try context.open(sealed, .casus(row.casus), .ciphertext, row.id)
        }
    }

    /// An item of an inbox.
    package func message(_ id: RandomID) throws(LedgerError) -> MessageRow<OpenedBytes>? {
        try context.state.message(id).mapThrowing { row throws(LedgerError) in
            try context.open(row)
        }
    }

    /// A partner's inbox in order.
    ///
    /// - Parameter number: gives what came after this one; 0 for all.
    package func messages(
        for partner: RandomID, after number: Int64 = 0, limit: Int
    ) throws(LedgerError) -> [MessageRow<OpenedBytes>] {
        try context.state.messages(for: partner, after: number, limit: limit).mapThrowing {
            row throws(LedgerError) in try context.open(row)
        }
    }
}

// MARK: Rules and settings

extension StateReading where Self: ~Copyable {
    /// A rule set by its version of 32 bytes.
    package func policy(_ version: [UInt8]) throws(LedgerError) -> PolicyRow? {
        try context.state.policy(version)
    }

    /// The rule set that was activated last.
    package func activePolicy() throws(LedgerError) -> PolicyRow? {
        try context.state.activePolicy()
    }

    /// The rule sets that were activated last, newest first.
    package func policyHistory(limit: Int) throws(LedgerError) -> [PolicyRow] {
        try context.state.policyHistory(limit: limit)
    }

    /// A setting of the region; never anything personal.
    package func setting(_ name: String) throws(LedgerError) -> [UInt8]? {
        try context.state.setting(name)
    }
}

extension Optional {
    func mapThrowing<Value>(
        _ make: (Wrapped) throws(LedgerError) -> Value
    ) throws(LedgerError) -> Value? {
        switch self {
        case .some(let value): try make(value)
        case .none: nil
        }
    }
}
