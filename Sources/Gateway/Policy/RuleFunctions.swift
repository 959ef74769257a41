// SPDX-License-Identifier: EUPL-1.2
package import Cedar
package import Domain

/// The questions that one rule set can be asked, for whoever compares its rules with something else.
///
/// Rules are added to `space` as policies with `entities`, and are functions of the context from then
/// on. Purpose, role and type of the recipient are its first dimensions; the others are as many as
/// the schema declares.
package struct RuleFunctions: Sendable {
    package var space: SymbolicSpace
    package let entities: Entities
    /// Who gives; nil is anybody whose role is not one of the type of organisation.
    package let givers: [Post?]
    /// Who receives; without a role is anybody else at that type of organisation.
    package let receivers: [Post]
    package let subjects: [Subject]

    /// - Throws: `.request` where the rules read what is not finite.
    package init(
        _ set: RuleSet, on day: CivilDate, moment: Offer.Moment
    ) throws(CedarError) {
        let layout = try PolicySpace([set], orderedBy: set.inForce(on: day).rules)
        space = SymbolicSpace(layout.dimensions, action: moment.action)
        entities = set.entities
        givers = layout.givers
        let roles = layout.givers.compactMap(\.self)
        receivers = roles + PartnerType.allCases.map { Post(role: nil, type: $0) }
        subjects = layout.subjects
    }

    package func principal(_ giver: Post?) -> EntityUID {
        RuleWords.professional(giver?.type, giver?.role)
    }

    package func resource(_ subject: Subject) -> EntityUID { subject.fragment }

    /// The word of the context that stands for the role of a recipient.
    package func word(of receiver: Post) -> String {
        (receiver.role ?? RoleBook.unknown).text
    }
}
