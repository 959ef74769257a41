// SPDX-License-Identifier: EUPL-1.2
package import Foundation
package import Testing

/// A folder of its own for a test, readable by its owner alone, gone with the last reference to it.
///
/// A local value may end right after its last use: hold it in the suite, or use `scope` or the
/// trait.
package final class TemporaryFolder: Sendable {
    /// The absolute path of the folder, which exists.
    package let path: String

    /// The folder of the running test, with the trait `.temporaryFolder` on the test or its suite.
    @TaskLocal package static var current: TemporaryFolder?

    package init() throws {
        path =
            FileManager.default.temporaryDirectory
            .appendingPathComponent("kernpoort-test-\(UUID().uuidString)").path
        try FileManager.default.createDirectory(
            atPath: path, withIntermediateDirectories: false,
            attributes: [.posixPermissions: 0o700])
    }

    deinit { try? FileManager.default.removeItem(atPath: path) }

    /// The folder as a URL.
    package var url: URL { URL(fileURLWithPath: path, isDirectory: true) }

    /// The path of a file in the folder; the file is not made.
    package func file(_ name: String) -> String { path + "/" + name }

    /// Makes a folder that lasts exactly as long as the closure.
    package static func scope<R>(
        _ body: (TemporaryFolder) async throws -> R
    ) async throws -> R {
        let folder = try TemporaryFolder()
        defer { withExtendedLifetime(folder) {} }
        return try await body(folder)
    }

    /// Makes a folder that lasts exactly as long as the closure.
    package static func scope<R>(_ body: (TemporaryFolder) throws -> R) throws -> R {
        let folder = try TemporaryFolder()
        defer { withExtendedLifetime(folder) {} }
        return try body(folder)
    }
}

/// Gives each test, and each case of a table, a temporary folder of its own.
package struct TemporaryFolderTrait: TestTrait, SuiteTrait, TestScoping {
    package var isRecursive: Bool { true }

    package func scopeProvider(for test: Test, testCase: Test.Case?) -> Self? {
        testCase == nil ? nil : self
    }

    package func provideScope(
        for test: Test, testCase: Test.Case?,
        performing function: @concurrent @Sendable () async throws -> Void
    ) async throws {
        try await TemporaryFolder.scope { folder in
            try await TemporaryFolder.$current.withValue(folder) { try await function() }
        }
    }
}

extension Trait where Self == TemporaryFolderTrait {
    /// A temporary folder for each test, found at `TemporaryFolder.current`.
    package static var temporaryFolder: Self { Self() }
}
