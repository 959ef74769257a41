// SPDX-License-Identifier: EUPL-1.2
internal import Encodings
package import OpenSSL
internal import Platform

/// Something wrong with a policy folder: where, what, and how to mend it.
package struct PolicyFinding: Hashable, Sendable, CustomStringConvertible {
    /// The path within the folder.
    package let path: String
    /// Counted from 1.
    package let line: Int
    /// What is wrong, in lower case.
    package let message: String
    /// How to mend it.
    package let mend: String

    init(_ path: String, line: Int, _ message: String, mend: String) {
        self.path = path
        self.line = line
        self.message = message
        self.mend = mend
    }

    package var description: String { "\(path):\(line): \(message)\n  hint: \(mend)" }
}

/// Why a policy folder was refused; at least one finding, by path and line.
package struct PolicyError: Error, Equatable, CustomStringConvertible {
    package let findings: [PolicyFinding]

    package var description: String { findings.map(\.description).joined(separator: "\n") }
}

/// The files of one region's rule set, as bytes: what is hashed, stored and read.
package struct PolicyFiles: Sendable {
    /// One file; the path is relative to the policy folder, with `/`.
    package struct File: Sendable {
        package let path: String
        package let bytes: [UInt8]

        package init(path: String, bytes: [UInt8]) {
            self.path = path
            self.bytes = bytes
        }
    }

    /// The folder of the region, such as `utrecht`.
    package let region: String
    // INVARIANT: ascending by the bytes of the path, each path once; no scenarios.
    package let files: [File]

    /// Bytes of one policy file.
    package static let fileByteLimit = 1 << 20
    /// Files of one region, scenarios aside.
    package static let fileCountLimit = 200

    static let schemaPath = "schema.cedarschema"
    static let cataloguePath = "catalogus.json"
    static let purposesPath = "doelen.json"
    static let sharedName = "gedeeld.json"
    var rolesPath: String { "\(region)/rollen.json" }

    /// Files that were kept elsewhere, for example with the log line that names their version.
    /// - Throws: a finding if a file is absent, foreign to the region or there twice.
    package init(region: String, files: [File]) throws(PolicyError) {
        self.region = region
        self.files = files.sorted { $0.path.utf8.lexicographicallyPrecedes($1.path.utf8) }
        try requireAll()
    }

    /// Reads the shared files of a policy folder and those of one region, scenarios aside.
    ///
    /// A region takes over files of rules of another one by naming them in `gedeeld.json`; they count
    /// for its version under their own paths.
    package init(folder: String, region: String) throws(PolicyError) {
        let names = try Self.names(in: "\(folder)/\(region)", called: region)
        var paths = [Self.schemaPath, Self.cataloguePath, Self.purposesPath]
        if names.contains(Self.sharedName) {
            paths += try Self.shared(in: folder, by: region)
        }
        paths += names.filter { $0 == "rollen.json" || $0.hasSuffix(".cedar") }
            .map { "\(region)/\($0)" }
        var files: [File] = []
        for path in paths {
            files.append(File(path: path, bytes: try Self.read(folder, path)))
        }
        try self.init(region: region, files: files)
    }

    /// Reads the scenarios of a region; they are no part of the version.
    package static func scenarios(
        folder: String, region: String
    ) throws(PolicyError) -> [File] {
        var files: [File] = []
        for name in try names(in: "\(folder)/\(region)/scenarios", called: "\(region)/scenarios")
        where name.hasSuffix(".json") {
            let path = "\(region)/scenarios/\(name)"
            files.append(File(path: path, bytes: try read(folder, path)))
        }
        return files
    }

    /// The version: SHA-256 over `kernpoort-policy/v1`, then per file `path LF sha256 LF`, by path.
    package var version: Digest {
        var text = Array("kernpoort-policy/v1\n".utf8)
        for file in files {
            text += Array("\(file.path)\n".utf8)
            text += Array(Hex.encode(Digest(hashing: file.bytes.span).bytes).utf8)
            text.append(0x0A)
        }
        return Digest(hashing: text.span)
    }

    func bytes(_ path: String) -> [UInt8] {
        files.first { $0.path == path }?.bytes ?? []
    }

    var policyFiles: [File] { files.filter { $0.path.hasSuffix(".cedar") } }

    private func requireAll() throws(PolicyError) {
        var findings: [PolicyFinding] = []
        let paths = files.map(\.path)
        for path in [Self.schemaPath, Self.cataloguePath, Self.purposesPath, rolesPath]
        where !paths.contains(path) {
            findings.append(
                PolicyFinding(path, line: 1, "the file is not there", mend: "add the file"))
        }
        if Set(paths).count != paths.count || paths.count > Self.fileCountLimit {
            findings.append(
                PolicyFinding(
                    region, line: 1, "a file is there twice, or there are too many",
                    mend: "keep each path once and at most \(Self.fileCountLimit) files"))
        }
        if !findings.isEmpty { throw PolicyError(findings: findings) }
    }

    /// The files of rules that a region takes over from others, as paths within the policy folder.
    private static func shared(
        in folder: String, by region: String
    ) throws(PolicyError) -> [String] {
        let path = "\(region)/\(sharedName)"
        let document = try PolicyDocument(path: path, bytes: try read(folder, path))
        document.root.allow("regels")
        var paths: [String] = []
        for value in document.root.member("regels")?.elements ?? [] {
            let words = "file of rules of another region, as in utrecht/stappen.cedar"
            guard let path = value.value(words, { isShared($0, by: region) ? $0 : nil }) else {
                continue
            }
            paths.append(path)
        }
        guard document.findings.isEmpty else { throw PolicyError(findings: document.findings) }
        return paths
    }

    /// Whether a path is `<region>/<name>.cedar` of another region, and nothing that leads elsewhere.
    private static func isShared(_ path: String, by region: String) -> Bool {
        let parts = path.split(separator: "/", omittingEmptySubsequences: false)
        return parts.count == 2 && parts[1].hasSuffix(".cedar") && parts[0] != region
            && parts.allSatisfy { !$0.isEmpty && $0.utf8.first != 0x2E }
    }

    private static func names(
        in path: String, called name: String
    ) throws(PolicyError) -> [String] {
        do throws(PlatformError) {
            return try Files.names(in: path)
        } catch {
            throw unreadable(name)
        }
    }

    private static func read(_ folder: String, _ path: String) throws(PolicyError) -> [UInt8] {
        do throws(PlatformError) {
            return try Files.read("\(folder)/\(path)", limit: fileByteLimit)
        } catch {
            throw unreadable(path)
        }
    }

    private static func unreadable(_ path: String) -> PolicyError {
        PolicyError(findings: [
            PolicyFinding(
                path, line: 1, "it can't be read",
                mend: "see that it exists, may be read and is below \(fileByteLimit) bytes")
        ])
    }
}
