// SPDX-License-Identifier: EUPL-1.2
internal import Cedar
package import Domain

/// One Cedar policy with what people read of it: one row of the protocol, or a step of every rule.
package struct Rule: Sendable {
    /// What becomes of a question that satisfies the rule.
    package enum Effect: Hashable, Sendable {
        case permit
        /// It is refused with this code.
        case forbid(RefusalCode)
    }

    package let code: RuleCode
    /// The row of the matrix; nil for a step that holds for every rule.
    package let row: String?
    package let effect: Effect
    /// The AVG and secrecy bases; empty for a forbid.
    package let bases: [LegalBasisCode]
    /// The way outside the gateway by which what it refuses goes instead; nil for other rules.
    package let channel: String?
    /// The law or agreement that it comes from.
    package let source: String
    package let explanation: Explanation
    /// The duties that travel with what it permits.
    package let obligations: [Obligation]
    package let validFrom: CivilDate
    /// The first day on which it no longer holds; nil while it has no end.
    package let validUntil: CivilDate?
    /// It waits for a lawyer (`@status("uit")`).
    package let isOff: Bool
    /// Where it stands.
    package let path: String
    package let line: Int

    let policy: Policy
    /// The conditions in their order.
    let clauses: [Clause]
    /// The policy's own text, without annotations, as it was written.
    package let text: String

    /// One `when` or `unless` of a permit.
    struct Clause: Sendable {
        /// Which step it stands for; `geen-regel` if it only says which row this is.
        let refusal: RefusalCode
        /// Whether it looks at what is given.
        let namesResource: Bool
        /// `permit`, the scope and this condition alone.
        let text: String
    }

    /// `permit` and the scope alone.
    let scopeText: String
    /// What its permission stands on includes the family's consent.
    let reliesOnConsent: Bool

    /// Whether the rule holds on a day in Amsterdam.
    package func isInForce(on day: CivilDate) -> Bool {
        !isOff && validFrom <= day && validUntil.map { day < $0 } ?? true
    }
}
