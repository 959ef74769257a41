// SPDX-License-Identifier: EUPL-1.2
internal import Encodings
internal import OpenSSL

/// The byte that ends a line.
let lineFeed = UInt8(ascii: "\n")
let space = UInt8(ascii: " ")

/// The lines of a text whose every line ends in LF, without the LF; nil if the last one does not.
func lines(of text: ArraySlice<UInt8>) -> [ArraySlice<UInt8>]? {
    guard text.last == lineFeed else { return nil }
    return text.dropLast().split(separator: lineFeed, omittingEmptySubsequences: false)
}

/// A decimal number without sign, space or leading zero, up to 2^63-1.
func decimal(_ digits: ArraySlice<UInt8>) -> Int? {
    guard let first = digits.first, digits.count <= 19,
        digits.count == 1 || first != UInt8(ascii: "0")
    else { return nil }
    var number = 0
    for digit in digits {
        guard (UInt8(ascii: "0")...UInt8(ascii: "9")).contains(digit) else { return nil }
        let (product, productOverflow) = number.multipliedReportingOverflow(by: 10)
        let (sum, sumOverflow) = product.addingReportingOverflow(
            Int(digit - UInt8(ascii: "0")))
        guard !productOverflow, !sumOverflow else { return nil }
        number = sum
    }
    return number
}

/// The bytes in canonical base64 with padding.
func base64(_ text: ArraySlice<UInt8>) -> [UInt8]? {
    try? Base64.decode(Array(text).span)
}

/// A hash in canonical base64.
func base64Digest(_ text: ArraySlice<UInt8>) -> Digest? {
    // 32 bytes take 44 characters; the length first, so that nothing long is decoded.
    guard text.count == 44, let bytes = base64(text) else { return nil }
    return Digest(bytes: bytes)
}

/// True for a key name: not empty, no Unicode space, no plus sign.
func isKeyName(_ name: ArraySlice<UInt8>) -> Bool {
    guard !name.isEmpty, let text = String(validating: name, as: UTF8.self) else { return false }
    return text.unicodeScalars.allSatisfy { $0 != "+" && !$0.properties.isWhitespace }
}
