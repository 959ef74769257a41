// SPDX-License-Identifier: EUPL-1.2
import Cedar
import Encodings
import Foundation
import TestSupport

/// One policy case: four files, the requests and what the reference answers.
struct PolicyCase: Sendable {
    let name: String
    let test: JSON
    let folder: URL

    init(_ file: URL, in folder: URL) throws {
        name = file.lastPathComponent
        self.folder = folder
        test = try JSON(parsing: [UInt8](Data(contentsOf: file)), limits: .cases)
    }

    private func bytes(_ key: String) throws -> [UInt8] {
        let path = try required(test[key]?.string)
        return [UInt8](try Data(contentsOf: folder.appendingPathComponent(path)))
    }

    func policies() throws -> [UInt8] { try bytes("policies") }
    func schema() throws -> [UInt8] { try bytes("schema") }
    func entities() throws -> [UInt8] { try bytes("entities") }
    var requests: [JSON] { test["requests"]?.array ?? [] }
}

extension JSONLimits {
    static let cases = JSONLimits(byteCountLimit: 1 << 24, valueCountLimit: 1 << 20)
}

struct MissingMember: Error {}

func required<T>(_ value: T?) throws -> T {
    guard let value else { throw MissingMember() }
    return value
}

/// What differed from the reference, and how much was compared.
struct ConformanceReport: Sendable {
    var caseCount = 0
    var requestCount = 0
    var differences: [String] = []

    mutating func compare<T: Equatable>(_ name: String, expected: T, got: T) {
        if expected != got { differences.append("\(name): expected \(expected), got \(got)") }
    }

    mutating func add(_ other: ConformanceReport) {
        caseCount += other.caseCount
        requestCount += other.requestCount
        differences += other.differences
    }

    /// Runs cases on as many tasks as there are processors.
    static func run<Case: Sendable>(
        _ cases: [Case], _ body: @escaping @Sendable (Case, inout ConformanceReport) -> Void
    ) async -> ConformanceReport {
        let width = ProcessInfo.processInfo.activeProcessorCount
        return await withTaskGroup(of: ConformanceReport.self) { group in
            for lane in 0..<width {
                group.addTask { @concurrent in
                    var report = ConformanceReport()
                    for index in stride(from: lane, to: cases.count, by: width) {
                        report.caseCount += 1
                        body(cases[index], &report)
                    }
                    return report
                }
            }
            var whole = ConformanceReport()
            for await part in group { whole.add(part) }
            return whole
        }
    }
}

/// The three parts of the reference's data.
enum ConformanceData {
    /// The hand-written cases.
    static func handWritten() throws -> [PolicyCase] {
        let folder = try root().appendingPathComponent("hand-written")
        return try jsonFiles(folder.appendingPathComponent("tests")).map {
            try PolicyCase($0, in: folder)
        }
    }

    /// The generated cases, unpacked into a folder.
    static func corpus(_ folder: TemporaryFolder) throws -> [PolicyCase] {
        let archives = try FileManager.default.contentsOfDirectory(
            at: root(), includingPropertiesForKeys: nil
        ).filter { $0.lastPathComponent.hasSuffix(".tar.gz") }
        for archive in archives {
            let tar = Process()
            tar.executableURL = URL(fileURLWithPath: "/bin/tar")
            tar.arguments = ["xzf", archive.path, "-C", folder.path]
            try tar.run()
            tar.waitUntilExit()
        }
        return try jsonFiles(folder.url).filter { !$0.path.hasSuffix(".entities.json") }.map {
            try PolicyCase($0, in: folder.url)
        }
    }

    /// One file of our own cases.
    static func own(_ file: String) throws -> [JSON] {
        let bytes = [UInt8](
            try Data(contentsOf: root().appendingPathComponent("own-cases/\(file)")))
        if file.hasSuffix(".cedarschema") {
            return [.string(String(decoding: bytes, as: UTF8.self))]
        }
        let json = try JSON(parsing: bytes, limits: .cases)
        return json.array ?? [json]
    }

    private static func root() throws -> URL { try required(Vectors.cedar.location) }

    private static func jsonFiles(_ folder: URL) throws -> [URL] {
        let walker = FileManager.default.enumerator(at: folder, includingPropertiesForKeys: nil)
        return (walker?.allObjects ?? []).compactMap { $0 as? URL }
            .filter { $0.pathExtension == "json" }.sorted { $0.path < $1.path }
    }
}
