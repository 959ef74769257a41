// SPDX-License-Identifier: EUPL-1.2
package import Foundation
package import Testing

/// Other people's test data, which stands outside the checkout: a variable of the environment says
/// where.
package enum Vectors: String, Sendable, CaseIterable {
    /// The file with the log's test vectors.
    case tlog = "KERNPOORT_TLOG_VECTORS"
    /// The folder with policy decisions of the reference implementation.
    case cedar = "KERNPOORT_CEDAR_CASES"
    /// The folder with Wycheproof's attacks on signatures and encryption.
    case wycheproof = "KERNPOORT_WYCHEPROOF"
    /// The folder with JSONTestSuite's archive.
    case jsonSuite = "KERNPOORT_JSON_SUITE"

    /// The file or folder; nil where the variable is unset or nothing stands there.
    package var location: URL? {
        guard let path = ProcessInfo.processInfo.environment[rawValue], !path.isEmpty,
            FileManager.default.fileExists(atPath: path)
        else { return nil }
        return URL(fileURLWithPath: path)
    }

    /// The trait of a test that needs these data; it skips the test, saying why, where they are
    /// missing.
    package var areThere: ConditionTrait {
        .enabled(if: location != nil, "\(rawValue) names no file or folder")
    }

    /// The bytes of the file, or of the file at this path within the folder.
    package func bytes(_ path: String = "") throws -> [UInt8] {
        guard let location else { throw MissingVectors(variable: rawValue) }
        let file = path.isEmpty ? location : location.appendingPathComponent(path)
        return [UInt8](try Data(contentsOf: file))
    }
}

/// A test that needs vectors ran without them.
package struct MissingVectors: Error, Sendable {
    package let variable: String
}
