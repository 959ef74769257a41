// SPDX-License-Identifier: EUPL-1.2
internal import Domain
internal import OpenSSL
internal import Synchronization

/// The rule sets that a region can decide by: the one in force, and those that just were or may become so.
///
/// A decision uses the version that its own transaction names in its line: which one is in force can
/// change while requests are under way, and a batch that is not committed takes its change back.
final class KnownRules: Sendable {
    private struct State {
        var current: RuleSet
        var sets: [Digest: RuleSet]
        /// The rules of the version and day that were asked for last.
        var inForce: RulesInForce?
    }

    private let state: Mutex<State>

    init(_ current: RuleSet) {
        state = Mutex(State(current: current, sets: [current.version: current]))
    }

    /// The version in force, as far as committed.
    var current: RuleSet { state.withLock { $0.current } }

    /// Keeps a rule set at hand, so that a transaction may put it in force.
    func add(_ set: RuleSet) { state.withLock { $0.sets[set.version] = set } }

    /// The activation of a version is durable.
    func settle(_ set: RuleSet) {
        state.withLock { state in
            // Requests that are under way may still name the one before.
            let before = state.current
            state.sets = [before.version: before]
            state.sets[set.version] = set
            state.current = set
        }
    }

    /// A version that is at hand.
    func set(_ version: Digest) -> RuleSet? { state.withLock { $0.sets[version] } }

    /// The rules of a version on a day.
    func inForce(_ set: RuleSet, on day: CivilDate) -> RulesInForce {
        let known = state.withLock { $0.inForce }
        if let known, known.version == set.version, known.day == day { return known }
        // Made outside the lock: it takes longer than anybody should wait for it.
        let rules = set.inForce(on: day)
        state.withLock { $0.inForce = rules }
        return rules
    }
}
