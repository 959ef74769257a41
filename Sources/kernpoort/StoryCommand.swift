// SPDX-License-Identifier: EUPL-1.2
internal import Domain
internal import Encodings
internal import Platform

/// `kernpoort story`: plays the story of a preset against a gateway of its own.
enum StoryCommand {
    static let command = Command(
        "story", "make a throw-away region of a preset and play its story over mutual TLS",
        operands: ["POLICY-FOLDER"],
        options: [
            Option("folder", "DIR", "where the region is made (default: var/verhaal-PRESET)")
        ],
        run: { arguments in
            try await play(
                preset: try InitCommand.absolute(arguments.operands[0]),
                folder: arguments["folder"])
        })

    /// The hour in Amsterdam at which a story begins, tomorrow.
    private static let firstHour: Int64 = 9

    /// Plays the story of a preset in a new region, and has its log verified at the end.
    static func play(preset: String, folder: String?) async throws -> ExitStatus {
        let name = preset.split(separator: "/").last.map(String.init) ?? ""
        let folder = try InitCommand.absolute(folder ?? "var/verhaal-\(name)")
        guard try Files.status(of: folder) == nil else {
            throw CommandFailure(
                .usage, "`\(folder)` exists already", hint: "remove it, or name another --folder")
        }
        let story = try read(preset: preset, name: name)
        let printer = DemoPrinter()
        let tomorrow = Amsterdam.day(of: RegionClock().now()).adding(days: 1)
        let stage = try await DemoStage(
            folder: folder, policies: preset, port: 0, printer: printer,
            start: Amsterdam.startOfDay(tomorrow).adding(milliseconds: firstHour * 3_600_000))
        defer { stage.end() }
        let player = try await StoryPlayer(story, on: stage, printer: printer)
        try player.play()
        try await DemoCommand.verify(stage, printer)
        printLine("\n\(player.stepCount) stappen, alles ging zoals verteld")
        return .success
    }

    private static func read(preset: String, name: String) throws -> Story {
        let path = "\(preset)/\(Story.fileName)"
        let bytes: [UInt8]
        do {
            bytes = try Files.read(path, limit: Story.byteLimit)
        } catch {
            throw CommandFailure(.usage, "cannot read `\(path)`", hint: "which preset has a story?")
        }
        do {
            return try StoryReader.read(
                try JSON(parsing: bytes), path: "\(name)/\(Story.fileName)")
        } catch let error as JSONError {
            throw CommandFailure(.failure, "`\(path)` is no JSON from byte \(error.offset)")
        }
    }
}
