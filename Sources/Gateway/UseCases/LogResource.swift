// SPDX-License-Identifier: EUPL-1.2
package import Merkle

/// What partners may fetch of the log itself: the published checkpoint and the hash tiles.
///
/// No line about it: these bytes say nothing of anyone, and every partner gets the same.
package struct LogResource: Sendable {
    private let region: Region

    package init(_ region: Region) { self.region = region }

    /// The published checkpoint as a signed note; nil before the first.
    package func checkpoint(_ origin: String) async throws(UseCaseFailure) -> [UInt8]? {
        try await region.read { try $0.publishedCheckpoint(ofLog: origin) }
    }

    /// A tile within the published checkpoint; nil beyond it.
    package func tile(
        _ resource: TileResource, _ origin: String
    ) async throws(UseCaseFailure) -> [UInt8]? {
        try await region.read { try $0.logTile(resource, ofLog: origin) }
    }
}

extension Region {
    /// The origin of a shard of this log, where it is the one that is open.
    package func logOrigin(shard: String) -> String? {
        let origin = ledger.origin
        return origin.hasSuffix("/log/\(shard)") && !shard.isEmpty ? origin : nil
    }

    /// Lets a caller read what every partner may; a role that is not its type's is refused.
    package func checked(_ caller: Caller) async throws(UseCaseFailure) {
        try await checkRole(of: caller)
    }
}
