// SPDX-License-Identifier: EUPL-1.2
import Domain
import Encodings
import JOSE
import OpenSSL
import Sealing
import TestSupport
import Testing

@Suite struct ReleaseNoteTests {
    let digest = Digest(hashing: "envelop".utf8.span)
    let leaf = Sample.id(0x33)

    private func note(_ sample: borrowing Sample) -> ReleaseNote {
        ReleaseNote(
            issuer: sample.claims.issuer, recipient: sample.claims.recipient, leaf: leaf,
            envelope: digest, obligations: [.nietVoorHandhaving],
            issuedAt: Timestamp(milliseconds: 1_789_000_000_000))
    }

    @Test(arguments: [KeyKind.p256, .ed25519])
    func `a note verifies to what was signed`(kind: KeyKind) throws {
        let sample = try Sample(.x25519, signing: kind)
        let note = note(sample)
        let compact = try note.signed(by: sample.signing)
        let back = try ReleaseNote.verify(
            compact.span, expecting: sample.expectation, envelope: digest, leaf: leaf,
            at: sample.now)
        #expect(back == note)
        let payload = try JWS.verify(
            compact.span, with: sample.signing.jwk, typ: "kernpoort-afgifte+jwt")
        let json = try JSON(parsing: payload)
        #expect(json["envelop"] == .string(Hex.encode(digest.bytes)))
        #expect(json["blad"] == .string(leaf.hex))
        #expect(json["verplichtingen"] == ["niet-voor-handhaving"])
    }

    @Test func `a note for another partner, envelope, leaf, gateway or time is refused`() throws {
        let sample = try Sample()
        let stranger = try Sample()
        let compact = try note(sample).signed(by: sample.signing)
        func refusal(
            _ expectation: Envelope.Expectation, digest: Digest? = nil, leaf: RandomID? = nil,
            at offset: Int64 = 0
        ) -> SealingError? {
            do throws(SealingError) {
                _ = try ReleaseNote.verify(
                    compact.span, expecting: expectation, envelope: digest ?? self.digest,
                    leaf: leaf ?? self.leaf, at: sample.now.adding(milliseconds: offset))
                return nil
            } catch {
                return error
            }
        }
        let right = sample.expectation
        #expect(refusal(right) == nil)
        #expect(refusal(stranger.expectation) == .jose(.keyMismatch))
        #expect(
            refusal(right, digest: Digest(hashing: "andere".utf8.span)) == .foreign(.digest))
        #expect(refusal(right, leaf: Sample.id(0x34)) == .foreign(.leaf))
        #expect(
            refusal(
                .init(
                    issuer: "https://elders.example", issuerKeys: right.issuerKeys,
                    recipient: right.recipient, id: right.id)) == .foreign(.issuer))
        #expect(
            refusal(
                .init(
                    issuer: right.issuer, issuerKeys: right.issuerKeys,
                    recipient: Sample.code(PartnerID("jgz/zuid")), id: right.id))
                == .foreign(.recipient))
        #expect(refusal(right, at: -61_000) == .notYetValid)
    }

    @Test(arguments: [
        #"{"aud":"buurtteam-utrecht/zuid","iat":1,"blad":"LEAF","envelop":"DIGEST","verplichtingen":[]}"#,
        #"{"iss":"i","aud":"a/b","iat":1,"blad":"LEAF","envelop":"DIGEST"}"#,
        #"{"iss":"i","aud":"a/b","iat":1,"blad":"LEAF","envelop":"DIGEST","verplichtingen":["x"]}"#,
        #"{"iss":"i","aud":"a/b","iat":1,"blad":"LEAF","envelop":"DIGEST","verplichtingen":[],"x":1}"#,
        #"{"iss":"i","aud":"a/b","iat":1,"blad":"L","envelop":"DIGEST","verplichtingen":[]}"#,
        "[]", "", "null",
    ])
    func `a payload that is not exactly right is refused`(text: String) throws {
        let sample = try Sample()
        let payload = text.replacing("LEAF", with: leaf.hex)
            .replacing("DIGEST", with: Hex.encode(digest.bytes))
        let compact = try JWS.sign(
            payload.utf8.span, typ: "kernpoort-afgifte+jwt", with: sample.signing)
        #expect(throws: SealingError.malformedPayload) {
            try ReleaseNote.verify(
                compact.span, expecting: sample.expectation, envelope: digest, leaf: leaf,
                at: sample.now)
        }
    }

    @Test func `every changed byte refuses`() throws {
        let sample = try Sample()
        let compact = try note(sample).signed(by: sample.signing)
        for index in compact.indices {
            var changed = compact
            changed[index] ^= 1
            #expect(throws: SealingError.self) {
                try ReleaseNote.verify(
                    changed.span, expecting: sample.expectation, envelope: digest, leaf: leaf,
                    at: sample.now)
            }
        }
        let long = [UInt8](repeating: 0x61, count: ReleaseNote.compactByteLimit + 1)
        #expect(throws: SealingError.jose(.tooLong(byteLimit: ReleaseNote.compactByteLimit))) {
            try ReleaseNote.verify(
                long.span, expecting: sample.expectation, envelope: digest, leaf: leaf,
                at: sample.now)
        }
    }
}
