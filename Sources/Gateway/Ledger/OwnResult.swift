// SPDX-License-Identifier: EUPL-1.2
internal import Synchronization

/// Where the result of the ledger's own work is put down and taken up again, on one thread.
final class OwnResult<Value: Sendable>: Sendable {
    private let result = Mutex<Result<Value, LedgerError>?>(nil)

    func set(_ value: Result<Value, LedgerError>) { result.withLock { $0 = value } }

    func get() throws(LedgerError) -> Value {
        guard let result = result.withLock({ $0.take() }) else {
            preconditionFailure("a batch answers every request")
        }
        return try result.get()
    }
}
