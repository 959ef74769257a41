// SPDX-License-Identifier: EUPL-1.2
package import Domain

/// Where a fragment stands; the numbers are stored.
package enum FragmentState: Int64, Sendable {
    case offered = 1
    /// Recalled by its source.
    case recalled = 2
    case expired = 3
}

/// An offered fragment without its content: what was decided about it, sealed under the casus key.
package struct FragmentRow<Content: Sendable>: Sendable {
    package let id: RandomID
    package let casus: RandomID
    /// The source.
    package let partner: RandomID
    package let state: FragmentState
    package let expires: Timestamp
    package let content: Content

    package init(
        id: RandomID, casus: RandomID, partner: RandomID, state: FragmentState,
        expires: Timestamp, content: Content
    ) {
        self.id = id
        self.casus = casus
        self.partner = partner
        self.state = state
        self.expires = expires
        self.content = content
    }
}

/// Where an envelope stands: `klaar → afgehaald → bevestigd | onbekend`, or
/// `klaar → ingetrokken | verlopen`. The numbers are stored.
package enum EnvelopeState: Int64, Sendable, CaseIterable {
    case ready = 1
    case collected = 2
    case confirmed = 3
    case unknown = 4
    case withdrawn = 5
    case expired = 6

    /// Whether an envelope may go from this state to another.
    package func mayBecome(_ next: EnvelopeState) -> Bool {
        switch (self, next) {
        case (.ready, .collected), (.ready, .withdrawn), (.ready, .expired),
            (.collected, .confirmed), (.collected, .unknown), (.unknown, .confirmed):
            true
        default: self == next
        }
    }
}

/// An envelope for one partner; what it holds is sealed to that partner, and again under the casus
/// key, in a column of its own that this row leaves out.
package struct EnvelopeRow<Content: Sendable>: Sendable {
    package let id: RandomID
    package let fragment: RandomID
    package let casus: RandomID
    package let recipient: RandomID
    package let state: EnvelopeState
    package let expires: Timestamp
    /// Row of the partner's key that it is sealed to.
    package let key: RandomID?
    /// Groups, rules, obligations and the like.
    package let content: Content

    package init(
        id: RandomID, fragment: RandomID, casus: RandomID, recipient: RandomID,
        state: EnvelopeState, expires: Timestamp, key: RandomID?, content: Content
    ) {
        self.id = id
        self.fragment = fragment
        self.casus = casus
        self.recipient = recipient
        self.state = state
        self.expires = expires
        self.key = key
        self.content = content
    }
}
