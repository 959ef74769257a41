// SPDX-License-Identifier: EUPL-1.2
internal import COpenSSL
package import Memory

/// A private key; its secret stays in OpenSSL's memory, on the secure heap where that was started.
@safe
package struct PrivateKey: ~Copyable, Sendable {
    // SAFETY: all pointers are the handle's, or lent by the library for the length of one call.
    private let handle: KeyHandle

    package let kind: KeyKind

    package static let signatureByteCount = 64
    /// The longest PEM text that is looked at, in bytes.
    package static let pemByteLimit = 8192

    private init(adopting handle: consuming KeyHandle, kind: KeyKind) {
        self.handle = handle
        self.kind = kind
    }

    /// Makes a new key pair.
    /// - Throws: `.library` where the generator or memory fails.
    package static func generate(_ kind: KeyKind) throws(CryptoError) -> PrivateKey {
        // P-256 from ready parameters: looking the curve up again doubles the time.
        let context =
            switch kind {
            case .p256: unsafe EVP_PKEY_CTX_new_from_pkey(nil, Algorithms.shared.p256, nil)
            case .x25519: unsafe EVP_PKEY_CTX_new_from_name(nil, "X25519", nil)
            case .ed25519: unsafe EVP_PKEY_CTX_new_from_name(nil, "ED25519", nil)
            }
        defer { unsafe EVP_PKEY_CTX_free(context) }
        var pointer: OpaquePointer?
        guard unsafe EVP_PKEY_keygen_init(context) == 1,
            unsafe EVP_PKEY_generate(context, &pointer) == 1, let pointer = unsafe pointer
        else { throw .library(.draining()) }
        return unsafe PrivateKey(adopting: KeyHandle(adopting: pointer), kind: kind)
    }

    /// Takes over an unencrypted PKCS#8 key in PEM and checks the pair.
    /// - Throws: `.invalidKey` for any other text or kind, or halves that do not belong together.
    package init(pem: Span<UInt8>) throws(CryptoError) {
        guard pem.count <= Self.pemByteLimit, Self.startsAsPKCS8(pem) else { throw .invalidKey }
        let pointer: OpaquePointer? = unsafe pem.withPointer { pointer, count in
            guard let bio = unsafe BIO_new_mem_buf(pointer, Int32(count)) else {
                preconditionFailure("out of memory for a key")
            }
            defer { unsafe BIO_free(bio) }
            return unsafe kp_private_key_from_pem(bio)
        }
        try unsafe self.init(checking: pointer)
    }

    /// Takes over the 32 private bytes: an Ed25519 seed, an X25519 or P-256 scalar (big-endian).
    /// - Throws: `.invalidKey` for another count, or a scalar outside the group's order.
    package init(kind: KeyKind, raw: Span<UInt8>) throws(CryptoError) {
        guard raw.count == 32 else { throw .invalidKey }
        var der = SecretBytes(capacity: 80)
        der.append(kind.privatePrefix.span)
        der.append(raw)
        let pointer: OpaquePointer? = unsafe der.withBytes { bytes in
            unsafe bytes.withPointer { pointer, count in
                var cursor: UnsafePointer<UInt8>? = unsafe pointer
                return unsafe d2i_AutoPrivateKey_ex(nil, &cursor, count, nil, nil)
            }
        }
        try unsafe self.init(checking: pointer)
    }

    private init(checking pointer: OpaquePointer?) throws(CryptoError) {
        guard let pointer = unsafe pointer else {
            LibraryFailure.discard()
            throw .invalidKey
        }
        let handle = unsafe KeyHandle(adopting: pointer)
        guard let kind = KeyKind.allCases.first(where: { handle.isKind($0) }) else {
            throw .invalidKey
        }
        let context = unsafe EVP_PKEY_CTX_new_from_pkey(nil, pointer, nil)
        defer { unsafe EVP_PKEY_CTX_free(context) }
        guard unsafe EVP_PKEY_check(context) == 1 else {
            LibraryFailure.discard()
            throw .invalidKey
        }
        self.init(adopting: handle, kind: kind)
    }

    private static func startsAsPKCS8(_ pem: Span<UInt8>) -> Bool {
        let line = Array("-----BEGIN PRIVATE KEY-----\n".utf8)
        guard pem.count > line.count else { return false }
        return line.indices.allSatisfy { pem[$0] == line[$0] }
    }

    /// The key as unencrypted PKCS#8 in PEM, for a file that only its owner reads.
    package borrowing func pem() -> SecretBytes {
        guard let bio = unsafe BIO_new(BIO_s_secmem()) else {
            preconditionFailure("out of memory for a key")
        }
        defer { unsafe BIO_free(bio) }
        let written = unsafe kp_private_key_to_pem(bio, handle.pointer)
        var count = 0
        guard written == 1, let memory = unsafe kp_bio_memory(bio, &count) else {
            preconditionFailure("a living key can be written")
        }
        // SAFETY: the library's buffer lives until `bio` is freed, after the copy.
        return unsafe SecretBytes(copying: Span(_unsafeStart: memory, count: count))
    }

    /// The public half.
    package var publicKey: PublicKey { PublicKey(sharing: handle, kind: kind) }

    /// Lends the handle to the operations of this target.
    borrowing func withHandle<R, E: Error>(
        _ body: (borrowing KeyHandle) throws(E) -> R
    ) throws(E) -> R {
        try body(handle)
    }

    /// The raw public key, without making a `PublicKey`.
    package var rawPublicKey: [UInt8] { handle.rawPublicKey(kind: kind) }

    /// Signs: EdDSA over the message, or ECDSA over its SHA-256; 64 bytes as `PublicKey.verify` reads.
    /// - Throws: `.wrongKind` for X25519; `.library` where the generator or memory fails.
    package borrowing func sign(_ message: Span<UInt8>) throws(CryptoError) -> [UInt8] {
        switch kind {
        case .ed25519: return try signEdDSA(message)
        case .p256: return try signECDSA(Digest(hashing: message))
        case .x25519: throw .wrongKind
        }
    }

    private borrowing func signEdDSA(_ message: Span<UInt8>) throws(CryptoError) -> [UInt8] {
        guard let context = unsafe EVP_MD_CTX_new() else {
            preconditionFailure("out of memory for a signature")
        }
        defer { unsafe EVP_MD_CTX_free(context) }
        guard
            unsafe EVP_DigestSignInit_ex(context, nil, nil, nil, nil, handle.pointer, nil) == 1
        else { throw .library(.draining()) }
        var signature = [UInt8](repeating: 0, count: Self.signatureByteCount)
        var span = signature.mutableSpan
        let count = unsafe span.withPointer { target, room in
            unsafe message.withPointer { pointer, messageCount in
                var count = room
                let signed = unsafe EVP_DigestSign(context, target, &count, pointer, messageCount)
                return signed == 1 ? count : 0
            }
        }
        guard count == signature.count else { throw .library(.draining()) }
        return signature
    }

    private borrowing func signECDSA(_ digest: Digest) throws(CryptoError) -> [UInt8] {
        let context = unsafe EVP_PKEY_CTX_new_from_pkey(nil, handle.pointer, nil)
        defer { unsafe EVP_PKEY_CTX_free(context) }
        guard unsafe EVP_PKEY_sign_init(context) == 1 else { throw .library(.draining()) }
        var der = [UInt8](repeating: 0, count: ECDSASignature.derByteLimit)
        var span = der.mutableSpan
        let count = unsafe span.withPointer { target, room in
            unsafe digest.span.withPointer { pointer, digestCount in
                var count = room
                let signed = unsafe EVP_PKEY_sign(context, target, &count, pointer, digestCount)
                return signed == 1 ? count : 0
            }
        }
        guard count > 0 else { throw .library(.draining()) }
        return ECDSASignature.fixed(der: der.span.extracting(..<count))
    }

    /// The 32-byte secret that both keys' owners can compute: ECDH on P-256 (x-coordinate) or X25519.
    /// - Throws: `.wrongKind` unless both keys are of one kind that agrees; `.agreementRefused` for a
    ///   secret of zeros on X25519 (RFC 7748 §6.1).
    package borrowing func agree(with peer: PublicKey) throws(CryptoError) -> SecretBytes {
        guard kind == peer.kind, kind != .ed25519 else { throw .wrongKind }
        let context = unsafe EVP_PKEY_CTX_new_from_pkey(nil, handle.pointer, nil)
        defer { unsafe EVP_PKEY_CTX_free(context) }
        guard unsafe EVP_PKEY_derive_init(context) == 1 else { throw .library(.draining()) }
        // INVARIANT: every PublicKey was checked when it was made, so the library need not check the
        // peer again, which would take as long as the agreement (the cofactor of P-256 is 1).
        let joined = peer.withHandle { peer in
            unsafe EVP_PKEY_derive_set_peer_ex(context, peer.pointer, 0)
        }
        guard joined == 1 else { throw .library(.draining()) }
        let secret = try SecretBytes(count: 32) { span throws(CryptoError) in
            let count = unsafe span.withPointer { target, room in
                var count = room
                return unsafe EVP_PKEY_derive(context, target, &count) == 1 ? count : 0
            }
            guard count == 32 else {
                LibraryFailure.discard()
                throw .agreementRefused
            }
        }
        // On P-256 a zero coordinate is as likely as any other, and no key can force it.
        let isForced = kind == .x25519 && secret.withBytes { ConstantTime.isZero($0) }
        guard !isForced else { throw .agreementRefused }
        return secret
    }
}
