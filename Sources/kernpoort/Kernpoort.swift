// SPDX-License-Identifier: EUPL-1.2
internal import Encodings
internal import Glibc
internal import OpenSSL
internal import Platform

/// The program: finds the command that was asked for, runs it, and turns its end into an exit status.
@main
enum Kernpoort {
    /// Every command, in the order of the help.
    static var commands: [Command] {
        [InitCommand.command, ServeCommand.command, DemoCommand.command, StoryCommand.command]
            + PartnerCommand.commands + PlanCommands.commands + SafetyCommands.commands
            + CaseCommand.commands
            + PolicyCommand.commands
            + CedarCommand.commands
            + [
                LogCommand.command, LogCommand.replay, TrendsCommand.command, DoctorCommand.command,
            ]
    }

    /// Not async: the thread of an async `main` ends up waiting with every signal let through, and the
    /// first SIGTERM would end the gateway in the middle of its work.
    static func main() {
        let words = CommandLine.arguments.dropFirst()
        // Before the first thread starts, so that none of them takes a signal meant for the gateway.
        if words.first == "serve" { try? Signals.block() }
        // Before the first key: nothing of this process is dumped, and keys have memory of their own.
        do {
            try ProcessState.harden()
        } catch {
            complain(CommandFailure(.failure, "\(error)"), asJSON: words.contains("--json"))
            exit(ExitStatus.failure.rawValue)
        }
        _ = SecureHeap.start()
        Task.detached { exit(await run(words).rawValue) }
        while true { pause() }
    }

    private static func run(_ words: ArraySlice<String>) async -> ExitStatus {
        guard let first = words.first, first != "--help", first != "help" else {
            StandardStream.output.write(help)
            return words.isEmpty ? .usage : .success
        }
        guard let command = find(words) else {
            complain(
                CommandFailure(.usage, "no such command", hint: "kernpoort --help"),
                asJSON: words.contains("--json"))
            return .usage
        }
        do {
            let arguments = try Arguments(
                words.dropFirst(command.words.count), for: command)
            if arguments.has("help") {
                StandardStream.output.write(command.help)
                return .success
            }
            return try await command.run(arguments)
        } catch let failure as CommandFailure {
            complain(failure, asJSON: words.contains("--json"))
            return failure.status
        } catch {
            complain(CommandFailure(.failure, "\(error)"), asJSON: words.contains("--json"))
            return .failure
        }
    }

    /// The command with the most words that begin this line.
    private static func find(_ words: ArraySlice<String>) -> Command? {
        commands.filter { words.starts(with: $0.words) }.max { $0.words.count < $1.words.count }
    }

    private static func complain(_ failure: CommandFailure, asJSON: Bool) {
        if asJSON {
            var members: [(String, JSON)] = [
                ("error", .string(failure.message)),
                ("status", .integer(Int64(failure.status.rawValue))),
            ]
            if let hint = failure.hint { members.append(("hint", .string(hint))) }
            printLine(String(decoding: JSON(members).serialized(), as: UTF8.self))
            return
        }
        StandardStream.error.write("kernpoort: \(failure.message)\n")
        if let hint = failure.hint { StandardStream.error.write("hint: \(hint)\n") }
    }

    private static var help: String {
        var text =
            "kernpoort: shares what may be shared about a child, and nothing else\n\ncommands:\n"
        for command in commands {
            text += "  \(padded(command.words.joined(separator: " "), to: 22))\(command.summary)\n"
        }
        text += "\nexit status:\n"
        for status in ExitStatus.allCases {
            text += "  \(status.rawValue)  \(status.meaning)\n"
        }
        text +=
            "\nkernpoort COMMAND --help tells more. Content goes in by file or standard input.\n"
        return text
    }
}
