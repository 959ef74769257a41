// SPDX-License-Identifier: EUPL-1.2
internal import Encodings
internal import Gateway

/// `kernpoort plan start`: from which day the three months of a routekaart run in this region.
enum PlanCommands {
    static let commands = [
        Command(
            "plan start", "settle from which day the three months of a plan run",
            operands: ["opening|verzuimdag:N"],
            options: [Option("folder", "DIR", "the region's folder", required: true)],
            run: setStart)
    ]

    private static func setStart(_ arguments: Arguments) async throws -> ExitStatus {
        let answer = try await PartnerCommand.ask(
            ["opdracht": "plan-start", "regel": .string(arguments.operands[0])],
            try PartnerCommand.configuration(arguments))
        if arguments.has("json") {
            printJSON(answer)
        } else {
            printLine("plan start: \(answer["regel"]?.string ?? "")")
        }
        return .success
    }
}

extension AdminCommands {
    /// Plans that run keep the day on which they began.
    func setPlanStart(_ request: JSON) async throws -> JSON {
        guard let rule = request["regel"]?.string.flatMap({ PlanStart($0) }) else {
            throw CommandFailure(
                .usage,
                "the rule is `opening`, or `verzuimdag:N` for the Nth day of absence (1 to 366)")
        }
        try await region.setPlanStart(rule)
        return ["regel": .string(rule.description)]
    }
}
