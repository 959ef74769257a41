// SPDX-License-Identifier: EUPL-1.2
import Merkle
import TestSupport
import Testing

@Suite struct TileTests {
    @Test func `a tree of 70,000 entries has the tiles of the specification`() {
        let all = TileResource.all(forSize: 70_000)
        func widths(_ content: TileResource.Content) -> [Int] {
            all.filter { $0.content == content }.map(\.width)
        }
        let full = [Int](repeating: 256, count: 273)
        #expect(widths(.hashes(level: 0)) == full + [112])
        #expect(widths(.hashes(level: 1)) == [256, 17])
        #expect(widths(.hashes(level: 2)) == [1])
        #expect(widths(.hashes(level: 3)) == [])
        #expect(widths(.entries) == full + [112])
        #expect(all.allSatisfy { $0.isServed(atSize: 70_000) })
        #expect(all.count { !$0.isServed(atSize: 69_999) } == 2)
    }

    @Test func `empty tiles are not there`() {
        #expect(TileResource.all(forSize: 0).isEmpty)
        #expect(
            TileResource.all(forSize: 256).map(\.path) == [
                "tile/0/000", "tile/1/000.p/1", "tile/entries/000",
            ])
    }

    @Test func `a resource is served once the published tree has all its items`() {
        let partial = TileResource(content: .hashes(level: 0), n: 1, width: 44)
        #expect(!partial.isServed(atSize: 299))
        #expect(partial.isServed(atSize: 300))
        #expect(partial.isServed(atSize: 1000))
        let above = TileResource(content: .hashes(level: 1), n: 0, width: 2)
        #expect(!above.isServed(atSize: 511))
        #expect(above.isServed(atSize: 512))
        let far = TileResource(content: .entries, n: .max, width: 256)
        #expect(!far.isServed(atSize: .max))
        #expect(!TileResource(content: .hashes(level: 63), n: 0, width: 1).isServed(atSize: .max))
    }

    @Test(arguments: UInt64(0)..<200)
    func `every path is read back as the resource that it came from`(seed: UInt64) {
        var numbers = SeededRandom(seed: seed)
        let n = Int(numbers.next() >> (1 + UInt64(seed % 63)))
        let level = Int.random(in: 0...63, using: &numbers)
        let width = Int.random(in: 1...256, using: &numbers)
        for content in [TileResource.Content.hashes(level: level), .entries] {
            let resource = TileResource(content: content, n: n, width: width)
            #expect(TileResource(path: resource.path) == resource)
        }
    }

    @Test(arguments: UInt64(0)..<200)
    func `a path with one byte changed is refused or is another path's exact spelling`(
        seed: UInt64
    ) {
        var numbers = SeededRandom(seed: seed)
        let resource = TileResource(
            content: seed.isMultiple(of: 3) ? .entries : .hashes(level: Int(seed % 64)),
            n: Int.random(in: 0...3_000_000, using: &numbers),
            width: Int.random(in: 1...256, using: &numbers))
        var path = Array(resource.path.utf8)
        let place = Int.random(in: 0..<path.count, using: &numbers)
        switch seed % 3 {
        case 0: path[place] = UInt8.random(in: 0x20...0x7E, using: &numbers)
        case 1: path.insert(UInt8.random(in: 0x20...0x7E, using: &numbers), at: place)
        default: path.remove(at: place)
        }
        let text = String(decoding: path, as: UTF8.self)
        if let read = TileResource(path: text) { #expect(read.path == text) }
    }

    @Test(
        arguments: [
            "", "tile", "tile/", "tile/0", "tile/0/", "tile/0/000/", "tile/0/000.p",
            "tile/0/000.p/",
            "tile/0/000.p/00", "tile/0/000.p/1000", "tile/0/\u{0660}\u{0660}\u{0660}",
            "tile/0/x009/x223/x372/x036/x854/x775/808", "tile/0/x999/x999/x999/x999/x999/x999/999",
            "tile/0/x001/x001/x001/x001/x001/x001/x001/001", "tile/entries/x000/000",
            "TILE/0/000", "tile/0/X001/000", "tile/0/000.P/1", "tile//000", "tile/0//000",
        ])
    func `another spelling is refused`(path: String) {
        #expect(TileResource(path: path) == nil)
    }
}
