// SPDX-License-Identifier: EUPL-1.2

/// Spoils a text in small ways, so that most of it still makes sense to a parser.
package struct Mutator {
    package var dice: Dice
    package init(seed: UInt64) { dice = Dice(seed) }

    private static let tokens = [
        "(", ")", "[", "]", "{", "}", ";", ",", "::", ":", "\"", "\\", "//", "\n", "\r", "==",
        "&&", "||", "!", "-", "*", ".", "@id(\"x\")", "?principal", "if ", " then ", " else ",
        " in ", " has ", " like ", " is ", "when {", "permit", "forbid", "true", "1",
        "9223372036854775808", "\\u{1F600}", "\u{0}", "é", "\u{301}", "\u{2028}", "__cedar",
        "entity A;", "namespace N {", "type T = ", "Set<", "enum [", "appliesTo {", "null",
        "1e400", "{\"__entity\":", "{\"__extn\":",
    ]

    package mutating func mutate(_ seed: [UInt8], _ other: [UInt8]) -> [UInt8] {
        var bytes = seed
        for _ in 0...dice.below(4) {
            let place = dice.below(bytes.count + 1)
            switch dice.below(7) {
            case 0: bytes.insert(contentsOf: Array(dice.pick(Self.tokens).utf8), at: place)
            case 1 where place < bytes.count: bytes.remove(at: place)
            case 2 where place < bytes.count: bytes[place] = UInt8(dice.below(256))
            case 3:
                let end = min(bytes.count, place + dice.below(12))
                bytes.removeSubrange(place..<end)
            case 4:
                let end = min(bytes.count, place + dice.below(40))
                bytes.insert(contentsOf: Array(bytes[place..<end]), at: place)
            case 5 where !other.isEmpty:
                let start = dice.below(other.count)
                let end = min(other.count, start + dice.below(40))
                bytes.insert(contentsOf: other[start..<end], at: place)
            default:
                let token = Array(dice.pick(Self.tokens).utf8)
                for _ in 0..<dice.below(8) { bytes.insert(contentsOf: token, at: place) }
            }
        }
        return Array(bytes.prefix(4_096))
    }
}
