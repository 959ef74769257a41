// SPDX-License-Identifier: EUPL-1.2
package import Domain
package import OpenSSL

/// Whom a line is about: which key seals its details, and which chain counts it.
package enum LineSubject: Sendable, Equatable {
    /// The child of a casus; in a stream that a family may see whole, or in the other.
    case casus(RandomID, LineStream = .open)
    /// Nobody that we know: the details stand under a stand-in of this partner, in no chain.
    case standIn(partner: RandomID)
}

/// Who takes part in a line, by the gateway's own ids of partners; their chains count it.
package struct LineParties: Sendable, Equatable {
    /// Whose fragment it is (D, O) or who acts (L); nil where nobody does.
    package let source: RandomID?
    /// Who asked for it (D, O); of an L its chain does not count.
    package let recipient: RandomID?

    package init(source: RandomID? = nil, recipient: RandomID? = nil) {
        self.source = source
        self.recipient = recipient
    }
}

/// A line that the open transaction appended; it stands in the log only once that is committed.
package struct AppendedLine: Sendable, Equatable {
    package let id: RandomID
    package let index: Int
    /// The 436 bytes of the leaf.
    package let leaf: [UInt8]
    /// What the recipient checks the leaf's commitment with; nil where nothing is disclosed.
    package let receiptSalt: Digest?
}
