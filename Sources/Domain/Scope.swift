// SPDX-License-Identifier: EUPL-1.2

/// What exactly an act is about (bereik): from whom, to whom, which field groups and why.
///
/// There is no wider scope than this: no "all partners", no "everything".
package struct Scope: Hashable, Sendable {
    package let source: PartnerID
    package let recipient: PartnerID
    /// The recipient's role; nil is every role of that partner, which a yes may not have.
    package let recipientRole: RoleCode?
    package let purpose: PurposeCode
    /// The field groups; never empty.
    package let groups: Set<VeldgroepCode>

    /// A scope; nil without field groups or where a partner would give to itself.
    package init?(
        source: PartnerID, recipient: PartnerID, recipientRole: RoleCode?, purpose: PurposeCode,
        groups: Set<VeldgroepCode>
    ) {
        guard !groups.isEmpty, source != recipient else { return nil }
        self.source = source
        self.recipient = recipient
        self.recipientRole = recipientRole
        self.purpose = purpose
        self.groups = groups
    }

    /// Whether this scope covers one field group on its way to one role of one recipient.
    package func covers(_ flow: Flow) -> Bool {
        source == flow.source && recipient == flow.recipient && purpose == flow.purpose
            && (recipientRole == nil || recipientRole == flow.recipientRole)
            && groups.contains(flow.group)
    }
}

/// The smallest thing that is decided about: one field group from one partner to one role of another.
package struct Flow: Hashable, Sendable {
    package let source: PartnerID
    package let recipient: PartnerID
    package let recipientRole: RoleCode
    package let purpose: PurposeCode
    package let group: VeldgroepCode

    package init(
        source: PartnerID, recipient: PartnerID, recipientRole: RoleCode, purpose: PurposeCode,
        group: VeldgroepCode
    ) {
        self.source = source
        self.recipient = recipient
        self.recipientRole = recipientRole
        self.purpose = purpose
        self.group = group
    }
}

/// What an objection is about; each part that is absent stands for all.
package struct ObjectionScope: Hashable, Sendable {
    package let source: PartnerID
    package let recipient: PartnerID?
    package let purpose: PurposeCode?
    package let groups: Set<VeldgroepCode>?

    package init(
        source: PartnerID, recipient: PartnerID? = nil, purpose: PurposeCode? = nil,
        groups: Set<VeldgroepCode>? = nil
    ) {
        self.source = source
        self.recipient = recipient
        self.purpose = purpose
        self.groups = groups
    }

    /// Whether the objection reaches this flow.
    package func covers(_ flow: Flow) -> Bool {
        source == flow.source && (recipient == nil || recipient == flow.recipient)
            && (purpose == nil || purpose == flow.purpose)
            && (groups?.contains(flow.group) ?? true)
    }
}
