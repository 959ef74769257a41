// SPDX-License-Identifier: EUPL-1.2

/// Bytes written as hexadecimal in a test; anything else than hex digits and white space traps.
package func hexBytes(_ text: String) -> [UInt8] {
    let digits = text.filter { !$0.isWhitespace }.map { digit in
        guard let value = digit.hexDigitValue else { preconditionFailure("not hex: \(digit)") }
        return UInt8(value)
    }
    precondition(digits.count % 2 == 0, "hex has pairs of digits")
    return stride(from: 0, to: digits.count, by: 2).map { digits[$0] << 4 | digits[$0 + 1] }
}

/// Bytes as lowercase hexadecimal, for messages of failed expectations.
package func hexText(_ bytes: some Sequence<UInt8>) -> String {
    bytes.map { byte in
        let text = String(byte, radix: 16)
        return text.count == 1 ? "0" + text : text
    }.joined()
}
