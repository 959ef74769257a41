// SPDX-License-Identifier: EUPL-1.2
package import Memory
package import OpenSSL

/// The key under which the details of a person's lines are sealed: `HMAC(K_line, "…/enc/v1")`.
package struct DetailsKey: ~Copyable, Sendable {
    let secret: SecretBytes

    /// Derives the key from K_line, 32 bytes.
    package init(lineKey: Span<UInt8>) { secret = derive("kernpoort/enc/v1", from: lineKey) }
}

/// The key that numbers a chain, of a person's stream or of an organisation:
/// `HMAC(K_line or K_org, "…/tag-key/v1")`.
///
/// An organisation's privacy officer may get it; parents and young people never do.
package struct TagKey: ~Copyable, Sendable {
    private var hmac: HMACKey

    /// Derives the key from K_line or K_org, 32 bytes.
    package init(streamKey: Span<UInt8>) {
        let secret = derive("kernpoort/tag-key/v1", from: streamKey)
        hmac = HMACKey(secret.bytes)
    }

    /// The tag of the line with this number; numbers begin at 1.
    package mutating func tag(_ number: UInt64) -> ChainTag {
        precondition(number > 0, "the lines of a chain are numbered from 1")
        hmac.update(Array("kernpoort/tag/v1".utf8).span)
        let bytes = bigEndian(number)
        hmac.update(bytes.span)
        return ChainTag(prefix: hmac.finalize().span)
    }

    /// The key itself, for the privacy officer: 32 bytes.
    package static func exported(from streamKey: Span<UInt8>) -> SecretBytes {
        derive("kernpoort/tag-key/v1", from: streamKey)
    }
}

/// The key that hides idempotency keys and bodies of one organisation: `HMAC(K_org, "…/idem/v1")`.
package struct IdempotencyKey: ~Copyable, Sendable {
    private var hmac: HMACKey

    /// Derives the key from K_org, 32 bytes.
    package init(organisationKey: Span<UInt8>) {
        let secret = derive("kernpoort/idem/v1", from: organisationKey)
        hmac = HMACKey(secret.bytes)
    }

    /// What is stored of a caller's `Idempotency-Key`.
    package mutating func digest(ofKey key: Span<UInt8>) -> Digest { digest(0x01, key) }

    /// What is stored of the body that came with it.
    package mutating func digest(ofBody body: Span<UInt8>) -> Digest { digest(0x02, body) }

    private mutating func digest(_ prefix: UInt8, _ bytes: Span<UInt8>) -> Digest {
        hmac.update([prefix].span)
        hmac.update(bytes)
        return hmac.finalize()
    }
}

private func derive(_ label: String, from key: Span<UInt8>) -> SecretBytes {
    precondition(key.count == 32, "a key has 32 bytes")
    var hmac = HMACKey(key)
    let derived = hmac.authenticate(Array(label.utf8).span)
    return SecretBytes(copying: derived.span)
}

/// The bytes of a number, highest first.
func bigEndian(_ number: UInt64) -> [UInt8] {
    stride(from: UInt64(56), through: 0, by: -8).map { UInt8(truncatingIfNeeded: number >> $0) }
}
