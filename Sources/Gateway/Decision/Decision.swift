// SPDX-License-Identifier: EUPL-1.2
package import Consent
package import Domain

/// A text for people in the two languages that the gateway speaks; the Dutch is B1.
package struct Explanation: Hashable, Sendable {
    package let dutch: String
    package let english: String

    package init(dutch: String, english: String) {
        self.dutch = dutch
        self.english = english
    }
}

/// The answer about one fragment for one recipient, with everything that it stands on.
///
/// A refusal is a value like a permission, evaluated in full. What a partner may see of it is for
/// the caller to choose by `RefusalCode.isFor`.
package struct Decision: Sendable {
    /// What the rules say; replaying `facts` gives the same.
    package let verdict: Verdict
    /// What Cedar was asked per field group and all that it stood on, as canonical JSON below
    /// `factsByteLimit`, for the log line.
    package let facts: [UInt8]
    /// Whose yes is missing, for the source's eyes; empty where somebody said no.
    package let missing: [ConsentFinding.Missing]

    /// `facts` is shorter than this.
    package static let factsByteLimit = 2048
}

/// What the rules say about one fragment for one recipient.
package struct Verdict: Hashable, Sendable {
    /// One answer per field group, ascending; a category without groups has one without group.
    package let groups: [GroupVerdict]
    /// For an invitation: what was decided about the groups for which the partner is invited.
    package let invited: [GroupVerdict]
    /// The groups that may go, ascending; empty is a refusal.
    package let permitted: [VeldgroepCode]
    /// Why what does not go does not, in the fixed order; empty if everything may go.
    package let codes: [RefusalCode]
    /// The rules that decided, ascending.
    package let rules: [RuleCode]
    /// The legal bases of the rules that permit, ascending.
    package let bases: [LegalBasisCode]
    /// The laws and agreements of `rules`, in their order, each once.
    package let sources: [String]
    /// The duties that travel with what may go, ascending.
    package let obligations: [Obligation]
    /// The consents that the permission stands on, ascending.
    package private(set) var consents: [RandomID] = []
    /// Why it may, or the first reason why it may not.
    package let explanation: Explanation

    /// Whether anything may go.
    package var isPermitted: Bool { !permitted.isEmpty }

    /// The same, standing on these consents.
    func standing(on consents: [RandomID]) -> Verdict {
        var verdict = self
        verdict.consents = consents
        return verdict
    }
}

/// The answer about one field group.
package struct GroupVerdict: Hashable, Sendable {
    /// The field group; nil for a category without groups.
    package let group: VeldgroepCode?
    /// Why not, in the fixed order; empty is permitted.
    package let codes: [RefusalCode]
    /// The rules that permit, that forbid, or that would fit but for `codes`; ascending.
    package let rules: [RuleCode]
    /// For the source: each rule that could have applied, and what it lacked.
    package let trace: [RuleTrace]

    package var isPermitted: Bool { codes.isEmpty }
}

/// A rule that could have applied to a field group, and the steps at which it failed.
package struct RuleTrace: Hashable, Sendable {
    package let rule: RuleCode
    /// In the fixed order; `geen-regel` where its purpose, recipient or another condition differs.
    package let failed: [RefusalCode]
}
