// SPDX-License-Identifier: EUPL-1.2
internal import COpenSSL
internal import Memory

/// SHA-256 over bytes that arrive in pieces. Source: FIPS 180-4.
@safe
package struct SHA256: ~Copyable, @unchecked Sendable {
    // SAFETY: owned by this value alone, freed in `deinit`, never handed out; OpenSSL cleanses it.
    private let context: OpaquePointer

    package init() {
        guard let context = unsafe EVP_MD_CTX_new() else {
            preconditionFailure("out of memory for a hash")
        }
        unsafe self.context = context
        let started = unsafe EVP_DigestInit_ex2(context, Algorithms.shared.sha256, nil)
        precondition(started == 1, "a hash with a fetched algorithm starts")
    }

    deinit { unsafe EVP_MD_CTX_free(context) }

    /// Adds bytes at the end.
    package mutating func update(_ bytes: Span<UInt8>) {
        let updated = unsafe bytes.withPointer { pointer, count in
            unsafe EVP_DigestUpdate(context, pointer, count)
        }
        precondition(updated == 1, "a started hash takes bytes")
    }

    /// Adds bytes at the end.
    package mutating func update(_ bytes: [UInt8]) { update(bytes.span) }

    /// The hash of everything.
    package consuming func finalize() -> Digest {
        Digest { span in
            let finished = unsafe span.withPointer { pointer, _ in
                unsafe EVP_DigestFinal_ex(context, pointer, nil)
            }
            precondition(finished == 1, "a started hash ends")
        }
    }

    /// The first bytes of the hash where they are a key: written to memory that is wiped only.
    consuming func finalizeSecret(byteCount: Int) -> SecretBytes {
        var key = SecretBytes(count: Digest.byteCount) { span in
            let finished = unsafe span.withPointer { pointer, _ in
                unsafe EVP_DigestFinal_ex(context, pointer, nil)
            }
            precondition(finished == 1, "a started hash ends")
        }
        key.truncate(to: byteCount)
        return key
    }
}
