// SPDX-License-Identifier: EUPL-1.2
internal import COpenSSL
package import Memory

/// AES key wrap with a 256-bit key and the default initial value. Source: RFC 3394 §2.2.
package enum AES256KeyWrap {
    /// How much longer wrapped bytes are.
    package static let overheadByteCount = 8
    /// The longest secret to be wrapped, in bytes.
    package static let secretByteLimit = 1024

    /// Wraps a secret whose count is a multiple of 8, at least 16.
    package static func wrap(_ secret: Span<UInt8>, key: Span<UInt8>) -> [UInt8] {
        precondition(
            secret.count >= 16 && secret.count % 8 == 0 && secret.count <= secretByteLimit,
            "a wrapped secret is whole blocks of 8 bytes, two or more")
        var out = [UInt8](repeating: 0, count: secret.count + overheadByteCount)
        var span = out.mutableSpan
        // SAFETY: `target` has as many bytes as the library may write: the secret's and 8.
        let written = unsafe span.withPointer { target, _ in
            unsafe run(secret, to: target, key: key, sealing: true)
        }
        precondition(written == out.count, "wrapping adds 8 bytes")
        return out
    }

    /// The secret that was wrapped under this key.
    /// - Throws: `.authenticationFailed`, whatever was wrong.
    package static func unwrap(
        _ wrapped: Span<UInt8>, key: Span<UInt8>
    ) throws(CryptoError) -> SecretBytes {
        guard
            wrapped.count >= 24, wrapped.count % 8 == 0,
            wrapped.count <= secretByteLimit + overheadByteCount
        else { throw .authenticationFailed }
        // The library may write as many bytes as it reads before it looks at the initial value.
        var secret = SecretBytes(count: wrapped.count) { _ in }
        let written = secret.withMutableBytes { span in
            unsafe span.withPointer { target, _ in
                unsafe run(wrapped, to: target, key: key, sealing: false)
            }
        }
        guard written == wrapped.count - overheadByteCount else {
            LibraryFailure.discard()
            throw .authenticationFailed
        }
        secret.truncate(to: wrapped.count - overheadByteCount)
        return secret
    }

    private static func run(
        _ source: Span<UInt8>, to target: UnsafeMutablePointer<UInt8>, key: Span<UInt8>,
        sealing: Bool
    ) -> Int? {
        precondition(key.count == 32, "a wrapping key has 32 bytes")
        let context = CipherContext()
        unsafe EVP_CIPHER_CTX_set_flags(context.pointer, EVP_CIPHER_CTX_FLAG_WRAP_ALLOW)
        let started = unsafe key.withPointer { keyPointer, _ in
            unsafe EVP_CipherInit_ex2(
                context.pointer, Algorithms.shared.aes256Wrap, keyPointer, nil, sealing ? 1 : 0,
                nil)
        }
        precondition(started == 1, "a fetched cipher takes a key of its size")
        var written: Int32 = 0
        let taken = unsafe source.withPointer { pointer, count in
            unsafe EVP_CipherUpdate(context.pointer, target, &written, pointer, Int32(count))
        }
        return taken == 1 ? Int(written) : nil
    }
}
