// SPDX-License-Identifier: EUPL-1.2
internal import AuditLog
internal import Domain
internal import Encodings

/// One page of a list, and from where the next one begins.
package struct Page<Item: Sendable>: Sendable {
    package let items: [Item]
    /// Nil after the last page.
    package let next: [UInt8]?
}

extension Region {
    /// Reads of a caller that must have a place in a casus; who has none is refused with a line, and
    /// gets the same answer for an unknown casus and for another's.
    func readInCasus<Value: Sendable>(
        _ casus: RandomID, by caller: Caller, standing: Standing = .takesPart,
        _ body: @escaping @Sendable (borrowing ReadTransaction, Place) throws -> Value
    ) async throws(UseCaseFailure) -> Value {
        try await checkRole(of: caller)
        let value: Value? = try await read { [self] state in
            guard let names = try state.pseudonym(named: casus, for: caller.partnerRow),
                let file = try CaseFile(names.casus, from: state)
            else { return nil }
            guard standing.admits(caller.partner, to: file),
                mayKnow(caller, of: file, on: Amsterdam.day(of: state.now))
            else { return nil }
            return try body(state, Place(caller: caller, names: names, file: file))
        }
        if let value { return value }
        throw try await refusal(of: caller, [.geenRelatie], .unavailable)
    }

    /// Refuses, with a line, a caller whose role is not one of its type of partner.
    func checkRole(of caller: Caller) async throws(UseCaseFailure) {
        if rules.roles.mayAssert(caller.role, as: caller.type) { return }
        throw try await refusal(of: caller, [.rolOnbekend], .unknownRole)
    }

    /// Writes the line of a refused read, and gives the failure.
    func refusal(
        of caller: Caller, _ codes: [RefusalCode], _ failure: UseCaseFailure
    ) async throws(UseCaseFailure) -> UseCaseFailure {
        let written: Committed<UseCaseFailure> = try await append { [self] transaction in
            let refused: Work<Int> = try refuse(caller, codes, failure, transaction)
            switch refused {
            case .refusal(let failure): return failure
            case .answer: return failure
            }
        }
        return written.value
    }
}

extension RandomID {
    /// The id in the bytes of a cursor.
    init(cursor: [UInt8]) throws(UseCaseFailure) {
        guard let id = RandomID(bytes: cursor) else { throw .invalidCursor }
        self = id
    }
}

extension Int64 {
    /// The number in the bytes of a cursor.
    init(cursor: [UInt8]) throws(UseCaseFailure) {
        guard cursor.count == 8, cursor[0] < 0x80 else { throw .invalidCursor }
        self = cursor.reduce(0) { $0 << 8 | Int64($1) }
    }

    /// Eight bytes, highest first.
    var cursor: [UInt8] {
        stride(from: Int64(56), through: 0, by: -8).map { UInt8(truncatingIfNeeded: self >> $0) }
    }
}

extension UseCaseFailure {
    static var invalidCursor: UseCaseFailure {
        .invalid([.init("/cursor", "is geen cursor van deze lijst")])
    }
}
