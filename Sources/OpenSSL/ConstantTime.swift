// SPDX-License-Identifier: EUPL-1.2
internal import COpenSSL

/// Comparison that takes the same time wherever its arguments differ.
package enum ConstantTime {
    /// Whether the bytes are the same; only their counts may show in the time taken.
    package static func equal(_ left: Span<UInt8>, _ right: Span<UInt8>) -> Bool {
        guard left.count == right.count else { return false }
        // SAFETY: both spans live through the call, and `count` is that of both.
        return unsafe left.withPointer { leftPointer, count in
            unsafe right.withPointer { rightPointer, _ in
                unsafe CRYPTO_memcmp(leftPointer, rightPointer, count) == 0
            }
        }
    }

    /// Whether every byte is zero.
    package static func isZero(_ bytes: Span<UInt8>) -> Bool {
        var collected: UInt8 = 0
        for index in bytes.indices { collected |= bytes[index] }
        return collected == 0
    }
}
