// SPDX-License-Identifier: EUPL-1.2
internal import CSystem

/// The wall clock, which may be set and may jump.
package enum WallClock {
    /// Milliseconds since 1970-01-01T00:00:00Z.
    package static func milliseconds() -> Int64 { kp_clock_nanoseconds(0) / 1_000_000 }
}

/// A moment on the clock that never goes back; for deadlines, never for records.
package struct MonotonicInstant: Comparable, Hashable, Sendable {
    /// Nanoseconds since some moment before the process started.
    package let nanoseconds: Int64

    package init(nanoseconds: Int64) { self.nanoseconds = nanoseconds }

    /// The present moment.
    package static func now() -> MonotonicInstant {
        MonotonicInstant(nanoseconds: kp_clock_nanoseconds(1))
    }

    /// A moment that no deadline reaches.
    package static let distantFuture = MonotonicInstant(nanoseconds: .max)

    /// This moment moved by nanoseconds; stops at the distant future.
    package func advanced(byNanoseconds count: Int64) -> MonotonicInstant {
        let (sum, overflow) = nanoseconds.addingReportingOverflow(count)
        return overflow ? .distantFuture : MonotonicInstant(nanoseconds: sum)
    }

    /// This moment moved by a duration; stops at the distant future.
    package func advanced(by duration: Duration) -> MonotonicInstant {
        advanced(byNanoseconds: duration.nanoseconds)
    }

    /// The time from this moment to a later one; negative where that is earlier.
    package func duration(to later: MonotonicInstant) -> Duration {
        .nanoseconds(later.nanoseconds - nanoseconds)
    }

    package static func < (left: MonotonicInstant, right: MonotonicInstant) -> Bool {
        left.nanoseconds < right.nanoseconds
    }
}

extension Duration {
    /// Whole nanoseconds, at most what 64 bits hold.
    package var nanoseconds: Int64 {
        let (seconds, attoseconds) = components
        let (whole, overflow) = seconds.multipliedReportingOverflow(by: 1_000_000_000)
        if overflow { return seconds < 0 ? .min : .max }
        let (sum, carry) = whole.addingReportingOverflow(attoseconds / 1_000_000_000)
        return carry ? .max : sum
    }

    /// Whole milliseconds rounded up, within what `poll` and its kin take; 0 for the past.
    var pollMilliseconds: Int32 {
        let rounded = (max(nanoseconds, 0).addingReportingOverflow(999_999)).partialValue
        return Int32(clamping: max(rounded, 0) / 1_000_000)
    }
}
