// SPDX-License-Identifier: EUPL-1.2
internal import Glibc

/// A program that this one starts and ends: the gateway of the demonstration, peers in tests.
package struct ChildProcess: ~Copyable {
    private let number: pid_t

    /// Starts a program; its output goes to files, its input is empty.
    ///
    /// - Throws: `.system` where it can't be started.
    package init(
        _ program: String, _ arguments: [String], output: String, errors: String
    ) throws(PlatformError) {
        // SAFETY: made here, used by the one call below, destroyed before return.
        var actions = unsafe posix_spawn_file_actions_t()
        unsafe posix_spawn_file_actions_init(&actions)
        defer { unsafe posix_spawn_file_actions_destroy(&actions) }
        let flags = O_WRONLY | O_CREAT | O_TRUNC
        unsafe posix_spawn_file_actions_addopen(&actions, 0, "/dev/null", O_RDONLY, 0)
        unsafe posix_spawn_file_actions_addopen(&actions, 1, output, flags, 0o600)
        unsafe posix_spawn_file_actions_addopen(&actions, 2, errors, flags, 0o600)
        // SAFETY: the copies live until the call has returned, and are freed after it.
        var words = unsafe ([program] + arguments).map { unsafe strdup($0) } + [nil]
        defer { unsafe words.forEach { unsafe free($0) } }
        var number = pid_t()
        let code = unsafe posix_spawn(&number, program, &actions, nil, &words, environ)
        guard code == 0 else { throw .system(call: .spawn, code: code) }
        self.number = number
    }

    /// Asks it to end in its own way.
    package func terminate() { _ = Glibc.kill(number, SIGTERM) }

    /// Waits until it has ended, at most so long; the exit status, or nil where it still runs.
    package func wait(upTo limit: Duration) -> Int32? {
        let deadline = MonotonicInstant.now().advanced(by: limit)
        var status: Int32 = 0
        while true {
            // SAFETY: the status is a local of this call.
            let ended = unsafe waitpid(number, &status, WNOHANG)
            if ended == number { return status & 0x7F == 0 ? (status >> 8) & 0xFF : -1 }
            if ended < 0 { return -1 }
            guard MonotonicInstant.now() < deadline else { return nil }
            ProcessState.pause(milliseconds: 10)
        }
    }
}
