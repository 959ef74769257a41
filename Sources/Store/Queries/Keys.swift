// SPDX-License-Identifier: EUPL-1.2
package import Domain
package import Gateway
internal import SQLite

extension StateStore {
    package func keyID(for binding: KeyBinding) throws(LedgerError) -> RandomID? {
        try first("SELECT key_id FROM key_use WHERE binding = \(binding.bytes)") {
            row throws(SQLiteError) in try row.id(at: 0)
        }
    }

    package func isErased(_ key: RandomID) throws(LedgerError) -> Bool {
        try first("SELECT 1 FROM erased WHERE key_id = \(key)") { _ in true } ?? false
    }
}

extension LedgerStore {
    package func bind(_ key: RandomID, to binding: KeyBinding) throws(LedgerError) {
        try run("INSERT INTO key_use VALUES (\(key), \(binding.bytes))")
    }

    package func unbind(_ key: RandomID) throws(LedgerError) {
        try change("DELETE FROM key_use WHERE key_id = \(key)")
    }

    package func markErased(_ key: RandomID, index: Int) throws(LedgerError) {
        try run("INSERT INTO erased VALUES (\(key), \(index))")
    }

    package func isBound(_ key: RandomID) throws(LedgerError) -> Bool {
        try first("SELECT 1 FROM key_use WHERE key_id = \(key)") { _ in true } ?? false
    }

    package func erasedKeys() throws(LedgerError) -> [RandomID] {
        try rows("SELECT key_id FROM erased ORDER BY key_id") { row throws(SQLiteError) in
            try row.id(at: 0)
        }
    }
}
