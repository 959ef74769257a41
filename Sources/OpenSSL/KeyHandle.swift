// SPDX-License-Identifier: EUPL-1.2
internal import COpenSSL

/// One reference to an OpenSSL key.
@safe
struct KeyHandle: ~Copyable, @unchecked Sendable {
    // SAFETY: one counted reference, given back in `deinit`. The key is not changed after it was
    // made, and OpenSSL reads keys from any thread.
    let pointer: OpaquePointer

    /// Takes over the caller's reference.
    init(adopting pointer: OpaquePointer) { unsafe self.pointer = pointer }

    deinit { unsafe EVP_PKEY_free(pointer) }

    /// Another reference to the same key.
    borrowing func shared() -> KeyHandle {
        let counted = unsafe EVP_PKEY_up_ref(pointer)
        precondition(counted == 1, "a living key can be shared")
        return unsafe KeyHandle(adopting: pointer)
    }

    /// The public key in its raw form.
    borrowing func rawPublicKey(kind: KeyKind) -> [UInt8] {
        var raw = [UInt8](repeating: 0, count: kind.publicByteCount)
        var span = raw.mutableSpan
        let count = unsafe span.withPointer { target, room in
            var count = room
            let read =
                switch kind {
                case .p256:
                    unsafe EVP_PKEY_get_octet_string_param(
                        pointer, OSSL_PKEY_PARAM_PUB_KEY, target, room, &count)
                case .ed25519, .x25519:
                    unsafe EVP_PKEY_get_raw_public_key(pointer, target, &count)
                }
            return read == 1 ? count : 0
        }
        precondition(count == raw.count, "a key tells its public half")
        return raw
    }

    /// Whether the library calls the key this kind, P-256 with its named curve.
    borrowing func isKind(_ kind: KeyKind) -> Bool {
        switch kind {
        case .ed25519: unsafe EVP_PKEY_is_a(pointer, "ED25519") == 1
        case .x25519: unsafe EVP_PKEY_is_a(pointer, "X25519") == 1
        case .p256: unsafe EVP_PKEY_is_a(pointer, "EC") == 1 && hasGroupP256()
        }
    }

    private borrowing func hasGroupP256() -> Bool {
        var name = [CChar](repeating: 0, count: 32)
        var count = 0
        let read = unsafe EVP_PKEY_get_group_name(pointer, &name, name.count, &count)
        if read != 1 { LibraryFailure.discard() }
        let expected = Array("prime256v1".utf8).map { CChar(bitPattern: $0) }
        return read == 1 && name[..<count].elementsEqual(expected)
    }
}
