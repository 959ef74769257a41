// SPDX-License-Identifier: EUPL-1.2
internal import OpenSSL

/// Looks for the lines of one chain among all leaves: each number once, in order, and none beyond.
///
/// A privacy officer holds the tag key of the own organisation and knows how many lines there should be;
/// nobody else's lines are read.
package struct ChainCheck: Sendable {
    /// Whose chain it is: where in a leaf its tags may stand.
    package enum Owner: Sendable {
        /// A person's stream: the first tag.
        case subject
        /// An organisation, as source or as recipient: the second or third tag.
        case organisation
    }

    /// Why a chain is not what it should be; the numbers are those of the chain.
    package enum Failure: Error, Equatable {
        /// No leaf has the tag with this number.
        case missing(number: Int)
        /// Two leaves have it.
        case twice(number: Int, leafIndexes: [Int])
        /// A leaf has a tag beyond the last number.
        case beyond(number: Int, leafIndex: Int)
        /// A later number stands before an earlier one.
        case outOfOrder(number: Int)
    }

    /// How far beyond the last number is looked.
    package static let lookahead = 64
    /// Longest chain that is checked.
    package static let countLimit = 1 << 24

    private let owner: Owner
    private let count: Int
    private let numbers: [LeafText.Word: Int]
    private var found: [Int: [Int]] = [:]

    /// A check of the chain under K_tag (32 bytes), which should have `count` lines.
    package init(owner: Owner, tagKey: Span<UInt8>, count: Int) {
        precondition(tagKey.count == 32, "a tag key has 32 bytes")
        precondition((0...Self.countLimit).contains(count), "a chain has a bounded length")
        self.owner = owner
        self.count = count
        var hmac = HMACKey(tagKey)
        var numbers: [LeafText.Word: Int] = [:]
        numbers.reserveCapacity(count + Self.lookahead)
        for number in 1...count + Self.lookahead {
            var message = Array("kernpoort/tag/v1".utf8)
            message += (0..<8).map { UInt8(truncatingIfNeeded: number >> (56 - 8 * $0)) }
            let tag = hmac.authenticate(message.span).bytes[..<16]
            numbers[tag.reduce(0) { $0 << 8 | LeafText.Word($1) }] = number
        }
        self.numbers = numbers
    }

    /// Looks at one leaf.
    package mutating func look(at leaf: LeafText, index: Int) {
        let tags =
            switch owner {
            case .subject: leaf.tags[..<1]
            case .organisation: leaf.tags[1...]
            }
        for tag in tags {
            if let number = numbers[tag] { found[number, default: []].append(index) }
        }
    }

    /// The leaf index of each line, number 1 first, after all leaves were looked at.
    /// - Throws: the first thing that is wrong, by number.
    package func finish() throws(Failure) -> [Int] {
        var indexes: [Int] = []
        for number in 1...count + Self.lookahead {
            let places = found[number] ?? []
            if places.count > 1 { throw .twice(number: number, leafIndexes: places) }
            if number > count {
                if let place = places.first { throw .beyond(number: number, leafIndex: place) }
                continue
            }
            guard let place = places.first else { throw .missing(number: number) }
            if let last = indexes.last, place <= last { throw .outOfOrder(number: number) }
            indexes.append(place)
        }
        return indexes
    }
}
