// SPDX-License-Identifier: EUPL-1.2
package import Domain

/// Where a partner stands.
package enum PartnerState: Int64, Sendable {
    /// Toegetreden.
    case active = 1
    /// Geschorst: nothing is accepted from it or handed to it.
    case suspended = 2
    /// Uitgetreden.
    case ended = 3
}

/// A partner; slug, type, certificates and names are its content, sealed under the region's key.
package struct PartnerRow<Content: Sendable>: Sendable {
    /// The gateway's own id: never leaves it, and stands for the partner in every other row.
    package let id: RandomID
    package let state: PartnerState
    package let content: Content

    package init(id: RandomID, state: PartnerState, content: Content) {
        self.id = id
        self.state = state
        self.content = content
    }
}

/// Where a registered key of a partner stands.
package enum PartnerKeyState: Int64, Sendable {
    case active = 1
    /// Announced; active from its instant on.
    case announced = 2
    /// Replaced or withdrawn: nothing new is sealed to it, nothing it signs is accepted.
    case retired = 3
}

/// A registered key of a partner; the JWK is its content, sealed under the region's key.
package struct PartnerKeyRow<Content: Sendable>: Sendable {
    package let id: RandomID
    package let partner: RandomID
    package let state: PartnerKeyState
    package let activeFrom: Timestamp
    package let content: Content

    package init(
        id: RandomID, partner: RandomID, state: PartnerKeyState, activeFrom: Timestamp,
        content: Content
    ) {
        self.id = id
        self.partner = partner
        self.state = state
        self.activeFrom = activeFrom
        self.content = content
    }
}
