// SPDX-License-Identifier: EUPL-1.2
internal import Domain
internal import Gateway
internal import SQLite

extension LedgerError {
    /// What an error of SQLite means to the ledger.
    init(_ error: SQLiteError) {
        switch error {
        case .full: self = .diskFull
        case .syncFailed(let code): self = .syncFailed(code: code)
        case .busy(let code), .ioFailed(let code), .readOnly(let code), .cannotOpen(let code):
            self = .storage(code: code)
        case .corrupt: self = .corrupt("database file")
        case .constraint(_, let message): self = .constraint(message)
        case .notAuthorized: self = .corrupt("a statement that the role may not run")
        case .interrupted: self = .readTimedOut
        case .settingRefused(let name): self = .corrupt("setting `\(name)` did not take")
        case .unexpectedColumn(let index): self = .corrupt("type of column \(index)")
        case .unexpectedRow: self = .corrupt("a row where none was expected")
        case .other(let code, _): self = .storage(code: code)
        }
    }
}

extension Row {
    /// The id in a column; a wrong length reads as a wrong type.
    func id(at index: Int) throws(SQLiteError) -> RandomID {
        let id = try withBlob(at: index) { RandomID(bytes: $0) }
        guard let id else { throw .unexpectedColumn(index: index) }
        return id
    }

    /// The id in a column that may be NULL.
    func idIfPresent(at index: Int) throws(SQLiteError) -> RandomID? {
        isNull(at: index) ? nil : try id(at: index)
    }

    /// The instant in a column.
    func instant(at index: Int) throws(SQLiteError) -> Timestamp {
        guard let instant = Timestamp(checking: try integer(at: index)) else {
            throw .unexpectedColumn(index: index)
        }
        return instant
    }

    /// The code in a column; an unknown one reads as a wrong type.
    func code<Code: RawRepresentable>(
        _ type: Code.Type, at index: Int
    ) throws(SQLiteError) -> Code where Code.RawValue == Int64 {
        guard let code = Code(rawValue: try integer(at: index)) else {
            throw .unexpectedColumn(index: index)
        }
        return code
    }

    /// The ciphertext in a column.
    func sealed(at index: Int) throws(SQLiteError) -> SealedBytes {
        SealedBytes(try blob(at: index))
    }
}

extension SQL.Interpolation {
    mutating func appendInterpolation(_ value: RandomID) { appendInterpolation(value.bytes) }

    mutating func appendInterpolation(_ value: RandomID?) { appendInterpolation(value?.bytes) }

    mutating func appendInterpolation(_ value: Timestamp) {
        appendInterpolation(value.milliseconds)
    }

    mutating func appendInterpolation(_ value: SealedBytes) { appendInterpolation(value.bytes) }

    mutating func appendInterpolation<Code: RawRepresentable>(_ value: Code)
    where Code.RawValue == Int64 {
        appendInterpolation(value.rawValue)
    }
}
