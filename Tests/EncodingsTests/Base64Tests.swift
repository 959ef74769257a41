// SPDX-License-Identifier: EUPL-1.2
import Encodings
import Foundation
import TestSupport
import Testing

/// The two alphabets behind one face, so that each rule is tested of both.
enum Alphabet: String, CaseIterable, Sendable {
    case padded, url

    func encode(_ bytes: [UInt8]) -> String {
        switch self {
        case .padded: Base64.encode(bytes)
        case .url: Base64URL.encode(bytes)
        }
    }

    func decode(_ text: [UInt8]) throws(EncodingError) -> [UInt8] {
        switch self {
        case .padded: try Base64.decode(text.span)
        case .url: try Base64URL.decode(text.span)
        }
    }

    func decode(_ text: String) throws(EncodingError) -> [UInt8] { try decode(Array(text.utf8)) }

    var characters: [UInt8] {
        let letters = "ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz0123456789"
        return Array((letters + (self == .padded ? "+/" : "-_")).utf8)
    }
}

@Suite struct Base64Tests {
    struct Example: Codable, Sendable {
        var plain: String
        var padded: String
    }

    /// RFC 4648 §10.
    static let examples = [
        Example(plain: "", padded: ""), Example(plain: "f", padded: "Zg=="),
        Example(plain: "fo", padded: "Zm8="), Example(plain: "foo", padded: "Zm9v"),
        Example(plain: "foob", padded: "Zm9vYg=="), Example(plain: "fooba", padded: "Zm9vYmE="),
        Example(plain: "foobar", padded: "Zm9vYmFy"),
    ]

    @Test(arguments: examples)
    func `the examples of the RFC come out`(example: Example) throws {
        let plain = Array(example.plain.utf8)
        let bare = example.padded.replacingOccurrences(of: "=", with: "")
        #expect(Base64.encode(plain) == example.padded)
        #expect(try Base64.decode(example.padded) == plain)
        #expect(Base64URL.encode(plain) == bare)
        #expect(try Base64URL.decode(bare) == plain)
    }

    @Test(arguments: Alphabet.allCases)
    func `every byte comes back in every place of a group`(alphabet: Alphabet) throws {
        for byte in UInt8.min...UInt8.max {
            for place in 0..<3 {
                for length in (place + 1)...3 {
                    var bytes = [UInt8](repeating: 0, count: length)
                    bytes[place] = byte
                    #expect(try alphabet.decode(alphabet.encode(bytes)) == bytes)
                }
            }
        }
    }

    @Test(arguments: Alphabet.allCases)
    func `every byte outside the alphabet is refused in every place`(alphabet: Alphabet) {
        for byte in UInt8.min...UInt8.max where !alphabet.characters.contains(byte) {
            for place in 0..<8 {
                var text = Array("AAAAAAAA".utf8)
                text[place] = byte
                // At the very end of padded text the pad character belongs, with zero bits.
                if alphabet == .padded, byte == UInt8(ascii: "="), place == 7 { continue }
                #expect(throws: EncodingError.invalidByte(offset: place)) {
                    try alphabet.decode(text)
                }
            }
        }
    }

    @Test(arguments: Alphabet.allCases)
    func `each group of bytes has one spelling`(alphabet: Alphabet) throws {
        // All texts of two and three characters: those that decode come back letter by letter.
        let pad = alphabet == .padded
        var accepted = 0
        for first in alphabet.characters.prefix(4) {
            for second in alphabet.characters {
                let two = [first, second] + (pad ? Array("==".utf8) : [])
                if let bytes = try? alphabet.decode(two) {
                    accepted += 1
                    #expect(Array(alphabet.encode(bytes).utf8) == two)
                }
                for third in alphabet.characters {
                    let three = [first, second, third] + (pad ? Array("=".utf8) : [])
                    guard let bytes = try? alphabet.decode(three) else { continue }
                    accepted += 1
                    #expect(Array(alphabet.encode(bytes).utf8) == three)
                }
            }
        }
        // Of two characters the last has 4 spare bits, of three it has 2.
        #expect(accepted == 4 * 64 / 16 + 4 * 64 * 64 / 4)
    }

    struct Refusal: Sendable {
        var alphabet: Alphabet
        var text: String
        var error: EncodingError
    }

    @Test(arguments: [
        Refusal(alphabet: .padded, text: "Z", error: .invalidLength(1)),
        Refusal(alphabet: .padded, text: "Zg", error: .invalidLength(2)),
        Refusal(alphabet: .padded, text: "Zg=", error: .invalidLength(3)),
        Refusal(alphabet: .padded, text: "Z===", error: .invalidByte(offset: 1)),
        Refusal(alphabet: .padded, text: "====", error: .invalidByte(offset: 0)),
        Refusal(alphabet: .padded, text: "Zg==Zg==", error: .invalidByte(offset: 2)),
        Refusal(alphabet: .padded, text: "Zg==\n", error: .invalidLength(5)),
        Refusal(alphabet: .padded, text: "Zm9v\nZm9", error: .invalidByte(offset: 4)),
        Refusal(alphabet: .padded, text: "Zh==", error: .nonzeroTrailingBits(offset: 1)),
        Refusal(alphabet: .padded, text: "Zm9=", error: .nonzeroTrailingBits(offset: 2)),
        Refusal(alphabet: .padded, text: "Z=g=", error: .invalidByte(offset: 1)),
        Refusal(alphabet: .url, text: "Z", error: .invalidLength(1)),
        Refusal(alphabet: .url, text: "Zm9vY", error: .invalidLength(5)),
        Refusal(alphabet: .url, text: "Zg==", error: .invalidByte(offset: 2)),
        Refusal(alphabet: .url, text: "Zm8=", error: .invalidByte(offset: 3)),
        Refusal(alphabet: .url, text: "Zh", error: .nonzeroTrailingBits(offset: 1)),
        Refusal(alphabet: .url, text: "Zm9", error: .nonzeroTrailingBits(offset: 2)),
        Refusal(alphabet: .url, text: "+/8A", error: .invalidByte(offset: 0)),
    ])
    func `text that is not canonical is refused`(refusal: Refusal) {
        #expect(throws: refusal.error) { try refusal.alphabet.decode(refusal.text) }
    }

    @Test(arguments: Alphabet.allCases, UInt64(0)..<60)
    func `bytes come back, and Foundation agrees`(alphabet: Alphabet, seed: UInt64) throws {
        var random = SeededRandom(seed: seed)
        let bytes = random.bytes(Int(seed))
        let text = alphabet.encode(bytes)
        var expected = Data(bytes).base64EncodedString()
        if alphabet == .url {
            expected.replace("+", with: "-")
            expected.replace("/", with: "_")
            expected.replace("=", with: "")
        }
        #expect(text == expected)
        #expect(try alphabet.decode(text) == bytes)
    }

    @Test(arguments: UInt64(0)..<20)
    func `text made in pieces of three bytes is the text of the whole`(seed: UInt64) {
        var random = SeededRandom(seed: seed)
        let bytes = random.bytes(Int(seed) * 5)
        let cut = random.below(bytes.count / 3 + 1) * 3
        var text: [UInt8] = []
        Base64URL.append(Array(bytes[..<cut]).span, to: &text)
        Base64URL.append(Array(bytes[cut...]).span, to: &text)
        #expect(text == Array(Base64URL.encode(bytes).utf8))
    }

    @Test func `secrets decode into memory of their size`() async throws {
        let text = Array("Zm9vYg".utf8)
        var memory = [UInt8](repeating: 0xff, count: try Base64URL.decodedCount(of: text.span))
        var span = memory.mutableSpan
        try Base64URL.decode(text.span, into: &span)
        #expect(memory == Array("foob".utf8))
        let padded = Array("Zm9vYg==".utf8)
        #expect(try Base64.decodedCount(of: padded.span) == 4)
        await #expect(processExitsWith: .failure) {
            var short = [UInt8](repeating: 0, count: 3)
            var span = short.mutableSpan
            try Base64.decode(Array("Zm9vYg==".utf8).span, into: &span)
        }
    }
}
