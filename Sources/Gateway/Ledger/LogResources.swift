// SPDX-License-Identifier: EUPL-1.2
internal import AuditLog
internal import Domain
package import Merkle

extension StateReading where Self: ~Copyable {
    /// The checkpoint that readers of the log are given; nil before the first was published.
    package func publishedCheckpoint(
        ofLog origin: String
    ) throws(LedgerError) -> [UInt8]? {
        try context.state.publishedCheckpoint(Array(origin.utf8))
    }

    /// A hash tile or an entry bundle within the published checkpoint; nil beyond it.
    ///
    /// Only full tiles are stored; any narrower one is cut from them or from the entries.
    package func logTile(
        _ resource: TileResource, ofLog origin: String
    ) throws(LedgerError) -> [UInt8]? {
        guard let note = try context.state.publishedCheckpoint(Array(origin.utf8)),
            let size = Self.size(in: note), resource.isServed(atSize: size)
        else { return nil }
        switch resource.content {
        case .entries: return try bundle(resource)
        case .hashes(let level): return try hashes(level: level, resource)
        }
    }

    private func bundle(_ resource: TileResource) throws(LedgerError) -> [UInt8] {
        let rows = try context.state.entries(
            from: resource.n * TileCoordinate.width, limit: resource.width)
        guard rows.count == resource.width else { throw .corrupt("an entry is missing") }
        return LogText.bundle(of: rows.lazy.map(\.leaf))
    }

    private func hashes(level: Int, _ resource: TileResource) throws(LedgerError) -> [UInt8] {
        if let full = try context.state.tile(level: level, n: resource.n) {
            return Array(full.prefix(resource.width * TreeHash.byteCount))
        }
        let first = resource.n * TileCoordinate.width
        if level == 0 {
            let rows = try context.state.entries(from: first, limit: resource.width)
            guard rows.count == resource.width else { throw .corrupt("an entry is missing") }
            return rows.flatMap(\.leafHash)
        }
        let nodes = LogTree.nodes(of: context.state)
        var bytes: [UInt8] = []
        for index in first..<first + resource.width {
            guard let hash = try nodes.node(Subtree(level: level * 8, index: index)) else {
                throw .corrupt("a node of the tree is missing")
            }
            hash.append(to: &bytes)
        }
        return bytes
    }

    /// The size in a checkpoint: its second line. The checkpoint is our own, from our own table.
    private static func size(in note: [UInt8]) -> Int? {
        let lines = note.split(separator: UInt8(ascii: "\n"), maxSplits: 2)
        guard lines.count == 3 else { return nil }
        return Int(String(decoding: lines[1], as: UTF8.self))
    }
}
