// SPDX-License-Identifier: EUPL-1.2
import OpenSSL
import TestSupport
import Testing

@Suite struct HashTests {
    /// FIPS 180-4 examples.
    @Test(arguments: [
        ("", "e3b0c44298fc1c149afbf4c8996fb92427ae41e4649b934ca495991b7852b855"),
        ("abc", "ba7816bf8f01cfea414140de5dae2223b00361a396177a9cb410ff61f20015ad"),
        (
            "abcdbcdecdefdefgefghfghighijhijkijkljklmklmnlmnomnopnopq",
            "248d6a61d20638b8e5c026930c3e6039a33ce45964ff2167f6ecedd419db06c1"
        ),
    ])
    func `known hashes come out`(message: String, expected: String) {
        let bytes = Array(message.utf8)
        #expect(hexText(Digest(hashing: bytes.span).bytes) == expected)
    }

    @Test(arguments: 0..<130)
    func `pieces hash as the whole`(cut: Int) {
        let bytes = (0..<130).map { UInt8($0) }
        var hash = SHA256()
        hash.update(bytes.span.extracting(..<cut))
        hash.update(bytes.span.extracting(cut...))
        let whole = Digest(hashing: bytes.span)
        #expect(hash.finalize() == whole)
        let joined = Digest(hashing: bytes.span.extracting(..<cut), bytes.span.extracting(cut...))
        #expect(joined == whole)
    }

    @Test func `a digest keeps its bytes and only takes 32`() throws {
        let bytes = (0..<32).map { UInt8($0) }
        let digest = try #require(Digest(bytes: bytes))
        #expect(digest.bytes == bytes)
        #expect(digest.span[31] == 31)
        #expect(Digest(bytes: Array(bytes.dropLast())) == nil)
        #expect(Digest(bytes: bytes + [0]) == nil)
        #expect(Digest(bytes: []) == nil)
        for index in bytes.indices {
            var other = bytes
            other[index] ^= 1
            #expect(Digest(bytes: other) != digest)
        }
        #expect(Set([digest, digest]).count == 1)
    }

    /// RFC 4231 test cases 1, 2, 3, 4, 6 and 7.
    @Test(arguments: [
        (
            String(repeating: "0b", count: 20), "4869205468657265",
            "b0344c61d8db38535ca8afceaf0bf12b881dc200c9833da726e9376c2e32cff7"
        ),
        (
            "4a656665", "7768617420646f2079612077616e7420666f72206e6f7468696e673f",
            "5bdcc146bf60754e6a042426089575c75a003f089d2739839dec58b964ec3843"
        ),
        (
            String(repeating: "aa", count: 20), String(repeating: "dd", count: 50),
            "773ea91e36800e46854db8ebd09181a72959098b3ef8c122d9635514ced565fe"
        ),
        (
            "0102030405060708090a0b0c0d0e0f10111213141516171819",
            String(repeating: "cd", count: 50),
            "82558a389a443c0ea4cc819899f2083a85f0faa3e578f8077a2e3ff46729665b"
        ),
        (
            String(repeating: "aa", count: 131),
            """
            54657374205573696e67204c6172676572205468616e20426c6f636b2d53697a
            65204b6579202d2048617368204b6579204669727374
            """, "60e431591ee0b67f0d8a26aacbf5b77f8e0bc6213728c5140546040f0ee37f54"
        ),
        (
            String(repeating: "aa", count: 131),
            """
            5468697320697320612074657374207573696e672061206c6172676572207468
            616e20626c6f636b2d73697a65206b657920616e642061206c61726765722074
            68616e20626c6f636b2d73697a6520646174612e20546865206b6579206e6565
            647320746f20626520686173686564206265666f7265206265696e6720757365
            642062792074686520484d414320616c676f726974686d2e
            """, "9b09ffa71b942fcb27635fbcd5b0e944bfdc63644f0713938a7f51535c3a35e2"
        ),
    ])
    func `known codes come out, whole, in parts and again`(
        key: String, message: String, expected: String
    ) {
        let bytes = hexBytes(message)
        var hmac = HMACKey(hexBytes(key).span)
        for cut in [0, 1, bytes.count / 2, bytes.count] {
            #expect(hexText(hmac.authenticate(bytes.span).bytes) == expected)
            hmac.update(bytes.span.extracting(..<cut))
            hmac.update(bytes.span.extracting(cut...))
            #expect(hexText(hmac.finalize().bytes) == expected)
        }
    }

    @Test func `a context takes one key after another`() {
        let first = [UInt8](repeating: 1, count: 32)
        let second = [UInt8](repeating: 2, count: 32)
        var reused = HMACKey(first.span)
        let expectedFirst = reused.authenticate("message")
        reused.update(first.span)
        reused.replaceKey(with: second.span)
        let afterwards = reused.authenticate("message")
        var fresh = HMACKey(second.span)
        #expect(afterwards == fresh.authenticate("message"))
        #expect(afterwards != expectedFirst)
        reused.replaceKey(with: first.span)
        #expect(reused.authenticate("message") == expectedFirst)
    }

    @Test func `an empty key and an empty message are served`() {
        let empty: [UInt8] = []
        var hmac = HMACKey(empty.span)
        #expect(
            hexText(hmac.authenticate("").bytes)
                == "b613679a0814d9ec772f95d778c35fc5ff1697c493715653c6c712144292c5ad")
    }
}
