// SPDX-License-Identifier: EUPL-1.2
internal import OpenSSL

/// The HMACs behind a line: salts, commitments, receipts; one context, given key after key.
///
/// Keys are always exactly 32 bytes: a shorter one would collide with its zero-padded form and break
/// the commitment.
struct Commitments: ~Copyable {
    private var hmac = HMACKey([UInt8](repeating: 0, count: 32).span)
    private static let saltLabel = Array("kernpoort/salt/v1".utf8) + [0, 0]
    private static let receiptSaltLabel = Array("kernpoort/rcpt-salt/v1".utf8)
    private static let receiptLabel = Array("kernpoort/rcpt/v1".utf8)

    /// The salts of all fields, and the salt of the receipt, under one r.
    mutating func salts(under r: Span<UInt8>) -> (fields: [Digest], receipt: Digest) {
        use(r)
        var message = Self.saltLabel
        var fields: [Digest] = []
        fields.reserveCapacity(Field.count)
        for number in 0..<Field.count {
            message[message.count - 1] = UInt8(number)
            fields.append(hmac.authenticate(message.span))
        }
        return (fields, hmac.authenticate(Self.receiptSaltLabel.span))
    }

    /// The commitment to one field as it stands in the details:
    /// `u16 len(name) ‖ name ‖ u32 len(value) ‖ value`.
    mutating func commitment(to field: Span<UInt8>, salt: Digest) -> Digest {
        use(salt.span)
        return hmac.authenticate(field)
    }

    /// The commitment of a leaf to an envelope for a recipient.
    mutating func receipt(salt: Digest, envelope: Digest, recipient: String) -> Digest {
        use(salt.span)
        let name = Array(recipient.utf8)
        precondition(name.count <= UInt16.max, "a partner's name is short")
        hmac.update(Self.receiptLabel.span)
        hmac.update(envelope.span)
        hmac.update([UInt8(name.count >> 8), UInt8(name.count & 0xFF)].span)
        hmac.update(name.span)
        return hmac.finalize()
    }

    private mutating func use(_ key: Span<UInt8>) {
        precondition(key.count == 32, "a commitment's key has 32 bytes")
        hmac.replaceKey(with: key)
    }

    /// The commitment to all fields: `H("kernpoort/det/v1" ‖ u16 count ‖ c_0 ‖ c_1 …)`.
    static func det(over commitments: [Digest]) -> Digest {
        precondition(commitments.count == Field.count, "a line has all its fields")
        var hash = SHA256()
        hash.update(detLabel)
        for commitment in commitments { hash.update(commitment.span) }
        return hash.finalize()
    }

    private static let detLabel = Array("kernpoort/det/v1".utf8) + [0, UInt8(Field.count)]
}
