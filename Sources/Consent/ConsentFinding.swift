// SPDX-License-Identifier: EUPL-1.2
package import Domain

/// What is asked: one flow from a record of a regime, at an instant.
package struct ConsentQuestion: Sendable {
    package let flow: Flow
    /// The regime of the first source of the record.
    package let regime: Regime
    package let settings: ConsentSettings
    /// What is known of the words that would go.
    package let words: Words
    package let now: Timestamp

    /// The words that would go, for acts that name theirs.
    package enum Words: Hashable, Sendable {
        /// Nothing is known of them: no yes that names its words counts.
        case unknown
        /// Nothing was written yet: may there be words to which everyone said yes?
        case any
        /// SHA-256 of the group's object exactly as it is offered, lowercase hex.
        case digest(String)
    }

    package init(
        flow: Flow, regime: Regime, settings: ConsentSettings, words: Words = .unknown,
        now: Timestamp
    ) {
        self.flow = flow
        self.regime = regime
        self.settings = settings
        self.words = words
        self.now = now
    }
}

extension Toestemming {
    /// Whether this act is about a flow and, where it names its words, about these.
    ///
    /// A no counts for words that nobody knows yet; a yes does not.
    func reaches(_ question: ConsentQuestion) -> Bool {
        guard scope.covers(question.flow) else { return false }
        guard !items.isEmpty else { return true }
        switch question.words {
        case .any: return true
        case .unknown: return answer == .refused || withdrawnAt != nil
        case .digest(let digest):
            return items.contains {
                $0.group == question.flow.group && $0.words.utf8.elementsEqual(digest.utf8)
            }
        }
    }
}

/// What the acts of the family add up to for one flow.
package struct ConsentFinding: Hashable, Sendable {
    package let status: ConsentStatus
    /// The complete yes is a consent in the sense of the AVG (G-T).
    package let carriesConsent: Bool
    /// The complete yes lifts professional secrecy (G-S).
    package let liftsSecrecy: Bool
    /// It is known who may decide.
    package let isGezagKnown: Bool
    /// The pupil was heard where that is needed, and did not say no, or that no was weighed.
    package let isHeard: Bool
    /// Somebody who may do so objected, and the source has not weighed it yet.
    package let hasOpenObjection: Bool
    /// Somebody who may object said no or withdrew, and the source has not weighed it yet.
    package let hasOpenNo: Bool
    /// Everyone who must agree to the handelingsdeel did so.
    package let isAgreed: Bool
    /// Whose yes is missing; empty where somebody said no, because who that was is not told.
    package let missing: [Missing]
    /// The yeses relied on, ascending; empty unless complete.
    package let consents: [RandomID]
    /// The gezag facts read, ascending.
    package let gezagFacts: [RandomID]

    /// A yes that is not there.
    package struct Missing: Hashable, Sendable {
        package let person: RandomID
        package let reason: Reason

        package init(person: RandomID, reason: Reason) {
            self.person = person
            self.reason = reason
        }

        /// Why it is not there.
        package enum Reason: String, Sendable, CaseIterable {
            case neverAsked = "niet-gevraagd"
            case silent = "geen-antwoord"
            case lapsed = "vervallen"
        }
    }
}
