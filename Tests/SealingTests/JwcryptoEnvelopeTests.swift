// SPDX-License-Identifier: EUPL-1.2
import Domain
import Encodings
import JOSE
import Memory
import OpenSSL
import Sealing
import TestSupport
import Testing

/// A partner that has none of our code opens our envelopes.
@Suite(Jwcrypto.isThere) struct JwcryptoEnvelopeTests {
    @Test(arguments: [KeyKind.p256, .ed25519])
    func `it opens an envelope and reads what was sealed`(signingKind: KeyKind) throws {
        let raw = SecureRandom.bytes(32)
        let opening = try OpeningKey(PrivateKey(kind: .x25519, raw: raw.span))
        let theirs = try Jwcrypto.Key([
            "kty": "OKP", "crv": "X25519", "x": Base64URL.encode(opening.jwk.publicKey.raw),
            "d": Base64URL.encode(raw),
        ])
        let signing = try SigningKey(PrivateKey.generate(signingKind))
        let claims = Sample.claims(from: Timestamp(milliseconds: 1_789_000_000_000))
        let sealed = try Envelope.seal(
            Sample.content(), claims, submission: Digest(hashing: "x".utf8.span),
            for: opening.jwk, signedBy: signing)
        let signed = try Jwcrypto.decrypt(sealed.compact, with: theirs)
        let payload = try Jwcrypto.verify(signed, with: signing.jwk.json.serialized())
        let json = try JSON(parsing: payload)
        #expect(
            json.object?.keys == [
                "iss", "aud", "jti", "iat", "exp", "casus", "doel", "categorie", "veldgroepen",
                "beleid", "kid", "verplichtingen", "bewaarTot", "bron", "bronrol", "bronbewijs",
                "inhoud",
            ])
        #expect(json["aud"] == "buurtteam-utrecht/zuid")
        #expect(json["iat"] == 1_789_000_000)
        #expect(json["veldgroepen"] == ["C6.observatie", "C6.wens"])
        #expect(json["verplichtingen"] == ["niet-voor-handhaving", "zichtbaarheid-ouders"])
        #expect(json["inhoud"]?["C6.observatie"]?["dagdelen"] == 14)
        #expect(json["inhoud"]?["C6.wens"] == ["rust", "uitleg én tijd"])
    }

    @Test func `it checks a release note`() throws {
        let sample = try Sample()
        let note = ReleaseNote(
            issuer: sample.claims.issuer, recipient: sample.claims.recipient,
            leaf: Sample.id(0x33), envelope: sample.submission, obligations: [],
            issuedAt: sample.now)
        let payload = try Jwcrypto.verify(
            note.signed(by: sample.signing), with: sample.signing.jwk.json.serialized())
        #expect(try JSON(parsing: payload)["verplichtingen"] == [])
    }
}
