// SPDX-License-Identifier: EUPL-1.2
package import Domain
package import OpenSSL

/// Whether break-glass was used, and why.
package enum Emergency: String, CaseIterable, Sendable {
    case none = "geen"
    /// Acute danger.
    case acute = "E1"
    /// Conflict van plichten.
    case conflictOfDuties = "E2"
    /// A report to Veilig Thuis.
    case report = "E3"
    /// Ondertoezichtstelling, gecertificeerde instelling.
    case supervision = "E4"
}

/// How a decision or its outcome ended.
package enum Outcome: String, CaseIterable, Sendable {
    // Decisions and offers.
    case allowed = "toegestaan"
    case refused = "geweigerd"
    // Outcomes of decisions.
    case confirmed = "bevestigd"
    case unknown = "onbekend"
    case closed = "gesloten"
}

/// What a line says, but for what the ledger fills in when it writes: `at`, `event` and `chain`.
///
/// The other 25 fields in their order; empty where the line has nothing to say. Values are committed to
/// as the bytes that they have here.
package struct LineDetails: Sendable, Equatable {
    /// The caller's trace id.
    package var trace: RandomID?
    /// The verwerkingsactiviteit, a URI.
    package var activity = ""
    /// Random pseudonym of the person for the source only.
    package var subjectForSource: RandomID?
    /// Random pseudonym of the person for the recipient only.
    package var subjectForRecipient: RandomID?
    /// Random pseudonym of the casus for the source only.
    package var caseForSource: RandomID?
    /// Random pseudonym of the casus for the recipient only.
    package var caseForRecipient: RandomID?
    /// Whose fragment it is (D, O) or who acts (L).
    package var source: PartnerID?
    package var sourceRole = ""
    /// The user as the source names them.
    package var sourceUser = ""
    package var recipient: PartnerID?
    package var recipientRole = ""
    /// The user as the recipient names them.
    package var recipientUser = ""
    /// The user of the acting side.
    package var responsible = ""
    package var purpose = ""
    package var basis = ""
    package var rules = CodeList.none
    /// Veldgroepen that were allowed.
    package var fields = CodeList.none
    /// Consents that it stood on.
    package var consents = CodeList.none
    package var category = ""
    package var emergency: Emergency?
    package var outcome: Outcome?
    package var reasons = CodeList.none
    package var obligations = CodeList.none
    package var facts: Facts?
    /// Hash of the sealed envelope, never of content.
    package var envelope: Digest?

    /// Details with every field empty.
    package init() {}
}

/// A line that is to be written: what happened, as which kind of leaf, and what it says.
package struct LineDraft: Sendable {
    package let event: Event
    package let kind: LeafKind
    package let details: LineDetails

    /// A line of the event's usual kind, or of another kind that it may have.
    package init(_ event: Event, kind: LeafKind? = nil, details: LineDetails = LineDetails()) {
        let kind = kind ?? event.kinds[0]
        precondition(event.kinds.contains(kind), "an event belongs to its kinds of leaf")
        self.event = event
        self.kind = kind
        self.details = details
    }

    /// True if an envelope is handed out under this line: the leaf then commits to it.
    package var disclosesEnvelope: Bool { event == .verstrekking || event == .noodverstrekking }
}

/// What only the transaction that writes a line knows about it.
package struct LineStamp: Sendable {
    /// Not before that of the line before.
    package let at: Timestamp
    /// Hash of the rule set in force.
    package let policy: Digest
    /// Random id of the line.
    package let id: RandomID
    /// The id of the decision that an outcome closes, else nil.
    package let ref: RandomID?
    package let tags: LeafTags
    /// Number of the line in its subject's chain; nil where it has none.
    package let chainNumber: UInt64?

    package init(
        at: Timestamp, policy: Digest, id: RandomID, ref: RandomID? = nil, tags: LeafTags,
        chainNumber: UInt64? = nil
    ) {
        self.at = at
        self.policy = policy
        self.id = id
        self.ref = ref
        self.tags = tags
        self.chainNumber = chainNumber
    }
}
