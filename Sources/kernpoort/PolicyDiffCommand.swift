// SPDX-License-Identifier: EUPL-1.2
internal import Domain
internal import Encodings
internal import Gateway
internal import Platform

/// `kernpoort policy diff`: which decisions two folders of rules take otherwise.
enum PolicyDiffCommand {
    static let command = Command(
        "policy diff",
        "compare every decision of two folders of rules; exit status 0 proves that none differs",
        operands: ["BEFORE", "AFTER"], options: [PolicyCommand.day], run: run)

    private static func run(_ arguments: Arguments) async throws -> ExitStatus {
        let day = try PolicyCommand.dayOrUsage(arguments)
        let paths = try arguments.operands.map { try InitCommand.absolute($0) }
        let sets = try paths.map { try Gatehouse.ruleSet(try Gatehouse.policyFiles($0)) }
        let scenarios = paths.map(scenarios)
        let meter = ProgressMeter("comparing")
        let difference: PolicyDifference
        do throws(PolicyError) {
            difference = try PolicyDifference(from: sets[0], to: sets[1], on: day) {
                meter.show($0)
            }.adding(PolicyNote.notes(from: scenarios[0], to: scenarios[1]))
        } catch {
            meter.end()
            throw CommandFailure(.failure, "\(error)")
        }
        meter.end()
        if arguments.has("json") {
            printJSON(difference.json)
        } else {
            printLine(difference.text)
        }
        return difference.flips ? .changed : .success
    }

    /// The examples of a folder; a folder may have none.
    private static func scenarios(_ path: String) -> [PolicyFiles.File] {
        let name = path.split(separator: "/").last.map(String.init) ?? ""
        return (try? PolicyFiles.scenarios(folder: Files.folder(of: path), region: name)) ?? []
    }
}

/// How far long work is, on a terminal only.
struct ProgressMeter {
    private let title: String
    private let isShown: Bool

    init(_ title: String) {
        self.title = title
        isShown = StandardStream.error.isTerminal
    }

    /// - Parameter percent: from 0 to 100.
    func show(_ percent: Int) {
        guard isShown else { return }
        StandardStream.error.write("\r\(title) \(percent)% ")
    }

    /// Leaves the line empty.
    func end() {
        guard isShown else { return }
        StandardStream.error.write("\r\u{1B}[K")
    }
}
