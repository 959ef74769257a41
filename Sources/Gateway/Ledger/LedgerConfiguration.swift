// SPDX-License-Identifier: EUPL-1.2
internal import Consent

/// What the ledger is told when it is opened.
package struct LedgerConfiguration: Sendable {
    /// How long a recipient may take to acknowledge a disclosure, in milliseconds.
    package var acknowledgementTermMilliseconds: Int64 = 72 * 3_600_000
    /// Below this much room on the disk no batch begins, in bytes.
    package var freeByteMinimum: Int64 = 128 << 20
    /// Requests that wait at most; beyond it `.overloaded`.
    package var appendQueueLimit = 4_096
    /// Requests in one batch at most.
    package var batchCountLimit = 256
    /// How far the wall clock may stand behind the last line, in milliseconds.
    package var clockBackLimitMilliseconds: Int64 = 2_000
    /// How far the wall clock may drift from the monotonic clock, in milliseconds; nil for a clock
    /// that is set by hand.
    package var clockDriftLimitMilliseconds: Int64? = 5_000
    /// File outside the data folder that notes the largest published size: it tells a restored,
    /// older database from the real one. Nil in tests that restore nothing.
    package var sizeNotePath: String?

    /// A gezag fact may be this many days old, in `GezagFinding.ageDaysLimits`; every look at a casus,
    /// the writer's and the readers', reads its family with it.
    package var gezagAgeDaysLimit = GezagFinding.defaultAgeDaysLimit

    package init() {}
}

/// Why the process must end: what is on the disk is not known, or must not be signed.
package enum LedgerFailure: Error, Sendable {
    /// A sync failed: pages may be marked clean, so the next success would lie.
    case syncFailed(code: Int32)
    /// The rows, the tree and the last checkpoint do not agree: nothing was signed.
    case verificationFailed(String)
    /// Someone else replaced the checkpoint.
    case notAlone
}

/// How the writer stands.
package enum LedgerStatus: Sendable, Equatable {
    case writing
    /// The probe write at the start failed, or a larger log than ours is known: reads only.
    case readOnly
    /// The clock is wrong: nothing is appended until it is right again.
    case clockSuspect
    /// It failed, and could not reload yet.
    case failed
    /// It was shut down, or met a failure after which the process must end.
    case ended
}
