// SPDX-License-Identifier: EUPL-1.2
internal import Cedar
internal import Encodings
internal import Platform

/// `kernpoort policy format|eval`, and `policy check` of a single file: for any Cedar text, not ours only.
enum CedarCommand {
    private static let schema = Option(
        "schema", "FILE", "a Cedar schema: .cedarschema, or .json for the JSON form")

    static let commands = [
        Command(
            "policy format", "lay a policy text out canonically; comments and annotations stay",
            operands: ["FILE"],
            options: [
                Option("write", nil, "put the result in place of the file"),
                Option("check", nil, "only tell whether the file is laid out so"),
            ], run: format),
        Command(
            "policy eval", "answer a request over policies and entities", operands: ["POLICIES"],
            options: [
                Option(
                    "request", "FILE", "JSON: principal, action, resource, context", required: true),
                Option("entities", "FILE", "JSON: the entities (default: none)"), schema,
            ], run: evaluate),
    ]

    static let fileByteLimit = 64 << 20

    /// Checks one policy text, against a schema where there is one.
    static func check(_ path: String, _ arguments: Arguments) throws -> ExitStatus {
        let policies = try reading(path) { try PolicySet(parsing: $0) }
        var warnings: [Diagnostic] = []
        if let schema = try readSchema(arguments) {
            let validation = schema.validate(policies)
            warnings = schema.warnings + validation.warnings
            guard validation.passes else {
                throw CommandFailure(
                    .unverified,
                    validation.errors.map { "\(path):\($0)" }.joined(separator: "\n"))
            }
        }
        let count = policies.policies.count + policies.templates.count
        if arguments.has("json") {
            printJSON([
                "policies": .integer(Int64(count)),
                "warnings": .array(warnings.map { .string("\($0)") }),
            ])
        } else {
            for warning in warnings { printLine("\(path):\(warning)") }
            printLine("in order: \(count) policies")
        }
        return .success
    }

    private static func format(_ arguments: Arguments) async throws -> ExitStatus {
        let path = arguments.operands[0]
        let bytes = try Files.read(path, limit: fileByteLimit)
        let formatted = try reading(path) {
            try PolicyFormatter.format(String(decoding: $0, as: UTF8.self))
        }
        let result = Array(formatted.utf8)
        if arguments.has("check") { return result == bytes ? .success : .unverified }
        if arguments.has("write") {
            if result != bytes { try Files.replace(path, with: result.span, mode: .everyoneReads) }
        } else {
            StandardStream.output.write(formatted)
        }
        return .success
    }

    private static func evaluate(_ arguments: Arguments) async throws -> ExitStatus {
        let policies = try reading(arguments.operands[0]) { try PolicySet(parsing: $0) }
        let schema = try readSchema(arguments)
        let entities = try arguments["entities"].map { path in
            try reading(path) { try Entities(parsing: $0, schema: schema) }
        }
        let request = try reading(try arguments.required("request")) {
            try Request(json: try JSON(parsing: $0), schema: schema)
        }
        let answer = PreparedPolicySet(policies, entities: entities ?? Entities()).decide(request)
        printJSON(
            JSON([
                ("decision", .string(answer.decision.rawValue)),
                ("reasons", .array(answer.reasons.map { .string($0.id) })),
                (
                    "errors",
                    .array(
                        answer.errors.map {
                            ["policy": .string($0.policy.id), "error": .string("\($0.error)")]
                        })
                ),
                (
                    "trace",
                    .array(
                        answer.trace.map {
                            [
                                "policy": .string($0.policy.id),
                                "obstacle": .string($0.obstacle.words),
                            ]
                        })
                ),
            ]))
        return answer.decision == .allow ? .success : .refused
    }

    private static func readSchema(_ arguments: Arguments) throws -> Schema? {
        guard let path = arguments["schema"] else { return nil }
        return try reading(path) { bytes in
            path.hasSuffix(".json")
                ? try Schema(json: try JSON(parsing: bytes)) : try Schema(parsing: bytes)
        }
    }

    /// Reads a file and makes something of it; what is wrong in it names the file.
    private static func reading<Value>(
        _ path: String, _ make: ([UInt8]) throws -> Value
    ) throws -> Value {
        let bytes = try Files.read(path, limit: fileByteLimit)
        do {
            return try make(bytes)
        } catch let error as CedarError {
            throw CommandFailure(
                .unverified,
                "\(error)".split(separator: "\n").map { "\(path):\($0)" }.joined(separator: "\n"))
        } catch let error as JSONError {
            throw CommandFailure(.unverified, "\(path): no strict JSON from byte \(error.offset)")
        }
    }
}

extension Obstacle {
    /// For people: which part did not hold, and on which values.
    fileprivate var words: String {
        switch self {
        case .scope(let part): return "the \(part.rawValue) scope does not hold"
        case .condition(let index, let expression, let values):
            let seen = values.map { "\($0.expression) = \($0.value)" }.joined(separator: ", ")
            return "condition \(index + 1) does not hold: \(expression)"
                + (seen.isEmpty ? "" : " (\(seen))")
        case .error(let error): return "it failed: \(error)"
        }
    }
}
