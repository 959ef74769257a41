// SPDX-License-Identifier: EUPL-1.2
package import Domain

/// What is asked: one flow from a record of a regime, at an instant.
package struct ConsentQuestion: Sendable {
    package let flow: Flow
    /// The regime of the first source of the record.
    package let regime: Regime
    package let settings: ConsentSettings
    package let now: Timestamp

    package init(flow: Flow, regime: Regime, settings: ConsentSettings, now: Timestamp) {
        self.flow = flow
        self.regime = regime
        self.settings = settings
        self.now = now
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
