// SPDX-License-Identifier: EUPL-1.2
import Encodings
import Foundation
import TestSupport
import Testing

@Suite struct HexTests {
    @Test func `every byte comes back from its two characters`() throws {
        for byte in UInt8.min...UInt8.max {
            let text = Hex.encode([byte])
            #expect(text == String(format: "%02x", Int(byte)))
            #expect(try Hex.decode(text) == [byte])
        }
    }

    @Test func `every byte that is no lowercase digit is refused at both places`() throws {
        let digits = Array("0123456789abcdef".utf8)
        for byte in UInt8.min...UInt8.max where !digits.contains(byte) {
            #expect(throws: EncodingError.invalidByte(offset: 2)) {
                try Hex.decode([0x30, 0x30, byte, 0x30].span)
            }
            #expect(throws: EncodingError.invalidByte(offset: 3)) {
                try Hex.decode([0x30, 0x30, 0x30, byte].span)
            }
        }
    }

    @Test(arguments: ["0", "abc", "0x1"])
    func `an odd number of characters is refused`(text: String) {
        #expect(throws: EncodingError.invalidLength(text.utf8.count)) { try Hex.decode(text) }
    }

    @Test func `nothing stands for nothing`() throws {
        #expect(Hex.encode([]) == "")
        #expect(try Hex.decode("") == [])
    }

    @Test(arguments: UInt64(0)..<50)
    func `bytes come back`(seed: UInt64) throws {
        var random = SeededRandom(seed: seed)
        let bytes = random.bytes(Int(seed) * 3)
        #expect(try Hex.decode(Hex.encode(bytes)) == bytes)
        var appended: [UInt8] = [1]
        Hex.append(bytes.span, to: &appended)
        #expect(appended == [1] + Array(Hex.encode(bytes).utf8))
    }
}
