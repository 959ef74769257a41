// SPDX-License-Identifier: EUPL-1.2
import Foundation
import Platform
package import Testing

/// Runs each test, and each case of a table, on a thread of its own.
///
/// For tests with deadlines: the threads that tests share may be busy with others for many seconds,
/// and sleeping tasks wait for those threads too. Use `Wait` instead of `Task.sleep`.
package struct ThreadPerTestTrait: TestTrait, SuiteTrait, TestScoping {
    package var isRecursive: Bool { true }

    package func scopeProvider(for test: Test, testCase: Test.Case?) -> Self? {
        testCase == nil ? nil : self
    }

    package func provideScope(
        for test: Test, testCase: Test.Case?,
        performing function: @concurrent @Sendable () async throws -> Void
    ) async throws {
        let executor = try ThreadExecutor(name: "test", stackByteCount: 8 << 20)
        defer { executor.stop() }
        try await withTaskExecutorPreference(executor) { try await function() }
    }
}

extension Trait where Self == ThreadPerTestTrait {
    /// Gives each test a thread of its own.
    package static var threadPerTest: Self { ThreadPerTestTrait() }
}

/// Waiting that needs no thread but the test's own; tasks of the same test go on in between.
package enum Wait {
    /// Waits so long.
    package static func milliseconds(_ count: Int) async {
        _ = await until(within: .milliseconds(count)) { false }
    }

    /// Waits until the condition holds; false when it did not in time.
    package static func until(
        within limit: Duration = .seconds(20), _ condition: () -> Bool
    ) async -> Bool {
        let deadline = MonotonicInstant.now().advanced(by: limit)
        while !condition() {
            if MonotonicInstant.now() >= deadline { return false }
            usleep(200)
            await Task.yield()
        }
        return true
    }
}
