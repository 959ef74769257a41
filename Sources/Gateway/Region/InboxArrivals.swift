// SPDX-License-Identifier: EUPL-1.2
package import Domain
internal import Synchronization

/// Wakes the long polls of a partner when something new came into its inbox.
package final class InboxArrivals: Sendable {
    private let waiting = Mutex<[RandomID: [ObjectIdentifier: Arrival]]>([:])

    package init() {}

    /// Begins to listen, before the inbox is read, so that nothing is missed in between.
    package func expect(for partner: RandomID) -> Arrival {
        let arrival = Arrival { [weak self] arrival in
            self?.waiting.withLock { waiting in
                waiting[partner]?[ObjectIdentifier(arrival)] = nil
                if waiting[partner]?.isEmpty == true { waiting[partner] = nil }
            }
        }
        waiting.withLock { $0[partner, default: [:]][ObjectIdentifier(arrival)] = arrival }
        return arrival
    }

    /// Something new is in these inboxes, durably.
    package func announce(_ partners: Set<RandomID>) {
        if partners.isEmpty { return }
        let arrivals = waiting.withLock { waiting in partners.flatMap { waiting[$0] ?? [:] } }
        for (_, arrival) in arrivals { arrival.happen() }
    }
}

/// One long poll that waits.
///
/// Lock: the mutex; the continuation is resumed outside it, exactly once.
package final class Arrival: Sendable {
    private enum State {
        case expected
        case waiting(CheckedContinuation<Void, Never>)
        case over
    }

    private let state = Mutex(State.expected)
    private let forget: @Sendable (Arrival) -> Void

    init(forget: @escaping @Sendable (Arrival) -> Void) { self.forget = forget }

    /// It came, the time is over, or nobody waits any more.
    func happen() {
        let waiting: CheckedContinuation<Void, Never>? = state.withLock { state in
            defer { state = .over }
            if case .waiting(let continuation) = state { return continuation }
            return nil
        }
        waiting?.resume()
    }

    /// Waits until it happens, the time is over or the task is cancelled; then it is forgotten.
    package func wait(upTo time: Duration) async {
        let timer = Task { [self] in
            try await Task.sleep(for: time)
            happen()
        }
        await withTaskCancellationHandler {
            await withCheckedContinuation { continuation in
                let isOver = state.withLock { state in
                    if case .over = state { return true }
                    state = .waiting(continuation)
                    return false
                }
                if isOver { continuation.resume() }
            }
        } onCancel: {
            happen()
        }
        timer.cancel()
        forget(self)
    }

    /// Stops listening without having waited.
    func abandon() {
        happen()
        forget(self)
    }
}
