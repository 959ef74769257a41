// SPDX-License-Identifier: EUPL-1.2
import Encodings
import Foundation
import Testing

@Suite struct Base64MemoryTests {
    @Test(arguments: 0..<70)
    func `text written over memory is the text of the bytes`(count: Int) {
        let bytes = (0..<count).map { UInt8(truncatingIfNeeded: $0 &* 83 &+ count) }
        let expected = Array(
            Data(bytes).base64EncodedString()
                .replacingOccurrences(of: "+", with: "-")
                .replacingOccurrences(of: "/", with: "_")
                .replacingOccurrences(of: "=", with: "").utf8)
        var text = [UInt8](repeating: 0, count: Base64URL.encodedCount(of: count))
        var span = text.mutableSpan
        Base64URL.encode(bytes.span, into: &span)
        #expect(text == expected)
        var appended = Array("kop".utf8)
        Base64URL.append(bytes.span, to: &appended)
        #expect(appended == Array("kop".utf8) + expected)
    }
}
