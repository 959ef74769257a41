// SPDX-License-Identifier: EUPL-1.2
package import Domain

/// What is recorded about a child's family in one casus: the facts from which consent is computed.
package struct Family: Sendable {
    /// The person id of the child.
    package var child: RandomID
    package var born: CivilDate
    /// Everyone of the family, the child included.
    package var members: [FamilyMember]
    package var gezag: [GezagFact]
    package var toestemmingen: [Toestemming]
    package var bezwaren: [Bezwaar]
    package var berichten: [Bericht]
    package var overeenstemmingen: [Overeenstemming]
    package var questions: [Question]
    package var hearings: [Hearing]
    package var weighings: [Weighing]
    package var exceptions: [ParentException]
    /// Records of wilsonbekwaamheid, in the order of recording.
    package var incapacities: [Incapacity]
    /// A gezag fact may be this many days old: a setting of the region, in `GezagFinding.ageDaysLimits`.
    package var gezagAgeDaysLimit = GezagFinding.defaultAgeDaysLimit

    /// The record that counts for every source alike; setting it replaces all.
    package var incapacity: Incapacity? {
        get { incapacities.last { $0.source == nil } }
        set { incapacities = newValue.map { [$0] } ?? [] }
    }

    package init(
        child: RandomID, born: CivilDate, members: [FamilyMember] = [], gezag: [GezagFact] = [],
        toestemmingen: [Toestemming] = [], bezwaren: [Bezwaar] = [], berichten: [Bericht] = [],
        overeenstemmingen: [Overeenstemming] = [], questions: [Question] = [],
        hearings: [Hearing] = [], weighings: [Weighing] = [],
        exceptions: [ParentException] = [], incapacity: Incapacity? = nil
    ) {
        self.child = child
        self.born = born
        self.members = members
        self.gezag = gezag
        self.toestemmingen = toestemmingen
        self.bezwaren = bezwaren
        self.berichten = berichten
        self.overeenstemmingen = overeenstemmingen
        self.questions = questions
        self.hearings = hearings
        self.weighings = weighings
        self.exceptions = exceptions
        incapacities = incapacity.map { [$0] } ?? []
    }

    /// Who has gezag on a day, as far as the recorded facts tell: the one way to ask it.
    package func gezagFinding(on today: CivilDate) -> GezagFinding {
        GezagFinding(of: gezag, child: child, on: today, ageDaysLimit: gezagAgeDaysLimit)
    }

    /// The record of wilsonbekwaamheid that a source's flows follow on a day: its own last one.
    ///
    /// A record that the jongere can judge again ends the one before. For what belongs to no one source
    /// (nil) the last record of all counts.
    package func incapacity(for source: PartnerID?, on day: CivilDate) -> Incapacity? {
        let last = incapacities.last {
            ($0.source == nil || source == nil || $0.source == source) && $0.since <= day
        }
        return last.flatMap { $0.isEnded ? nil : $0 }
    }
}

/// A care professional's record that deciding together with the parents would breach good care.
///
/// It replaces the yes of silent parents at 12 to 15, for one scope.
package struct ParentException: Hashable, Sendable {
    package let id: RandomID
    package let scope: Scope
    /// Whose explicit no the record names and weighs.
    package let weighedPersons: Set<RandomID>
    package let at: Timestamp

    package init(id: RandomID, scope: Scope, weighedPersons: Set<RandomID>, at: Timestamp) {
        self.id = id
        self.scope = scope
        self.weighedPersons = weighedPersons
        self.at = at
    }
}

/// The source professional's dated record that a jongere can't judge the own interests (wilsonbekwaam).
package struct Incapacity: Hashable, Sendable {
    /// From this day on.
    package let since: CivilDate
    /// The curator or mentor of an adult (BW 1); nil where none was recorded.
    package let representative: RandomID?
    /// Whose record it is, and for whose flows alone it counts; nil is every source.
    package let source: PartnerID?
    /// From that day on the jongere can judge again.
    package let isEnded: Bool

    package init(
        since: CivilDate, representative: RandomID?, source: PartnerID? = nil,
        isEnded: Bool = false
    ) {
        self.since = since
        self.representative = representative
        self.source = source
        self.isEnded = isEnded
    }
}

/// What a source partner has settled for itself about consent.
package struct ConsentSettings: Hashable, Sendable {
    /// At 12 to 15 under a care regime the jongere decides alone where parents are silent.
    package let jongereAlone: Bool

    package init(jongereAlone: Bool = false) { self.jongereAlone = jongereAlone }
}
