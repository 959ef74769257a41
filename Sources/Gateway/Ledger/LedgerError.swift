// SPDX-License-Identifier: EUPL-1.2
package import AuditLog
package import Domain

/// Why the ledger did not do what it was asked; nothing of the work is kept unless a case says so.
package enum LedgerError: Error, Sendable {
    // MARK: The writer

    /// More requests wait than `LedgerWriter.appendQueueLimit`.
    case overloaded
    /// The writer does not write: it failed and could not reload, or the process is ending.
    case stopped
    /// Only own state is served: the probe write failed, or someone knows a larger log than ours.
    case readOnly
    /// The batch was not kept; a retry with the same key is safe.
    case notCommitted
    /// Whether the batch was kept is not known to this process; a retry with the same key finds out.
    case outcomeUnknown
    /// The wall clock went back, or drifted from the monotonic clock: nothing is appended.
    case clockSuspect
    /// Too little room on the disk to begin a batch.
    case diskFull

    // MARK: Storage

    /// A constraint or trigger refused a row; the text names tables and columns only.
    case constraint(String)
    /// A sync failed: the process must end.
    case syncFailed(code: Int32)
    /// A read or write failed; the code is the storage's own.
    case storage(code: Int32)
    /// Something stored is not what was written: it names what, never a value.
    case corrupt(String)
    /// Another process holds the data folder, or another writer changed the checkpoint.
    case notAlone
    /// The snapshot lived longer than a read may.
    case readTimedOut

    // MARK: Content

    /// The row that the work stands on does not exist.
    case missing
    /// A key that is bound is not there and no erasure names it.
    case keyMissing(RandomID)
    /// The key was destroyed on purpose.
    case erased
    /// A line cannot be written as its draft stands.
    case line(AuditLogError)
    /// The closure took its own work back, for this reason.
    case abandoned(any Error)
}
