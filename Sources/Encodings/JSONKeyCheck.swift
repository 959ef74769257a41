// SPDX-License-Identifier: EUPL-1.2

/// Finds two equal keys in an object, compared by decoded bytes.
///
/// Few keys are compared pair by pair; many go through a hash table whose seed is the process's
/// own, so that nobody can choose keys that collide. Cost: O(bytes of the keys) for any object.
struct JSONKeyCheck {
    /// Up to so many keys, comparing each with each is quicker than hashing.
    static let pairwiseLimit = 12
    /// Positions of the keys; kept between objects for its memory.
    private var positions: [Int] = []
    /// Positions of keys in their slot plus one; zero is free.
    private var table: [UInt32] = []

    /// - Throws: `.duplicateKey` at the later of two equal keys.
    mutating func check(
        objectAt position: Int, in entries: [JSONEntry], _ bytes: Span<UInt8>
    ) throws(JSONError) {
        let count = Int(entries[position].count)
        guard count > 1 else { return }
        if count <= Self.pairwiseLimit {
            try Self.checkPairwise(from: position + 1, count, entries, bytes)
            return
        }
        positions.removeAll(keepingCapacity: true)
        var key = position + 1
        for _ in 0..<count {
            positions.append(key)
            key = Int(entries[key + 1].next)
        }
        try checkByTable(entries, bytes)
    }

    /// Walks the keys from the first on, each with those before it, without a list of them.
    private static func checkPairwise(
        from first: Int, _ count: Int, _ entries: [JSONEntry], _ bytes: Span<UInt8>
    ) throws(JSONError) {
        var later = first
        for place in 0..<count {
            var earlier = first
            for _ in 0..<place {
                if areEqual(entries[earlier], entries[later], bytes) {
                    throw JSONError(.duplicateKey, at: Int(entries[later].start))
                }
                earlier = Int(entries[earlier + 1].next)
            }
            later = Int(entries[later + 1].next)
        }
    }

    private mutating func checkByTable(
        _ entries: [JSONEntry], _ bytes: Span<UInt8>
    ) throws(JSONError) {
        var size = 32
        while size < positions.count * 2 { size *= 2 }
        table.removeAll(keepingCapacity: true)
        table.append(contentsOf: repeatElement(0, count: size))
        for position in positions {
            let entry = entries[position]
            var slot = Self.hash(entry, bytes) & (size - 1)
            while table[slot] != 0 {
                if Self.areEqual(entries[Int(table[slot] - 1)], entry, bytes) {
                    throw JSONError(.duplicateKey, at: Int(entry.start))
                }
                slot = (slot + 1) & (size - 1)
            }
            table[slot] = UInt32(position) + 1
        }
    }

    private static func hash(_ key: JSONEntry, _ bytes: Span<UInt8>) -> Int {
        var hasher = Hasher()
        var word: UInt64 = 0
        var filled = 0
        func add(_ byte: UInt8) {
            word = word << 8 | UInt64(byte)
            filled += 1
            if filled == 8 {
                hasher.combine(word)
                (word, filled) = (0, 0)
            }
        }
        if key.hasEscapes {
            var reader = JSONStringReader(Int(key.start)..<Int(key.end))
            while let byte = reader.next(in: bytes) { add(byte) }
        } else {
            for offset in Int(key.start + 1)..<Int(key.end - 1) { add(bytes[offset]) }
        }
        hasher.combine(word)
        hasher.combine(key.count)
        return hasher.finalize()
    }

    private static func areEqual(
        _ one: JSONEntry, _ other: JSONEntry, _ bytes: Span<UInt8>
    ) -> Bool {
        guard one.count == other.count else { return false }
        if one.hasEscapes || other.hasEscapes {
            var first = JSONStringReader(Int(one.start)..<Int(one.end))
            var second = JSONStringReader(Int(other.start)..<Int(other.end))
            while let byte = first.next(in: bytes) {
                guard byte == second.next(in: bytes) else { return false }
            }
            return true
        }
        let distance = Int(other.start) - Int(one.start)
        for offset in Int(one.start + 1)..<Int(one.end - 1)
        where bytes[offset] != bytes[offset + distance] {
            return false
        }
        return true
    }
}
