// SPDX-License-Identifier: EUPL-1.2
import Encodings
import Foundation
import Platform
import TestSupport
import Testing

/// Who has no code of ours gets along with curl, python3-jwcrypto and the README alone.
@Suite(.temporaryFolder)
struct ReadmeTests {
    private static let program = Checkout.path(".build/debug/kernpoort")
    private static let heading = "## Without our code: curl and jwcrypto"

    @Test(
        Jwcrypto.isThere,
        .enabled(
            if: FileManager.default.isExecutableFile(atPath: "/usr/bin/curl"),
            "the Debian package curl is not installed"),
        .enabled(
            if: FileManager.default.isExecutableFile(atPath: program),
            "kernpoort is not built"),
        .timeLimit(.minutes(3)))
    func `the lines of the README offer, collect and open a fragment`() async throws {
        let blocks = try Self.blocks()
        #expect(blocks.count == 3)
        let folder = try #require(TemporaryFolder.current)
        let region = folder.file("demo")
        defer { Self.stopGateway(of: region) }
        let demo = try Self.run(
            Self.program,
            [
                "demo", "--stay", "--port", "0", "--folder", region, "--policies",
                Checkout.path("Policies/utrecht"),
            ], output: folder.file("demo.out"))
        try #require(demo.status == 0, "\(demo.text.suffix(2000))")
        let lines = blocks.joined(separator: "\n").replacing("var/demo", with: region)
        #expect(!lines.contains("var/demo"))
        let script = folder.file("readme.sh")
        try "set -euo pipefail\ncd '\(Checkout.root.path)'\n\(lines)".write(
            toFile: script, atomically: true, encoding: .utf8)
        let played = try Self.run("/usr/bin/bash", [script], output: folder.file("readme.out"))
        #expect(played.status == 0, "\(played.text.suffix(2000))")
        #expect(played.text.contains("Noor lacht weer."), "\(played.text.suffix(2000))")
    }

    /// The shell blocks of the section, in their order.
    private static func blocks() throws -> [String] {
        let text = try String(contentsOfFile: Checkout.path("README.md"), encoding: .utf8)
        let start = try #require(text.range(of: heading)).upperBound
        let section = text[start...].components(separatedBy: "\n## ")[0]
        return section.components(separatedBy: "```sh\n").dropFirst().compactMap {
            $0.components(separatedBy: "\n```").first
        }
    }

    /// Runs a program to its end. Its output goes to files, and nothing of ours is handed down: the
    /// gateway that it leaves behind must not keep us waiting.
    private static func run(
        _ path: String, _ arguments: [String], output: String
    ) throws -> (status: Int32?, text: String) {
        let errors = output + ".errors"
        let child = try ChildProcess(path, arguments, output: output, errors: errors)
        let status = child.wait(upTo: .seconds(100))
        let text = try [output, errors].map { try String(contentsOfFile: $0, encoding: .utf8) }
        return (status, text.joined(separator: "\n"))
    }

    /// Ends the gateway that serves this folder, found by its own arguments.
    private static func stopGateway(of region: String) {
        let wanted = ["serve", "--folder", region]
        for name in (try? FileManager.default.contentsOfDirectory(atPath: "/proc")) ?? [] {
            guard let number = Int32(name),
                let line = FileManager.default.contents(atPath: "/proc/\(name)/cmdline")
            else { continue }
            let words = line.split(separator: 0).map { String(decoding: $0, as: UTF8.self) }
            guard words.dropFirst().starts(with: wanted) else { continue }
            kill(number, SIGTERM)
            for _ in 0..<500 where kill(number, 0) == 0 { usleep(20_000) }
        }
    }
}
