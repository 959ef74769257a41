// SPDX-License-Identifier: EUPL-1.2
package import Domain

/// What is kept of a write so that its retry gets the same answer: references, never an answer.
package struct IdempotencyRow: Sendable, Equatable {
    package let partner: RandomID
    /// Keyed hash of the caller's key.
    package let keyMAC: [UInt8]
    /// Keyed hash of the body that came with it.
    package let bodyMAC: [UInt8]
    /// Which operation it was; the API's own number.
    package let operation: Int64
    /// Ids, leaf indexes and a status: what the answer can be built from again.
    package let reference: [UInt8]
    package let expires: Timestamp

    package init(
        partner: RandomID, keyMAC: [UInt8], bodyMAC: [UInt8], operation: Int64,
        reference: [UInt8], expires: Timestamp
    ) {
        self.partner = partner
        self.keyMAC = keyMAC
        self.bodyMAC = bodyMAC
        self.operation = operation
        self.reference = reference
        self.expires = expires
    }
}

/// A rule set that was or is in force.
package struct PolicyRow: Sendable, Equatable {
    /// Its version: 32 bytes.
    package let version: [UInt8]
    package let activated: Timestamp
    /// The files, as one document that the policy loader reads.
    package let content: [UInt8]

    package init(version: [UInt8], activated: Timestamp, content: [UInt8]) {
        self.version = version
        self.activated = activated
        self.content = content
    }
}
