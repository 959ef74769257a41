// SPDX-License-Identifier: EUPL-1.2
import Domain
import Encodings
import JOSE
import Memory
import OpenSSL
import Sealing
import TestSupport
import Testing

@Suite struct EnvelopeTests {
    @Test(arguments: [KeyKind.p256, .x25519], [KeyKind.p256, .ed25519])
    func `what is sealed opens with every claim and the content as given`(
        kind: KeyKind, signingKind: KeyKind
    ) throws {
        let sample = try Sample(kind, signing: signingKind)
        let sealed = try sample.sealed()
        #expect(sealed.digest == Digest(hashing: sealed.compact.span))
        let opened = try Envelope.open(
            sealed.compact.span, with: sample.opening, expecting: sample.expectation,
            at: sample.now)
        let whole = sample.claims
        let inSeconds = Sample.claims(from: Timestamp(milliseconds: 1_789_000_000_000))
        #expect(opened.claims == inSeconds)
        #expect(opened.claims.casus == whole.casus)
        #expect(opened.veldgroepen.map(\.text) == ["C6.observatie", "C6.wens"])
        let content = opened.withContent { [UInt8](copying: $0) }
        #expect(
            String(decoding: content, as: UTF8.self)
                == "{\"C6.observatie\":\(Sample.observation),\"C6.wens\":\(Sample.wish)}")
        for (group, text) in [("C6.observatie", Sample.observation), ("C6.wens", Sample.wish)] {
            let code = Sample.code(VeldgroepCode(group))
            let value = opened.withContent(of: code) { [UInt8](copying: $0) }
            #expect(value == Array(text.utf8))
        }
        #expect(opened.withContent(of: Sample.code(VeldgroepCode("C6.anders"))) { $0.count } == nil)
    }

    @Test func `the header shows algorithm, key and types and nothing else`() throws {
        let sample = try Sample(.p256)
        let compact = try sample.sealed().compact
        let part = Array(compact.prefix { $0 != UInt8(ascii: ".") })
        let header = try JSON(parsing: try Base64URL.decode(part.span))
        #expect(header.object?.keys == ["alg", "enc", "kid", "typ", "cty", "epk"])
        #expect(header["typ"] == "kernpoort-envelop+jwe")
        #expect(header["cty"] == "JWT")
        #expect(header["epk"]?.object?.keys == ["kty", "crv", "x", "y"])
    }

    @Test func `two envelopes of one fragment have nothing in common`() throws {
        let sample = try Sample()
        let one = try sample.sealed()
        let two = try sample.sealed()
        #expect(one.digest != two.digest)
        #expect(one.sourceProofKey != two.sourceProofKey)
        #expect(one.sourceProofKey.count == 32)
    }

    @Test func `the source can prove from which submission an envelope came, others can't`() throws
    {
        let sample = try Sample()
        let sealed = try sample.sealed()
        let opened = try Envelope.open(
            sealed.compact.span, with: sample.opening, expecting: sample.expectation,
            at: sample.now)
        let other = Digest(hashing: "een andere".utf8.span)
        #expect(
            opened.cameOf(submission: sample.submission, proofKey: sealed.sourceProofKey) == true)
        #expect(opened.cameOf(submission: other, proofKey: sealed.sourceProofKey) == false)
        #expect(
            opened.cameOf(submission: sample.submission, proofKey: SecureRandom.bytes(32)) == false)
        #expect(opened.cameOf(submission: sample.submission, proofKey: []) == false)
        // A shorter key is padded with zeros by HMAC itself, so its length is checked.
        #expect(
            opened.cameOf(submission: sample.submission, proofKey: sealed.sourceProofKey + [0])
                == false)
    }

    @Test func `an envelope for another place is refused`() throws {
        let sample = try Sample()
        let sealed = try sample.sealed()
        func refusal(_ expectation: Envelope.Expectation) -> SealingError? {
            do throws(SealingError) {
                _ = try Envelope.open(
                    sealed.compact.span, with: sample.opening, expecting: expectation,
                    at: sample.now)
                return nil
            } catch {
                return error
            }
        }
        let right = sample.expectation
        let stranger = try SigningKey(PrivateKey.generate(.ed25519)).jwk
        #expect(refusal(right) == nil)
        #expect(
            refusal(
                .init(
                    issuer: "https://elders.example", issuerKeys: right.issuerKeys,
                    recipient: right.recipient, id: right.id)) == .foreign(.issuer))
        #expect(
            refusal(
                .init(
                    issuer: right.issuer, issuerKeys: right.issuerKeys,
                    recipient: Sample.code(PartnerID("buurtteam-utrecht/noord")), id: right.id))
                == .foreign(.recipient))
        #expect(
            refusal(
                .init(
                    issuer: right.issuer, issuerKeys: right.issuerKeys,
                    recipient: right.recipient, id: Sample.id(0x12))) == .foreign(.id))
        #expect(
            refusal(
                .init(
                    issuer: right.issuer, issuerKeys: [stranger], recipient: right.recipient,
                    id: right.id)) == .jose(.keyMismatch))
        #expect(
            refusal(
                .init(
                    issuer: right.issuer, issuerKeys: [stranger] + right.issuerKeys,
                    recipient: right.recipient, id: right.id)) == nil)
    }

    @Test(arguments: [
        (Int64(-61_000), SealingError?.some(.notYetValid)), (-60_000, nil), (0, nil),
        (3_599_876, nil), (3_599_877, .expired), (4_000_000, .expired),
    ])
    func `an envelope opens between its issue and its end`(
        offset: Int64, expected: SealingError?
    ) throws {
        let sample = try Sample()
        let sealed = try sample.sealed()
        var refusal: SealingError?
        do throws(SealingError) {
            _ = try Envelope.open(
                sealed.compact.span, with: sample.opening, expecting: sample.expectation,
                at: sample.now.adding(milliseconds: offset))
        } catch {
            refusal = error
        }
        #expect(refusal == expected)
    }

    @Test func `only the named recipient opens, and only an envelope`() throws {
        let sample = try Sample()
        let stranger = try Sample()
        let sealed = try sample.sealed()
        #expect(throws: SealingError.jose(.keyMismatch)) {
            _ = try Envelope.open(
                sealed.compact.span, with: stranger.opening, expecting: sample.expectation,
                at: sample.now)
        }
        #expect(throws: SealingError.jose(.malformedCompact)) {
            _ = try Envelope.open(
                "geen envelop".utf8.span, with: sample.opening, expecting: sample.expectation,
                at: sample.now)
        }
    }

    /// A thief of envelopes who seals the inner message anew for itself changes `aud` and `kid` not.
    @Test func `an inner message sealed on to another key is refused`() throws {
        let sample = try Sample()
        let other = try OpeningKey(PrivateKey.generate(.x25519))
        let sealed = try sample.sealed()
        let inner = try JWE.open(
            sealed.compact.span, with: sample.opening, typ: "kernpoort-envelop+jwe", cty: "JWT")
        let passedOn = try JWE.seal(
            inner, for: other.jwk, typ: "kernpoort-envelop+jwe", cty: "JWT")
        #expect(throws: SealingError.foreign(.key)) {
            _ = try Envelope.open(
                passedOn.span, with: other, expecting: sample.expectation, at: sample.now)
        }
    }

    @Test(arguments: [KeyKind.p256, .x25519])
    func `every flipped bit of every byte refuses`(kind: KeyKind) throws {
        let sample = try Sample(kind, signing: .ed25519)
        let compact = try sample.sealed().compact
        for index in compact.indices {
            var changed = compact
            changed[index] ^= 1 << UInt8(index % 8)
            #expect(throws: SealingError.self) {
                _ = try Envelope.open(
                    changed.span, with: sample.opening, expecting: sample.expectation,
                    at: sample.now)
            }
        }
    }

    @Test func `no content, name or claim stands in the sealed bytes`() throws {
        let sample = try Sample()
        let compact = String(decoding: try sample.sealed().compact, as: UTF8.self)
        for canary in ["Noor valt stil", "dagdelen", "mentor\"", "school-de-brug", "C6.observatie"]
        {
            #expect(!compact.contains(canary))
            for shift in 0..<3 {
                // However the text falls in groups of three bytes, its middle is encoded like this.
                let bytes = [UInt8](repeating: 0, count: shift) + Array(canary.utf8)
                let middle = Base64URL.encode(bytes).dropFirst(shift == 0 ? 0 : 4).dropLast(3)
                #expect(!compact.contains(middle))
            }
        }
    }

    @Test func `an empty group list, a group twice or a broken slice is a bug`() async {
        await #expect(processExitsWith: .failure) {
            _ = EnvelopeContent([], of: SharedSecretBytes(copying: [1]))
        }
        await #expect(processExitsWith: .failure) {
            let code = Sample.code(VeldgroepCode("C6.wens"))
            _ = EnvelopeContent(
                [.init(code, at: 0..<1), .init(code, at: 0..<1)],
                of: SharedSecretBytes(copying: [0x31]))
        }
        await #expect(processExitsWith: .failure) {
            let text = Array(#"1},"exp":99999999999,"inhoud":{"C6.wens":1"#.utf8)
            let sample = try Sample()
            let content = EnvelopeContent(
                [.init(Sample.code(VeldgroepCode("C6.wens")), at: 0..<text.count)],
                of: SharedSecretBytes(copying: text))
            _ = try Envelope.seal(
                content, sample.claims, submission: sample.submission, for: sample.opening.jwk,
                signedBy: sample.signing)
        }
    }
}
