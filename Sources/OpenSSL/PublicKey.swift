// SPDX-License-Identifier: EUPL-1.2
internal import COpenSSL
internal import Memory

/// A public key that was checked when it came in: on its curve, in its one encoding, of full order.
@safe
package final class PublicKey: @unchecked Sendable, Hashable {
    // SAFETY: never changed after `init`; OpenSSL reads keys from any thread. Freed in `deinit`.
    private let handle: KeyHandle

    package let kind: KeyKind
    /// The raw public key: 32 bytes, or for P-256 the uncompressed point of 65.
    package let raw: [UInt8]

    /// Checks and takes over a raw public key.
    /// - Throws: `.invalidKey` for another length, a point off the curve, at infinity or of small order.
    package convenience init(kind: KeyKind, raw: Span<UInt8>) throws(CryptoError) {
        guard raw.count == kind.publicByteCount else { throw .invalidKey }
        try self.init(kind: kind, checked: raw)
    }

    /// Checks and takes over a SubjectPublicKeyInfo in DER.
    /// - Throws: `.invalidKey` for any other kind, encoding or point.
    package convenience init(spki: Span<UInt8>) throws(CryptoError) {
        for kind in KeyKind.allCases {
            let prefix = kind.spkiPrefix
            guard spki.count == prefix.count + kind.publicByteCount else { continue }
            guard ConstantTime.equal(spki.extracting(..<prefix.count), prefix.span) else {
                continue
            }
            try self.init(kind: kind, checked: spki.extracting(prefix.count...))
            return
        }
        throw .invalidKey
    }

    private init(kind: KeyKind, checked raw: Span<UInt8>) throws(CryptoError) {
        guard SmallOrder.allows(raw, kind: kind) else { throw .invalidKey }
        // The library would also take the hybrid form (0x06, 0x07) of the same length.
        guard kind != .p256 || raw[0] == 0x04 else { throw .invalidKey }
        // The library checks that a P-256 point has coordinates below p and lies on the curve.
        let pointer = unsafe raw.withPointer { pointer, count in
            switch kind {
            case .p256: unsafe kp_public_key_on_curve(Algorithms.shared.p256, pointer, count)
            case .x25519:
                unsafe EVP_PKEY_new_raw_public_key_ex(nil, "X25519", nil, pointer, count)
            case .ed25519:
                unsafe EVP_PKEY_new_raw_public_key_ex(nil, "ED25519", nil, pointer, count)
            }
        }
        guard let pointer = unsafe pointer else {
            LibraryFailure.discard()
            throw .invalidKey
        }
        unsafe handle = KeyHandle(adopting: pointer)
        self.kind = kind
        self.raw = [UInt8](copying: raw)
    }

    /// The public half of a private key, which was checked when that came in.
    init(sharing handle: borrowing KeyHandle, kind: KeyKind) {
        self.handle = handle.shared()
        self.kind = kind
        raw = handle.rawPublicKey(kind: kind)
    }

    /// The key as SubjectPublicKeyInfo in DER.
    package var spki: [UInt8] { kind.spkiPrefix + raw }

    /// Lends the handle to the operations of this target.
    func withHandle<R, E: Error>(_ body: (borrowing KeyHandle) throws(E) -> R) throws(E) -> R {
        try body(handle)
    }

    /// Whether the signature over the message is this key's.
    ///
    /// A signature has 64 bytes: for Ed25519 R and S, for P-256 r and s of ECDSA over SHA-256, each
    /// 32 bytes big-endian (P1363, RFC 7518 §3.4). X25519 keys verify nothing.
    package func verify(_ signature: Span<UInt8>, over message: Span<UInt8>) -> Bool {
        guard signature.count == PrivateKey.signatureByteCount else { return false }
        let verified =
            switch kind {
            case .ed25519: verifyEdDSA(signature, over: message)
            case .p256: verifyECDSA(signature, over: Digest(hashing: message))
            case .x25519: false
            }
        if !verified { LibraryFailure.discard() }
        return verified
    }

    private func verifyEdDSA(_ signature: Span<UInt8>, over message: Span<UInt8>) -> Bool {
        guard let context = unsafe EVP_MD_CTX_new() else {
            preconditionFailure("out of memory for a signature")
        }
        defer { unsafe EVP_MD_CTX_free(context) }
        guard
            unsafe EVP_DigestVerifyInit_ex(context, nil, nil, nil, nil, handle.pointer, nil) == 1
        else { return false }
        return unsafe signature.withPointer { signaturePointer, signatureCount in
            unsafe message.withPointer { messagePointer, messageCount in
                unsafe EVP_DigestVerify(
                    context, signaturePointer, signatureCount, messagePointer, messageCount) == 1
            }
        }
    }

    private func verifyECDSA(_ signature: Span<UInt8>, over digest: Digest) -> Bool {
        let der = ECDSASignature.der(fixed: signature)
        guard let context = unsafe EVP_PKEY_CTX_new_from_pkey(nil, handle.pointer, nil) else {
            preconditionFailure("out of memory for a signature")
        }
        defer { unsafe EVP_PKEY_CTX_free(context) }
        guard unsafe EVP_PKEY_verify_init(context) == 1 else { return false }
        return unsafe der.span.withPointer { derPointer, derCount in
            unsafe digest.span.withPointer { digestPointer, digestCount in
                unsafe EVP_PKEY_verify(context, derPointer, derCount, digestPointer, digestCount)
                    == 1
            }
        }
    }

    package static func == (left: PublicKey, right: PublicKey) -> Bool {
        left.kind == right.kind && left.raw == right.raw
    }

    package func hash(into hasher: inout Hasher) {
        hasher.combine(kind)
        hasher.combine(raw)
    }
}
