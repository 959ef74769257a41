// SPDX-License-Identifier: EUPL-1.2
internal import Encodings
internal import Gateway
internal import Platform

/// `kernpoort trends`: prints counts for the kernpartneroverleg so that no child can be counted back.
///
/// The counts come in a file of the operator's own, as one JSON object of names and whole numbers; with
/// the counts of the last report nothing is printed of which the step tells of a small group.
enum TrendsCommand {
    static let command = Command(
        "trends", "print counts without persons: nothing that tells of fewer than ten",
        operands: ["COUNTS.json"],
        options: [Option("last", "FILE", "the counts behind the last report, with the same names")],
        run: run)

    private static let byteLimit = 65_536
    private static let largest: Int64 = 1_000_000_000

    private static func run(_ arguments: Arguments) async throws -> ExitStatus {
        let (names, counts) = try read(arguments.operands[0])
        var last: [Int]?
        if let path = arguments["last"] {
            let (formerNames, former) = try read(path)
            let known = Dictionary(uniqueKeysWithValues: zip(formerNames, former))
            guard Set(formerNames) == Set(names) else {
                throw CommandFailure(
                    .usage, "the last report has other names",
                    hint: "give a count for the same names, zero where there was nobody")
            }
            last = names.map { known[$0] ?? 0 }
        }
        let report = TrendReport(counts, last: last)
        if arguments.has("json") {
            printJSON([
                "aantallen": JSON(
                    zip(names, report.cells).map { ($0, .string($1.text)) }),
                "totaal": .string(report.total.text),
            ])
            return .success
        }
        let width = (names.map(\.count).max() ?? 0) + 2
        for (name, cell) in zip(names, report.cells) {
            printLine(padded(name, to: width) + cell.text)
        }
        printLine(padded("totaal", to: width) + report.total.text)
        return .success
    }

    /// The names and counts of a file, in its order.
    private static func read(_ path: String) throws -> ([String], [Int]) {
        let bytes = try Files.read(try InitCommand.absolute(path), limit: byteLimit)
        guard let object = (try? JSON(parsing: bytes))?.object else {
            throw CommandFailure(.usage, "a file of counts is one JSON object")
        }
        var counts: [Int] = []
        for name in object.keys {
            guard let count = object[name]?.integer, (0...largest).contains(count) else {
                throw CommandFailure(.usage, "a count is a whole number, zero or more")
            }
            counts.append(Int(count))
        }
        return (Array(object.keys), counts)
    }
}
