// SPDX-License-Identifier: EUPL-1.2
import Memory
import OpenSSL
import TestSupport
import Testing

@Suite(Vectors.wycheproof.areThere) struct PrimitiveWycheproofTests {
    @Test func `AES-256-GCM`() throws {
        var tally = Wycheproof.Tally()
        for group in try Wycheproof("aes_gcm_test.json").groups {
            // Other key, nonce and tag sizes cannot be expressed here.
            let sizes = ["keySize", "ivSize", "tagSize"].map { group[$0] as? Int }
            guard sizes == [256, 96, 128] else { continue }
            for test in group.tests {
                let key = test.bytes("key")
                let nonce = test.bytes("iv")
                let aad = test.bytes("aad")
                let message = test.bytes("msg")
                let sealed = test.bytes("ct") + test.bytes("tag")
                let opened = try? AES256GCM.open(
                    sealed.span, key: key.span, nonce: nonce.span, aad: aad.span)
                let plain = opened?.withBytes { [UInt8](copying: $0) }
                tally.count(test.verdict, accepted: plain != nil)
                switch test.verdict {
                case .valid:
                    #expect(plain == message, "\(test.label)")
                    let again = AES256GCM.seal(
                        message.span, key: key.span, nonce: nonce.span, aad: aad.span)
                    #expect(again == sealed, "\(test.label)")
                case .invalid: #expect(plain == nil, "\(test.label)")
                case .acceptable: Issue.record("no such test is known: \(test.label)")
                }
            }
        }
        print("Wycheproof aes_gcm, 256-bit keys: \(tally)")
        #expect(tally.total == 66)
    }

    @Test func `AES-256 key wrap`() throws {
        var tally = Wycheproof.Tally()
        for group in try Wycheproof("aes_wrap_test.json").groups {
            guard group["keySize"] as? Int == 256 else { continue }
            for test in group.tests {
                let key = test.bytes("key")
                let wrapped = test.bytes("ct")
                let message = test.bytes("msg")
                let opened = try? AES256KeyWrap.unwrap(wrapped.span, key: key.span)
                let plain = opened?.withBytes { [UInt8](copying: $0) }
                tally.count(test.verdict, accepted: plain != nil)
                switch test.verdict {
                case .valid:
                    #expect(plain == message, "\(test.label)")
                    #expect(
                        AES256KeyWrap.wrap(message.span, key: key.span) == wrapped,
                        "\(test.label)")
                case .invalid: #expect(plain == nil, "\(test.label)")
                // Eight bytes, below the two blocks that RFC 3394 wraps: refused here.
                case .acceptable: #expect(plain == nil, "\(test.label)")
                }
            }
        }
        print("Wycheproof aes_wrap, 256-bit keys: \(tally)")
        #expect(tally.total == 68)
    }

    @Test func `ECDH on P-256`() throws {
        var tally = Wycheproof.Tally()
        for group in try Wycheproof("ecdh_secp256r1_test.json").groups {
            for test in group.tests {
                let agreed = agree(
                    .p256, private: test.bytes("private"),
                    { () throws(CryptoError) in try PublicKey(spki: test.bytes("public").span) })
                tally.count(test.verdict, accepted: agreed != nil, note: test.acceptableFlags)
                switch test.verdict {
                case .valid: #expect(agreed == test.bytes("shared"), "\(test.label)")
                // Other encodings of a public key: each key has one here.
                case .invalid, .acceptable: #expect(agreed == nil, "\(test.label)")
                }
            }
        }
        print("Wycheproof ecdh_secp256r1: \(tally)")
        #expect(tally.total == 612)
    }

    @Test func `agreement on X25519`() throws {
        var tally = Wycheproof.Tally()
        for group in try Wycheproof("x25519_test.json").groups {
            for test in group.tests {
                let agreed = agree(
                    .x25519, private: test.bytes("private"),
                    { () throws(CryptoError) in
                        try PublicKey(kind: .x25519, raw: test.bytes("public").span)
                    })
                let flags = test["flags"] as? [String] ?? []
                let forced = flags.contains("ZeroSharedSecret")
                tally.count(test.verdict, accepted: agreed != nil, note: test.acceptableFlags)
                switch test.verdict {
                case .valid: #expect(agreed == test.bytes("shared"), "\(test.label)")
                case .invalid: #expect(agreed == nil, "\(test.label)")
                // Points on the twist and values from p upwards are taken as RFC 7748 asks.
                case .acceptable:
                    #expect(agreed == (forced ? nil : test.bytes("shared")), "\(test.label)")
                }
            }
        }
        print("Wycheproof x25519: \(tally)")
        #expect(tally.total == 518)
    }

    @Test(arguments: [
        ("ecdsa_secp256r1_sha256_p1363_test.json", 262), ("ed25519_test.json", 151),
    ])
    func signatures(file: String, count: Int) throws {
        var tally = Wycheproof.Tally()
        for group in try Wycheproof(file).groups {
            let key = try PublicKey(spki: group.bytes("publicKeyDer").span)
            for test in group.tests {
                let verified = key.verify(
                    test.bytes("sig").span, over: test.bytes("msg").span)
                tally.count(test.verdict, accepted: verified)
                #expect(verified == (test.verdict == .valid), "\(test.label)")
            }
        }
        print("Wycheproof \(file): \(tally)")
        #expect(tally.total == count)
    }

    /// The agreed secret; nil where a key or the agreement was refused.
    private func agree(
        _ kind: KeyKind, private scalar: [UInt8], _ peer: () throws(CryptoError) -> PublicKey
    ) -> [UInt8]? {
        // Scalars of P-256 come as integers: with a leading zero, or shorter.
        let excess = scalar.count - 32
        let raw =
            excess >= 0
            ? Array(scalar.dropFirst(excess)) : [UInt8](repeating: 0, count: -excess) + scalar
        do throws(CryptoError) {
            let key = try PrivateKey(kind: kind, raw: raw.span)
            let secret = try key.agree(with: try peer())
            return secret.withBytes { [UInt8](copying: $0) }
        } catch {
            return nil
        }
    }
}
