// SPDX-License-Identifier: EUPL-1.2
internal import Domain
internal import Synchronization

/// Which envelope each partner asked for last that is its own.
///
/// A collect of an id that is nobody's or another's judges this one beside, for the work alone: it takes
/// as long as a collect that is refused, so that time tells nothing. Lost at every start.
final class Rehearsals: Sendable {
    private let envelopes = Mutex<[RandomID: RandomID]>([:])

    /// The envelope to judge for a partner, by its row; nil where it asked for none since the start.
    subscript(partner: RandomID) -> RandomID? { envelopes.withLock { $0[partner] } }

    func note(_ envelope: RandomID, for partner: RandomID) {
        envelopes.withLock { $0[partner] = envelope }
    }
}
