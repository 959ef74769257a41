// SPDX-License-Identifier: EUPL-1.2
internal import Domain
internal import Synchronization

/// Verdicts that rules gave before, by the facts without ids.
///
/// The rules of a day are a pure function of a finite space of facts, of which a region meets a small
/// part again and again. Nothing in it tells of a person.
/// Lock: the mutex, for look-ups only; two threads may reason about the same facts at once.
final class VerdictMemory: Sendable {
    /// A verdict without the consents it stands on.
    struct Entry: Sendable {
        let verdict: Verdict
        /// The field groups that go by a rule which stands on consent.
        let relying: [VeldgroepCode?]
    }

    /// Entries held at most, some 20 MB; beyond it the memory starts again.
    private static let countLimit = 8192

    private let entries = Mutex<[DecisionFacts: Entry]>([:])

    func verdict(on facts: DecisionFacts, reason: () -> Entry) -> Entry {
        if let known = entries.withLock({ $0[facts] }) { return known }
        let entry = reason()
        entries.withLock { entries in
            if entries.count >= Self.countLimit { entries.removeAll() }
            entries[facts] = entry
        }
        return entry
    }
}
