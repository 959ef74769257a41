// SPDX-License-Identifier: EUPL-1.2
internal import Domain
internal import Encodings
internal import Platform

/// The operator's log: one JSON object a line on standard error; never anything personal.
struct Journal: Sendable {
    private let clock: RegionClock

    init(clock: RegionClock) { self.clock = clock }

    /// Writes one line.
    func write(_ event: String, _ members: [(String, JSON)] = []) {
        let line = JSON(
            [("tijd", .string(clock.now().rfc3339)), ("gebeurtenis", .string(event))] + members)
        StandardStream.error.write(String(decoding: line.serialized(), as: UTF8.self) + "\n")
    }
}
