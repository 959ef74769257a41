// SPDX-License-Identifier: EUPL-1.2
package import Domain
package import OpenSSL

/// What the gateway signs about the content of an envelope, besides the content.
///
/// Instants are signed in whole seconds (RFC 7519 `NumericDate`), rounded down.
package struct EnvelopeClaims: Equatable, Sendable {
    /// The region's origin, as in its addresses (`iss`).
    package let issuer: String
    /// Organisation and onderdeel that may open it (`aud`).
    package let recipient: PartnerID
    /// The envelope's id for this recipient (`jti`).
    package let id: RandomID
    package let issuedAt: Timestamp
    package let expiresAt: Timestamp
    /// The recipient's own pseudonym of the casus.
    package let casus: RandomID
    /// The purpose (doel) for which it may be used.
    package let purpose: PurposeCode
    package let category: CategoryCode
    /// Version of the rule set (beleid) under which it was sealed.
    package let policy: Digest
    /// Duties (verplichtingen) that travel with the content; those of the release note override them.
    package let obligations: Set<Obligation>
    /// The day after which the recipient may not keep it (bewaarTot), where one is set.
    package let retainUntil: CivilDate?
    /// The partner whose fragment it is (bron).
    package let source: PartnerID
    /// The role of its author (bronrol).
    package let sourceRole: RoleCode

    package init(
        issuer: String, recipient: PartnerID, id: RandomID, issuedAt: Timestamp,
        expiresAt: Timestamp, casus: RandomID, purpose: PurposeCode, category: CategoryCode,
        policy: Digest, obligations: Set<Obligation>, retainUntil: CivilDate?, source: PartnerID,
        sourceRole: RoleCode
    ) {
        self.issuer = issuer
        self.recipient = recipient
        self.id = id
        self.issuedAt = issuedAt
        self.expiresAt = expiresAt
        self.casus = casus
        self.purpose = purpose
        self.category = category
        self.policy = policy
        self.obligations = obligations
        self.retainUntil = retainUntil
        self.source = source
        self.sourceRole = sourceRole
    }
}
