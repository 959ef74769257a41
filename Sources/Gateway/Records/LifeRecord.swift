// SPDX-License-Identifier: EUPL-1.2
package import Consent
package import Domain

/// A stored fact about who decides, what stands still, and what stopped counting by itself.
package enum LifeRecord: Sendable {
    case parentException(RecordedException)
    case incapacity(RecordedIncapacity)
    case restriction(Restriction)
    case restrictionLifted(RestrictionLift)
    case agreement(Overeenstemming, recordedBy: PartnerID)
    case lapse(RecordedLapse)
    case reconfirmation(Reconfirmation)

    var kind: CaseRecord.Kind {
        switch self {
        case .parentException: .parentException
        case .incapacity: .incapacity
        case .restriction: .restriction
        case .restrictionLifted: .restrictionLifted
        case .agreement: .agreement
        case .lapse: .lapse
        case .reconfirmation: .reconfirmation
        }
    }
}

/// A care professional's exception to deciding together with the parents, with why (uitzondering).
package struct RecordedException: Hashable, Sendable {
    package let exception: ParentException
    /// Written for the dossier: the family may ask for it one day.
    package let motivation: String
    package let recordedBy: PartnerID
    /// The professional who decided it, as the partner names them.
    package let user: String

    package init(
        exception: ParentException, motivation: String, recordedBy: PartnerID, user: String
    ) {
        self.exception = exception
        self.motivation = motivation
        self.recordedBy = recordedBy
        self.user = user
    }
}

/// A source's record that a jongere can't judge the own interests, or can again (wilsonbekwaamheid).
package struct RecordedIncapacity: Hashable, Sendable {
    package let id: RandomID
    package let incapacity: Incapacity
    package let motivation: String
    package let at: Timestamp
    package let recordedBy: PartnerID
    package let user: String

    package init(
        id: RandomID, incapacity: Incapacity, motivation: String, at: Timestamp,
        recordedBy: PartnerID, user: String
    ) {
        self.id = id
        self.incapacity = incapacity
        self.motivation = motivation
        self.at = at
        self.recordedBy = recordedBy
        self.user = user
    }
}

/// Processing of the child's data at a source stands still (beperking, AVG 18), as far as it reaches.
package struct Restriction: Hashable, Sendable {
    package let id: RandomID
    package let scope: ObjectionScope
    package let at: Timestamp
    package let recordedBy: PartnerID

    package init(id: RandomID, scope: ObjectionScope, at: Timestamp, recordedBy: PartnerID) {
        self.id = id
        self.scope = scope
        self.at = at
        self.recordedBy = recordedBy
    }
}

/// The source lifted a restriction.
package struct RestrictionLift: Hashable, Sendable {
    package let id: RandomID
    package let restriction: RandomID
    package let at: Timestamp
    package let recordedBy: PartnerID

    package init(id: RandomID, restriction: RandomID, at: Timestamp, recordedBy: PartnerID) {
        self.id = id
        self.restriction = restriction
        self.at = at
        self.recordedBy = recordedBy
    }
}

/// The gateway saw that a yes had stopped counting by itself.
///
/// The decision does not wait for this: it computes by the day. This is for the log, for what waits,
/// and for asking again.
package struct RecordedLapse: Hashable, Sendable {
    package let id: RandomID
    package let lapse: Lapse
    /// When the gateway saw it.
    package let at: Timestamp

    package init(id: RandomID, lapse: Lapse, at: Timestamp) {
        self.id = id
        self.lapse = lapse
        self.at = at
    }
}

/// The source asked again for a yes that had lapsed, or recorded a new answer (herbevestiging).
package struct Reconfirmation: Hashable, Sendable {
    package let id: RandomID
    package let lapse: RandomID
    /// The question, consent or refusal that took the place of the lapsed yes.
    package let act: RandomID
    package let at: Timestamp

    package init(id: RandomID, lapse: RandomID, act: RandomID, at: Timestamp) {
        self.id = id
        self.lapse = lapse
        self.act = act
        self.at = at
    }
}

/// What is recorded of the life of consents in one casus, besides what `Family` computes with.
package struct LifeFacts: Sendable {
    package private(set) var exceptions: [RecordedException] = []
    package private(set) var incapacities: [RecordedIncapacity] = []
    /// Restrictions that were not lifted.
    package private(set) var restrictions: [Restriction] = []
    package private(set) var lapses: [RecordedLapse] = []
    /// Lapses that were asked again or answered, by their record.
    package private(set) var reconfirmed: Set<RandomID> = []
    /// Who recorded each agreement.
    package private(set) var agreementRecorders: [RandomID: PartnerID] = [:]

    mutating func add(_ record: LifeRecord, to family: inout Family) {
        switch record {
        case .parentException(let recorded):
            exceptions.append(recorded)
            family.exceptions.append(recorded.exception)
        case .incapacity(let recorded):
            incapacities.append(recorded)
            family.incapacities.append(recorded.incapacity)
        case .restriction(let restriction): restrictions.append(restriction)
        case .restrictionLifted(let lift): restrictions.removeAll { $0.id == lift.restriction }
        case .agreement(let agreement, let recorder):
            family.overeenstemmingen.append(agreement)
            agreementRecorders[agreement.id] = recorder
        case .lapse(let lapse): lapses.append(lapse)
        case .reconfirmation(let act): reconfirmed.insert(act.lapse)
        }
    }

    /// Lapsed yeses that were not asked again yet.
    package var openLapses: [RecordedLapse] { lapses.filter { !reconfirmed.contains($0.id) } }

    /// The lapse of a consent, if the gateway saw one.
    package func lapse(of consent: RandomID) -> RecordedLapse? {
        lapses.first { $0.lapse.consent == consent }
    }

    /// Whether a flow stands still; without field group (a category without any) each restriction that
    /// reaches the rest of it counts.
    package func isRestricted(
        source: PartnerID, recipient: PartnerID, purpose: PurposeCode,
        groups: Set<VeldgroepCode>, now: Timestamp
    ) -> Bool {
        restrictions.contains { restriction in
            let scope = restriction.scope
            return restriction.at <= now && scope.source == source
                && (scope.recipient == nil || scope.recipient == recipient)
                && (scope.purpose == nil || scope.purpose == purpose)
                && (scope.groups.map { groups.isEmpty || !$0.isDisjoint(with: groups) } ?? true)
        }
    }
}
