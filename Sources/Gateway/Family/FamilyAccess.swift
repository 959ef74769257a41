// SPDX-License-Identifier: EUPL-1.2
package import Consent
package import Domain

/// What somebody of the family may see of the log on a day. Source: domain.md §6.
package struct FamilyAccess: Equatable, Sendable {
    /// As whom the reader reads.
    enum Reader: Equatable, Sendable {
        case jongere(AgeBand)
        /// A holder of gezag, or who represents a jongere that can't judge the own interests.
        case representative(AgeBand, canJudge: Bool)
    }

    /// What it hangs on whether one line may be seen.
    package struct Subject: Sendable {
        package let source: PartnerID
        package let isSchool: Bool
        /// The record is kept under Jeugdwet or WGBO.
        package let isCare: Bool
        package let category: CategoryCode

        package init(source: PartnerID, isSchool: Bool, isCare: Bool, category: CategoryCode) {
            self.source = source
            self.isSchool = isSchool
            self.isCare = isCare
            self.category = category
        }
    }

    let viewer: RandomID
    let reader: Reader
    /// Sources that let a pupil of 12 to 15 see their entries.
    private let openToJongere: Set<PartnerID>
    /// Schools that keep absence and results from parents of a pupil of 16 or 17.
    private let closedToParents: Set<PartnerID>
    /// The jongere lets this reader see what is the jongere's to open.
    private let isOpenedByJongere: Bool
    /// The jongere lets this reader see the own voice.
    private let mayHearVoice: Bool

    /// Nil for who may see nothing at all.
    init?(of viewer: RandomID, in file: CaseFile, on day: CivilDate) {
        self.init(
            of: viewer, in: file.family, choices: file.safetyRecords, readers: file.work.readers,
            on: day)
    }

    /// The same from its parts.
    package init?(
        of viewer: RandomID, in family: Family, choices: SafetyFile, readers: ReaderChoice?,
        on day: CivilDate
    ) {
        let band = AgeBand(born: family.born, on: day)
        let incapacity = family.incapacity.flatMap { $0.since <= day ? $0 : nil }
        if viewer == family.child {
            guard band >= .from12To15 else { return nil }
            reader = .jongere(band)
        } else if band == .adult {
            guard let incapacity, incapacity.representative == viewer else { return nil }
            reader = .representative(band, canJudge: false)
        } else {
            let gezag = family.gezagFinding(on: day)
            guard gezag.holders.contains(viewer) else { return nil }
            reader = .representative(band, canJudge: incapacity == nil)
        }
        self.viewer = viewer
        var open: [SourceViewChoice.Reader: [PartnerID: Bool]] = [:]
        for choice in choices.sourceChoices {
            open[choice.reader, default: [:]][choice.source] = choice.isOpen
        }
        openToJongere = Set((open[.jongere] ?? [:]).filter(\.value).keys)
        closedToParents = Set((open[.ouders] ?? [:]).filter { !$0.value }.keys)
        let own = choices.youthChoices.filter { $0.parent == viewer }
        let last = own.map(\.at).max()
        // Of two choices of one instant the closed one counts.
        isOpenedByJongere = !own.isEmpty && own.filter { $0.at == last }.allSatisfy(\.isOpen)
        mayHearVoice = readers?.parents.contains(viewer) ?? false
    }

    /// Whether the reader may see a line.
    package func maySee(_ line: Subject) -> Bool {
        switch reader {
        case .jongere(.from12To15):
            line.isCare || line.category.text == "C12" || openToJongere.contains(line.source)
        case .jongere: true
        case .representative(.under12, _), .representative(.adult, _): true
        case .representative(.from12To15, _), .representative(.from16To17, canJudge: false):
            line.category.text != "C12" || mayHearVoice
        case .representative(.from16To17, canJudge: true):
            if line.category.text == "C12" {
                mayHearVoice
            } else if line.isSchool, ["C3", "C4"].contains(line.category.text) {
                !closedToParents.contains(line.source)
            } else {
                isOpenedByJongere
            }
        }
    }

    /// Whether the reader reads about oneself.
    var isJongere: Bool {
        if case .jongere = reader { true } else { false }
    }

    /// The age of the child, as far as the law draws lines.
    var band: AgeBand {
        switch reader {
        case .jongere(let band), .representative(let band, _): band
        }
    }

    /// Whether the reader is one of those who decide about the child's records now.
    var decides: Bool {
        switch reader {
        case .jongere(let band): band >= .from16To17
        case .representative(let band, let canJudge): band < .from16To17 || !canJudge
        }
    }
}
