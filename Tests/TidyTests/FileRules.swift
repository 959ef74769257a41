// SPDX-License-Identifier: EUPL-1.2
import Foundation

/// Rules about files as a whole.
enum FileRules {
    /// The most lines of a source file; past 400 look for the second notion.
    static let lineCountLimit = 480
    /// The most columns of a line. The formatter holds code to 100; comments, texts and C may pass
    /// that a little.
    static let columnLimit = 120

    static func findings(in file: SourceFile) -> [Finding] {
        guard file.isSource || file.path == "Package.swift" else { return [] }
        var findings: [Finding] = []
        // A script starts with the line that names its interpreter, a manifest with its version.
        let firstLines = file.lines.prefix(2)
        let hasPreamble =
            file.lines.first?.hasPrefix("#!") == true || file.path == "Package.swift"
        let place = hasPreamble ? 1 : 0
        if firstLines.count <= place
            || !["// ", "# ", "-- ", "/* "].contains(where: {
                firstLines[place].hasPrefix($0 + "SPDX-License-Identifier: EUPL-1.2")
            })
        {
            findings.append(
                Finding(
                    path: file.path, line: place + 1,
                    what: "the file does not start with `SPDX-License-Identifier: EUPL-1.2`"))
        }
        if file.lines.count > lineCountLimit {
            findings.append(
                Finding(
                    path: file.path, line: lineCountLimit + 1,
                    what: "\(file.lines.count) lines, where \(lineCountLimit) is the most"))
        }
        for (index, line) in file.lines.enumerated() {
            // Policies carry whole sentences for people as annotations.
            if line.count > columnLimit, !file.path.hasPrefix("Policies/") {
                findings.append(
                    Finding(
                        path: file.path, line: index + 1,
                        what: "\(line.count) columns, where \(columnLimit) is the most"))
            }
            // Spelt in parts, so that this file does not find itself.
            for word in ["TO" + "DO", "FIX" + "ME", "X" + "XX"] where line.contains(word) {
                findings.append(
                    Finding(path: file.path, line: index + 1, what: "`\(word)`: do it, or not"))
            }
        }
        return findings
    }

    /// Private keys, in armour and with a body, in files of any kind.
    static func keyFindings(in file: SourceFile) -> [Finding] {
        let end = "PRIVATE KEY" + "-----"
        let base64 = Set("ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz0123456789+/=")
        return file.lines.enumerated().compactMap { index, line in
            guard let range = line.range(of: end) else { return nil }
            // The body starts on this line, as in a literal, or on the next.
            let rest =
                (line[range.upperBound...] + " "
                + (index + 1 < file.lines.count ? file.lines[index + 1] : ""))
                .replacing("\\n", with: " ")
            let hasBody = rest.split { !base64.contains($0) }.contains { $0.count >= 40 }
            return hasBody
                ? Finding(path: file.path, line: index + 1, what: "a private key is committed")
                : nil
        }
    }

    /// Files that must never be committed, by their kind.
    static func kindFindings(_ paths: [String]) -> [Finding] {
        let kinds = [".pem", ".key", ".crt", ".csr", ".p12", ".db", ".db-wal", ".db-shm", ".o"]
        return paths.filter { path in kinds.contains { path.hasSuffix($0) } }.map {
            Finding(path: $0, line: 1, what: "keys, certificates and databases are not committed")
        }
    }

    /// Paths of one particular machine.
    static func machineFindings(in file: SourceFile) -> [Finding] {
        // Spelt in parts, so that this file does not find itself.
        let places = ["/" + "work/", "/tmp/" + "kp", "/" + "root/", "/" + "home/"]
        return file.lines.enumerated().flatMap { index, line in
            places.filter { line.contains($0) }.map {
                Finding(path: file.path, line: index + 1, what: "`\($0)` is a place of one machine")
            }
        }
    }
}
