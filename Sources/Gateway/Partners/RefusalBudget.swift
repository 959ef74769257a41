// SPDX-License-Identifier: EUPL-1.2
package import Domain
internal import Synchronization

/// How many refusals a partner may still cause: the log can't forget, so it must not be flooded.
///
/// A bucket per partner, filled evenly; past its end the answer is 429 and no line is written.
package final class RefusalBudget: Sendable {
    /// Refusals that a partner may cause at once.
    package static let burstLimit = 120
    /// Refusals that come back in each minute.
    package static let perMinute = 60
    /// What a partner without budget is told to wait.
    package static let retryAfterSeconds = 30

    private struct Bucket {
        var left: Double
        var at: Timestamp
    }

    private let burst: Double
    private let perMillisecond: Double
    private let buckets = Mutex<[PartnerID: Bucket]>([:])

    package init(burst: Int = burstLimit, perMinute: Int = perMinute) {
        self.burst = Double(burst)
        perMillisecond = Double(perMinute) / 60_000
    }

    /// Takes one refusal from the partner's budget; false if there is none left.
    package func take(_ partner: PartnerID, at now: Timestamp) -> Bool {
        buckets.withLock { buckets in
            var bucket = refilled(buckets[partner], at: now)
            defer { buckets[partner] = bucket }
            guard bucket.left >= 1 else { return false }
            bucket.left -= 1
            return true
        }
    }

    /// Whether a partner could cause a refusal now.
    package func hasRoom(_ partner: PartnerID, at now: Timestamp) -> Bool {
        buckets.withLock { refilled($0[partner], at: now).left >= 1 }
    }

    private func refilled(_ bucket: Bucket?, at now: Timestamp) -> Bucket {
        guard var bucket else { return Bucket(left: burst, at: now) }
        let passed = Double(max(0, now.milliseconds - bucket.at.milliseconds))
        bucket.left = min(burst, bucket.left + passed * perMillisecond)
        bucket.at = max(bucket.at, now)
        return bucket
    }
}
