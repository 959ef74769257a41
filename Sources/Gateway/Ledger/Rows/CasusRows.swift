// SPDX-License-Identifier: EUPL-1.2
package import Domain

/// Where a casus stands.
package enum CasusState: Int64, Sendable {
    case open = 1
    case closed = 2
}

/// A casus; what is known of the child is its content, sealed under the key of the casus.
package struct CasusRow<Content: Sendable>: Sendable {
    /// The gateway's own id: never leaves it.
    package let id: RandomID
    package let state: CasusState
    package let opened: Timestamp
    package let content: Content

    package init(id: RandomID, state: CasusState, opened: Timestamp, content: Content) {
        self.id = id
        self.state = state
        self.opened = opened
        self.content = content
    }
}

/// What one partner calls a casus and its child: two random ids that no other partner ever sees.
package struct PseudonymRow: Sendable, Equatable {
    package let partner: RandomID
    package let casus: RandomID
    package let casusPseudonym: RandomID
    package let subjectPseudonym: RandomID

    package init(
        partner: RandomID, casus: RandomID, casusPseudonym: RandomID, subjectPseudonym: RandomID
    ) {
        self.partner = partner
        self.casus = casus
        self.casusPseudonym = casusPseudonym
        self.subjectPseudonym = subjectPseudonym
    }
}

/// Where a record stands; the numbers are stored. Facts are added, hardly ever ended.
package enum RecordState: Int64, Sendable, CaseIterable {
    /// Counts.
    case live = 1
    /// A later record took its place.
    case superseded = 2
}

/// What stands in the clear beside one fact of a casus.
package struct RecordHeader: Sendable {
    package let id: RandomID
    package let casus: RandomID
    package let kind: CaseRecord.Kind
    package let position: Int64
    package let state: RecordState

    package init(
        id: RandomID, casus: RandomID, kind: CaseRecord.Kind, position: Int64, state: RecordState
    ) {
        self.id = id
        self.casus = casus
        self.kind = kind
        self.position = position
        self.state = state
    }
}

/// One fact of a casus; what it says is its content, sealed under the key of the casus.
package struct RecordRow<Content: Sendable>: Sendable {
    package let id: RandomID
    package let casus: RandomID
    /// Who recorded it, or whom it is about (deelnemer).
    package let partner: RandomID
    package let kind: CaseRecord.Kind
    /// Ever growing over the whole gateway: order and cursor, never shown.
    package let position: Int64
    package let state: RecordState
    package let content: Content

    package init(
        id: RandomID, casus: RandomID, partner: RandomID, kind: CaseRecord.Kind, position: Int64,
        state: RecordState, content: Content
    ) {
        self.id = id
        self.casus = casus
        self.partner = partner
        self.kind = kind
        self.position = position
        self.state = state
        self.content = content
    }
}
