// SPDX-License-Identifier: EUPL-1.2

/// Refuses the few points of Curve25519 on which a key proves nothing or a secret is forced.
///
/// With an Ed25519 key of small order one signature fits many messages; agreement with such an X25519
/// key always gives zero. Ed25519 keys must also be encoded canonically (RFC 8032 §5.1.3), while
/// X25519 takes values from p upwards (RFC 7748 §5): those are compared after reduction.
enum SmallOrder {
    /// y-coordinates of the points of order 1, 2, 4 and 8, little-endian.
    private static let edwards: [[UInt8]] = [
        zero, one, minusOne,
        [
            0x26, 0xe8, 0x95, 0x8f, 0xc2, 0xb2, 0x27, 0xb0, 0x45, 0xc3, 0xf4, 0x89, 0xf2, 0xef,
            0x98, 0xf0, 0xd5, 0xdf, 0xac, 0x05, 0xd3, 0xc6, 0x33, 0x39, 0xb1, 0x38, 0x02, 0x88,
            0x6d, 0x53, 0xfc, 0x05,
        ],
        [
            0xc7, 0x17, 0x6a, 0x70, 0x3d, 0x4d, 0xd8, 0x4f, 0xba, 0x3c, 0x0b, 0x76, 0x0d, 0x10,
            0x67, 0x0f, 0x2a, 0x20, 0x53, 0xfa, 0x2c, 0x39, 0xcc, 0xc6, 0x4e, 0xc7, 0xfd, 0x77,
            0x92, 0xac, 0x03, 0x7a,
        ],
    ]

    /// u-coordinates of the points of small order on the curve and its twist, little-endian.
    private static let montgomery: [[UInt8]] = [
        zero, one, minusOne,
        [
            0xe0, 0xeb, 0x7a, 0x7c, 0x3b, 0x41, 0xb8, 0xae, 0x16, 0x56, 0xe3, 0xfa, 0xf1, 0x9f,
            0xc4, 0x6a, 0xda, 0x09, 0x8d, 0xeb, 0x9c, 0x32, 0xb1, 0xfd, 0x86, 0x62, 0x05, 0x16,
            0x5f, 0x49, 0xb8, 0x00,
        ],
        [
            0x5f, 0x9c, 0x95, 0xbc, 0xa3, 0x50, 0x8c, 0x24, 0xb1, 0xd0, 0xb1, 0x55, 0x9c, 0x83,
            0xef, 0x5b, 0x04, 0x44, 0x5c, 0xc4, 0x58, 0x1c, 0x8e, 0x86, 0xd8, 0x22, 0x4e, 0xdd,
            0xd0, 0x9f, 0x11, 0x57,
        ],
    ]

    private static let zero = [UInt8](repeating: 0, count: 32)
    private static let one = [1] + zero.dropFirst()
    /// p - 1, with p = 2²⁵⁵ - 19.
    private static let minusOne = [0xec] + [UInt8](repeating: 0xff, count: 30) + [0x7f]

    /// Whether a raw public key of the right length is of full order and rightly encoded.
    static func allows(_ raw: Span<UInt8>, kind: KeyKind) -> Bool {
        guard kind != .p256 else { return true }
        // The top bit is the sign of x, or is ignored.
        var value = raw.indices.map { raw[$0] }
        value[31] &= 0x7f
        let reduced = reducing(value)
        switch kind {
        case .p256: return true
        case .ed25519: return reduced == value && !edwards.contains(value)
        case .x25519: return !montgomery.contains(reduced)
        }
    }

    /// The value modulo p; only 19 values of 255 bits reach p.
    private static func reducing(_ value: [UInt8]) -> [UInt8] {
        guard value[0] >= 0xed, value[31] == 0x7f, value[1...30].allSatisfy({ $0 == 0xff }) else {
            return value
        }
        return [value[0] - 0xed] + zero.dropFirst()
    }
}
