// SPDX-License-Identifier: EUPL-1.2
internal import COpenSSL

/// A key for HMAC-SHA-256 with the context that uses it, for any number of messages.
///
/// A message comes whole (`authenticate(_:)`), or in parts: `update(_:)` as often as needed, then
/// `finalize()`. One thread at a time, which `mutating` enforces. Source: RFC 2104, FIPS 198-1.
@safe
package struct HMACKey: ~Copyable, @unchecked Sendable {
    // SAFETY: owned by this value alone, freed (and cleansed by OpenSSL) in `deinit`.
    private let context: OpaquePointer

    /// Takes the key over; callers that use HMAC as a commitment pass 32 bytes exactly, because
    /// shorter keys collide with their zero-padded form.
    package init(_ key: Span<UInt8>) {
        guard let context = unsafe EVP_MAC_CTX_dup(Algorithms.shared.hmacTemplate) else {
            preconditionFailure("out of memory for an HMAC")
        }
        unsafe self.context = context
        replaceKey(with: key)
    }

    deinit { unsafe EVP_MAC_CTX_free(context) }

    /// Puts another key in the same context, which spares making one; a message under way is dropped.
    package mutating func replaceKey(with key: Span<UInt8>) {
        let keyed = unsafe key.withPointer { pointer, count in
            unsafe EVP_MAC_init(context, pointer, count, nil)
        }
        precondition(keyed == 1, "an HMAC context takes a key")
    }

    /// The HMAC of one message.
    package mutating func authenticate(_ message: Span<UInt8>) -> Digest {
        update(message)
        return finalize()
    }

    /// The HMAC of a message given as text.
    package mutating func authenticate(_ message: StaticString) -> Digest {
        // SAFETY: a static string's bytes live as long as the process.
        let bytes = unsafe Span(
            _unsafeStart: message.utf8Start, count: message.utf8CodeUnitCount)
        return authenticate(bytes)
    }

    /// Adds a part of a message.
    package mutating func update(_ part: Span<UInt8>) {
        let updated = unsafe part.withPointer { pointer, count in
            unsafe EVP_MAC_update(context, pointer, count)
        }
        precondition(updated == 1, "a keyed HMAC takes bytes")
    }

    /// The HMAC of the parts so far; the same key is then ready for the next message.
    package mutating func finalize() -> Digest {
        let digest = Digest { span in
            let finished = unsafe span.withPointer { pointer, count in
                unsafe EVP_MAC_final(context, pointer, nil, count)
            }
            precondition(finished == 1, "a keyed HMAC ends")
        }
        let restarted = unsafe EVP_MAC_init(context, nil, 0, nil)
        precondition(restarted == 1, "a keyed HMAC starts again")
        return digest
    }
}
