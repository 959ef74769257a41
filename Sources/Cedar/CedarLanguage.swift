// SPDX-License-Identifier: EUPL-1.2

/// The policy language that this target implements: Cedar, whole, without any code of others.
///
/// - Language 4.5, held to the behaviour of engine 4.12: parsing, evaluation, authorization, strict
///   validation, entities and requests with and without schema, schemas in both forms, the JSON form
///   of policies, templates and links, and formatting.
/// - Beside it: a trace of refusals (`Answer.trace`), prepared policy sets (`PreparedPolicySet`),
///   enumeration of all decisions (`DecisionSpace`) and the check of a house's profile
///   (`PolicySet.findings`).
/// - Left out: permissive and level validation, and partial evaluation with unknowns, all of which
///   are tools beside the language; and the reference's exact texts of errors and warnings.
/// - Stricter than the reference in four ways: `CedarLimits` bounds size, number and nesting; JSON
///   beyond 127 levels is refused also where the reference would skip it; so are numbers that a
///   reader could lose; and hierarchies, schemas and validations have bounds on their work.
package enum CedarLanguage {
    /// The version of the language.
    package static let version = "4.5"
}
