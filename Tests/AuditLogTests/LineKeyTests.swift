// SPDX-License-Identifier: EUPL-1.2
import AuditLog
import Memory
import OpenSSL
import Testing

@Suite struct LineKeyTests {
    let key = [UInt8](repeating: 6, count: 32)

    private func hmac(_ key: [UInt8], _ message: [UInt8]) -> Digest {
        var context = HMACKey(key.span)
        return context.authenticate(message.span)
    }

    @Test func `an idempotency key and a body with the same bytes differ`() {
        var idempotency = IdempotencyKey(organisationKey: key.span)
        let derived = hmac(key, Array("kernpoort/idem/v1".utf8)).bytes
        for bytes in [[], [1, 2, 3], [UInt8](repeating: 0x31, count: 5000)] as [[UInt8]] {
            #expect(idempotency.digest(ofKey: bytes.span) == hmac(derived, [0x01] + bytes))
            #expect(idempotency.digest(ofBody: bytes.span) == hmac(derived, [0x02] + bytes))
            #expect(idempotency.digest(ofKey: bytes.span) != idempotency.digest(ofBody: bytes.span))
        }
    }

    @Test func `one stream key gives the same tags from the exported tag key`() throws {
        var tags = TagKey(streamKey: key.span)
        let exported = TagKey.exported(from: key.span).withBytes { span in
            span.indices.map { span[$0] }
        }
        for number: UInt64 in [1, 2, 255, 256, .max] {
            let suffix = (0..<8).map { UInt8(truncatingIfNeeded: number >> (56 - 8 * UInt64($0))) }
            let expected = hmac(exported, Array("kernpoort/tag/v1".utf8) + suffix).bytes.prefix(16)
            #expect(tags.tag(number).bytes == Array(expected))
        }
    }
}
