// SPDX-License-Identifier: EUPL-1.2
internal import Domain

/// Decides whether the wall clock can be trusted for the time of a line.
struct ClockGuard {
    private let clock: any InstantSource
    private let backLimitMilliseconds: Int64
    private let driftLimitMilliseconds: Int64?
    private let wallStart: Timestamp
    private let monotonicStart: ContinuousClock.Instant

    init(_ configuration: LedgerConfiguration, clock: any InstantSource) {
        self.clock = clock
        backLimitMilliseconds = configuration.clockBackLimitMilliseconds
        driftLimitMilliseconds = configuration.clockDriftLimitMilliseconds
        wallStart = clock.now()
        monotonicStart = ContinuousClock.now
    }

    /// The instant of the next batch: the wall clock's, but never before the last one.
    /// - Throws: `.clockSuspect`.
    func instant(after last: Timestamp) throws(LedgerError) -> Timestamp {
        let now = clock.now()
        if now.milliseconds < last.milliseconds - backLimitMilliseconds { throw .clockSuspect }
        if let limit = driftLimitMilliseconds {
            let elapsed = monotonicStart.duration(to: .now).components
            let monotonic =
                elapsed.seconds * 1_000 + elapsed.attoseconds / 1_000_000_000_000_000
            let wall = now.milliseconds - wallStart.milliseconds
            if abs(wall - monotonic) > limit { throw .clockSuspect }
        }
        return max(now, last)
    }
}
