// SPDX-License-Identifier: EUPL-1.2
internal import Gateway
internal import Merkle

/// The log's resources for the operator, entry bundles included.
enum LogResources {
    /// The bytes of `checkpoint` or of a tile's path; nil where there is none.
    static func bytes(_ path: String, of region: Region) async throws -> [UInt8]? {
        let resource = LogResource(region)
        if path == "checkpoint" { return try await resource.checkpoint(region.ledger.origin) }
        guard let tile = TileResource(path: path) else { return nil }
        return try await resource.tile(tile, region.ledger.origin)
    }
}
