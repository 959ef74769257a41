// SPDX-License-Identifier: EUPL-1.2
package import Domain

/// One entry of the log as it is stored.
package struct EntryRow: Sendable, Equatable {
    package let index: Int
    package let id: RandomID
    /// The 436 bytes.
    package let leaf: [UInt8]
    package let leafHash: [UInt8]

    package init(index: Int, id: RandomID, leaf: [UInt8], leafHash: [UInt8]) {
        self.index = index
        self.id = id
        self.leaf = leaf
        self.leafHash = leafHash
    }
}

/// The details of an entry as they are stored: sealed under a key, or open where there is none.
package struct DetailRow: Sendable, Equatable {
    package let id: RandomID
    package let key: RandomID?
    package let bytes: [UInt8]

    package init(id: RandomID, key: RandomID?, bytes: [UInt8]) {
        self.id = id
        self.key = key
        self.bytes = bytes
    }
}

/// Which transaction was the last: it tells after a failed commit whether that took effect.
package struct BatchRow: Sendable, Equatable {
    /// Counted up by one in each transaction.
    package let number: Int64
    /// No later line is before it.
    package let at: Timestamp

    package init(number: Int64, at: Timestamp) {
        self.number = number
        self.at = at
    }
}

/// Which side of a line a partner is on.
package enum LineSide: Int64, Sendable {
    case source = 1
    case recipient = 2
}

/// That a line is one of a partner's own.
package struct LineRow: Sendable, Equatable {
    package let partner: RandomID
    package let index: Int
    package let side: LineSide

    package init(partner: RandomID, index: Int, side: LineSide) {
        self.partner = partner
        self.index = index
        self.side = side
    }
}

/// A decision at collect that has no outcome yet.
package struct OpenDecisionRow: Sendable, Equatable {
    /// The id of the D.
    package let id: RandomID
    package let index: Int
    package let casus: RandomID?
    package let stream: LineStream
    package let source: RandomID?
    package let recipient: RandomID?
    package let envelope: RandomID?
    package let opened: Timestamp
    /// When the closing pass writes its outcome.
    package let due: Timestamp

    package init(
        id: RandomID, index: Int, casus: RandomID?, stream: LineStream, source: RandomID?,
        recipient: RandomID?, envelope: RandomID?, opened: Timestamp, due: Timestamp
    ) {
        self.id = id
        self.index = index
        self.casus = casus
        self.stream = stream
        self.source = source
        self.recipient = recipient
        self.envelope = envelope
        self.opened = opened
        self.due = due
    }
}
