// SPDX-License-Identifier: EUPL-1.2
import Encodings
import JOSE
import Memory
import OpenSSL
import TestSupport
import Testing

@Suite struct JWSTests {
    let payload = Array("{\"sub\":\"x\"}".utf8)

    @Test(arguments: [KeyKind.p256, .ed25519])
    func `what is signed verifies to the same payload`(kind: KeyKind) throws {
        let key = try SigningKey(PrivateKey.generate(kind))
        for payload in [[], payload, [UInt8](repeating: 0xff, count: 5000)] {
            let compact = try JWS.sign(payload.span, typ: "proef+jwt", with: key)
            #expect(try JWS.verify(compact.span, with: key.jwk, typ: "proef+jwt") == payload)
            let secret = try JWS.verifySecret(compact.span, with: key.jwk, typ: "proef+jwt")
            #expect(revealed(secret) == payload)
            let found = try JWS.verify(compact.span, among: [key.jwk], typ: "proef+jwt")
            #expect(found.payload == payload)
            #expect(found.key == key.jwk)
        }
    }

    /// RFC 7515 appendix A.3: ES256 without `kid` and `typ`.
    @Test func `the known ES256 message verifies`() throws {
        let key = try JWK(
            parsing: Array(
                """
                {"kty":"EC","crv":"P-256","x":"\(JWKTests.x)","y":"\(JWKTests.y)",\
                "use":"sig","alg":"ES256","kid":"\(JWKTests.thumbprint)"}
                """.utf8
            ).span)
        let compact = Array(
            """
            eyJhbGciOiJFUzI1NiJ9.eyJpc3MiOiJqb2UiLA0KICJleHAiOjEzMDA4MTkzODAsDQogImh0dHA6Ly9leGFt\
            cGxlLmNvbS9pc19yb290Ijp0cnVlfQ.DtEhU3ljbEg8L38VWAfUAqOyKAM6-Xx-F4GawxaepmXFCgfTjDxw5dj\
            xLa8ISlSApmWQxfKTUJqPP3-Kg6NU1Q
            """.utf8)
        let payload = try JWS.verify(compact.span, with: key, typ: nil)
        #expect(
            String(decoding: payload, as: UTF8.self)
                == "{\"iss\":\"joe\",\r\n \"exp\":1300819380,\r\n \"http://example.com/is_root\":true}"
        )
        #expect(throws: JOSEError.missingMember) {
            try JWS.verify(compact.span, among: [key], typ: nil)
        }
    }

    /// RFC 8037 appendix A.4 and A.5; Ed25519 signs the same way each time.
    @Test func `the known EdDSA message comes out and verifies`() throws {
        let seed = try Base64URL.decode("nWGxne_9WmC6hEr0kuwsxERJxWl7MmkZcDusAxyuf2A")
        let key = try PrivateKey(kind: .ed25519, raw: seed.span)
        let payload = Array("Example of Ed25519 signing".utf8)
        let compact = try Forge.jws(header: "{\"alg\":\"EdDSA\"}", payload: payload, key: key)
        #expect(
            String(decoding: compact, as: UTF8.self) == """
                eyJhbGciOiJFZERTQSJ9.RXhhbXBsZSBvZiBFZDI1NTE5IHNpZ25pbmc.hgyY0il_MGCjP0JzlnLWG1PPOt7-0\
                9PGcvMg3AIbQR6dWbhijcNR4ki4iylGjg5BhVsPt9g7sVvpAr_MuM0KAg
                """)
        let jwk = try #require(JWK(key.publicKey, use: .sig))
        #expect(try JWS.verify(compact.span, with: jwk, typ: nil) == payload)
    }

    struct Oddity: CustomTestStringConvertible, Sendable {
        let name: String
        let header: String
        let error: JOSEError
        var testDescription: String { name }

        init(_ name: String, _ header: String, _ error: JOSEError) {
            self.name = name
            self.header = header
            self.error = error
        }
    }

    /// `KID` stands for the key's name. Every header is rightly signed.
    @Test(arguments: [
        Oddity("no alg", #"{"kid":"KID","typ":"proef+jwt"}"#, .missingMember),
        Oddity("empty alg", #"{"alg":"","typ":"proef+jwt"}"#, .missingMember),
        Oddity("alg none", #"{"alg":"none","typ":"proef+jwt"}"#, .algorithmMismatch),
        Oddity("alg None", #"{"alg":"None","typ":"proef+jwt"}"#, .algorithmMismatch),
        Oddity("alg HS256", #"{"alg":"HS256","typ":"proef+jwt"}"#, .algorithmMismatch),
        Oddity("alg EdDSA on P-256", #"{"alg":"EdDSA","typ":"proef+jwt"}"#, .algorithmMismatch),
        Oddity("alg in lower case", #"{"alg":"es256","typ":"proef+jwt"}"#, .algorithmMismatch),
        Oddity("alg with a space", #"{"alg":"ES256 ","typ":"proef+jwt"}"#, .algorithmMismatch),
        Oddity("alg a number", #"{"alg":256,"typ":"proef+jwt"}"#, .malformedHeader),
        Oddity("alg a list", #"{"alg":["ES256"],"typ":"proef+jwt"}"#, .malformedHeader),
        Oddity("alg null", #"{"alg":null,"typ":"proef+jwt"}"#, .malformedHeader),
        Oddity("alg twice", #"{"alg":"ES256","alg":"ES256","typ":"proef+jwt"}"#, .malformedHeader),
        Oddity(
            "alg twice, once escaped", #"{"alg":"ES256","\u0061lg":"none","typ":"proef+jwt"}"#,
            .malformedHeader),
        Oddity("name in capitals", #"{"ALG":"ES256","typ":"proef+jwt"}"#, .unexpectedMember),
        Oddity("another kid", #"{"alg":"ES256","kid":"x","typ":"proef+jwt"}"#, .keyMismatch),
        Oddity("empty kid", #"{"alg":"ES256","kid":"","typ":"proef+jwt"}"#, .keyMismatch),
        Oddity("kid a number", #"{"alg":"ES256","kid":1,"typ":"proef+jwt"}"#, .malformedHeader),
        Oddity("no typ", #"{"alg":"ES256","kid":"KID"}"#, .typeMismatch),
        Oddity("another typ", #"{"alg":"ES256","typ":"JWT"}"#, .typeMismatch),
        Oddity("typ with prefix", #"{"alg":"ES256","typ":"application/proef+jwt"}"#, .typeMismatch),
        Oddity("typ in capitals", #"{"alg":"ES256","typ":"PROEF+JWT"}"#, .typeMismatch),
        Oddity("unasked cty", #"{"alg":"ES256","typ":"proef+jwt","cty":"JWT"}"#, .typeMismatch),
        Oddity(
            "crit", #"{"alg":"ES256","typ":"proef+jwt","crit":["exp"],"exp":1}"#, .unexpectedMember),
        Oddity(
            "crit of known names", #"{"alg":"ES256","typ":"proef+jwt","crit":["typ"]}"#,
            .unexpectedMember),
        Oddity("empty crit", #"{"alg":"ES256","typ":"proef+jwt","crit":[]}"#, .unexpectedMember),
        Oddity("crit null", #"{"alg":"ES256","typ":"proef+jwt","crit":null}"#, .unexpectedMember),
        Oddity("b64 true", #"{"alg":"ES256","typ":"proef+jwt","b64":true}"#, .unexpectedMember),
        Oddity(
            "b64 false", #"{"alg":"ES256","typ":"proef+jwt","b64":false,"crit":["b64"]}"#,
            .unexpectedMember),
        Oddity("zip", #"{"alg":"ES256","typ":"proef+jwt","zip":"DEF"}"#, .unexpectedMember),
        Oddity("jku", #"{"alg":"ES256","typ":"proef+jwt","jku":"https://x"}"#, .unexpectedMember),
        Oddity("jwk", #"{"alg":"ES256","typ":"proef+jwt","jwk":{}}"#, .unexpectedMember),
        Oddity("x5u", #"{"alg":"ES256","typ":"proef+jwt","x5u":"https://x"}"#, .unexpectedMember),
        Oddity("x5c", #"{"alg":"ES256","typ":"proef+jwt","x5c":["AA"]}"#, .unexpectedMember),
        Oddity("x5t", #"{"alg":"ES256","typ":"proef+jwt","x5t":"AA"}"#, .unexpectedMember),
        Oddity(
            "x5t#S256", #"{"alg":"ES256","typ":"proef+jwt","x5t#S256":"AA"}"#, .unexpectedMember),
        Oddity("enc", #"{"alg":"ES256","typ":"proef+jwt","enc":"A256GCM"}"#, .unexpectedMember),
        Oddity("epk", #"{"alg":"ES256","typ":"proef+jwt","epk":{}}"#, .unexpectedMember),
        Oddity("apu", #"{"alg":"ES256","typ":"proef+jwt","apu":"AA"}"#, .unexpectedMember),
        Oddity("private name", #"{"alg":"ES256","typ":"proef+jwt","iss":"x"}"#, .unexpectedMember),
        Oddity("an array", #"["ES256"]"#, .malformedHeader),
        Oddity("a text", #""ES256""#, .malformedHeader),
        Oddity("nothing", "", .malformedHeader),
        Oddity("an empty object", "{}", .missingMember),
        Oddity("bytes behind", #"{"alg":"ES256","typ":"proef+jwt"} x"#, .malformedHeader),
        Oddity(
            "a byte order mark", "\u{feff}{\"alg\":\"ES256\",\"typ\":\"proef+jwt\"}",
            .malformedHeader),
    ])
    func `a header that is not exactly right is refused`(oddity: Oddity) throws {
        let key = try PrivateKey.generate(.p256)
        let jwk = try #require(JWK(key.publicKey, use: .sig))
        let header = oddity.header.replacing("KID", with: jwk.kid)
        let compact = try Forge.jws(header: header, payload: payload, key: key)
        #expect(throws: oddity.error) {
            try JWS.verify(compact.span, with: jwk, typ: "proef+jwt")
        }
    }

    @Test func `white space and escapes in a header change nothing`() throws {
        let key = try PrivateKey.generate(.p256)
        let jwk = try #require(JWK(key.publicKey, use: .sig))
        let header = #" { "\u0061lg" : "ES\u0032\u0035\u0036" , "typ" : "proef+jwt" } "#
        let compact = try Forge.jws(header: header, payload: payload, key: key)
        #expect(try JWS.verify(compact.span, with: jwk, typ: "proef+jwt") == payload)
    }

    /// The Kelvin sign is the same character as K to strings, though not the same bytes.
    @Test func `a name is compared by bytes`() throws {
        let key = try PrivateKey.generate(.p256)
        let jwk = try #require(JWK(key.publicKey, use: .sig))
        let header = "{\"alg\":\"ES256\",\"typ\":\"\u{212a}\"}"
        let compact = try Forge.jws(header: header, payload: payload, key: key)
        #expect(throws: JOSEError.typeMismatch) {
            try JWS.verify(compact.span, with: jwk, typ: "K")
        }
    }

    @Test func `every changed character and every cut refuses`() throws {
        let key = try SigningKey(PrivateKey.generate(.ed25519))
        let compact = try JWS.sign(payload.span, typ: "proef+jwt", with: key)
        for index in compact.indices {
            for mask: UInt8 in [0x01, 0x02, 0x10, 0x20, 0x80] {
                var changed = compact
                changed[index] ^= mask
                #expect(throws: JOSEError.self) {
                    try JWS.verify(changed.span, with: key.jwk, typ: "proef+jwt")
                }
            }
            #expect(throws: JOSEError.self) {
                try JWS.verify(
                    compact.span.extracting(..<index), with: key.jwk, typ: "proef+jwt")
            }
        }
    }

    @Test(arguments: ["", ".", "..", "...", "a.b", "a.b.c.d", " e30.e30.e30", "e30=.e30.e30"])
    func `a text that is not three canonical parts is refused`(text: String) throws {
        let jwk = try #require(JWK(PrivateKey.generate(.p256).publicKey, use: .sig))
        #expect(throws: JOSEError.self) {
            try JWS.verify(Array(text.utf8).span, with: jwk, typ: nil)
        }
    }

    @Test func `lengths at the limit and beyond`() throws {
        let key = try SigningKey(PrivateKey.generate(.ed25519))
        let empty = try JWS.sign([UInt8]().span, typ: "t", with: key).count
        let room = (JWS.compactByteLimit - empty) / 4 * 3
        let longest = [UInt8](repeating: 0x20, count: room)
        let compact = try JWS.sign(longest.span, typ: "t", with: key)
        #expect(compact.count <= JWS.compactByteLimit)
        #expect(try JWS.verify(compact.span, with: key.jwk, typ: "t").count == room)
        #expect(throws: JOSEError.tooLong(byteLimit: JWS.compactByteLimit)) {
            try JWS.sign([UInt8](repeating: 0x20, count: room + 4).span, typ: "t", with: key)
        }
        let beyond = [UInt8](repeating: 0x61, count: JWS.compactByteLimit + 1)
        #expect(throws: JOSEError.tooLong(byteLimit: JWS.compactByteLimit)) {
            try JWS.verify(beyond.span, with: key.jwk, typ: "t")
        }
    }

    @Test func `a header beyond the limit is refused`() throws {
        let key = try PrivateKey.generate(.p256)
        let jwk = try #require(JWK(key.publicKey, use: .sig))
        for (count, fits) in [(4096, true), (4097, false)] {
            let start = #"{"alg":"ES256""#
            let header = start + String(repeating: " ", count: count - start.count - 1) + "}"
            let compact = try Forge.jws(header: header, payload: payload, key: key)
            if fits {
                #expect(try JWS.verify(compact.span, with: jwk, typ: nil) == payload)
            } else {
                #expect(throws: JOSEError.tooLong(byteLimit: 4096)) {
                    try JWS.verify(compact.span, with: jwk, typ: nil)
                }
            }
        }
    }

    @Test func `a key for envelopes verifies nothing, and cannot sign`() throws {
        let key = try PrivateKey.generate(.p256)
        let jwk = try #require(JWK(key.publicKey, use: .enc))
        let compact = try Forge.jws(header: #"{"alg":"ES256"}"#, payload: payload, key: key)
        #expect(throws: JOSEError.unsuitableKey) {
            try JWS.verify(compact.span, with: jwk, typ: nil)
        }
        #expect(throws: JOSEError.unsuitableKey) {
            _ = try SigningKey(PrivateKey.generate(.x25519))
        }
        #expect(throws: JOSEError.unsuitableKey) {
            _ = try OpeningKey(PrivateKey.generate(.ed25519))
        }
    }

    @Test func `among several keys only the named one is tried`() throws {
        let first = try SigningKey(PrivateKey.generate(.ed25519))
        let second = try SigningKey(PrivateKey.generate(.p256))
        let compact = try JWS.sign(payload.span, typ: "t", with: second)
        let found = try JWS.verify(compact.span, among: [first.jwk, second.jwk], typ: "t")
        #expect(found.key == second.jwk)
        #expect(throws: JOSEError.keyMismatch) {
            try JWS.verify(compact.span, among: [first.jwk], typ: "t")
        }
        #expect(throws: JOSEError.keyMismatch) {
            try JWS.verify(compact.span, among: [], typ: "t")
        }
        #expect(throws: JOSEError.keyMismatch) {
            try JWS.verify(compact.span, among: [second.jwk, second.jwk], typ: "t")
        }
    }
}
