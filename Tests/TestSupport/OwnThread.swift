// SPDX-License-Identifier: EUPL-1.2
import Platform
package import Testing

/// Runs a suite's tests on one thread apart, which all suites with this trait share.
///
/// For tests that block or compute for long: on the few threads that all tests share they would hold up
/// others, whose clients and servers then miss their deadlines. One thread apart, because several would
/// take the processor from those others just the same.
package struct OwnThreadTrait: SuiteTrait, TestScoping {
    private static let executor: ThreadExecutor = {
        do { return try ThreadExecutor(name: "own-thread") } catch {
            preconditionFailure("a thread for tests cannot be started: \(error)")
        }
    }()

    package func provideScope(
        for test: Test, testCase: Test.Case?,
        performing function: @Sendable @concurrent () async throws -> Void
    ) async throws {
        try await withTaskExecutorPreference(Self.executor) { try await function() }
    }
}

extension Trait where Self == OwnThreadTrait {
    /// The tests of this suite run on the thread apart.
    package static var ownThread: Self { Self() }
}
