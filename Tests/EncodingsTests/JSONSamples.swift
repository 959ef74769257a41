// SPDX-License-Identifier: EUPL-1.2
import Encodings
import TestSupport

/// Makes texts for property tests: valid ones, and those with a few bytes changed.
struct JSONSamples {
    private var random: SeededRandom

    init(seed: UInt64) { random = SeededRandom(seed: seed) }

    /// A valid text, larger as `size` is.
    mutating func text(size: Int) -> [UInt8] {
        var text = space()
        var budget = size
        text += value(&budget, depth: 0)
        return text + space()
    }

    /// The text with one to four changes: a byte replaced, dropped, doubled, or a piece put in.
    mutating func mutated(_ text: [UInt8]) -> [UInt8] {
        var text = text
        for _ in 0...random.below(4) {
            let place = random.below(text.count + 1)
            switch random.below(7) {
            case 0 where place < text.count: text[place] = random.bytes(1)[0]
            case 1 where place < text.count: text.remove(at: place)
            case 2 where place < text.count: text.insert(text[place], at: place)
            case 3: text.insert(contentsOf: random.pick(Self.pieces).utf8, at: place)
            case 4: text.insert(contentsOf: random.bytes(2), at: place)
            case 5:
                let other = random.below(text.count + 1)
                let piece = text[min(place, other)..<max(place, other)].prefix(20)
                text.insert(contentsOf: Array(piece), at: random.below(text.count + 1))
            default: text.removeLast(min(text.count, random.below(3)))
            }
        }
        return text
    }

    private static let pieces = [
        "\"", "\\", "{", "}", "[", "]", ",", ":", "0", "-", "1e", ".5", "e9", "\\u", "\\ud800",
        "\\udc00", "\\u00", "null", "true", "\u{feff}", "é", "😀", "\u{0}", "\n", "/",
        "9223372036854775807", "\"a\":1,", "\"\\u0061\":1,", "1234567890123456.5", "1e308",
    ]

    private mutating func space() -> [UInt8] {
        (0..<(random.oneIn(3) ? random.below(4) : 0)).map { _ in random.pick([32, 9, 10, 13]) }
    }

    private mutating func value(_ budget: inout Int, depth: Int) -> [UInt8] {
        budget -= 1
        let isLeaf = budget <= 0 || depth > 20
        switch isLeaf ? random.below(4) : random.below(7) {
        case 0: return Array(random.pick(["null", "true", "false"]).utf8)
        case 1: return Array(number().utf8)
        case 2, 3: return string()
        case 4, 5:
            var keys: Set<[Unicode.Scalar]> = []
            var members: [[UInt8]] = []
            for _ in 0..<random.below(random.oneIn(8) ? 30 : 6) {
                let key = string()
                guard case .string(let text) = NaiveJSON(key), keys.insert(text).inserted else {
                    continue
                }
                members.append(
                    space() + key + space() + [0x3a] + space() + value(&budget, depth: depth + 1)
                        + space())
            }
            return [0x7b] + (members.isEmpty ? space() : Array(members.joined(separator: [0x2c])))
                + [0x7d]
        default:
            let elements = (0..<random.below(6)).map { _ in
                space() + value(&budget, depth: depth + 1) + space()
            }
            return [0x5b] + (elements.isEmpty ? space() : Array(elements.joined(separator: [0x2c])))
                + [0x5d]
        }
    }

    private mutating func number() -> String {
        switch random.below(4) {
        case 0: String(random.below(20) - 10)
        case 1: String(Int64(bitPattern: random.next()))
        case 2: "\(random.below(1000)).\(random.below(1_000_000))"
        default:
            "\(random.below(10)).\(random.below(10))\(random.pick(["e", "E", "e+", "E-"]))"
                + "\(random.below(300))"
        }
    }

    private mutating func string() -> [UInt8] {
        var text: [UInt8] = [0x22]
        for _ in 0..<random.below(random.oneIn(10) ? 40 : 6) {
            switch random.below(6) {
            case 0:
                text += random.pick(["\\n", "\\\"", "\\\\", "\\/", "\\u00e9", "\\u0061"]).utf8
            case 1: text += random.pick(["é", "€", "😀", "\u{7f}", "\\ud83d\\uDE00"]).utf8
            default: text += random.pick(["a", "b", "c", "Z", "0", " ", "{", "]"]).utf8
            }
        }
        return text + [0x22]
    }
}
