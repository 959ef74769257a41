// SPDX-License-Identifier: EUPL-1.2
package import Domain

/// A row that stays after a casus was closed, sealed under the key of the archive.
package struct ArchivedRow: Sendable {
    package let id: RandomID
    package let content: SealedBytes

    package init(_ id: RandomID, _ content: SealedBytes) {
        self.id = id
        self.content = content
    }
}

/// Everything that stays of a closed casus.
package struct ArchivedCasus: Sendable {
    /// The content of the casus itself.
    package let casus: SealedBytes
    package let records: [ArchivedRow]
    package let fragments: [ArchivedRow]
    /// What is kept beside envelopes; these themselves are gone.
    package let envelopes: [ArchivedRow]

    package init(
        casus: SealedBytes, records: [ArchivedRow], fragments: [ArchivedRow],
        envelopes: [ArchivedRow]
    ) {
        self.casus = casus
        self.records = records
        self.fragments = fragments
        self.envelopes = envelopes
    }
}

/// What comes from one casus into another, sealed under the key of the other.
package struct MovedCasus: Sendable {
    /// When the older of both was opened.
    package let opened: Timestamp
    /// The content of the casus that stays.
    package let content: SealedBytes
    package var records: [ArchivedRow] = []
    package var fragments: [ArchivedRow] = []
    package var envelopes: [ArchivedRow] = []
    /// The envelopes themselves, where they are still there.
    package var ciphertexts: [ArchivedRow] = []
    package var messages: [ArchivedRow] = []

    package init(opened: Timestamp, content: SealedBytes) {
        self.opened = opened
        self.content = content
    }
}
