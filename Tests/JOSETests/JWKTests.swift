// SPDX-License-Identifier: EUPL-1.2
import Encodings
import JOSE
import OpenSSL
import TestSupport
import Testing

@Suite struct JWKTests {
    /// The key of RFC 7515 appendix A.3 with the members that we ask for.
    static let x = "f83OJ3D2xF1Bg8vub9tLe1gHMzV76e8Tus9uPHvRVEU"
    static let y = "x_FEzRu9m36HLN_tue659LNpXW6pCyStikYjKIWI5a0"
    /// As python3-jwcrypto computes it.
    static let thumbprint = "oKIywvGUpTVTyxMQ3bwIIeQUudfr_CkLMjCE19ECD-U"
    static let members = [
        "kty": "\"EC\"", "crv": "\"P-256\"", "x": "\"\(x)\"", "y": "\"\(y)\"",
        "use": "\"sig\"", "alg": "\"ES256\"", "kid": "\"\(thumbprint)\"",
    ]

    private func text(_ members: [String: String]) -> [UInt8] {
        let pairs = members.sorted { $0.key < $1.key }.map { "\"\($0.key)\":\($0.value)" }
        return Array("{\(pairs.joined(separator: ","))}".utf8)
    }

    @Test func `a registered key is read, named and written`() throws {
        let key = try JWK(parsing: text(Self.members).span)
        #expect(key.algorithm == .es256)
        #expect(key.use == .sig)
        #expect(key.kid == Self.thumbprint)
        #expect(Base64URL.encode(key.thumbprint.bytes) == Self.thumbprint)
        let back = try JWK(parsing: key.json.serialized().span)
        #expect(back == key)
    }

    /// RFC 8037 appendix A.3.
    @Test func `the known thumbprint of an Ed25519 key comes out`() throws {
        let raw = try Base64URL.decode("11qYAYKxCrfVS_7TyWQHOg7hcvPapiMlrwIaaPcHURo")
        let key = try #require(JWK(PublicKey(kind: .ed25519, raw: raw.span), use: .sig))
        #expect(key.kid == "kPrK_qmxVWaYVA9wwBF6Iuo3vVzz7TxHCTwXBygrS4k")
        #expect(key.algorithm == .edDSA)
    }

    @Test(arguments: [
        (KeyKind.p256, Algorithm.Use.sig, Algorithm?.some(.es256)),
        (.p256, .enc, .ecdhESA256KW), (.ed25519, .sig, .edDSA), (.ed25519, .enc, nil),
        (.x25519, .sig, nil), (.x25519, .enc, .ecdhESA256KW),
    ])
    func `kind and use fix the algorithm`(
        kind: KeyKind, use: Algorithm.Use, expected: Algorithm?
    ) throws {
        let made = JWK(try PrivateKey.generate(kind).publicKey, use: use)
        #expect(made?.algorithm == expected)
        guard let made else { return }
        let back = try JWK(parsing: made.json.serialized().span)
        #expect(back == made)
    }

    struct Oddity: CustomTestStringConvertible, Sendable {
        let name: String
        let change: [String: String?]
        var testDescription: String { name }
    }

    @Test(arguments: [
        Oddity(name: "no kty", change: ["kty": String?.none]),
        Oddity(name: "no crv", change: ["crv": String?.none]),
        Oddity(name: "no x", change: ["x": String?.none]),
        Oddity(name: "no y", change: ["y": String?.none]),
        Oddity(name: "no use", change: ["use": String?.none]),
        Oddity(name: "no alg", change: ["alg": String?.none]),
        Oddity(name: "no kid", change: ["kid": String?.none]),
        Oddity(name: "kty OKP", change: ["kty": "\"OKP\""]),
        Oddity(name: "kty RSA", change: ["kty": "\"RSA\""]),
        Oddity(name: "kty in lower case", change: ["kty": "\"ec\""]),
        Oddity(name: "another curve", change: ["crv": "\"P-384\""]),
        Oddity(name: "use enc with ES256", change: ["use": "\"enc\""]),
        Oddity(name: "unknown use", change: ["use": "\"both\""]),
        Oddity(name: "alg of Ed25519", change: ["alg": "\"EdDSA\""]),
        Oddity(name: "alg none", change: ["alg": "\"none\""]),
        Oddity(name: "alg of agreement", change: ["alg": "\"ECDH-ES+A256KW\""]),
        Oddity(name: "another kid", change: ["kid": "\"sleutel-1\""]),
        Oddity(name: "empty kid", change: ["kid": "\"\""]),
        Oddity(name: "kid a number", change: ["kid": "7"]),
        Oddity(name: "private member", change: ["d": "\"AA\""]),
        Oddity(name: "key_ops", change: ["key_ops": "[\"verify\"]"]),
        Oddity(name: "x5c", change: ["x5c": "[\"AA\"]"]),
        Oddity(name: "unknown member", change: ["extra": "\"\""]),
        Oddity(name: "x padded", change: ["x": "\"\(x)=\""]),
        Oddity(name: "x too short", change: ["x": "\"\(x.dropLast(2))\""]),
        Oddity(name: "x with trailing bits", change: ["x": "\"\(x.dropLast())V\""]),
        Oddity(name: "x too long", change: ["x": "\"AA\(x)\""]),
        Oddity(name: "x a number", change: ["x": "1"]),
        Oddity(name: "point off the curve", change: ["y": "\"\(x)\""]),
    ])
    func `a key that is not exactly right is refused`(oddity: Oddity) {
        var members = Self.members
        for (name, value) in oddity.change { members[name] = value }
        #expect(throws: JOSEError.malformedKey) {
            try JWK(parsing: text(members).span)
        }
    }

    @Test(arguments: [
        "", "[]", "null", "\"x\"", "{", "{\"kty\":\"EC\",\"kty\":\"EC\"}",
        "{\"k\\u0074y\":\"EC\",\"kty\":\"EC\"}",
    ])
    func `a text that is no object of single members is refused`(text: String) {
        #expect(throws: JOSEError.malformedKey) { try JWK(parsing: Array(text.utf8).span) }
    }

    @Test func `a text beyond the limit is refused before it is read`() {
        let text = [UInt8](repeating: UInt8(ascii: " "), count: JWK.byteLimit + 1)
        #expect(throws: JOSEError.tooLong(byteLimit: JWK.byteLimit)) {
            try JWK(parsing: text.span)
        }
    }

    @Test func `another name is taken only where names are given`() throws {
        var members = Self.members
        members["kid"] = "\"sleutel-1\""
        let key = try JWK(parsing: text(members).span, naming: .given)
        #expect(key.kid == "sleutel-1")
        for kid in [
            "\"\"", "\"met spatie\"", "\"é\"", "\"a\\\"b\"",
            "\"\(String(repeating: "k", count: 129))\"",
        ] {
            members["kid"] = kid
            #expect(throws: JOSEError.malformedKey) {
                try JWK(parsing: text(members).span, naming: .given)
            }
        }
        members["kid"] = "\"\(String(repeating: "k", count: 128))\""
        _ = try JWK(parsing: text(members).span, naming: .given)
    }
}
