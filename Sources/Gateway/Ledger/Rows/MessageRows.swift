// SPDX-License-Identifier: EUPL-1.2
package import Domain

/// What an item in a partner's inbox (postvak) is about; the numbers are stored.
package enum MessageKind: Int64, Sendable, CaseIterable {
    case envelop = 1
    case uitnodiging = 2
    case intrekking = 3
    case terugroeping = 4
    case rectificatie = 5
    case opnieuwAanbieden = 6
    case vraag = 7
    case ontvangstOnbekend = 8
    case informatieverzoek = 9
    case bericht = 10
    /// An invitation to a meeting, a new time or list, or that it was called off.
    case overleg = 11
    /// An invitation to a meeting is still unanswered.
    case overlegHerinnering = 12
    /// A visit was planned or called off.
    case bezoek = 13
    case planGewijzigd = 20
    case planTeLaat = 21
    case verzoekBeantwoord = 22
    case terugroepingBeantwoord = 23
    case casusGesloten = 24
    case casusSamengevoegd = 25
    /// What was collected is not to be shown to the family any more.
    case afgeschermd = 30
    /// It may be shown again.
    case afschermingOpgeheven = 31
}

/// Where a message stands; the numbers are stored.
package enum MessageState: Int64, Sendable {
    case unread = 1
    case read = 2
    /// What it announced is gone.
    case void = 3
}

/// One item in a partner's inbox; what it says is its content.
///
/// Sealed under the key of its casus, or under the region's where it has none.
package struct MessageRow<Content: Sendable>: Sendable {
    package let partner: RandomID
    /// Grows by one per message of this partner: its cursor.
    package let number: Int64
    package let id: RandomID
    package let casus: RandomID?
    package let envelope: RandomID?
    package let kind: MessageKind
    package let state: MessageState
    package let created: Timestamp
    package let expires: Timestamp
    package let content: Content

    package init(
        partner: RandomID, number: Int64, id: RandomID, casus: RandomID?, envelope: RandomID?,
        kind: MessageKind, state: MessageState, created: Timestamp, expires: Timestamp,
        content: Content
    ) {
        self.partner = partner
        self.number = number
        self.id = id
        self.casus = casus
        self.envelope = envelope
        self.kind = kind
        self.state = state
        self.created = created
        self.expires = expires
        self.content = content
    }
}
