// SPDX-License-Identifier: EUPL-1.2
internal import Platform

/// The state of a loop that comes to its end.
struct Drain {
    /// Till when new connections are accepted and idle ones left open.
    let graceEnd: MonotonicInstant
    /// When everything that is still open is cut.
    let end: MonotonicInstant
    /// Whether the grace is over.
    var isClosing = false
    var cutCount = 0
    /// Resumed when the last connection has gone.
    var waiter: CheckedContinuation<Int, Never>?
}

/// Coming to an end without losing a request.
extension EdgeWorker {
    /// Begins to end every connection in its time.
    ///
    /// During the grace, connections are still accepted and served, each answer says that it is the
    /// last, and idle connections stay open: a client may have just sent a request on one. Then the
    /// listener, the idle ones and those without a finished handshake are closed; the rest ends with
    /// its answer, or is cut.
    func beginDraining() {
        let start = MonotonicInstant.now()
        isDraining = true
        drain = Drain(
            graceEnd: start.advanced(by: settings.drainGrace),
            end: start.advanced(by: settings.drainGrace + settings.drainTimeLimit))
        for connection in connections { connection.task?.cancel() }
    }

    /// Waits until draining, which has begun, has ended; gives how many connections were cut.
    func drained() async -> Int {
        await withCheckedContinuation { continuation in
            drain?.waiter = continuation
            checkDrained()
        }
    }

    func sweepDrain() {
        guard let drain else { return }
        if now >= drain.end {
            self.drain?.isClosing = true
            stopListening()
            for connection in connections {
                self.drain?.cutCount += 1
                close(connection)
            }
        } else if now >= drain.graceEnd {
            self.drain?.isClosing = true
            stopListening()
            for connection in connections {
                switch connection.phase {
                case .handshake: close(connection)
                case .idle: endIdle(connection)
                case .request, .handler, .answer, .linger, .closed: break
                }
            }
        }
        checkDrained()
    }

    /// Tells whoever drains that the last connection has gone.
    func checkDrained() {
        guard let drain, drain.isClosing, isEmpty, let waiter = drain.waiter else { return }
        self.drain?.waiter = nil
        waiter.resume(returning: drain.cutCount)
    }
}
