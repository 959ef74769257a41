// SPDX-License-Identifier: EUPL-1.2
import Memory
import OpenSSL
import TestSupport
import Testing

@Suite struct KeyTests {
    @Test(arguments: KeyKind.allCases)
    func `a key survives its files`(kind: KeyKind) throws {
        let key = try PrivateKey.generate(kind)
        let pem = key.pem()
        let text = pem.withBytes { String(decoding: [UInt8](copying: $0), as: UTF8.self) }
        #expect(text.hasPrefix("-----BEGIN PRIVATE KEY-----\n"))
        let back = try pem.withBytes { bytes throws(CryptoError) in try PrivateKey(pem: bytes) }
        #expect(back.kind == kind)
        #expect(back.publicKey == key.publicKey)
        #expect(back.rawPublicKey == key.publicKey.raw)
        let spki = key.publicKey.spki
        let fromSPKI = try PublicKey(spki: spki.span)
        #expect(fromSPKI == key.publicKey)
        let raw = key.rawPublicKey
        let fromRaw = try PublicKey(kind: kind, raw: raw.span)
        #expect(fromRaw == key.publicKey)
        let other = try PrivateKey.generate(kind)
        #expect(other.publicKey != key.publicKey)
    }

    @Test(arguments: [KeyKind.ed25519, .p256])
    func `a signature holds for its key and message only`(kind: KeyKind) throws {
        let key = try PrivateKey.generate(kind)
        let stranger = try PrivateKey.generate(kind).publicKey
        for count in [0, 1, 32, 1000] {
            let message = [UInt8](repeating: 5, count: count)
            let signature = try key.sign(message.span)
            #expect(signature.count == 64)
            let known = key.publicKey
            #expect(verifies(signature, message, by: known))
            #expect(!verifies(signature, message + [0], by: known))
            #expect(!verifies(signature, message, by: stranger))
            for bit in stride(from: 0, to: 512, by: 5) {
                #expect(!verifies(flipping(signature, bit: bit), message, by: known))
            }
            for count in 0..<64 {
                #expect(!verifies(Array(signature.prefix(count)), message, by: known))
            }
            #expect(!verifies(signature + [0], message, by: known))
        }
    }

    /// Short integers take another path through both encodings: one signature in 128 has one.
    @Test func `many signatures on P-256 come through the fixed form`() throws {
        let key = try PrivateKey.generate(.p256)
        let known = key.publicKey
        for index in 0..<2000 {
            let message = [UInt8(index & 255), UInt8(index >> 8)]
            let signature = try key.sign(message.span)
            #expect(verifies(signature, message, by: known))
        }
    }

    @Test(arguments: [KeyKind.p256, .x25519])
    func `both sides agree on one secret`(kind: KeyKind) throws {
        let one = try PrivateKey.generate(kind)
        let two = try PrivateKey.generate(kind)
        let first = try one.agree(with: two.publicKey)
        let second = try two.agree(with: one.publicKey)
        #expect(first.count == 32)
        let same = first.withBytes { first in
            second.withBytes { second in ConstantTime.equal(first, second) }
        }
        #expect(same)
    }

    @Test func `a key does only what its kind can`() throws {
        let signing = try PrivateKey.generate(.ed25519)
        let agreeing = try PrivateKey.generate(.x25519)
        let curve = try PrivateKey.generate(.p256)
        let message: [UInt8] = [1]
        #expect(throws: CryptoError.wrongKind) { try agreeing.sign(message.span) }
        #expect(throws: CryptoError.wrongKind) {
            _ = try signing.agree(with: signing.publicKey)
        }
        #expect(throws: CryptoError.wrongKind) {
            _ = try agreeing.agree(with: curve.publicKey)
        }
        #expect(throws: CryptoError.wrongKind) {
            _ = try curve.agree(with: agreeing.publicKey)
        }
        #expect(!verifies([UInt8](repeating: 0, count: 64), message, by: agreeing.publicKey))
    }

    /// RFC 8032 §7.1, tests 1 to 3.
    @Test(arguments: [
        (
            "9d61b19deffd5a60ba844af492ec2cc44449c5697b326919703bac031cae7f60",
            "d75a980182b10ab7d54bfed3c964073a0ee172f3daa62325af021a68f707511a", "",
            """
            e5564300c360ac729086e2cc806e828a84877f1eb8e5d974d873e06522490155
            5fb8821590a33bacc61e39701cf9b46bd25bf5f0595bbe24655141438e7a100b
            """
        ),
        (
            "4ccd089b28ff96da9db6c346ec114e0f5b8a319f35aba624da8cf6ed4fb8a6fb",
            "3d4017c3e843895a92b70aa74d1b7ebc9c982ccf2ec4968cc0cd55f12af4660c", "72",
            """
            92a009a9f0d4cab8720e820b5f642540a2b27b5416503f8fb3762223ebdb69da
            085ac1e43e15996e458f3613d0f11d8c387b2eaeb4302aeeb00d291612bb0c00
            """
        ),
        (
            "c5aa8df43f9f837bedb7442f31dcb7b166d38535076f094b85ce3a2e0b4458f7",
            "fc51cd8e6218a1a38da47ed00230f0580816ed13ba3303ac5deb911548908025", "af82",
            """
            6291d657deec24024827e69c3abe01a30ce548a284743a445e3680d7db5ac3ac
            18ff9b538d16f290ae67f760984dc6594a7c15e9716ed28dc027beceea1ec40a
            """
        ),
    ])
    func `known Ed25519 signatures come out`(
        seed: String, publicKey: String, message: String, signature: String
    ) throws {
        let key = try PrivateKey(kind: .ed25519, raw: hexBytes(seed).span)
        #expect(hexText(key.rawPublicKey) == publicKey)
        let bytes = hexBytes(message)
        #expect(try key.sign(bytes.span) == hexBytes(signature))
    }

    /// RFC 7748 §6.1.
    @Test func `the known X25519 agreement comes out`() throws {
        let bob = try PrivateKey(
            kind: .x25519,
            raw: hexBytes("5dab087e624a8a4b79e17f8b83800ee66f3bb1292618b6fd1c2f8b27ff88e0eb")
                .span)
        #expect(
            hexText(bob.rawPublicKey)
                == "de9edb7d7b7dc1b4d35b61c2ece435373f8343c85b78674dadfc7e146f882b4f")
        let alice = try PublicKey(
            kind: .x25519,
            raw: hexBytes("8520f0098930a754748b7ddcb43ef75a0dbf3a0d26381af4eba4a98eaa9b4e6a")
                .span)
        let secret = try bob.agree(with: alice)
        #expect(
            secret.withBytes { hexText([UInt8](copying: $0)) }
                == "4a5d9d5ba4ce2de1728e3bf480350f25e07e21c947d19e3376f09b3c1e161742")
    }

    @Test(arguments: KeyKind.allCases)
    func `public keys of another length or place are refused`(kind: KeyKind) throws {
        let key = try PrivateKey.generate(kind).publicKey
        for raw in [[], Array(key.raw.dropLast()), key.raw + [0], Array(key.raw.dropFirst())] {
            #expect(throws: CryptoError.invalidKey) {
                _ = try PublicKey(kind: kind, raw: raw.span)
            }
        }
        let spki = key.spki
        for changed in [[], Array(spki.dropLast()), spki + [0]] {
            #expect(throws: CryptoError.invalidKey) { _ = try PublicKey(spki: changed.span) }
        }
        for bit in 0..<((spki.count - key.raw.count) * 8) {
            #expect(throws: CryptoError.invalidKey) {
                _ = try PublicKey(spki: flipping(spki, bit: bit).span)
            }
        }
    }

    @Test func `points off P-256 are refused`() throws {
        let raw = try PrivateKey.generate(.p256).rawPublicKey
        for bit in 0..<(raw.count * 8) {
            #expect(throws: CryptoError.invalidKey) {
                _ = try PublicKey(kind: .p256, raw: flipping(raw, bit: bit).span)
            }
        }
        for form: UInt8 in [0, 2, 3, 5, 6, 7] {
            let other = [form] + raw.dropFirst()
            #expect(throws: CryptoError.invalidKey) {
                _ = try PublicKey(kind: .p256, raw: other.span)
            }
        }
        let zeros = [4] + [UInt8](repeating: 0, count: 64)
        #expect(throws: CryptoError.invalidKey) {
            _ = try PublicKey(kind: .p256, raw: zeros.span)
        }
    }

    /// Every representation, in 255 bits and with the top bit set, of each point of small order.
    @Test(arguments: [
        "0000000000000000000000000000000000000000000000000000000000000000",
        "0100000000000000000000000000000000000000000000000000000000000000",
        "ecffffffffffffffffffffffffffffffffffffffffffffffffffffffffffff7f",
        "edffffffffffffffffffffffffffffffffffffffffffffffffffffffffffff7f",
        "eeffffffffffffffffffffffffffffffffffffffffffffffffffffffffffff7f",
    ])
    func `keys of small order are refused for both uses`(hex: String) {
        var raw = hexBytes(hex)
        for _ in 0..<2 {
            #expect(throws: CryptoError.invalidKey) {
                _ = try PublicKey(kind: .x25519, raw: raw.span)
            }
            #expect(throws: CryptoError.invalidKey) {
                _ = try PublicKey(kind: .ed25519, raw: raw.span)
            }
            raw[31] ^= 0x80
        }
    }

    @Test(arguments: [
        (
            KeyKind.x25519, "e0eb7a7c3b41b8ae1656e3faf19fc46ada098deb9c32b1fd866205165f49b800"
        ),
        (.x25519, "5f9c95bca3508c24b1d0b1559c83ef5b04445cc4581c8e86d8224eddd09f1157"),
        (.ed25519, "26e8958fc2b227b045c3f489f2ef98f0d5dfac05d3c63339b13802886d53fc05"),
        (.ed25519, "26e8958fc2b227b045c3f489f2ef98f0d5dfac05d3c63339b13802886d53fc85"),
        (.ed25519, "c7176a703d4dd84fba3c0b760d10670f2a2053fa2c39ccc64ec7fd7792ac037a"),
        (.ed25519, "c7176a703d4dd84fba3c0b760d10670f2a2053fa2c39ccc64ec7fd7792ac03fa"),
        (.ed25519, "f3ffffffffffffffffffffffffffffffffffffffffffffffffffffffffffff7f"),
    ])
    func `points of order eight and values from p upwards are refused`(kind: KeyKind, hex: String) {
        #expect(throws: CryptoError.invalidKey) {
            _ = try PublicKey(kind: kind, raw: hexBytes(hex).span)
        }
    }

    @Test(arguments: [
        "", "-----BEGIN PRIVATE KEY-----\n", "geen sleutel",
        "-----BEGIN EC PRIVATE KEY-----\nAAAA\n-----END EC PRIVATE KEY-----\n",
        "-----BEGIN ENCRYPTED PRIVATE KEY-----\nAAAA\n-----END ENCRYPTED PRIVATE KEY-----\n",
        "-----BEGIN PRIVATE KEY-----\nAAAA\n-----END PRIVATE KEY-----\n",
    ])
    func `text that is no plain PKCS8 key is refused`(text: String) {
        #expect(throws: CryptoError.invalidKey) {
            _ = try PrivateKey(pem: Array(text.utf8).span)
        }
    }

    @Test(arguments: [
        "00", "0000000000000000000000000000000000000000000000000000000000000000",
        // The order of P-256, and one above it.
        "ffffffff00000000ffffffffffffffffbce6faada7179e84f3b9cac2fc632551",
        "ffffffff00000000ffffffffffffffffbce6faada7179e84f3b9cac2fc632552",
    ])
    func `scalars outside the order of P-256 are refused`(hex: String) {
        #expect(throws: CryptoError.invalidKey) {
            _ = try PrivateKey(kind: .p256, raw: hexBytes(hex).span)
        }
    }

    @Test func `the greatest scalar of P-256 is taken`() throws {
        let raw = hexBytes("ffffffff00000000ffffffffffffffffbce6faada7179e84f3b9cac2fc632550")
        let key = try PrivateKey(kind: .p256, raw: raw.span)
        #expect(key.rawPublicKey.count == 65)
    }

    private func verifies(_ signature: [UInt8], _ message: [UInt8], by key: PublicKey) -> Bool {
        key.verify(signature.span, over: message.span)
    }
}
