// SPDX-License-Identifier: EUPL-1.2
import Domain
import Encodings
import JOSE
import Memory
import OpenSSL
import Sealing
import TestSupport
import Testing

/// Payloads that the gateway would never sign, rightly signed and sealed.
@Suite struct PayloadTests {
    static func right(kid: String) -> [(String, String)] {
        [
            ("iss", #""https://utrecht.kernpoort.example""#), ("aud", #""buurtteam-utrecht/zuid""#),
            ("jti", #""11111111111111111111111111111111""#), ("iat", "1789000000"),
            ("exp", "1789003600"), ("casus", #""22222222222222222222222222222222""#),
            ("doel", #""P3""#), ("categorie", #""C6""#),
            ("veldgroepen", #"["C6.observatie","C6.wens"]"#),
            ("beleid", "\"\(String(repeating: "ab", count: 32))\""), ("kid", "\"\(kid)\""),
            ("verplichtingen", #"["niet-voor-handhaving","zichtbaarheid-ouders"]"#),
            ("bewaarTot", #""2028-08-01""#), ("bron", #""school-de-brug/po""#),
            ("bronrol", #""mentor""#), ("bronbewijs", "\"\(String(repeating: "cd", count: 32))\""),
            ("inhoud", #"{"C6.observatie":{"tekst":"x"},"C6.wens":[]}"#),
        ]
    }

    struct Change: CustomTestStringConvertible, Sendable {
        let name: String
        let value: String?
        var testDescription: String { "\(name) \(value ?? "absent")" }

        init(_ name: String, _ value: String?) {
            self.name = name
            self.value = value
        }
    }

    private func open(_ members: [(String, String)], _ sample: borrowing Sample) throws {
        let text = "{" + members.map { "\"\($0.0)\":\($0.1)" }.joined(separator: ",") + "}"
        let signed = try JWS.signSecret(
            text.utf8.span, typ: "kernpoort-envelop+jwt", with: sample.signing)
        let compact = try JWE.seal(
            signed, for: sample.opening.jwk, typ: "kernpoort-envelop+jwe", cty: "JWT")
        _ = try Envelope.open(
            compact.span, with: sample.opening, expecting: sample.expectation, at: sample.now)
    }

    @Test func `the right members open, in any order, with and without an end of keeping`() throws {
        let sample = try Sample()
        let right = Self.right(kid: sample.opening.jwk.kid)
        try open(right, sample)
        try open(right.reversed(), sample)
        try open(right.filter { $0.0 != "bewaarTot" }, sample)
        try open(right.map { $0.0 == "verplichtingen" ? ($0.0, "[]") : $0 }, sample)
    }

    @Test(arguments: [
        Change("iss", nil), Change("aud", nil), Change("jti", nil), Change("iat", nil),
        Change("exp", nil), Change("casus", nil), Change("doel", nil), Change("categorie", nil),
        Change("veldgroepen", nil), Change("beleid", nil), Change("kid", nil),
        Change("verplichtingen", nil), Change("bron", nil), Change("bronrol", nil),
        Change("bronbewijs", nil), Change("inhoud", nil),
        Change("iss", "1"), Change("aud", #""geen schuine streep""#), Change("aud", #"["a/b"]"#),
        Change("jti", #""1111""#), Change("jti", "\"\(String(repeating: "AA", count: 16))\""),
        Change("iat", #""1789000000""#), Change("iat", "1789000000.5"), Change("iat", "1.789e9"),
        Change("exp", "1789000000"), Change("exp", "0"), Change("exp", "9223372036854775807"),
        Change("exp", "-0"), Change("exp", "null"),
        Change("casus", "null"), Change("doel", #""Q3""#), Change("doel", #""P03""#),
        Change("categorie", #""C7""#), Change("categorie", #""c6""#),
        Change("veldgroepen", "[]"), Change("veldgroepen", #"["C6.observatie"]"#),
        Change("veldgroepen", #"["C6.wens","C6.observatie"]"#),
        Change("veldgroepen", #"["C6.observatie","C6.wens","C6.wens"]"#),
        Change("veldgroepen", #""C6.observatie""#), Change("beleid", #""abcd""#),
        Change("verplichtingen", #"["zichtbaarheid-ouders","niet-voor-handhaving"]"#),
        Change("verplichtingen", #"["niet-voor-handhaving","niet-voor-handhaving"]"#),
        Change("verplichtingen", #"["iets-anders"]"#), Change("verplichtingen", "null"),
        Change("bewaarTot", #""2028-02-30""#), Change("bewaarTot", "null"),
        Change("bron", #""School/PO""#), Change("bronrol", #""Mentor""#),
        Change("bronbewijs", #""cd""#),
        Change("inhoud", "{}"), Change("inhoud", "[]"), Change("inhoud", "null"),
        Change("inhoud", #"{"C6.wens":[],"C6.observatie":{}}"#),
        Change("inhoud", #"{"C6.observatie":{},"C6.wens":[],"C7.x":1}"#),
        Change("inhoud", #"{"C6.observatie":{},"C6.wens":[],"C6.wens":1}"#),
        Change("inhoud", #"{"C6.observatie":{"a":1,"a":2},"C6.wens":[]}"#),
        Change("nbf", "1789000000"), Change("sub", #""x""#), Change("crit", "[]"),
    ])
    func `a payload that is not exactly right is refused`(change: Change) throws {
        let sample = try Sample()
        var members = Self.right(kid: sample.opening.jwk.kid)
        if let place = members.firstIndex(where: { $0.0 == change.name }) {
            if let value = change.value {
                members[place].1 = value
            } else {
                members.remove(at: place)
            }
        } else {
            members.append((change.name, change.value ?? "null"))
        }
        #expect(throws: SealingError.malformedPayload) { try open(members, sample) }
    }

    @Test func `a member twice is refused`() throws {
        let sample = try Sample()
        let right = Self.right(kid: sample.opening.jwk.kid)
        for member in right {
            #expect(throws: SealingError.malformedPayload) { try open(right + [member], sample) }
        }
    }

    /// Neither another signed message of the gateway nor another type of sealed one is an envelope.
    @Test func `messages of other types are refused`() throws {
        let sample = try Sample()
        let payload = Array("{}".utf8)
        let note = try JWS.signSecret(
            payload.span, typ: "kernpoort-afgifte+jwt", with: sample.signing)
        let nested = try JWE.seal(
            note, for: sample.opening.jwk, typ: "kernpoort-envelop+jwe", cty: "JWT")
        #expect(throws: SealingError.jose(.typeMismatch)) {
            _ = try Envelope.open(
                nested.span, with: sample.opening, expecting: sample.expectation, at: sample.now)
        }
        let plain = try JWE.seal(
            SecretBytes(copying: payload.span), for: sample.opening.jwk,
            typ: "kernpoort-envelop+jwe", cty: "JWT")
        #expect(throws: SealingError.jose(.malformedCompact)) {
            _ = try Envelope.open(
                plain.span, with: sample.opening, expecting: sample.expectation, at: sample.now)
        }
    }
}
