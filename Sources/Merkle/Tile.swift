// SPDX-License-Identifier: EUPL-1.2

/// The place of a hash tile: its level, and its number from the left.
///
/// Tile (L, N) holds at place i the root of the entries (256·N+i)·256^L up to (256·N+i+1)·256^L.
/// Source: C2SP tlog-tiles.
package struct TileCoordinate: Hashable, Sendable {
    /// Hashes in a full tile, entries in a full bundle.
    package static let width = 256
    /// Bytes in a full tile.
    package static let fullByteCount = width * TreeHash.byteCount

    package let level: Int
    package let n: Int

    package init(level: Int, n: Int) {
        precondition((0...63).contains(level) && n >= 0, "a tile has a level and a number")
        self.level = level
        self.n = n
    }
}

/// A tile or entry bundle as a resource: what it holds, its number, and how many items.
package struct TileResource: Hashable, Sendable {
    package enum Content: Hashable, Sendable {
        /// Hashes of one level, 0 to 63.
        case hashes(level: Int)
        /// The entries themselves.
        case entries
    }

    package let content: Content
    /// Number from the left.
    package let n: Int
    /// Items in it: 256 if full, else 1 to 255.
    package let width: Int

    package var isFull: Bool { width == TileCoordinate.width }

    package init(content: Content, n: Int, width: Int) {
        if case .hashes(let level) = content {
            precondition((0...63).contains(level), "a tile's level is between 0 and 63")
        }
        precondition(n >= 0, "a tile's number is not negative")
        precondition(
            (1...TileCoordinate.width).contains(width), "a tile has between 1 and 256 items")
        self.content = content
        self.n = n
        self.width = width
    }

    /// All tiles and bundles of a tree of `size` entries, bundles last; empty ones are not there.
    package static func all(forSize size: Int) -> [TileResource] {
        var resources: [TileResource] = []
        var level = 0
        while level <= 7, size >> (8 * level) > 0 {
            resources += row(.hashes(level: level), items: size >> (8 * level))
            level += 1
        }
        return resources + row(.entries, items: size)
    }

    private static func row(_ content: Content, items: Int) -> [TileResource] {
        let full = items / TileCoordinate.width
        let rest = items % TileCoordinate.width
        var row = (0..<full).map {
            TileResource(content: content, n: $0, width: TileCoordinate.width)
        }
        if rest > 0 { row.append(TileResource(content: content, n: full, width: rest)) }
        return row
    }

    /// True if a log whose published size is `size` serves this resource.
    ///
    /// A partial one may be of any earlier size: it is the front of every later version.
    package func isServed(atSize size: Int) -> Bool {
        let items: Int
        switch content {
        case .entries: items = size
        case .hashes(let level):
            guard level <= 7 else { return false }
            items = size >> (8 * level)
        }
        let (start, overflow) = n.multipliedReportingOverflow(by: TileCoordinate.width)
        return !overflow && items - width >= start
    }
}
