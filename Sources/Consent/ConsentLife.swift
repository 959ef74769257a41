// SPDX-License-Identifier: EUPL-1.2
package import Domain

/// The life of one person's consent, as a pure state machine.
///
/// What counts for a decision is computed from the acts (`Family.finding`); this says which act
/// may follow which, and what has to happen when it does.
package enum ConsentLife: Hashable, Sendable {
    /// The question went out; no answer yet.
    case requested
    case given(until: CivilDate)
    /// A no is a stored fact, different from never asked.
    case refused
    case withdrawn
    /// It ended by its date, or its giver decides no longer.
    case lapsed
    /// A later act of the same person in the same scope took its place.
    case superseded

    /// What can happen to a consent.
    package enum Event: Hashable, Sendable {
        case answeredYes(on: CivilDate, until: CivilDate)
        case answeredNo
        case withdrawn
        /// A day began in Amsterdam.
        case dayBegan(CivilDate)
        /// The giver is no decision-maker any more, by a birthday or a change of gezag.
        case authorityEnded
        case superseded
    }

    /// What must happen in the same transaction.
    package enum Effect: String, Hashable, Sendable, CaseIterable {
        case destroyWaitingEnvelopes
        case tellRecipients
        case askAgain
    }

    /// The next state with its effects, or why there is none.
    package enum Step: Hashable, Sendable {
        case moved(to: ConsentLife, effects: [Effect])
        case unchanged
        case refused(Reason)

        /// Why an event does not fit.
        package enum Reason: String, Sendable, CaseIterable {
            /// The end date is absent, not after the day it was given or over a year away.
            case periodInvalid = "geldigheid-ongeldig"
            /// The answer is in already; a change of mind is a new act.
            case answeredAlready = "al-beantwoord"
            /// There is no yes to take back.
            case nothingGiven = "niets-gegeven"
        }
    }

    /// Lets an event happen.
    package func applying(_ event: Event) -> Step {
        switch event {
        case .answeredYes(let day, let until): return answering(on: day, until: until)
        case .answeredNo:
            guard self == .requested else { return .refused(.answeredAlready) }
            return .moved(to: .refused, effects: [])
        case .withdrawn: return withdrawing
        case .dayBegan(let day):
            guard case .given(let until) = self, day >= until else { return .unchanged }
            return .moved(to: .lapsed, effects: [.destroyWaitingEnvelopes, .askAgain])
        case .authorityEnded:
            guard case .given = self else { return .unchanged }
            return .moved(to: .lapsed, effects: [.destroyWaitingEnvelopes, .askAgain])
        case .superseded:
            guard case .given = self else { return .unchanged }
            return .moved(to: .superseded, effects: [])
        }
    }

    private func answering(on day: CivilDate, until: CivilDate) -> Step {
        guard self == .requested else { return .refused(.answeredAlready) }
        guard until > day, until <= day.adding(years: Toestemming.yearsLimit) else {
            return .refused(.periodInvalid)
        }
        return .moved(to: .given(until: until), effects: [])
    }

    private var withdrawing: Step {
        switch self {
        case .given:
            .moved(to: .withdrawn, effects: [.destroyWaitingEnvelopes, .tellRecipients])
        // A yes that ended may still be taken back: the no then stands for what follows.
        case .lapsed, .superseded: .moved(to: .withdrawn, effects: [.destroyWaitingEnvelopes])
        case .withdrawn: .unchanged
        case .requested, .refused: .refused(.nothingGiven)
        }
    }
}

extension Toestemming {
    /// Where this act stands on a day in Amsterdam, taken by itself.
    package func life(on day: CivilDate) -> ConsentLife {
        switch answer {
        case .refused: .refused
        case .given(_, let until):
            withdrawnAt != nil ? .withdrawn : (day >= until ? .lapsed : .given(until: until))
        }
    }
}
