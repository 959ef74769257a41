// SPDX-License-Identifier: EUPL-1.2
package import Domain

/// Who has gezag on a day, as far as the recorded facts tell.
package enum GezagFinding: Hashable, Sendable {
    /// These persons, ascending, by these facts, ascending.
    case known(holders: [RandomID], facts: [RandomID])
    /// Nobody knows; below 16 nobody can consent.
    case unknown(Reason)

    /// Why gezag is not known.
    package enum Reason: String, Sendable, CaseIterable {
        /// Nothing was recorded, or only what is too old by now.
        case noLiveFact = "geen-actueel-gegeven"
        /// The register has no answer, temporarily or not.
        case undetermined = "niet-te-bepalen"
        /// A court moved parts of the gezag and the record does not say which.
        case shifted = "verschoven"
        /// Live facts contradict each other.
        case contradictory = "tegenstrijdig"
    }

    /// The holders; empty where gezag is unknown.
    package var holders: [RandomID] {
        switch self {
        case .known(let holders, _): holders
        case .unknown: []
        }
    }

    /// The facts that told; empty where gezag is unknown.
    package var facts: [RandomID] {
        switch self {
        case .known(_, let facts): facts
        case .unknown: []
        }
    }

    /// Whether the holders are known.
    package var isKnown: Bool {
        switch self {
        case .known: true
        case .unknown: false
        }
    }

    /// A fact may be this many days old on the day of a disclosure, where a region settled nothing.
    package static let defaultAgeDaysLimit = 7

    /// What a region may settle. Longer than a week is never; with none at all, what was offered in the
    /// evening could not be collected the next morning.
    package static let ageDaysLimits = 1...7

    /// Reads the facts as the strictest of them demand.
    ///
    /// Of each partner only its newest record counts, and only while it is live. If one live fact is
    /// no answer, there is none; else the fact that names the most holders stands, unless another
    /// names someone else.
    /// - Parameter ageDaysLimit: days that a fact may be old; the region's, in `ageDaysLimits`.
    ///
    /// Source: domain.md §6 (gezag unknown; the strictest live fact counts).
    init(of facts: [GezagFact], child: RandomID, on today: CivilDate, ageDaysLimit: Int) {
        let live = Self.newestPerRecorder(facts).filter {
            today.dayNumber - $0.peildatum.dayNumber <= ageDaysLimit
        }
        guard !live.isEmpty else {
            self = .unknown(.noLiveFact)
            return
        }
        for fact in live {
            switch fact.soort {
            case .tijdelijkGeenGezag, .gezagNietTeBepalen:
                self = .unknown(.undetermined)
                return
            case .eenhoofdigOuderlijkGezag, .gezamenlijkOuderlijkGezag, .gezamenlijkGezag,
                .voogdij:
                break
            }
            // A date to come was never asked of a register.
            guard fact.peildatum <= today else {
                self = .unknown(.undetermined)
                return
            }
            guard fact.ondertoezichtstelling != .metVerschuiving else {
                self = .unknown(.shifted)
                return
            }
        }
        let all = Set(live.flatMap(\.holders))
        // Nobody has gezag over oneself.
        guard live.contains(where: { Set($0.holders) == all }), !all.contains(child) else {
            self = .unknown(.contradictory)
            return
        }
        self = .known(holders: all.sorted(), facts: live.map(\.id).sorted())
    }

    /// The last record of each partner; of two of the same instant both stay, so that the stricter counts.
    private static func newestPerRecorder(_ facts: [GezagFact]) -> [GezagFact] {
        guard facts.count > 1 else { return facts }
        var newest: [PartnerID: Timestamp] = [:]
        for fact in facts {
            newest[fact.recordedBy] = max(
                newest[fact.recordedBy] ?? fact.recordedAt, fact.recordedAt)
        }
        return facts.filter { newest[$0.recordedBy] == $0.recordedAt }
    }
}
