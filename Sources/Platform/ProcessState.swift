// SPDX-License-Identifier: EUPL-1.2
internal import CSystem
internal import Glibc

/// The running process: what it denies to others, what it may use.
package enum ProcessState {
    /// Forbids core dumps, attaching and reports of crashes, makes new files private, ignores broken
    /// pipes.
    ///
    /// Once, at the very start, before the first secret is read.
    package static func harden() throws(PlatformError) {
        guard kp_forbid_dumps() == 0 else { throw .last(.prctl) }
        guard kp_forbid_crash_reports() == 0 else { throw .last(.signals) }
        try Signals.ignoreBrokenPipes()
        _ = umask(0o077)
    }

    /// Whether the system would dump this process's memory.
    package static var isDumpable: Bool { kp_is_dumpable() != 0 }

    /// Lets the process open as many descriptors as it is allowed; that number.
    @discardableResult
    package static func raiseDescriptorLimit() throws(PlatformError) -> Int {
        let count = kp_raise_descriptor_limit()
        guard count >= 0 else { throw .last(.rlimit) }
        return Int(count)
    }

    /// How many descriptors the process may open now.
    package static func descriptorLimit() throws(PlatformError) -> Int {
        let count = kp_descriptor_limit()
        guard count >= 0 else { throw .last(.rlimit) }
        return Int(count)
    }

    /// Gives memory that was freed back to the system; takes milliseconds, so seldom.
    package static func returnMemory() { kp_return_memory() }

    /// Cores that this process may run on.
    package static var coreCount: Int { max(1, sysconf(Int32(_SC_NPROCESSORS_ONLN))) }

    /// The process's number.
    package static var number: Int32 { getpid() }
}

/// What a program says to whoever started it.
package enum StandardOutput {
    /// Writes a line at once, also where the output is a pipe.
    package static func writeLine(_ line: String) {
        var bytes = Array((line + "\n").utf8)[...]
        while !bytes.isEmpty {
            let count = unsafe bytes.withUnsafeBytes { bytes in
                retryingInterrupts { unsafe write(1, bytes.baseAddress, bytes.count) }
            }
            // Nobody reads any more: there is nobody to tell.
            guard count > 0 else { return }
            bytes = bytes.dropFirst(count)
        }
    }
}

/// The signals that the gateway acts on; all others keep their meaning.
package enum Signals {
    /// A signal that asks for something.
    package enum Signal: Int32, CaseIterable, Sendable {
        /// Read certificates and settings again.
        case hangUp = 1
        case interrupt = 2
        case terminate = 15
    }

    private static var mask: UInt64 {
        Signal.allCases.reduce(0) { $0 | 1 << UInt64($1.rawValue) }
    }

    /// Keeps the signals waiting for `wait()`; call before the first thread starts.
    package static func block() throws(PlatformError) {
        guard kp_block_signals(mask) == 0 else { throw .last(.signals) }
    }

    /// Makes writing to a connection that is gone an error instead of the end of the process.
    package static func ignoreBrokenPipes() throws(PlatformError) {
        guard kp_ignore_broken_pipes() == 0 else { throw .last(.signals) }
    }

    /// Waits for the next signal; in one thread only.
    package static func wait() throws(PlatformError) -> Signal {
        let number = kp_wait_signal(mask)
        guard let signal = Signal(rawValue: number) else { throw .last(.signals) }
        return signal
    }
}

extension ProcessState {
    /// The folder in which the process works, as an absolute path.
    package static func currentFolder() throws(PlatformError) -> String {
        // SAFETY: the system allocates the path, which is copied and freed once.
        guard let path = unsafe getcwd(nil, 0) else { throw .last(.stat) }
        defer { unsafe free(path) }
        return unsafe String(cString: path)
    }

    /// The path of the running program.
    package static func programPath() throws(PlatformError) -> String {
        var bytes = [CChar](repeating: 0, count: 4096)
        let count = unsafe readlink("/proc/self/exe", &bytes, bytes.count)
        guard count > 0, count < bytes.count else { throw .last(.stat) }
        return String(decoding: bytes[..<count].map { UInt8(bitPattern: $0) }, as: UTF8.self)
    }
}

extension ProcessState {
    /// Lets this thread rest; for the few threads that wait for something without an event.
    package static func pause(milliseconds: UInt32) { usleep(milliseconds * 1000) }
}

extension ProcessState {
    /// Ends the process at once, running nothing on the way: what is on the disk must stay as it is.
    package static func end(status: Int32) -> Never { _exit(status) }
}
