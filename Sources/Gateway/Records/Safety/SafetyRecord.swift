// SPDX-License-Identifier: EUPL-1.2
package import Domain

/// One record about safety in a casus: break-glass, withholding, and who of the family may see what.
package enum SafetyRecord: Hashable, Sendable {
    case emergency(EmergencyRecord)
    case use(EmergencyUse)
    case emergencyReview(EmergencyReview)
    case second(SecondPerson)
    case withholding(WithholdingRecord)
    case withholdingReview(WithholdingReview)
    case youthChoice(YouthViewChoice)
    case sourceChoice(SourceViewChoice)
    case weighing(ProtectionWeighing)

    var kind: CaseRecord.Kind {
        switch self {
        case .emergency: .emergency
        case .use: .emergencyUse
        case .emergencyReview: .emergencyReview
        case .second: .secondPerson
        case .withholding: .withholding
        case .withholdingReview: .withholdingReview
        case .youthChoice: .youthViewChoice
        case .sourceChoice: .sourceViewChoice
        case .weighing: .protectionWeighing
        }
    }
}

/// All records about safety of one casus, in the order of recording.
package struct SafetyFile: Sendable {
    package private(set) var emergencies: [EmergencyRecord] = []
    package private(set) var uses: [EmergencyUse] = []
    package private(set) var emergencyReviews: [EmergencyReview] = []
    package private(set) var seconds: [SecondPerson] = []
    package private(set) var withholdings: [WithholdingRecord] = []
    package private(set) var withholdingReviews: [WithholdingReview] = []
    package private(set) var youthChoices: [YouthViewChoice] = []
    package private(set) var sourceChoices: [SourceViewChoice] = []
    package private(set) var weighings: [ProtectionWeighing] = []

    package init() {}

    package mutating func add(_ record: SafetyRecord) {
        switch record {
        case .emergency(let record): emergencies.append(record)
        case .use(let record): uses.append(record)
        case .emergencyReview(let record): emergencyReviews.append(record)
        case .second(let record): seconds.append(record)
        case .withholding(let record): withholdings.append(record)
        case .withholdingReview(let record): withholdingReviews.append(record)
        case .youthChoice(let record): youthChoices.append(record)
        case .sourceChoice(let record): sourceChoices.append(record)
        case .weighing(let record): weighings.append(record)
        }
    }

    /// Whether somebody other than the author agreed with a record.
    package func hasSecond(_ record: RandomID, to author: Signatory) -> Bool {
        seconds.contains { $0.record == record && $0.by.isSecond(to: author) }
    }

    /// Whether a break-glass was reviewed after the fact.
    package func isReviewed(_ emergency: RandomID) -> Bool {
        emergencyReviews.contains { $0.record == emergency }
    }

    /// What decisions ask for.
    ///
    /// - Parameter family: everyone of the casus.
    /// - Parameter replayed: an envelope whose own collection does not count as one, so that a retry
    ///   gets the same answer.
    package func facts(
        family: Set<RandomID>, replayed: RandomID? = nil
    ) -> SafetyFacts {
        var spent: [RandomID: Set<CategoryCode>] = [:]
        for use in uses where use.envelope != replayed {
            spent[use.record, default: []].insert(use.category)
        }
        return SafetyFacts(
            breakGlass: emergencies.compactMap {
                $0.breakGlass(hasSecond: hasSecond($0.id, to: $0.author))
            },
            spent: spent, withholdings: standings(family: family).map(\.fact),
            weighings: weighings.map {
                ProtectionFact(
                    id: $0.id, source: $0.author.partner, recipient: $0.recipient.partner,
                    recipientRole: $0.recipient.role, groups: $0.groups, at: $0.at)
            })
    }

    /// Every withholding as it stands, those that a decision not to tell the family implies too.
    package func standings(family: Set<RandomID>) -> [WithholdingStanding] {
        withholdings.map { standing($0) }
            + emergencies.compactMap { record in
                implied(
                    record.id, record.author, record.inform, record.recordedAt, family,
                    isComplete: record.shortcomings.isEmpty)
            }
            + weighings.compactMap { record in
                implied(
                    record.id, record.author, record.inform, record.at, family, isComplete: true)
            }
    }

    private func standing(_ record: WithholdingRecord) -> WithholdingStanding {
        let day = Amsterdam.day(of: record.at)
        let isWhole =
            record.by.partner == record.source && record.motivation != nil
            && hasSecond(record.id, to: record.by)
        var standing = WithholdingStanding(
            id: record.id, source: record.source, subject: record.subject, from: record.from,
            since: record.at, isComplete: false,
            due: WorkingDays.adding(WithholdingRecord.mendWorkingDays, to: day))
        if isWhole, let review = record.review,
            review <= day.adding(months: WithholdingRecord.firstReviewMonths)
        {
            standing.isComplete = true
            standing.due = review
        }
        apply(withholdingReviews.filter { $0.withholding == record.id }, to: &standing)
        return standing
    }

    private func apply(
        _ reviews: [WithholdingReview], to standing: inout WithholdingStanding
    ) {
        for review in reviews {
            guard let next = review.next else {
                standing.isLifted = true
                return
            }
            let day = Amsterdam.day(of: review.at)
            // Mending a first decision that fell short is a first decision still.
            let months =
                standing.isComplete
                ? WithholdingRecord.laterReviewMonths : WithholdingRecord.firstReviewMonths
            if hasSecond(review.id, to: review.by), next <= day.adding(months: months) {
                standing.isComplete = true
                standing.due = next
            }
        }
    }

    private func implied(
        _ id: RandomID, _ author: Signatory, _ inform: InformDecision?, _ at: Timestamp,
        _ family: Set<RandomID>, isComplete: Bool
    ) -> WithholdingStanding? {
        // Who has not decided to tell the family has not told it.
        if case .now? = inform { return nil }
        let day = Amsterdam.day(of: at)
        let mend = WorkingDays.adding(WithholdingRecord.mendWorkingDays, to: day)
        var standing = WithholdingStanding(
            id: id, source: author.partner, subject: id, from: family, since: at,
            isComplete: isComplete && inform != nil,
            due: inform?.until.map {
                min($0, day.adding(months: WithholdingRecord.firstReviewMonths))
            } ?? mend)
        apply(withholdingReviews.filter { $0.withholding == id }, to: &standing)
        return standing
    }
}

/// A withholding as it stands after all that was decided about it.
package struct WithholdingStanding: Hashable, Sendable {
    package let id: RandomID
    package let source: PartnerID
    package let subject: RandomID
    package let from: Set<RandomID>
    package let since: Timestamp
    /// Two people of the source decided, with a review date that the rules allow.
    package fileprivate(set) var isComplete: Bool
    /// The last day before it is overdue.
    package fileprivate(set) var due: CivilDate
    package fileprivate(set) var isLifted = false

    package init(
        id: RandomID, source: PartnerID, subject: RandomID, from: Set<RandomID>,
        since: Timestamp, isComplete: Bool, due: CivilDate
    ) {
        self.id = id
        self.source = source
        self.subject = subject
        self.from = from
        self.since = since
        self.isComplete = isComplete
        self.due = due
    }

    /// Whether a decision is late; it stays withheld all the same.
    package func isOverdue(on day: CivilDate) -> Bool { !isLifted && due < day }

    var fact: Withholding {
        Withholding(id: id, source: source, fragment: subject, from: from, isLifted: isLifted)
    }
}
