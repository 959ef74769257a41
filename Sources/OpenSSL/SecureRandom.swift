// SPDX-License-Identifier: EUPL-1.2
internal import COpenSSL
package import Memory

/// Random bytes from OpenSSL's generator, which reseeds itself from the system.
///
/// A generator without entropy is a broken machine: the process stops.
package enum SecureRandom {
    /// Random bytes that may be seen: nonces, ids, salts.
    package static func bytes(_ count: Int) -> [UInt8] {
        var bytes = [UInt8](repeating: 0, count: count)
        var span = bytes.mutableSpan
        fill(&span)
        return bytes
    }

    /// Fills with random bytes that may be seen.
    package static func fill(_ span: inout MutableSpan<UInt8>) {
        // SAFETY: the call writes `count` bytes, all within the span.
        let filled = unsafe span.withPointer { pointer, count in
            unsafe RAND_bytes_ex(nil, pointer, count, 0)
        }
        precondition(filled == 1, "the random generator has entropy")
    }

    /// Random bytes that stay secret: keys, from the generator kept apart for them.
    package static func secret(_ count: Int) -> SecretBytes {
        SecretBytes(count: count) { span in fillSecret(&span) }
    }

    /// Fills with random bytes that stay secret.
    package static func fillSecret(_ span: inout MutableSpan<UInt8>) {
        let filled = unsafe span.withPointer { pointer, count in
            unsafe RAND_priv_bytes_ex(nil, pointer, count, 0)
        }
        precondition(filled == 1, "the random generator has entropy")
    }
}
