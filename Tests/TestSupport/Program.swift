// SPDX-License-Identifier: EUPL-1.2
import Foundation

/// Runs programs of the system in tests, without blocking a thread of the test.
package enum Program {
    package struct Outcome: Sendable {
        package let status: Int32
        package let output: [UInt8]
        package let errors: String

        package var text: String { String(decoding: output, as: UTF8.self) }
    }

    /// Runs a program found on the path, with an empty standard input unless bytes are given.
    package static func run(
        _ name: String, _ arguments: [String], input: [UInt8] = [],
        environment: [String: String]? = nil
    ) async throws -> Outcome {
        let folder = try TemporaryFolder()
        let files = ["in", "out", "err"].map { folder.file($0) }
        try Data(input).write(to: URL(fileURLWithPath: files[0]))
        for file in files[1...] { try Data().write(to: URL(fileURLWithPath: file)) }
        let process = Process()
        process.executableURL = URL(fileURLWithPath: "/usr/bin/env")
        process.arguments = [name] + arguments
        if let environment { process.environment = environment }
        process.standardInput = FileHandle(forReadingAtPath: files[0])
        process.standardOutput = FileHandle(forWritingAtPath: files[1])
        process.standardError = FileHandle(forWritingAtPath: files[2])
        let status: Int32 = try await withCheckedThrowingContinuation { continuation in
            process.terminationHandler = { ended in
                continuation.resume(returning: ended.terminationStatus)
            }
            do {
                try process.run()
            } catch {
                process.terminationHandler = nil
                continuation.resume(throwing: error)
            }
        }
        return Outcome(
            status: status, output: Array(try Data(contentsOf: URL(fileURLWithPath: files[1]))),
            errors: String(
                decoding: try Data(contentsOf: URL(fileURLWithPath: files[2])), as: UTF8.self))
    }

    /// Whether a program is there; for tests that are skipped without it.
    package static func exists(_ name: String) -> Bool {
        (ProcessInfo.processInfo.environment["PATH"] ?? "").split(separator: ":").contains {
            FileManager.default.isExecutableFile(atPath: "\($0)/\(name)")
        }
    }
}
