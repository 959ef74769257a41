// SPDX-License-Identifier: EUPL-1.2

extension Connection {
    /// Opens a writing transaction at once, so that no later statement can meet another writer.
    package borrowing func begin() throws(SQLiteError) { try run("BEGIN IMMEDIATE") }

    /// Opens a reading transaction; its snapshot stands from the first query on.
    package borrowing func beginReading() throws(SQLiteError) { try run("BEGIN DEFERRED") }

    /// Ends the transaction. An error here has an unknown effect: close, reopen and look.
    package borrowing func commit() throws(SQLiteError) { try run("COMMIT") }

    /// Takes the transaction back; nothing happens where none is open.
    package borrowing func rollback() throws(SQLiteError) {
        if isInTransaction { try run("ROLLBACK") }
    }

    /// Marks a point to which `rollbackToSavepoint` returns.
    package borrowing func savepoint() throws(SQLiteError) { try run("SAVEPOINT step") }

    /// Keeps what was done since the savepoint.
    package borrowing func releaseSavepoint() throws(SQLiteError) { try run("RELEASE step") }

    /// Takes back what was done since the savepoint, and forgets it.
    package borrowing func rollbackToSavepoint() throws(SQLiteError) {
        try run("ROLLBACK TO step")
        try run("RELEASE step")
    }
}
