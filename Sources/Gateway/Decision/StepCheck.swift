// SPDX-License-Identifier: EUPL-1.2
internal import Cedar
internal import Domain

extension RuleSet {
    /// Steps that no rule in force sees to: a permit may not speak of them, so without a forbid that
    /// does, nobody asks.
    func unseenSteps(on day: CivilDate) -> [PolicyFinding] {
        var seen: Set<String> = []
        for rule in rules where rule.effect != .permit && rule.isInForce(on: day) {
            for condition in rule.policy.conditions {
                seen.formUnion(ExpressionSurvey(condition.body).attributes)
            }
        }
        let steps = QuestionContext.Attribute.all.map(\.name).filter {
            AttributeUse(attribute: $0) == .everyRule
        }
        return steps.filter { !seen.contains($0) }.map { name in
            PolicyFinding(
                "\(region)/\(PolicyFiles.sharedName)", line: 1, "no rule sees to `\(name)`",
                mend: "take over the steps of another region, or add a forbid that asks for it")
        }
    }
}
