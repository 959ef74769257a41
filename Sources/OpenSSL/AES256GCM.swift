// SPDX-License-Identifier: EUPL-1.2
internal import COpenSSL
package import Memory

/// AES-256-GCM with a 96-bit nonce and a 128-bit tag. Source: NIST SP 800-38D.
///
/// Keys are 32 bytes and nonces 12; other counts are bugs and trap. GCM does not bind the key: where
/// two keys could be offered for one ciphertext, commit to the key elsewhere.
package enum AES256GCM {
    package static let keyByteCount = 32
    package static let nonceByteCount = 12
    package static let tagByteCount = 16
    /// Bytes in one call, held below what the library's `int` can count.
    package static let messageByteLimit = 1 << 30

    /// Ciphertext followed by the tag.
    package static func seal(
        _ plaintext: Span<UInt8>, key: Span<UInt8>, nonce: Span<UInt8>, aad: Span<UInt8>
    ) -> [UInt8] {
        var out = [UInt8](repeating: 0, count: plaintext.count + tagByteCount)
        var span = out.mutableSpan
        unsafe span.withPointer { outPointer, _ in
            unsafe plaintext.withPointer { pointer, count in
                unsafe encrypt(
                    pointer, count, to: outPointer, tag: outPointer + count, key: key,
                    nonce: nonce, aad: aad)
            }
        }
        return out
    }

    /// Encrypts where the bytes stand and writes the tag apart, so that no copy is made.
    package static func sealInPlace(
        _ bytes: inout MutableSpan<UInt8>, tag: inout MutableSpan<UInt8>, key: Span<UInt8>,
        nonce: Span<UInt8>, aad: Span<UInt8>
    ) {
        precondition(tag.count == tagByteCount, "a tag has 16 bytes")
        unsafe tag.withPointer { tagPointer, _ in
            unsafe bytes.withPointer { pointer, count in
                unsafe encrypt(
                    pointer, count, to: pointer, tag: tagPointer, key: key, nonce: nonce, aad: aad)
            }
        }
    }

    /// The plaintext of ciphertext followed by its tag.
    /// - Throws: `.authenticationFailed`, whatever was wrong, before any plaintext is handed out.
    package static func open(
        _ sealed: Span<UInt8>, key: Span<UInt8>, nonce: Span<UInt8>, aad: Span<UInt8>
    ) throws(CryptoError) -> SecretBytes {
        guard sealed.count >= tagByteCount else { throw .authenticationFailed }
        let split = sealed.count - tagByteCount
        return try open(
            sealed.extracting(..<split), tag: sealed.extracting(split...), key: key, nonce: nonce,
            aad: aad)
    }

    /// The plaintext of ciphertext whose tag stands apart.
    /// - Throws: `.authenticationFailed`, whatever was wrong, before any plaintext is handed out.
    package static func open(
        _ ciphertext: Span<UInt8>, tag: Span<UInt8>, key: Span<UInt8>, nonce: Span<UInt8>,
        aad: Span<UInt8>
    ) throws(CryptoError) -> SecretBytes {
        var opener = Opener(key: key)
        return try opener.open(ciphertext, tag: tag, nonce: nonce, aad: aad)
    }

    /// Opens many messages under one key, whose schedule is made once.
    package struct Opener: ~Copyable {
        private var context = CipherContext()

        package init(key: Span<UInt8>) {
            precondition(key.count == keyByteCount, "a key has 32 bytes")
            unsafe context.start(Algorithms.shared.aes256GCM, openingUnder: key)
        }

        /// The plaintext of ciphertext followed by its tag.
        /// - Throws: `.authenticationFailed`, whatever was wrong, before any plaintext is handed out.
        package mutating func open(
            _ sealed: Span<UInt8>, nonce: Span<UInt8>, aad: Span<UInt8>
        ) throws(CryptoError) -> SecretBytes {
            guard sealed.count >= tagByteCount else { throw .authenticationFailed }
            let split = sealed.count - tagByteCount
            return try open(
                sealed.extracting(..<split), tag: sealed.extracting(split...), nonce: nonce,
                aad: aad)
        }

        fileprivate mutating func open(
            _ ciphertext: Span<UInt8>, tag: Span<UInt8>, nonce: Span<UInt8>, aad: Span<UInt8>
        ) throws(CryptoError) -> SecretBytes {
            guard tag.count == tagByteCount, ciphertext.count <= messageByteLimit else {
                throw .authenticationFailed
            }
            precondition(nonce.count == nonceByteCount, "a nonce has 12 bytes")
            var secret = SecretBytes(capacity: ciphertext.count)
            try secret.append(count: ciphertext.count) { span throws(CryptoError) in
                let opened = unsafe span.withPointer { out, _ in
                    unsafe decrypt(ciphertext, to: out, tag: tag, nonce: nonce, aad: aad)
                }
                if !opened {
                    LibraryFailure.discard()
                    throw .authenticationFailed
                }
            }
            return secret
        }

        private mutating func decrypt(
            _ ciphertext: Span<UInt8>, to target: UnsafeMutablePointer<UInt8>, tag: Span<UInt8>,
            nonce: Span<UInt8>, aad: Span<UInt8>
        ) -> Bool {
            context.restart(nonce: nonce)
            context.authenticate(aad)
            let written = unsafe ciphertext.withPointer { pointer, count in
                unsafe context.update(pointer, count, to: target)
            }
            precondition(written == ciphertext.count, "counter mode keeps the length")
            let expected = unsafe tag.withPointer { pointer, count in
                // The library only reads here; its signature serves reading and writing alike.
                unsafe EVP_CIPHER_CTX_ctrl(
                    context.pointer, EVP_CTRL_AEAD_SET_TAG, Int32(count),
                    UnsafeMutableRawPointer(mutating: pointer))
            }
            precondition(expected == 1, "opening takes a tag of 16 bytes")
            var rest: Int32 = 0
            return unsafe EVP_CipherFinal_ex(context.pointer, target + ciphertext.count, &rest)
                == 1
        }
    }

    private static func check(key: Span<UInt8>, nonce: Span<UInt8>) {
        precondition(key.count == keyByteCount, "a key has 32 bytes")
        precondition(nonce.count == nonceByteCount, "a nonce has 12 bytes")
    }

    /// Encryption cannot be spoiled by input, so every refusal of the library traps.
    private static func encrypt(
        _ source: UnsafePointer<UInt8>, _ count: Int, to target: UnsafeMutablePointer<UInt8>,
        tag: UnsafeMutablePointer<UInt8>, key: Span<UInt8>, nonce: Span<UInt8>, aad: Span<UInt8>
    ) {
        check(key: key, nonce: nonce)
        precondition(count <= messageByteLimit, "a message fits the library's counter")
        var context = CipherContext()
        unsafe context.start(Algorithms.shared.aes256GCM, key: key, nonce: nonce, sealing: true)
        context.authenticate(aad)
        let written = unsafe context.update(source, count, to: target)
        precondition(written == count, "counter mode keeps the length")
        var rest: Int32 = 0
        let finished = unsafe EVP_CipherFinal_ex(context.pointer, target + count, &rest)
        precondition(finished == 1 && rest == 0, "sealing ends without further bytes")
        let tagged = unsafe EVP_CIPHER_CTX_ctrl(
            context.pointer, EVP_CTRL_AEAD_GET_TAG, Int32(tagByteCount), tag)
        precondition(tagged == 1, "sealing gives a tag")
    }
}

/// One use of a cipher; freed and cleansed at the end.
@safe
struct CipherContext: ~Copyable {
    // SAFETY: owned by this value alone; callers within this target pass it on for one call at most.
    let pointer: OpaquePointer

    init() {
        guard let context = unsafe EVP_CIPHER_CTX_new() else {
            preconditionFailure("out of memory for a cipher")
        }
        unsafe pointer = context
    }

    deinit { unsafe EVP_CIPHER_CTX_free(pointer) }

    mutating func start(
        _ cipher: OpaquePointer, key: Span<UInt8>, nonce: Span<UInt8>, sealing: Bool
    ) {
        let started = unsafe key.withPointer { keyPointer, _ in
            unsafe nonce.withPointer { noncePointer, _ in
                unsafe EVP_CipherInit_ex2(
                    pointer, cipher, keyPointer, noncePointer, sealing ? 1 : 0, nil)
            }
        }
        precondition(started == 1, "a fetched cipher takes a key of its size")
    }

    /// Makes the schedule of a key with which several messages are opened.
    mutating func start(_ cipher: OpaquePointer, openingUnder key: Span<UInt8>) {
        let started = unsafe key.withPointer { keyPointer, _ in
            unsafe EVP_CipherInit_ex2(pointer, cipher, keyPointer, nil, 0, nil)
        }
        precondition(started == 1, "a fetched cipher takes a key of its size")
    }

    /// Begins the next message under the same key.
    mutating func restart(nonce: Span<UInt8>) {
        let started = unsafe nonce.withPointer { noncePointer, _ in
            unsafe EVP_CipherInit_ex2(pointer, nil, nil, noncePointer, -1, nil)
        }
        precondition(started == 1, "a started cipher takes a nonce of its size")
    }

    mutating func authenticate(_ aad: Span<UInt8>) {
        guard aad.count > 0 else { return }
        precondition(aad.count <= AES256GCM.messageByteLimit, "associated data has a limit")
        var count: Int32 = 0
        let taken = unsafe aad.withPointer { aadPointer, aadCount in
            unsafe EVP_CipherUpdate(pointer, nil, &count, aadPointer, Int32(aadCount))
        }
        precondition(taken == 1, "a started cipher takes associated data")
    }

    mutating func update(
        _ source: UnsafePointer<UInt8>, _ count: Int, to target: UnsafeMutablePointer<UInt8>
    ) -> Int {
        guard count > 0 else { return 0 }
        var written: Int32 = 0
        let taken = unsafe EVP_CipherUpdate(pointer, target, &written, source, Int32(count))
        precondition(taken == 1, "a started cipher takes bytes")
        return Int(written)
    }
}
