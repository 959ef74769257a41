// SPDX-License-Identifier: EUPL-1.2
internal import Synchronization

/// One request that waits for the writer.
struct LedgerWork: Sendable {
    /// What is done once everything is durable: it resumes the caller with the receipts.
    typealias Completion = @Sendable ([Receipt]) -> Void

    /// Runs the caller's closure in the transaction.
    let run: @Sendable (borrowing LedgerTransaction) throws(LedgerError) -> Completion
    /// Resumes the caller with an error.
    let fail: @Sendable (LedgerError) -> Void
}

/// The requests that wait for the writer, in the order of arrival.
///
/// Lock: the mutex, held for a few instructions.
final class LedgerQueue: Sendable {
    private struct State {
        var works: [LedgerWork] = []
        var isDraining = false
        var isClosed = false
    }

    enum Admission { case first, queued, overloaded, closed }

    private let limit: Int
    private let state = Mutex(State())

    init(limit: Int) { self.limit = limit }

    /// Puts a request at the end; `.first` tells the caller to wake the writer.
    func add(_ work: LedgerWork) -> Admission {
        state.withLock { state in
            if state.isClosed { return .closed }
            if state.works.count >= limit { return .overloaded }
            state.works.append(work)
            if state.isDraining { return .queued }
            state.isDraining = true
            return .first
        }
    }

    /// Takes what is queued, at most `count`; nothing means that the writer rests until `.first`.
    func take(_ count: Int) -> [LedgerWork] {
        state.withLock { state in
            if state.works.isEmpty {
                state.isDraining = false
                return []
            }
            if state.works.count <= count {
                let taken = state.works
                state.works.removeAll(keepingCapacity: true)
                return taken
            }
            let taken = Array(state.works.prefix(count))
            state.works.removeFirst(count)
            return taken
        }
    }

    /// Refuses everything from now on.
    func close() { state.withLock { $0.isClosed = true } }

    /// Requests that wait now.
    var count: Int { state.withLock { $0.works.count } }
}
