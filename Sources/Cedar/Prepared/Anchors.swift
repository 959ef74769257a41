// SPDX-License-Identifier: EUPL-1.2

/// The entities and types that policies name, by small numbers.
struct AnchorTable: Sendable {
    private(set) var entities: [EntityUID: Int32] = [:]
    private(set) var types: [Text: Int32] = [:]
    private var count: Int32 = 0

    mutating func number(of uid: EntityUID) -> Int32 {
        if let known = entities[uid] { return known }
        count += 1
        entities[uid] = count
        return count
    }

    mutating func number(of type: Text) -> Int32 {
        if let known = types[type] { return known }
        count += 1
        types[type] = count
        return count
    }
}

/// The anchors that hold of one entity: itself, its ancestors and its type, as far as named.
///
/// The first ones stand inline, so that a decision needs no memory of its own.
struct AnchorList {
    private static let inlineCount = 24
    private var inline = InlineArray<24, Int32>(repeating: 0)
    private var overflow: [Int32] = []
    private(set) var count = 0

    subscript(index: Int) -> Int32 {
        index < Self.inlineCount ? inline[index] : overflow[index - Self.inlineCount]
    }

    func contains(_ anchor: Int32) -> Bool {
        for index in 0..<min(count, Self.inlineCount) where inline[index] == anchor {
            return true
        }
        return overflow.contains(anchor)
    }

    mutating func insert(_ anchor: Int32) {
        guard !contains(anchor) else { return }
        if count < Self.inlineCount { inline[count] = anchor } else { overflow.append(anchor) }
        count += 1
    }
}

/// Policies to evaluate, ascending and each once; the first ones stand inline.
struct CandidateList {
    private static let inlineCount = 48
    private var inline = InlineArray<48, Int32>(repeating: 0)
    private var overflow: [Int32] = []
    private var isSorted = true
    private(set) var count = 0

    subscript(index: Int) -> Int {
        Int(overflow.isEmpty ? inline[index] : overflow[index])
    }

    mutating func insert(_ policy: Int32) {
        guard overflow.isEmpty else {
            overflow.append(policy)
            isSorted = false
            return
        }
        var place = count
        while place > 0, inline[place - 1] > policy { place -= 1 }
        if place > 0, inline[place - 1] == policy { return }
        guard count < Self.inlineCount else {
            overflow = (0..<count).map { inline[$0] } + [policy]
            isSorted = false
            return
        }
        var index = count
        while index > place {
            inline[index] = inline[index - 1]
            index -= 1
        }
        inline[place] = policy
        count += 1
    }

    /// Must be called once after the last insertion.
    mutating func finish() {
        guard !isSorted else { return }
        overflow.sort()
        var unique: [Int32] = []
        unique.reserveCapacity(overflow.count)
        for policy in overflow where unique.last != policy { unique.append(policy) }
        overflow = unique
        count = unique.count
        isSorted = true
    }
}

/// Lists of policies under a pair of anchors, either of which can be absent.
struct PairIndex: Sendable {
    private var keys: [UInt64] = []
    private var ranges: [Range<Int32>] = []
    private var policies: [Int32] = []
    private var mask = 0

    init(_ lists: [UInt64: [Int32]]) {
        var capacity = 4
        while capacity < lists.count * 2 { capacity *= 2 }
        mask = capacity - 1
        keys = Array(repeating: .max, count: capacity)
        ranges = Array(repeating: 0..<0, count: capacity)
        for (key, list) in lists {
            var slot = Self.hash(key) & mask
            while keys[slot] != .max { slot = (slot + 1) & mask }
            keys[slot] = key
            ranges[slot] = Int32(policies.count)..<Int32(policies.count + list.count)
            policies += list
        }
    }

    /// The key of a pair; 0 stands for an absent anchor.
    static func key(_ principal: Int32, _ resource: Int32) -> UInt64 {
        UInt64(UInt32(bitPattern: principal)) << 32 | UInt64(UInt32(bitPattern: resource))
    }

    private static func hash(_ key: UInt64) -> Int {
        Int(truncatingIfNeeded: (key &* 0x9E37_79B9_7F4A_7C15) >> 33)
    }

    func collect(_ key: UInt64, into candidates: inout CandidateList) {
        var slot = Self.hash(key) & mask
        while keys[slot] != .max {
            if keys[slot] == key {
                for index in ranges[slot] { candidates.insert(policies[Int(index)]) }
                return
            }
            slot = (slot + 1) & mask
        }
    }
}
