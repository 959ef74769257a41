// SPDX-License-Identifier: EUPL-1.2
package import Domain

/// A lapsed consent on a source's list of what to ask again.
package struct RenewalRow: Sendable, Equatable {
    /// The record of the lapse.
    package let record: RandomID
    /// The source.
    package let partner: RandomID
    package let casus: RandomID
    /// Position of that record among all records: order and cursor.
    package let position: Int64

    package init(record: RandomID, partner: RandomID, casus: RandomID, position: Int64) {
        self.record = record
        self.partner = partner
        self.casus = casus
        self.position = position
    }
}
