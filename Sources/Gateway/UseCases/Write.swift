// SPDX-License-Identifier: EUPL-1.2
internal import Domain
internal import Encodings

/// A write that its closure has done: the answer, and what a retry is answered from.
struct Step<Value: Sendable> {
    let value: Value
    let reference: Reference
}

/// What a closure on the ledger's thread came to; both are kept, since a refusal leaves a line too.
enum Done<Value: Sendable>: Sendable {
    case answered(Value)
    case failed(UseCaseFailure)
}

/// An answer that is durable and logged, with the receipts of its lines in order.
package struct Answered<Value: Sendable>: Sendable {
    package let value: Value
    package let receipts: [Receipt]
}

extension Region {
    /// Runs one write: uses up the assertion, answers a retry from its reference, else does the work.
    ///
    /// The work runs on the ledger's thread, in a savepoint of its own. Whatever it throws takes all of
    /// it back; a refusal is no error but an answer: its line stays and a retry gets the same.
    func write<Value: Sendable>(
        _ operation: OperationCode, _ caller: Caller, _ key: WriteKey,
        work: @escaping @Sendable (borrowing LedgerTransaction) throws -> Work<Value>,
        replay: @escaping @Sendable (borrowing LedgerTransaction, RecordReader) throws -> Value
    ) async throws(UseCaseFailure) -> Answered<Value> {
        let committed = try await append { transaction in
            try Self.once(operation, caller, key, transaction, work: work, replay: replay)
        }
        switch committed.value {
        case .answered(let value): return Answered(value: value, receipts: committed.receipts)
        case .failed(let failure): throw failure
        }
    }

    /// Runs a closure in a transaction of the ledger; what it throws takes its work back.
    func append<Value: Sendable>(
        _ body: @escaping @Sendable (borrowing LedgerTransaction) throws -> Value
    ) async throws(UseCaseFailure) -> Committed<Value> {
        do throws(LedgerError) {
            return try await ledger.append {
                (transaction: borrowing LedgerTransaction) throws(LedgerError) in
                do {
                    return try body(transaction)
                } catch let error as LedgerError {
                    throw error
                } catch {
                    throw .abandoned(error)
                }
            }
        } catch {
            throw UseCaseFailure(error)
        }
    }

    /// Runs a closure over a snapshot of committed state.
    func read<Value: Sendable>(
        _ body: @escaping @Sendable (borrowing ReadTransaction) throws -> Value
    ) async throws(UseCaseFailure) -> Value {
        do throws(LedgerError) {
            return try await reader.read {
                (transaction: borrowing ReadTransaction) throws(LedgerError) in
                do {
                    return try body(transaction)
                } catch let error as LedgerError {
                    throw error
                } catch {
                    throw .abandoned(error)
                }
            }
        } catch {
            throw UseCaseFailure(error)
        }
    }

    private static func once<Value: Sendable>(
        _ operation: OperationCode, _ caller: Caller, _ key: WriteKey,
        _ transaction: borrowing LedgerTransaction,
        work: (borrowing LedgerTransaction) throws -> Work<Value>,
        replay: (borrowing LedgerTransaction, RecordReader) throws -> Value
    ) throws -> Done<Value> {
        // The assertion first: a used one must not learn whether a key was used.
        let isFresh = try transaction.useAssertion(
            Array(caller.assertion.utf8).span, of: caller.partnerRow,
            expires: caller.assertionExpires)
        guard isFresh else { throw UseCaseFailure.replayed }
        let finding = try transaction.idempotency(
            of: caller.partnerRow, key: Array(key.key.utf8).span, body: key.call.span)
        switch finding {
        case .conflict: return .failed(.keyReused)
        case .repeated(let code, let bytes):
            guard code == operation.rawValue else { return .failed(.keyReused) }
            let reference = try RecordReader(bytes)
            if let failure = try Reference.failure(in: reference) { return .failed(failure) }
            do {
                return .answered(try replay(transaction, reference))
            } catch let failure as UseCaseFailure {
                guard Reference.failure(failure) != nil else { throw failure }
                return .failed(failure)
            }
        case .new(let place):
            switch try work(transaction) {
            case .answer(let step):
                try transaction.keep(
                    step.reference.bytes, operation: operation.rawValue, at: place)
                return .answered(step.value)
            case .refusal(let failure):
                if let reference = Reference.failure(failure) {
                    try transaction.keep(reference, operation: operation.rawValue, at: place)
                }
                return .failed(failure)
            }
        }
    }
}

/// What work on the ledger came to: an answer, or a refusal whose line was written.
enum Work<Value: Sendable> {
    case answer(Step<Value>)
    case refusal(UseCaseFailure)
}

extension UseCaseFailure {
    /// What a caller is told of a ledger that did not do its work.
    init(_ error: LedgerError) {
        switch error {
        case .overloaded, .stopped, .readOnly, .notCommitted, .outcomeUnknown, .clockSuspect,
            .diskFull, .readTimedOut:
            self = .busy
        case .abandoned(let reason):
            self = (reason as? UseCaseFailure) ?? .fault("\(reason)")
        // A casus that was closed between two looks at it.
        case .erased: self = .unavailable
        case .constraint, .syncFailed, .storage, .corrupt, .notAlone, .missing, .keyMissing, .line:
            self = .fault("\(error)")
        }
    }
}
