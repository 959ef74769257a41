// SPDX-License-Identifier: EUPL-1.2
import Encodings
import JOSE
import Memory
import OpenSSL
import TestSupport
import Testing

@Suite(Jwcrypto.isThere) struct JwcryptoTests {
    let plaintext = Array("veertien dagdelen, één kind".utf8)

    /// A new private key and the same for the other side.
    private func pair(_ kind: KeyKind) throws -> (raw: [UInt8], key: Jwcrypto.Key) {
        let raw = SecureRandom.bytes(32)
        let point = try PrivateKey(kind: kind, raw: raw.span).rawPublicKey
        var members = ["d": Base64URL.encode(raw)]
        switch kind {
        case .p256:
            members["kty"] = "EC"
            members["crv"] = "P-256"
            members["x"] = Base64URL.encode(Array(point[1..<33]))
            members["y"] = Base64URL.encode(Array(point[33...]))
        case .x25519, .ed25519:
            members["kty"] = "OKP"
            members["crv"] = kind == .x25519 ? "X25519" : "Ed25519"
            members["x"] = Base64URL.encode(point)
        }
        return (raw, try Jwcrypto.Key(members))
    }

    @Test(arguments: [KeyKind.p256, .x25519])
    func `it opens what we seal, and we open what it seals`(kind: KeyKind) throws {
        let (raw, theirs) = try pair(kind)
        let ours = try OpeningKey(PrivateKey(kind: kind, raw: raw.span))
        let sealed = try JWE.seal(
            SecretBytes(copying: plaintext.span), for: ours.jwk, typ: "proef+jwe", cty: "JWT")
        #expect(try Jwcrypto.decrypt(sealed, with: theirs) == plaintext)

        let header = """
            {"alg":"ECDH-ES+A256KW","enc":"A256GCM","kid":"\(ours.jwk.kid)",\
            "typ":"proef+jwe","cty":"JWT"}
            """
        let compact = try Jwcrypto.encrypt(
            plaintext, header: header, for: ours.jwk.json.serialized())
        let opened = try JWE.open(compact.span, with: ours, typ: "proef+jwe", cty: "JWT")
        #expect(revealed(opened) == plaintext)
    }

    @Test(arguments: [KeyKind.p256, .x25519])
    func `we take party information as it does`(kind: KeyKind) throws {
        let (raw, _) = try pair(kind)
        let ours = try OpeningKey(PrivateKey(kind: kind, raw: raw.span))
        let header = """
            {"alg":"ECDH-ES+A256KW","enc":"A256GCM","apu":"QWxpY2U","apv":"Qm9i"}
            """
        let compact = try Jwcrypto.encrypt(
            plaintext, header: header, for: ours.jwk.json.serialized())
        #expect(revealed(try JWE.open(compact.span, with: ours, typ: nil)) == plaintext)
    }

    @Test(arguments: [KeyKind.p256, .ed25519])
    func `it verifies what we sign, and we verify what it signs`(kind: KeyKind) throws {
        let (raw, theirs) = try pair(kind)
        let ours = try SigningKey(PrivateKey(kind: kind, raw: raw.span))
        let open = ours.jwk.json.serialized()
        let signed = try JWS.sign(plaintext.span, typ: "proef+jwt", with: ours)
        #expect(try Jwcrypto.verify(signed, with: open) == plaintext)
        var changed = signed
        changed[signed.count / 2] ^= 1
        #expect(throws: Jwcrypto.Refusal.self) { try Jwcrypto.verify(changed, with: open) }

        let header = """
            {"alg":"\(ours.jwk.algorithm.rawValue)","typ":"proef+jwt","kid":"\(ours.jwk.kid)"}
            """
        let compact = try Jwcrypto.sign(plaintext, header: header, with: theirs)
        #expect(try JWS.verify(compact.span, with: ours.jwk, typ: "proef+jwt") == plaintext)
    }

    @Test(arguments: [(KeyKind.p256, Algorithm.Use.enc), (.x25519, .enc), (.ed25519, .sig)])
    func `thumbprints are its thumbprints`(kind: KeyKind, use: Algorithm.Use) throws {
        let key = try #require(JWK(PrivateKey.generate(kind).publicKey, use: use))
        #expect(try Jwcrypto.thumbprint(of: key.json.serialized()) == key.kid)
    }
}
