// SPDX-License-Identifier: EUPL-1.2
import Foundation
import Platform
import Testing

@Suite struct `The running process` {
    @Test func `a hardened process leaves no core and makes private files`() async {
        await #expect(processExitsWith: .success) {
            try ProcessState.harden()
            precondition(!ProcessState.isDumpable, "nobody may look in")
            var limit = rlimit()
            getrlimit(__rlimit_resource_t(RLIMIT_CORE.rawValue), &limit)
            precondition(limit.rlim_cur == 0 && limit.rlim_max == 0, "no core is written")
            let path = NSTemporaryDirectory() + "/kernpoort-mask-\(ProcessState.number)"
            let file = open(path, O_CREAT | O_WRONLY, 0o666)
            defer { unlink(path) }
            var status = stat()
            fstat(file, &status)
            precondition(status.st_mode & 0o777 == 0o600, "files are the owner's alone")
            // A broken pipe is an error, not the end.
            var ends: [Int32] = [0, 0]
            pipe(&ends)
            close(ends[0])
            precondition(write(ends[1], "a", 1) == -1 && errno == EPIPE, "the process lives on")
        }
    }

    @Test(arguments: [
        (SIGHUP, Signals.Signal.hangUp), (SIGINT, .interrupt), (SIGTERM, .terminate),
    ])
    func `blocked signals wait until someone asks`(
        number: Int32, signal: Signals.Signal
    ) async {
        await #expect(processExitsWith: .success) { [number, raw = signal.rawValue as Int32] in
            try Signals.block()
            raise(number)
            let received = try Signals.wait()
            precondition(received.rawValue == raw, "the signal that was sent is received")
        }
    }

    @Test func `limits and places of the process are told`() throws {
        #expect(ProcessState.coreCount > 0)
        #expect(ProcessState.number == getpid())
        #expect(try ProcessState.descriptorLimit() > 0)
        #expect(try ProcessState.raiseDescriptorLimit() >= ProcessState.descriptorLimit())
        #expect(FileManager.default.isExecutableFile(atPath: try ProcessState.programPath()))
        ProcessState.returnMemory()
    }
}
