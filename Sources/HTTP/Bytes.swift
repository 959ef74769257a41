// SPDX-License-Identifier: EUPL-1.2
internal import Memory

/// Bytes that have a meaning in a head.
enum Ascii {
    static let tab: UInt8 = 0x09
    static let lineFeed: UInt8 = 0x0a
    static let carriageReturn: UInt8 = 0x0d
    static let space: UInt8 = 0x20
    static let percent: UInt8 = 0x25
    static let ampersand: UInt8 = 0x26
    static let dot: UInt8 = 0x2e
    static let slash: UInt8 = 0x2f
    static let zero: UInt8 = 0x30
    static let nine: UInt8 = 0x39
    static let colon: UInt8 = 0x3a
    static let equals: UInt8 = 0x3d
    static let question: UInt8 = 0x3f
    static let backslash: UInt8 = 0x5c
    static let delete: UInt8 = 0x7f
}

// Classes are two 64-bit masks (bytes 0-63 and 64-127): no table with a run-time initialiser stands in
// the parser's way, and a byte of 128 or more is in no class.
extension UInt8 {
    @inline(__always)
    private func isIn(_ low: UInt64, _ high: UInt64) -> Bool {
        guard self < 128 else { return false }
        return ((self < 64 ? low : high) >> UInt64(self & 63)) & 1 == 1
    }

    /// `tchar` of RFC 9110 §5.6.2: letters, digits and ``!#$%&'*+-.^_`|~``.
    @inline(__always)
    var isToken: Bool { isIn(0x03ff_6cfa_0000_0000, 0x57ff_ffff_c7ff_fffe) }

    /// What may stand in a field name here: a token without `_`.
    ///
    /// Many gateways take `Content_Length` for `Content-Length`; such a name has two meanings.
    @inline(__always)
    var isFieldName: Bool { isIn(0x03ff_6cfa_0000_0000, 0x57ff_ffff_47ff_fffe) }

    /// What may stand in a field value here: visible ASCII, space and tab; no byte above 126.
    @inline(__always)
    var isFieldValue: Bool { (self >= 0x20 && self < 0x7f) || self == Ascii.tab }

    /// What may stand in a path segment, `%` aside: `pchar` of RFC 3986 §3.3.
    @inline(__always)
    var isPathCharacter: Bool { isIn(0x2fff_7fd2_0000_0000, 0x47ff_fffe_87ff_ffff) }

    /// What may stand in a host name or IPv4 address: letters, digits, `-`, `.` and `_`.
    @inline(__always)
    var isHostCharacter: Bool { isIn(0x03ff_6000_0000_0000, 0x07ff_fffe_87ff_fffe) }

    /// The value of a hexadecimal digit, or nil.
    @inline(__always)
    var hexDigit: UInt8? {
        switch self {
        case 0x30...0x39: self - 0x30
        case 0x41...0x46: self - 0x41 + 10
        case 0x61...0x66: self - 0x61 + 10
        default: nil
        }
    }

    /// This byte as a lowercase letter if it is an ASCII capital, else itself.
    @inline(__always)
    var asciiLowercased: UInt8 { self >= 0x41 && self <= 0x5a ? self | 0x20 : self }
}

extension Array<UInt8> {
    /// Adds the bytes of a text.
    mutating func append(_ text: String) { append(copying: text.utf8.span) }

    /// Adds a number in decimal.
    mutating func append(decimal number: Int) { append(String(number)) }
}
