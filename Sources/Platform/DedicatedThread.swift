// SPDX-License-Identifier: EUPL-1.2
internal import CSystem
internal import Glibc

/// A system thread with a name and a stack of its own, joined once.
///
/// For work that blocks (the ledger's writes) or that is an event loop; all else is tasks.
/// A value that ends without `join()` lets its thread run on by itself.
package struct DedicatedThread: ~Copyable {
    private let handle: pthread_t

    /// Stack of a thread, in bytes, where the caller names none.
    package static let defaultStackByteCount = 2 << 20

    /// Starts a thread that runs `body` once.
    ///
    /// - Parameter name: at most 15 bytes reach the system; never anything personal.
    /// - Throws: `.system` where the system gives no thread.
    package init(
        name: String, stackByteCount: Int = DedicatedThread.defaultStackByteCount,
        _ body: @escaping @Sendable () -> Void
    ) throws(PlatformError) {
        var attributes = pthread_attr_t()
        guard unsafe pthread_attr_init(&attributes) == 0 else { throw .last(.thread) }
        defer { unsafe pthread_attr_destroy(&attributes) }
        guard unsafe pthread_attr_setstacksize(&attributes, stackByteCount) == 0 else {
            throw .system(call: .thread, code: EINVAL)
        }
        // SAFETY: the box is retained here and released by the thread that takes it over, once.
        let box = unsafe Unmanaged.passRetained(ThreadBody(name: name, run: body))
        var handle = pthread_t()
        let code = unsafe pthread_create(&handle, &attributes, runThread, box.toOpaque())
        guard code == 0 else {
            unsafe box.release()
            throw .system(call: .thread, code: code)
        }
        self.handle = handle
    }

    /// Waits until the thread's body has returned.
    package consuming func join() {
        let code = pthread_join(handle, nil)
        precondition(code == 0, "a thread is joined once, by another thread")
        discard self
    }

    deinit { pthread_detach(handle) }
}

/// What a new thread takes over from its maker.
private final class ThreadBody: Sendable {
    let name: String
    let run: @Sendable () -> Void

    init(name: String, run: @escaping @Sendable () -> Void) {
        self.name = name
        self.run = run
    }
}

private func runThread(_ argument: UnsafeMutableRawPointer?) -> UnsafeMutableRawPointer? {
    guard let argument = unsafe argument else {
        preconditionFailure("a thread starts with its body")
    }
    // SAFETY: the pointer was made by `passRetained` for this thread alone.
    let body = unsafe Unmanaged<ThreadBody>.fromOpaque(argument).takeRetainedValue()
    // The name only helps whoever looks at the process; a failure changes nothing.
    _ = unsafe body.name.withCString { name in unsafe kp_name_thread(name) }
    body.run()
    return nil
}
