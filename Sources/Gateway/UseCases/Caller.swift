// SPDX-License-Identifier: EUPL-1.2
package import Domain

/// A professional of a partner, as proven by the partner's certificate and a verified assertion.
///
/// Only `Authentication` makes one; no use case runs without.
package struct Caller: Sendable {
    package let partner: PartnerID
    /// The row of the partner in the register.
    package let partnerRow: RandomID
    package let type: PartnerType
    /// The professional as the partner names them; pairwise, never a name.
    package let user: String
    package let role: RoleCode
    /// The assertion's own id, which a write uses up.
    package let assertion: String
    package let assertionExpires: Timestamp
}

/// What makes a write happen at most once: the caller's key and the body that came with it.
package struct WriteKey: Sendable {
    /// The `Idempotency-Key` as sent.
    package let key: String
    /// Bytes that stand for the call: method, path and SHA-256 of the body, so that no key fits two calls.
    package let call: [UInt8]

    package init(key: String, call: [UInt8]) {
        self.key = key
        self.call = call
    }
}
