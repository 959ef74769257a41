// SPDX-License-Identifier: EUPL-1.2

let arguments = Array(CommandLine.arguments.dropFirst())
switch (arguments.first, arguments.count) {
case ("cedar-cases", 2): try CedarBenchmark.writeCases(to: arguments[1])
case ("cedar", 1...2):
    try await CedarBenchmark.run(folder: arguments.count > 1 ? arguments[1] : nil)
default: print("usage: kernpoort-bench cedar [FOLDER] | cedar-cases FOLDER")
}
