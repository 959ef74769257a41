// SPDX-License-Identifier: EUPL-1.2

/// The members of a JSON object in their order, each key once by its UTF-8 bytes.
package struct JSONObject: Sendable {
    /// One key with its value.
    package struct Member: Equatable, Sendable {
        package let key: String
        package let value: JSON

        init(key: String, value: JSON) {
            self.key = key
            self.value = value
        }

        package static func == (one: Member, other: Member) -> Bool {
            one.key.hasSameBytes(as: other.key) && one.value == other.value
        }
    }

    /// A key that hashes and compares by its bytes.
    private struct Key: Hashable {
        let text: String

        static func == (one: Key, other: Key) -> Bool { one.text.hasSameBytes(as: other.text) }

        func hash(into hasher: inout Hasher) {
            for byte in text.utf8 { hasher.combine(byte) }
            hasher.combine(text.utf8.count)
        }
    }

    /// The members in their order.
    package private(set) var members: [Member]
    // INVARIANT: empty up to `scanLimit` members; else the index in `members` of every key.
    private var indices: [Key: Int] = [:]

    /// Up to so many members a look-up just walks along them.
    private static let scanLimit = 16

    /// No members.
    package init() { members = [] }

    /// Members in order; a key given twice is a bug.
    package init(_ members: [(String, JSON)]) {
        self.init()
        for (key, value) in members {
            precondition(self[key] == nil, "an object has each key once")
            self[key] = value
        }
    }

    /// Members whose keys are known to differ.
    init(distinct members: [Member]) {
        self.members = members
        indexKeys()
    }

    /// How many members there are.
    package var count: Int { members.count }
    /// Whether there are no members.
    package var isEmpty: Bool { members.isEmpty }
    /// The keys in their order.
    package var keys: [String] { members.map(\.key) }

    /// The value of this key, compared by UTF-8 bytes.
    ///
    /// Setting replaces it in its place, or appends it; setting nil removes the member, at a cost
    /// of O(members).
    package subscript(key: String) -> JSON? {
        get { index(of: key).map { members[$0].value } }
        set {
            switch (index(of: key), newValue) {
            case (let index?, let value?): members[index] = Member(key: key, value: value)
            case (let index?, nil):
                members.remove(at: index)
                indexKeys()
            case (nil, let value?):
                members.append(Member(key: key, value: value))
                if indices.isEmpty { indexKeys() } else { indices[Key(text: key)] = count - 1 }
            case (nil, nil): break
            }
        }
    }

    private func index(of key: String) -> Int? {
        indices.isEmpty
            ? members.firstIndex { $0.key.hasSameBytes(as: key) } : indices[Key(text: key)]
    }

    private mutating func indexKeys() {
        indices = [:]
        guard count > Self.scanLimit else { return }
        indices.reserveCapacity(count)
        for (index, member) in members.enumerated() { indices[Key(text: member.key)] = index }
    }
}

extension JSONObject: Equatable {
    /// Whether both have the same members, in any order.
    package static func == (one: JSONObject, other: JSONObject) -> Bool {
        one.count == other.count
            && one.members.allSatisfy { other[$0.key] == $0.value }
    }
}
