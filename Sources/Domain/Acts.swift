// SPDX-License-Identifier: EUPL-1.2

/// What a yes may carry by its text: an AVG consent, the lifting of professional secrecy, or both.
package struct ConsentBases: Hashable, Sendable {
    /// The text asks consent in the sense of the AVG (G-T).
    package let consent: Bool
    /// The text asks to lift professional secrecy (G-S).
    package let secrecy: Bool

    /// Nil if the text asks for neither.
    package init?(consent: Bool, secrecy: Bool) {
        guard consent || secrecy else { return nil }
        self.consent = consent
        self.secrecy = secrecy
    }
}

/// The words of one field group as the recipient will read them, which a yes per item names.
package struct ConsentItem: Hashable, Sendable {
    package let group: VeldgroepCode
    /// SHA-256 of the group's object exactly as it is offered, byte for byte; lowercase hex.
    package let words: String

    /// An item; nil unless `words` is 64 lowercase hex digits.
    package init?(group: VeldgroepCode, words: String) {
        let digits = words.utf8
        guard digits.count == 64,
            digits.allSatisfy({ $0.isDigit || ($0 >= 0x61 && $0 <= 0x66) })
        else { return nil }
        self.group = group
        self.words = words
    }
}

/// Toestemming: what one person answered when asked to consent to one scope.
package struct Toestemming: Hashable, Sendable {
    /// The answer; silence is the absence of an act.
    package enum Answer: Hashable, Sendable {
        /// Yes, for these bases, up to and not including the day `until`.
        case given(bases: ConsentBases, until: CivilDate)
        case refused
    }

    package let id: RandomID
    package let person: RandomID
    /// Whose data it is about, where that is not the child: an act of its own beside that for the child.
    package let about: RandomID?
    package let scope: Scope
    /// The very words that were shown; empty where the act is about the groups as such.
    package let items: Set<ConsentItem>
    package let answer: Answer
    package let at: Timestamp
    /// When the person took the yes back; nil while it stands.
    package let withdrawnAt: Timestamp?

    /// A yes lasts at most this long.
    package static let yearsLimit = 1

    /// An act; nil if a yes names no role, has no day to live or more than a year, or is withdrawn
    /// before it was given, if a refusal is withdrawn, or if it has items for some of its groups only.
    package init?(
        id: RandomID, person: RandomID, about: RandomID? = nil, scope: Scope,
        items: Set<ConsentItem> = [], answer: Answer, at: Timestamp,
        withdrawnAt: Timestamp? = nil
    ) {
        guard items.isEmpty || Set(items.map(\.group)) == scope.groups else { return nil }
        switch answer {
        case .given(_, let until):
            let day = Amsterdam.day(of: at)
            guard scope.recipientRole != nil, until > day,
                until <= day.adding(years: Self.yearsLimit)
            else { return nil }
            if let withdrawnAt, withdrawnAt < at { return nil }
        case .refused:
            guard withdrawnAt == nil else { return nil }
        }
        self.id = id
        self.person = person
        self.about = about
        self.scope = scope
        self.items = items
        self.answer = answer
        self.at = at
        self.withdrawnAt = withdrawnAt
    }
}

/// Bezwaar: one person's objection to processing that rests on a public task (AVG 21).
package struct Bezwaar: Hashable, Sendable {
    package let id: RandomID
    package let person: RandomID
    /// Whose data it is about, where that is not the child.
    package let about: RandomID?
    package let scope: ObjectionScope
    package let at: Timestamp

    package init(
        id: RandomID, person: RandomID, about: RandomID? = nil, scope: ObjectionScope,
        at: Timestamp
    ) {
        self.id = id
        self.person = person
        self.about = about
        self.scope = scope
        self.at = at
    }
}

/// Bericht: the family was told; there is nothing to choose.
package struct Bericht: Hashable, Sendable {
    /// What was told.
    package enum Soort: String, Sendable, CaseIterable {
        /// The text of AVG 13/14, before the first disclosure to a recipient for a purpose.
        case informatie
        /// That this very disclosure is coming.
        case verstrekking
    }

    package let id: RandomID
    /// Who was told; never empty.
    package let persons: Set<RandomID>
    package let soort: Soort
    /// Whose data goes, where that is not the child.
    package let about: RandomID?
    package let scope: Scope
    package let at: Timestamp

    /// A notice; nil if nobody was told.
    package init?(
        id: RandomID, persons: Set<RandomID>, soort: Soort, about: RandomID? = nil, scope: Scope,
        at: Timestamp
    ) {
        guard !persons.isEmpty else { return nil }
        self.id = id
        self.persons = persons
        self.soort = soort
        self.about = about
        self.scope = scope
        self.at = at
    }
}

/// Overeenstemming: what one person said of the handelingsdeel of one ontwikkelingsperspectief (OPP).
package struct Overeenstemming: Hashable, Sendable {
    package let id: RandomID
    package let person: RandomID
    /// Whose OPP it is; nil is every source.
    package let source: PartnerID?
    /// Which OPP, as the source names its versions: agreement to one is none to the next.
    package let opp: String
    /// SHA-256 of its field group as it is offered, lowercase hex; nil where it was not named.
    package let words: String?
    /// False where the person disagreed or took the agreement back.
    package let agreed: Bool
    package let at: Timestamp

    package init(
        id: RandomID, person: RandomID, source: PartnerID? = nil, opp: String = "",
        words: String? = nil, agreed: Bool, at: Timestamp
    ) {
        self.id = id
        self.person = person
        self.source = source
        self.opp = opp
        self.words = words
        self.agreed = agreed
        self.at = at
    }
}

/// A question to the family (vraag aan ouders): who was asked about what, and when.
package struct Question: Hashable, Sendable {
    package let id: RandomID
    /// Who was asked; never empty.
    package let persons: Set<RandomID>
    /// Whose data it is about, where that is not the child.
    package let about: RandomID?
    package let scope: Scope
    package let at: Timestamp

    /// A question; nil if nobody was asked.
    package init?(
        id: RandomID, persons: Set<RandomID>, about: RandomID? = nil, scope: Scope, at: Timestamp
    ) {
        guard !persons.isEmpty else { return nil }
        self.id = id
        self.persons = persons
        self.about = about
        self.scope = scope
        self.at = at
    }
}

/// The hearing of the pupil (hoorgesprek): what a jongere who does not decide alone had to say.
package struct Hearing: Hashable, Sendable {
    package let id: RandomID
    package let scope: Scope
    package let agrees: Bool
    package let at: Timestamp

    package init(id: RandomID, scope: Scope, agrees: Bool, at: Timestamp) {
        self.id = id
        self.scope = scope
        self.agrees = agrees
        self.at = at
    }
}

/// The source weighed somebody's no in writing.
package struct Weighing: Hashable, Sendable {
    /// The objection, refusal, withdrawal or hearing that was weighed.
    package let act: RandomID
    /// Whether the flow goes on; otherwise it stays stopped.
    package let continues: Bool
    package let at: Timestamp

    package init(act: RandomID, continues: Bool, at: Timestamp) {
        self.act = act
        self.continues = continues
        self.at = at
    }
}
