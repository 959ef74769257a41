// SPDX-License-Identifier: EUPL-1.2
import Encodings
import JOSE
import Memory
import OpenSSL
import TestSupport
import Testing

@Suite struct JWETests {
    let plaintext = Array("veertien dagdelen".utf8)

    @Test(arguments: [KeyKind.p256, .x25519], [0, 1, 2, 3, 17, 5000])
    func `what is sealed opens for its key only`(kind: KeyKind, count: Int) throws {
        let key = try OpeningKey(PrivateKey.generate(kind))
        let stranger = try OpeningKey(PrivateKey.generate(kind))
        let bytes = (0..<count).map { UInt8(truncatingIfNeeded: $0) }
        let compact = try JWE.seal(
            SecretBytes(copying: bytes.span), for: key.jwk, typ: "proef+jwe", cty: "JWT")
        let opened = try JWE.open(compact.span, with: key, typ: "proef+jwe", cty: "JWT")
        #expect(revealed(opened) == bytes)
        #expect(throws: JOSEError.keyMismatch) {
            _ = try JWE.open(compact.span, with: stranger, typ: "proef+jwe", cty: "JWT")
        }
        let again = try JWE.seal(
            SecretBytes(copying: bytes.span), for: key.jwk, typ: "proef+jwe", cty: "JWT")
        #expect(again != compact)
    }

    @Test func `a key for signatures receives nothing`() throws {
        let jwk = try #require(JWK(PrivateKey.generate(.p256).publicKey, use: .sig))
        #expect(throws: JOSEError.unsuitableKey) {
            try JWE.seal(SecretBytes(copying: plaintext.span), for: jwk, typ: "t")
        }
    }

    @Test(arguments: [KeyKind.p256, .x25519])
    func `another implementation's envelope opens, with party information too`(
        kind: KeyKind
    ) throws {
        let key = try PrivateKey.generate(kind)
        let recipient = key.publicKey
        let opening = try OpeningKey(key)
        let ephemeral = try PrivateKey.generate(kind)
        let header = """
            {"alg":"ECDH-ES+A256KW","enc":"A256GCM","apu":"QWxpY2U","apv":"Qm9i",\
            "epk":\(Forge.epk(ephemeral))}
            """
        let compact = try Forge.jwe(
            header: header, plaintext: plaintext, ephemeral: ephemeral, recipient: recipient,
            partyU: "Alice", partyV: "Bob")
        #expect(revealed(try JWE.open(compact.span, with: opening, typ: nil)) == plaintext)
        let mistaken = try Forge.jwe(
            header: header, plaintext: plaintext, ephemeral: ephemeral, recipient: recipient,
            partyU: "Alice", partyV: "")
        #expect(throws: JOSEError.decryptionFailed) {
            _ = try JWE.open(mistaken.span, with: opening, typ: nil)
        }
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

    static let start = #"{"alg":"ECDH-ES+A256KW","enc":"A256GCM","typ":"t","epk":EPK"#

    /// `EPK` stands for the right ephemeral key, `X` and `Y` for its coordinates. All are well sealed.
    @Test(arguments: [
        Oddity("no alg", #"{"enc":"A256GCM","typ":"t","epk":EPK}"#, .missingMember),
        Oddity("no enc", #"{"alg":"ECDH-ES+A256KW","typ":"t","epk":EPK}"#, .missingMember),
        Oddity("no epk", #"{"alg":"ECDH-ES+A256KW","enc":"A256GCM","typ":"t"}"#, .missingMember),
        Oddity(
            "alg dir", #"{"alg":"dir","enc":"A256GCM","typ":"t","epk":EPK}"#, .algorithmMismatch),
        Oddity(
            "alg direct agreement", #"{"alg":"ECDH-ES","enc":"A256GCM","typ":"t","epk":EPK}"#,
            .algorithmMismatch),
        Oddity(
            "alg weaker wrap", #"{"alg":"ECDH-ES+A128KW","enc":"A256GCM","typ":"t","epk":EPK}"#,
            .algorithmMismatch),
        Oddity(
            "alg with the Kelvin sign",
            "{\"alg\":\"ECDH-ES+A256\u{212a}W\",\"enc\":\"A256GCM\",\"typ\":\"t\",\"epk\":EPK}",
            .algorithmMismatch),
        Oddity(
            "alg RSA1_5", #"{"alg":"RSA1_5","enc":"A256GCM","typ":"t","epk":EPK}"#,
            .algorithmMismatch),
        Oddity(
            "enc of 128 bits", #"{"alg":"ECDH-ES+A256KW","enc":"A128GCM","typ":"t","epk":EPK}"#,
            .algorithmMismatch),
        Oddity(
            "enc CBC", #"{"alg":"ECDH-ES+A256KW","enc":"A256CBC-HS512","typ":"t","epk":EPK}"#,
            .algorithmMismatch),
        Oddity(
            "enc a number", #"{"alg":"ECDH-ES+A256KW","enc":1,"typ":"t","epk":EPK}"#,
            .malformedHeader),
        Oddity("zip", start + #","zip":"DEF"}"#, .unexpectedMember),
        Oddity("crit", start + #","crit":["exp"]}"#, .unexpectedMember),
        Oddity("crit of known names", start + #","crit":["epk"]}"#, .unexpectedMember),
        Oddity("b64", start + #","b64":true}"#, .unexpectedMember),
        Oddity("jku", start + #","jku":"https://x"}"#, .unexpectedMember),
        Oddity("jwk", start + #","jwk":EPK}"#, .unexpectedMember),
        Oddity("x5u", start + #","x5u":"https://x"}"#, .unexpectedMember),
        Oddity("x5c", start + #","x5c":["AA"]}"#, .unexpectedMember),
        Oddity("iv", start + #","iv":"AA"}"#, .unexpectedMember),
        Oddity("p2c", start + #","p2c":1}"#, .unexpectedMember),
        Oddity("iss replicated", start + #","iss":"x"}"#, .unexpectedMember),
        Oddity("enc twice", start + #","enc":"A256GCM"}"#, .malformedHeader),
        Oddity("epk twice", start + #","epk":EPK}"#, .malformedHeader),
        Oddity("apu no base64url", start + #","apu":"=="}"#, .malformedCompact),
        Oddity("apu a number", start + #","apu":1}"#, .malformedHeader),
        Oddity("another kid", start + #","kid":"x"}"#, .keyMismatch),
        Oddity(
            "another typ", #"{"alg":"ECDH-ES+A256KW","enc":"A256GCM","typ":"u","epk":EPK}"#,
            .typeMismatch),
        Oddity("unasked cty", start + #","cty":"JWT"}"#, .typeMismatch),
        Oddity("epk a text", header(epk: #""EPK""#), .malformedKey),
        Oddity("epk null", header(epk: "null"), .malformedKey),
        Oddity("epk empty", header(epk: "{}"), .malformedKey),
        Oddity("epk without y", header(epk: #"{"kty":"EC","crv":"P-256","x":"X"}"#), .malformedKey),
        Oddity(
            "epk with a private member",
            header(epk: #"{"kty":"EC","crv":"P-256","x":"X","y":"Y","d":"X"}"#), .malformedKey),
        Oddity(
            "epk with kid", header(epk: #"{"kty":"EC","crv":"P-256","x":"X","y":"Y","kid":"x"}"#),
            .malformedKey),
        Oddity(
            "epk off the curve", header(epk: #"{"kty":"EC","crv":"P-256","x":"X","y":"X"}"#),
            .malformedKey),
        Oddity(
            "epk on another curve", header(epk: #"{"kty":"EC","crv":"P-384","x":"X","y":"Y"}"#),
            .malformedKey),
        Oddity(
            "epk of X25519 for P-256", header(epk: #"{"kty":"OKP","crv":"X25519","x":"X"}"#),
            .malformedKey),
        Oddity(
            "epk of Ed25519", header(epk: #"{"kty":"OKP","crv":"Ed25519","x":"X"}"#),
            .malformedKey),
        Oddity(
            "epk member twice",
            header(epk: #"{"kty":"EC","kty":"EC","crv":"P-256","x":"X","y":"Y"}"#),
            .malformedHeader),
        Oddity(
            "epk of zeros",
            header(
                epk:
                    #"{"kty":"EC","crv":"P-256","x":"\#(zeros)","y":"\#(zeros)"}"#),
            .malformedKey),
    ])
    func `a header that is not exactly right is refused`(oddity: Oddity) throws {
        let key = try PrivateKey.generate(.p256)
        let recipient = key.publicKey
        let opening = try OpeningKey(key)
        let ephemeral = try PrivateKey.generate(.p256)
        let raw = ephemeral.rawPublicKey
        // With a quote before them only coordinates are meant.
        let header = oddity.header
            .replacing(":EPK", with: ":" + Forge.epk(ephemeral))
            .replacing("\"X\"", with: "\"" + Base64URL.encode(Array(raw[1..<33])) + "\"")
            .replacing("\"Y\"", with: "\"" + Base64URL.encode(Array(raw[33...])) + "\"")
        let compact = try Forge.jwe(
            header: header, plaintext: plaintext, ephemeral: ephemeral, recipient: recipient)
        #expect(throws: oddity.error) {
            _ = try JWE.open(compact.span, with: opening, typ: "t")
        }
    }

    static let zeros = String(repeating: "A", count: 43)

    static func header(epk: String) -> String {
        #"{"alg":"ECDH-ES+A256KW","enc":"A256GCM","typ":"t","epk":"# + epk + "}"
    }

    /// The same frame with nothing wrong opens, so that the table above refuses for its oddities.
    @Test func `the header of the table without its oddity opens`() throws {
        let key = try PrivateKey.generate(.p256)
        let recipient = key.publicKey
        let opening = try OpeningKey(key)
        let ephemeral = try PrivateKey.generate(.p256)
        let header = (Self.start + "}").replacing(":EPK", with: ":" + Forge.epk(ephemeral))
        let compact = try Forge.jwe(
            header: header, plaintext: plaintext, ephemeral: ephemeral, recipient: recipient)
        #expect(revealed(try JWE.open(compact.span, with: opening, typ: "t")) == plaintext)
    }

    @Test(arguments: [
        "0000000000000000000000000000000000000000000000000000000000000000",
        "0100000000000000000000000000000000000000000000000000000000000000",
        "ecffffffffffffffffffffffffffffffffffffffffffffffffffffffffffff7f",
        "e0eb7a7c3b41b8ae1656e3faf19fc46ada098deb9c32b1fd866205165f49b800",
    ])
    func `an ephemeral key that forces the secret is refused`(hex: String) throws {
        let key = try PrivateKey.generate(.x25519)
        let recipient = key.publicKey
        let opening = try OpeningKey(key)
        let ephemeral = try PrivateKey.generate(.x25519)
        let header = """
            {"alg":"ECDH-ES+A256KW","enc":"A256GCM","epk":\
            {"kty":"OKP","crv":"X25519","x":"\(Base64URL.encode(hexBytes(hex)))"}}
            """
        let compact = try Forge.jwe(
            header: header, plaintext: plaintext, ephemeral: ephemeral, recipient: recipient)
        #expect(throws: JOSEError.malformedKey) {
            _ = try JWE.open(compact.span, with: opening, typ: nil)
        }
    }

    @Test(arguments: [KeyKind.p256, .x25519])
    func `every changed character and every cut refuses`(kind: KeyKind) throws {
        let key = try OpeningKey(PrivateKey.generate(kind))
        let compact = try JWE.seal(SecretBytes(copying: plaintext.span), for: key.jwk, typ: "t")
        for index in compact.indices {
            for mask: UInt8 in [0x01, 0x20, 0x80] {
                var changed = compact
                changed[index] ^= mask
                #expect(throws: JOSEError.self) {
                    _ = try JWE.open(changed.span, with: key, typ: "t")
                }
            }
            #expect(throws: JOSEError.self) {
                _ = try JWE.open(compact.span.extracting(..<index), with: key, typ: "t")
            }
        }
    }

    /// Behind the header every change gives one and the same answer.
    @Test func `parts of another envelope or length give the bare failure`() throws {
        let key = try OpeningKey(PrivateKey.generate(.x25519))
        func sealed() throws -> [[UInt8]] {
            try JWE.seal(SecretBytes(copying: plaintext.span), for: key.jwk, typ: "t")
                .split(separator: UInt8(ascii: "."), omittingEmptySubsequences: false).map(
                    Array.init)
        }
        let one = try sealed()
        let other = try sealed()
        let dot = [UInt8(ascii: ".")]
        for part in 1..<5 {
            for foreign in [other[part], [], Array("AAAA".utf8), one[part] + Array("AAAA".utf8)] {
                var parts = one
                parts[part] = foreign
                let compact = Array(parts.joined(separator: dot))
                #expect(throws: JOSEError.decryptionFailed) {
                    _ = try JWE.open(compact.span, with: key, typ: "t")
                }
            }
        }
    }

    @Test func `a message beyond the limit is refused`() throws {
        let key = try OpeningKey(PrivateKey.generate(.x25519))
        let long = [UInt8](repeating: 0, count: JWE.compactByteLimit)
        #expect(throws: JOSEError.tooLong(byteLimit: JWE.compactByteLimit)) {
            try JWE.seal(SecretBytes(copying: long.span), for: key.jwk, typ: "t")
        }
        #expect(throws: JOSEError.tooLong(byteLimit: JWE.compactByteLimit)) {
            _ = try JWE.open((long + [0]).span, with: key, typ: "t")
        }
    }
}
