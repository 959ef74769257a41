// SPDX-License-Identifier: EUPL-1.2
internal import Encodings
internal import Gateway
internal import OpenSSL
internal import Platform

/// `kernpoort policy matrix`: who may give what to whom, as a page and as a table.
enum PolicyMatrixCommand {
    static let command = Command(
        "policy matrix",
        "write who may give what to whom: one page to read, or lines to compute with",
        operands: ["POLICY-FOLDER"],
        options: [
            Option("html", "FILE", "write one page that needs no server and no other file"),
            Option(
                "csv", "FILE", "write a line for each giver, field group, recipient and purpose"),
            PolicyCommand.day,
        ],
        run: run)

    private static func run(_ arguments: Arguments) async throws -> ExitStatus {
        let files = try Gatehouse.policyFiles(try InitCommand.absolute(arguments.operands[0]))
        let rules = try Gatehouse.ruleSet(files)
        let day = try PolicyCommand.dayOrUsage(arguments)
        let matrix: SharingMatrix
        do throws(PolicyError) {
            matrix = try SharingMatrix(rules, on: day)
        } catch {
            throw CommandFailure(.failure, "\(error)")
        }
        if let path = arguments["html"] {
            try Files.replace(path, with: Array(matrix.page.utf8).span)
        }
        if let path = arguments["csv"] {
            try Files.replace(path, with: Array(matrix.commaSeparated.utf8).span)
        }
        if arguments.has("json") {
            printJSON([
                "beleid": .string(Hex.encode(matrix.version.bytes)),
                "dag": .string("\(matrix.day)"),
                "vragen": .integer(Int64(matrix.questionCount)),
                "cellen": .string("\(matrix.cellCount)"),
                "regels": .integer(Int64(matrix.entries.count)),
            ])
        } else {
            printLine(
                "\(matrix.entries.count) rows for \(matrix.questionCount) questions, "
                    + "\(matrix.cellCount) cells, on \(matrix.day)")
            if arguments["html"] == nil, arguments["csv"] == nil {
                printLine("hint: name a file with --html or --csv")
            }
        }
        return .success
    }
}
