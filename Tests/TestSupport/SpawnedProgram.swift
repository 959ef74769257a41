// SPDX-License-Identifier: EUPL-1.2
import Foundation
package import Glibc

/// A program that a test starts, signals and waits for; its output goes to a file, its input is empty.
///
/// Whatever happens to the test, the program ends with this value.
package final class SpawnedProgram {
    /// How a program came to its end.
    package enum Ending: Equatable, Sendable {
        case status(Int32)
        /// The signal, and whether the system says that it left a core.
        case signal(Int32, leftCore: Bool)
    }

    package struct NotStarted: Error { package let code: Int32 }

    package let number: pid_t
    private var ending: Ending?

    /// - Parameters:
    ///   - environment: added to the environment of the test.
    package init(
        _ program: String, _ arguments: [String], output: String, errors: String,
        environment: [String: String] = [:]
    ) throws {
        var actions = posix_spawn_file_actions_t()
        posix_spawn_file_actions_init(&actions)
        defer { posix_spawn_file_actions_destroy(&actions) }
        let flags = O_WRONLY | O_CREAT | O_TRUNC
        posix_spawn_file_actions_addopen(&actions, 0, "/dev/null", O_RDONLY, 0)
        posix_spawn_file_actions_addopen(&actions, 1, output, flags, 0o600)
        posix_spawn_file_actions_addopen(&actions, 2, errors, O_WRONLY | O_CREAT | O_APPEND, 0o600)
        // Nothing of how the test's own threads take signals: they block most of them.
        var attributes = posix_spawnattr_t()
        posix_spawnattr_init(&attributes)
        defer { posix_spawnattr_destroy(&attributes) }
        var none = sigset_t()
        sigemptyset(&none)
        var all = sigset_t()
        sigfillset(&all)
        posix_spawnattr_setsigmask(&attributes, &none)
        posix_spawnattr_setsigdefault(&attributes, &all)
        posix_spawnattr_setflags(
            &attributes, Int16(POSIX_SPAWN_SETSIGMASK | POSIX_SPAWN_SETSIGDEF))
        var variables = ProcessInfo.processInfo.environment
        variables.merge(environment) { _, added in added }
        var words: [UnsafeMutablePointer<CChar>?] =
            ([program] + arguments).map { strdup($0) } + [nil]
        var settings: [UnsafeMutablePointer<CChar>?] =
            variables.map { strdup("\($0)=\($1)") } + [nil]
        defer { (words + settings).forEach { free($0) } }
        var number = pid_t()
        let code = posix_spawnp(&number, program, &actions, &attributes, &words, &settings)
        guard code == 0 else { throw NotStarted(code: code) }
        self.number = number
    }

    deinit {
        guard ending == nil else { return }
        send(SIGKILL)
        _ = wait(upTo: .seconds(10))
    }

    package func send(_ signal: Int32) {
        guard ending == nil else { return }
        kill(number, signal)
    }

    /// Waits until it has ended, at most so long; nil where it still runs.
    package func wait(upTo limit: Duration) -> Ending? {
        let deadline = ContinuousClock.now.advanced(by: limit)
        while ending == nil {
            var status: Int32 = 0
            let ended = waitpid(number, &status, WNOHANG)
            if ended == number {
                let signal = status & 0x7F
                ending =
                    signal == 0
                    ? .status((status >> 8) & 0xFF)
                    : .signal(signal, leftCore: status & 0x80 != 0)
            } else if ended < 0 {
                ending = .status(-1)
            } else {
                guard ContinuousClock.now < deadline else { return nil }
                usleep(2000)
            }
        }
        return ending
    }
}

/// Runs tasks on a thread of its own, so that work that blocks leaves the others' threads alone.
private final class OwnThread: TaskExecutor {
    private let queue = DispatchQueue(label: "blocking")

    func enqueue(_ job: consuming ExecutorJob) {
        let job = UnownedJob(job)
        queue.async { [self] in job.runSynchronously(on: asUnownedTaskExecutor()) }
    }
}

/// Work that blocks its caller, within the running test but on a thread of its own.
package func blocking<R: Sendable>(
    _ body: @Sendable () throws -> R
) async throws -> R {
    let thread = OwnThread()
    defer { withExtendedLifetime(thread) {} }
    return try await withTaskExecutorPreference(thread) { @concurrent () async throws in
        try body()
    }
}
