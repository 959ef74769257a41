// SPDX-License-Identifier: EUPL-1.2

/// What the program's exit status means; `kernpoort --help` prints the same table.
enum ExitStatus: Int32, CaseIterable {
    case success = 0
    case failure = 1
    case usage = 2
    case refused = 3
    case unverified = 4
    case unreachable = 5
    case changed = 6

    var meaning: String {
        switch self {
        case .success: "done"
        case .failure: "something failed; the message says what to do"
        case .usage: "the command line is not understood"
        case .refused: "the gateway refused, with its reasons"
        case .unverified: "a proof, signature or check did not hold"
        case .unreachable: "the gateway could not be reached"
        case .changed: "two folders of rules decide differently"
        }
    }
}

/// Ends a command early with a message for the person at the terminal.
struct CommandFailure: Error {
    let status: ExitStatus
    let message: String
    let hint: String?

    init(_ status: ExitStatus, _ message: String, hint: String? = nil) {
        self.status = status
        self.message = message
        self.hint = hint
    }
}

/// One option of a command, as `--name VALUE`, or `--name` alone where it takes no value.
struct Option: Sendable {
    let name: String
    let value: String?
    let meaning: String
    let isRequired: Bool

    init(_ name: String, _ value: String? = nil, _ meaning: String, required: Bool = false) {
        self.name = name
        self.value = value
        self.meaning = meaning
        self.isRequired = required
    }
}

/// A command of the program: its words, its options, and what it does.
struct Command: Sendable {
    let words: [String]
    let summary: String
    let options: [Option]
    /// The names of what follows the words without a dash, in order.
    let operands: [String]
    let run: @Sendable (Arguments) async throws -> ExitStatus

    init(
        _ words: String, _ summary: String, operands: [String] = [], options: [Option] = [],
        run: @escaping @Sendable (Arguments) async throws -> ExitStatus
    ) {
        self.words = words.split(separator: " ").map(String.init)
        self.summary = summary
        self.options = options
        self.operands = operands
        self.run = run
    }

    /// The help text of this command alone.
    var help: String {
        var text = "kernpoort \(words.joined(separator: " "))"
        for operand in operands { text += " \(operand)" }
        if !options.isEmpty { text += " [options]" }
        text += "\n\n\(summary)\n"
        if !options.isEmpty {
            text += "\noptions:\n"
            for option in options + Self.common {
                let left = "--\(option.name)" + (option.value.map { " \($0)" } ?? "")
                let needed = option.isRequired ? " (required)" : ""
                text += "  \(padded(left, to: 28))\(option.meaning)\(needed)\n"
            }
        }
        return text
    }

    /// Options that every command takes.
    static let common = [
        Option("json", nil, "print one JSON document instead of text"),
        Option("help", nil, "print this help"),
    ]
}

/// The command line of one call, taken apart and checked against its command.
struct Arguments: Sendable {
    private let values: [String: [String]]
    let operands: [String]

    /// - Throws: `CommandFailure(.usage)` for an unknown, doubled or missing option, or a missing operand.
    init(_ words: ArraySlice<String>, for command: Command) throws {
        var values: [String: [String]] = [:]
        var operands: [String] = []
        var rest = words
        let known = command.options + Command.common
        while let word = rest.popFirst() {
            guard word.hasPrefix("--"), word != "--" else {
                operands.append(word)
                continue
            }
            let parts = word.dropFirst(2).split(
                separator: "=", maxSplits: 1, omittingEmptySubsequences: false)
            let name = String(parts[0])
            guard let option = known.first(where: { $0.name == name }) else {
                throw CommandFailure(
                    .usage, "unknown option `--\(name)`",
                    hint: "kernpoort \(command.words.joined(separator: " ")) --help")
            }
            if option.value == nil {
                values[name, default: []].append("")
            } else if parts.count == 2 {
                values[name, default: []].append(String(parts[1]))
            } else if let value = rest.popFirst() {
                values[name, default: []].append(value)
            } else {
                throw CommandFailure(.usage, "`--\(name)` needs a value")
            }
        }
        let wantsHelp = values["help"] != nil
        for option in command.options where option.isRequired && !wantsHelp {
            guard values[option.name] != nil else {
                throw CommandFailure(.usage, "`--\(option.name)` is required")
            }
        }
        if operands.count != command.operands.count, !wantsHelp {
            throw CommandFailure(
                .usage,
                "expected \(command.operands.count) operand(s): "
                    + command.operands.joined(separator: " "))
        }
        self.values = values
        self.operands = operands
    }

    /// Whether a switch was given.
    func has(_ name: String) -> Bool { values[name] != nil }

    /// The last value given for an option.
    subscript(name: String) -> String? { values[name]?.last }

    /// Every value given for an option, in order.
    func all(_ name: String) -> [String] { values[name] ?? [] }

    /// A required value; the command declared it so.
    func required(_ name: String) throws -> String {
        guard let value = values[name]?.last else {
            throw CommandFailure(.usage, "`--\(name)` is required")
        }
        return value
    }

    /// A whole number, or the default.
    func integer(_ name: String, default fallback: Int) throws -> Int {
        guard let text = values[name]?.last else { return fallback }
        guard let number = Int(text) else {
            throw CommandFailure(.usage, "`--\(name)` takes a whole number")
        }
        return number
    }
}

/// A text with blanks behind it, so that columns line up.
func padded(_ text: String, to width: Int) -> String {
    text + String(repeating: " ", count: max(1, width - text.count))
}
