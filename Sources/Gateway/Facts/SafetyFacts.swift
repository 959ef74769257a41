// SPDX-License-Identifier: EUPL-1.2
package import Domain

/// A complete break-glass record (noodverstrekking): named groups of one child to one recipient.
///
/// A record that falls short is kept and signalled, but never becomes one of these.
/// Source: domain.md §8.
package struct BreakGlass: Hashable, Sendable {
    /// Why the glass was broken.
    package enum Reason: String, Sendable, CaseIterable {
        /// Acute danger.
        case e1 = "E1"
        /// Conflict of duties.
        case e2 = "E2"
        /// A report to Veilig Thuis: a pointer only.
        case e3 = "E3"
        /// The GI under an OTS: a pointer only.
        case e4 = "E4"
    }

    package let id: RandomID
    package let reason: Reason
    package let source: PartnerID
    package let recipient: PartnerID
    package let recipientRole: RoleCode
    package let groups: Set<VeldgroepCode>
    package let at: Timestamp
    /// Not included; at most `hoursLimit` after `at`.
    package let expires: Timestamp

    /// It lasts at most this long.
    package static let hoursLimit = 24

    /// A record; nil without groups or with a longer life than `hoursLimit`.
    package init?(
        id: RandomID, reason: Reason, source: PartnerID, recipient: PartnerID,
        recipientRole: RoleCode, groups: Set<VeldgroepCode>, at: Timestamp, expires: Timestamp
    ) {
        guard !groups.isEmpty, at < expires,
            expires <= at.adding(milliseconds: Int64(Self.hoursLimit) * 3_600_000)
        else { return nil }
        self.id = id
        self.reason = reason
        self.source = source
        self.recipient = recipient
        self.recipientRole = recipientRole
        self.groups = groups
        self.at = at
        self.expires = expires
    }
}

/// That the source withholds entries of a casus from persons of the family (afscherming), as it is now.
package struct Withholding: Hashable, Sendable {
    package let id: RandomID
    package let source: PartnerID
    /// The fragment, or the pointer of a break-glass, whose entries are withheld.
    package let fragment: RandomID
    /// From whom, by person id.
    package let from: Set<RandomID>
    /// Only a person's act lifts it; no date does.
    package let isLifted: Bool

    package init(
        id: RandomID, source: PartnerID, fragment: RandomID, from: Set<RandomID>, isLifted: Bool
    ) {
        self.id = id
        self.source = source
        self.fragment = fragment
        self.from = from
        self.isLifted = isLifted
    }
}

/// That the source weighed in writing that it tells the Raad voor de Kinderbescherming (row 28).
package struct ProtectionFact: Hashable, Sendable {
    package let id: RandomID
    package let source: PartnerID
    package let recipient: PartnerID
    package let recipientRole: RoleCode
    package let groups: Set<VeldgroepCode>
    package let at: Timestamp

    package init(
        id: RandomID, source: PartnerID, recipient: PartnerID, recipientRole: RoleCode,
        groups: Set<VeldgroepCode>, at: Timestamp
    ) {
        self.id = id
        self.source = source
        self.recipient = recipient
        self.recipientRole = recipientRole
        self.groups = groups
        self.at = at
    }
}

/// What is recorded of safety in one casus, as far as decisions ask for it.
package struct SafetyFacts: Sendable {
    package var breakGlass: [BreakGlass]
    /// Categories that were collected once already, by break-glass record.
    package var spent: [RandomID: Set<CategoryCode>]
    package var withholdings: [Withholding]
    package var weighings: [ProtectionFact]

    /// All that is done for safety is done for this purpose.
    package static let purpose = "P7"

    package init(
        breakGlass: [BreakGlass] = [], spent: [RandomID: Set<CategoryCode>] = [:],
        withholdings: [Withholding] = [], weighings: [ProtectionFact] = []
    ) {
        self.weighings = weighings
        self.breakGlass = breakGlass
        self.spent = spent
        self.withholdings = withholdings
    }

    /// The record that opens one group for one recipient at an instant; nil if there is none.
    package func breakGlass(
        _ flow: Flow, now: Timestamp
    ) -> BreakGlass? {
        guard flow.purpose.text == Self.purpose else { return nil }
        return breakGlass.last {
            $0.source == flow.source && $0.recipient == flow.recipient
                && $0.recipientRole == flow.recipientRole && $0.groups.contains(flow.group)
                && $0.at <= now && now < $0.expires
                && !(spent[$0.id]?.contains(flow.group.category) ?? false)
        }
    }

    /// Whether the source weighed that this group goes to this recipient (row 28).
    package func isWeighed(_ flow: Flow, now: Timestamp) -> Bool {
        flow.purpose.text == Self.purpose
            && weighings.contains {
                $0.source == flow.source && $0.recipient == flow.recipient
                    && $0.recipientRole == flow.recipientRole && $0.groups.contains(flow.group)
                    && $0.at <= now
            }
    }

    /// Whether entries of a fragment or pointer are withheld from one person.
    package func isWithheld(_ subject: RandomID, from person: RandomID) -> Bool {
        withholdings.contains {
            $0.fragment == subject && !$0.isLifted && $0.from.contains(person)
        }
    }

    /// Whether entries of a fragment are withheld from anybody.
    package func isWithheld(_ fragment: RandomID) -> Bool {
        withholdings.contains { $0.fragment == fragment && !$0.isLifted }
    }
}
