// SPDX-License-Identifier: EUPL-1.2
internal import Cedar
internal import Consent
internal import Domain

/// Everything that one decision stands on: enough to take it again, and nothing that names a person.
struct DecisionFacts: Hashable, Sendable {
    /// What Cedar is asked about one field group.
    struct Question: Hashable, Sendable {
        /// Nil for a category without groups.
        var group: VeldgroepCode?
        var context: QuestionContext
        /// The consents that a permission would stand on, ascending.
        var consents: [RandomID]
    }

    /// The version of the builder; another one may read the facts of a casus differently.
    static let version: Int64 = 2

    var day: CivilDate
    var moment: Offer.Moment
    /// The type and role of who gives; nil if the type of partner may not assert the role.
    var source: Professional?
    var category: CategoryCode
    /// One per field group, ascending.
    var questions: [Question]
    /// For an invitation: one per group for which the partner is invited, ascending.
    var invited: [Question]?
    /// The fragment carries `zichtbaarheid-ouders`.
    var isHiddenFromParents: Bool
    /// The gezag facts read, ascending.
    var gezag: [RandomID]
    /// The deelnemer rows read, ascending.
    var participants: [RandomID]
    /// The source's setting: at 12 to 15 the jongere decides alone.
    var jongereAlone: Bool

    /// Who gives, as the rules see it.
    struct Professional: Hashable, Sendable {
        let type: PartnerType
        let role: RoleCode
    }

    /// The same without the ids of what was read: all that a verdict may depend on.
    var withoutIDs: DecisionFacts {
        var facts = self
        facts.gezag = []
        facts.participants = []
        for index in facts.questions.indices { facts.questions[index].consents = [] }
        guard var invited else { return facts }
        for index in invited.indices { invited[index].consents = [] }
        facts.invited = invited
        return facts
    }

    /// The request about one field group.
    func request(_ question: Question) -> Request {
        Request(
            principal: RuleWords.professional(source?.type, source?.role), action: moment.action,
            resource: question.group.map { RuleWords.fragment($0) }
                ?? RuleWords.fragment(category),
            context: question.context.record)
    }
}
