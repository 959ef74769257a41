// SPDX-License-Identifier: EUPL-1.2
package import Domain

/// That entries are withheld from persons of the family (afscherming), as it was recorded.
///
/// Source: domain.md §8.
package struct WithholdingRecord: Hashable, Sendable {
    package let id: RandomID
    /// The partner whose entry it is; its professionals decide.
    package let source: PartnerID
    /// The fragment, or the pointer, whose entries are withheld.
    package let subject: RandomID
    /// From whom; never empty.
    package let from: Set<RandomID>
    package let by: Signatory
    /// Free text about people; never in a line. Nil falls short.
    package let motivation: String?
    /// When it is looked at again; nil falls short.
    package let review: CivilDate?
    package let at: Timestamp

    /// A first review comes within so many months.
    package static let firstReviewMonths = 3
    /// A later one within so many.
    package static let laterReviewMonths = 6
    /// A decision that falls short is mended or lifted within so many working days.
    package static let mendWorkingDays = 5
}

/// A later decision about a withholding: it goes on until another day, or is lifted.
package struct WithholdingReview: Hashable, Sendable {
    package let id: RandomID
    package let withholding: RandomID
    package let by: Signatory
    /// Until when it goes on; nil lifts it.
    package let next: CivilDate?
    /// Free text; never in a line.
    package let motivation: String
    package let at: Timestamp

    package var isLift: Bool { next == nil }
}

/// Whether a parent may see what only the jongere of 16 or 17 can open; the last choice counts.
package struct YouthViewChoice: Hashable, Sendable {
    package let parent: RandomID
    package let isOpen: Bool
    package let at: Timestamp
    package let recordedBy: PartnerID

    package init(parent: RandomID, isOpen: Bool, at: Timestamp, recordedBy: PartnerID) {
        self.parent = parent
        self.isOpen = isOpen
        self.at = at
        self.recordedBy = recordedBy
    }
}

/// Whether a source shows its own entries where the law leaves that to it; the last choice counts.
package struct SourceViewChoice: Hashable, Sendable {
    /// Who would see them.
    package enum Reader: String, Sendable, CaseIterable {
        /// The pupil of 12 to 15: all entries of this source under the AVG.
        case jongere
        /// Parents of a pupil of 16 or 17: absence and results.
        case ouders
    }

    package let source: PartnerID
    package let reader: Reader
    package let isOpen: Bool
    package let at: Timestamp

    package init(source: PartnerID, reader: Reader, isOpen: Bool, at: Timestamp) {
        self.source = source
        self.reader = reader
        self.isOpen = isOpen
        self.at = at
    }
}
