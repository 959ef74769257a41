// SPDX-License-Identifier: EUPL-1.2
import Memory
import OpenSSL
import TestSupport
import Testing

@Suite struct CipherTests {
    let key = (0..<32).map { UInt8($0) }
    let nonce = (0..<12).map { UInt8($0) }
    let aad = Array("kop".utf8)

    @Test(arguments: [0, 1, 15, 16, 17, 4096])
    func `what is sealed opens to the same bytes`(count: Int) throws {
        let plaintext = (0..<count).map { UInt8(truncatingIfNeeded: $0 &* 7) }
        let sealed = AES256GCM.seal(
            plaintext.span, key: key.span, nonce: nonce.span, aad: aad.span)
        #expect(sealed.count == count + 16)
        let opened = try AES256GCM.open(
            sealed.span, key: key.span, nonce: nonce.span, aad: aad.span)
        #expect(opened.withBytes { [UInt8](copying: $0) } == plaintext)

        var inPlace = plaintext
        var tag = [UInt8](repeating: 0, count: 16)
        var bytes = inPlace.mutableSpan
        var tagBytes = tag.mutableSpan
        AES256GCM.sealInPlace(
            &bytes, tag: &tagBytes, key: key.span, nonce: nonce.span, aad: aad.span)
        #expect(inPlace + tag == sealed)
    }

    @Test func `one opener opens message after message, whatever became of the one before`() throws
    {
        var opener = AES256GCM.Opener(key: key.span)
        for number in 0..<40 {
            let plaintext = [UInt8](repeating: UInt8(number), count: number % 3 * 20)
            let nonce = self.nonce.map { $0 &+ UInt8(number) }
            var sealed = AES256GCM.seal(
                plaintext.span, key: key.span, nonce: nonce.span, aad: aad.span)
            let isSpoiled = number % 4 == 1
            if isSpoiled { sealed[number % sealed.count] ^= 1 }
            do throws(CryptoError) {
                let opened = try opener.open(sealed.span, nonce: nonce.span, aad: aad.span)
                #expect(!isSpoiled)
                #expect(opened.withBytes { [UInt8](copying: $0) } == plaintext)
            } catch {
                #expect(isSpoiled && error == .authenticationFailed)
            }
        }
    }

    @Test func `every flipped bit of ciphertext, tag, nonce, key and header refuses`() {
        let sealed = AES256GCM.seal(
            Array("veldgroep".utf8).span, key: key.span, nonce: nonce.span, aad: aad.span)
        func opens(_ sealed: [UInt8], _ key: [UInt8], _ nonce: [UInt8], _ aad: [UInt8]) -> Bool {
            do throws(CryptoError) {
                _ = try AES256GCM.open(
                    sealed.span, key: key.span, nonce: nonce.span, aad: aad.span)
                return true
            } catch {
                #expect(error == .authenticationFailed)
                return false
            }
        }
        #expect(opens(sealed, key, nonce, aad))
        for bit in 0..<(sealed.count * 8) {
            #expect(!opens(flipping(sealed, bit: bit), key, nonce, aad))
        }
        for bit in 0..<(key.count * 8) {
            #expect(!opens(sealed, flipping(key, bit: bit), nonce, aad))
        }
        for bit in 0..<(nonce.count * 8) {
            #expect(!opens(sealed, key, flipping(nonce, bit: bit), aad))
        }
        for bit in 0..<(aad.count * 8) {
            #expect(!opens(sealed, key, nonce, flipping(aad, bit: bit)))
        }
        #expect(!opens(sealed, key, nonce, []))
        for count in 0..<sealed.count {
            #expect(!opens(Array(sealed.prefix(count)), key, nonce, aad))
        }
    }

    /// RFC 3394 §4.3 and §4.6: a 256-bit key around 128 and 256 bits.
    @Test(arguments: [
        (
            "00112233445566778899aabbccddeeff",
            "64e8c3f9ce0f5ba263e9777905818a2a93c8191e7d6e8ae7"
        ),
        (
            "00112233445566778899aabbccddeeff000102030405060708090a0b0c0d0e0f",
            "28c9f404c4b810f4cbccb35cfb87f8263f5786e2d80ed326cbc7f0e71a99f43bfb988b9b7a02dd21"
        ),
    ])
    func `known wrapped keys come out and open`(secret: String, expected: String) throws {
        let wrapped = AES256KeyWrap.wrap(hexBytes(secret).span, key: key.span)
        #expect(hexText(wrapped) == expected)
        let unwrapped = try AES256KeyWrap.unwrap(wrapped.span, key: key.span)
        #expect(unwrapped.withBytes { hexText([UInt8](copying: $0)) } == secret)
        for bit in 0..<(wrapped.count * 8) {
            #expect(throws: CryptoError.authenticationFailed) {
                _ = try AES256KeyWrap.unwrap(flipping(wrapped, bit: bit).span, key: key.span)
            }
        }
    }

    @Test(arguments: [0, 1, 8, 16, 23, 25, 1033, 1040])
    func `wrapped bytes of an impossible count refuse`(count: Int) {
        #expect(throws: CryptoError.authenticationFailed) {
            _ = try AES256KeyWrap.unwrap(
                [UInt8](repeating: 7, count: count).span, key: key.span)
        }
    }

    @Test func `random bytes differ and fill the whole count`() {
        #expect(SecureRandom.bytes(0).isEmpty)
        #expect(SecureRandom.bytes(32) != SecureRandom.bytes(32))
        let secret = SecureRandom.secret(64)
        #expect(secret.count == 64)
        let zeroCount = secret.withBytes { bytes in bytes.indices.count { bytes[$0] == 0 } }
        #expect(zeroCount < 16)
    }

    @Test func `comparison sees every byte`() {
        let bytes = (0..<40).map { UInt8($0) }
        func equal(_ left: [UInt8], _ right: [UInt8]) -> Bool {
            ConstantTime.equal(left.span, right.span)
        }
        #expect(equal(bytes, bytes))
        for bit in 0..<(bytes.count * 8) {
            #expect(!equal(bytes, flipping(bytes, bit: bit)))
        }
        #expect(!equal(bytes, Array(bytes.dropLast())))
        #expect(equal([], []))
        func isZero(_ bytes: [UInt8]) -> Bool { ConstantTime.isZero(bytes.span) }
        #expect(isZero([]) && isZero([0, 0, 0]))
        #expect(!isZero([0, 0, 1]) && !isZero([128, 0, 0]))
    }

    @Test func `the derivation of RFC 7518 appendix C comes out`() {
        let secret = hexBytes("9e56d91d817135d372834283bf84269cfb316ea3da806a48f6daa7798cfe90c4")
        let key = ConcatKDF.deriveKey(
            secret: secret.span, algorithm: "A128GCM".utf8.span, partyU: "Alice".utf8.span,
            partyV: "Bob".utf8.span, byteCount: 16)
        #expect(
            key.withBytes { hexText([UInt8](copying: $0)) } == "56aa8deaf8236d205c2228cd71a7101a")
    }

    /// The same secret with our algorithm: the 256-bit value was computed with python3-cryptography.
    @Test func `the concatenated derivation binds algorithm and both parties`() throws {
        let secret = hexBytes("9e56d91d817135d372834283bf84269cfb316ea3da806a48f6daa7798cfe90c4")
        func derive(_ algorithm: String, _ partyU: String, _ partyV: String) -> [UInt8] {
            ConcatKDF.deriveKey(
                secret: secret.span, algorithm: Array(algorithm.utf8).span,
                partyU: Array(partyU.utf8).span, partyV: Array(partyV.utf8).span
            ).withBytes { [UInt8](copying: $0) }
        }
        let key = derive("ECDH-ES+A256KW", "Alice", "Bob")
        #expect(
            hexText(key) == "8cf6eb19af6ae096c6013b5c7b350adcab8867e26fc28fa7a466a69dc7925521")
        #expect(derive("ECDH-ES+A256KW", "AliceBob", "") != key)
        #expect(derive("ECDH-ES+A256KW", "Bob", "Alice") != key)
        #expect(derive("A256GCM", "Alice", "Bob") != key)
    }
}

/// The same bytes with one bit changed.
func flipping(_ bytes: [UInt8], bit: Int) -> [UInt8] {
    var bytes = bytes
    bytes[bit / 8] ^= 1 << UInt8(bit % 8)
    return bytes
}
