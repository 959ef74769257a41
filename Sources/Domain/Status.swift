// SPDX-License-Identifier: EUPL-1.2

/// Where a case stands.
package enum CaseStatus: String, Sendable, CaseIterable {
    case open
    case gesloten
}

/// Where the accession of a partner (toetreding) stands.
package enum AccessionStatus: String, Sendable, CaseIterable {
    case actief
    case geschorst
    case beeindigd
}

/// Where a partner's place in a casus stands.
package enum ParticipantStatus: String, Sendable, CaseIterable {
    case uitgenodigd
    case aanvaard
    case geweigerd
    case beeindigd
}

/// What the acts of the family in one scope add up to.
package enum ConsentStatus: String, Sendable, CaseIterable {
    /// No consent can matter here: no person is concerned.
    case nvt
    case volledig
    /// Asked or partly given, yet not by everyone who must.
    case onvolledig
    case geweigerd
    case ingetrokken
    /// Was given, but ended by its date or by a birthday.
    case vervallen
    case nooitGevraagd
}
