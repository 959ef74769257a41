// SPDX-License-Identifier: EUPL-1.2
import Encodings
import Foundation
import JOSE
import Memory
import OpenSSL
import TestSupport
import Testing

@Suite(Vectors.wycheproof.areThere) struct JOSEWycheproofTests {
    /// Tests that use our algorithms throughout and that their authors call valid.
    struct Ours {
        static let signatures: Set<Int> = [18, 378]
        static let encryptions: Set<Int> = [66]
    }

    @Test func `JSON web signatures`() throws {
        var tally = Wycheproof.Tally()
        for group in try Wycheproof("json_web_signature_test.json").groups {
            for test in group.tests { try check(jws: test, of: group, Ours.signatures, &tally) }
        }
        print("Wycheproof json_web_signature: \(tally)")
        #expect(tally.total == 401)
    }

    @Test func `JSON web keys`() throws {
        var tally = Wycheproof.Tally()
        for group in try Wycheproof("json_web_key_test.json").groups {
            for test in group.tests { try check(jws: test, of: group, [], &tally) }
        }
        print("Wycheproof json_web_key: \(tally)")
        #expect(tally.total == 26)
    }

    @Test func `JSON web encryption`() throws {
        var tally = Wycheproof.Tally()
        for group in try Wycheproof("json_web_encryption_test.json").groups {
            for test in group.tests { try check(jwe: test, of: group, Ours.encryptions, &tally) }
        }
        print("Wycheproof json_web_encryption: \(tally)")
        #expect(tally.total == 139)
    }

    @Test func `both together`() throws {
        var tally = Wycheproof.Tally()
        for group in try Wycheproof("json_web_crypto_test.json").groups {
            for test in group.tests {
                if test["jws"] != nil {
                    try check(jws: test, of: group, [18], &tally)
                } else {
                    try check(jwe: test, of: group, [], &tally)
                }
            }
        }
        print("Wycheproof json_web_crypto: \(tally)")
        #expect(tally.total == 83)
    }

    private func check(
        jws test: Wycheproof.Members, of group: Wycheproof.Members, _ ours: Set<Int>,
        _ tally: inout Wycheproof.Tally
    ) throws {
        let keys = group["public"] == nil ? self.keys(group["private"]) : self.keys(group["public"])
        let compact = test.json("jws")
        let payload = (try? JWS.verify(compact.span, among: keys, typ: nil))?.payload
        try judge(test, accepted: payload != nil, ours, &tally)
    }

    private func check(
        jwe test: Wycheproof.Members, of group: Wycheproof.Members, _ ours: Set<Int>,
        _ tally: inout Wycheproof.Tally
    ) throws {
        let compact = test.json("jwe")
        var plain: [UInt8]?
        // The key is as registered only if its public half parses; then its private half is used.
        if let jwk = keys(group["private"]).first, let key = openingKey(group["private"]) {
            #expect(key.jwk.publicKey == jwk.publicKey)
            if let opened = try? JWE.open(compact.span, with: key, typ: nil) {
                plain = revealed(opened)
                #expect(plain == test.bytes("pt"), "\(test.label)")
            }
        }
        try judge(test, accepted: plain != nil, ours, &tally)
    }

    private func judge(
        _ test: Wycheproof.Members, accepted: Bool, _ ours: Set<Int>,
        _ tally: inout Wycheproof.Tally
    ) throws {
        let number = try #require(test["tcId"] as? Int)
        let isOurs = ours.contains(number)
        if isOurs { #expect(test.verdict == .valid, "\(test.label)") }
        tally.count(
            test.verdict, accepted: accepted,
            note: test.verdict == .valid ? (isOurs ? " and ours" : " by other algorithms") : "")
        #expect(accepted == isOurs, "\(test.label)")
    }

    /// The keys that we would register: those that parse without their private member.
    private func keys(_ value: Any?) -> [JWK] {
        guard let members = value as? Wycheproof.Members else { return [] }
        if let set = members["keys"] as? [Wycheproof.Members] { return set.flatMap { keys($0) } }
        var open = members
        open["d"] = nil
        guard let data = try? JSONSerialization.data(withJSONObject: open) else { return [] }
        let text = [UInt8](data)
        guard let key = try? JWK(parsing: text.span, naming: .given) else { return [] }
        return [key]
    }

    private func openingKey(_ value: Any?) -> OpeningKey? {
        guard let members = value as? Wycheproof.Members, members.text("crv") == "P-256" else {
            return nil
        }
        do {
            let scalar = try Base64URL.decode(members.text("d"))
            return try OpeningKey(PrivateKey(kind: .p256, raw: scalar.span))
        } catch {
            return nil
        }
    }
}
