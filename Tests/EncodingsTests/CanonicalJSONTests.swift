// SPDX-License-Identifier: EUPL-1.2
import Encodings
import Foundation
import TestSupport
import Testing

@Suite struct CanonicalJSONTests {
    private static func encoded(_ value: JSON) throws -> String {
        String(decoding: try CanonicalJSON.encode(value), as: UTF8.self)
    }

    @Test(Vectors.tlog.areThere)
    func `every bad object of the vectors is refused`() throws {
        let vectors = try LogVectors.shared.get().audit_leaf.facts_bad
        #expect(vectors.count == 25)
        for item in vectors {
            #expect(throws: JSONError.self, "\(item.why)") {
                try CanonicalJSON.parse(Array(item.facts_text.utf8).span)
            }
        }
    }

    @Test(Vectors.tlog.areThere)
    func `every object of the vectors' entries is canonical`() throws {
        var count = 0
        for entry in try LogVectors.shared.get().audit_leaf.entries {
            for field in entry.fields where field.name_text == "facts" {
                let text = Array(try #require(field.value_text).utf8)
                guard !text.isEmpty else { continue }
                let tree = try CanonicalJSON.parse(text.span)
                #expect(try CanonicalJSON.encode(tree) == text)
                count += 1
            }
        }
        #expect(count > 0)
    }

    @Test func `keys come in byte order, at every level`() throws {
        let value: JSON = [
            "b": 1, "a": ["é", ["z": true, "Z": false, "": 0]], "B": -1, "ab": 2, "\u{1}": 3,
            "~": [], "a\"": [:],
        ]
        #expect(
            try Self.encoded(value)
                == #"{"\u0001":3,"B":-1,"a":["é",{"":0,"Z":false,"z":true}],"a\"":{},"ab":2,"b":1,"~":[]}"#
        )
    }

    @Test func `integers are exact up to the limit and refused beyond`() throws {
        let limit = CanonicalJSON.integerLimit
        #expect(limit == 9_007_199_254_740_991)
        for value in [0, 1, -1, limit, -limit] {
            let text = "{\"a\":\(value)}"
            #expect(try Self.encoded(["a": .integer(value)]) == text)
            #expect(try CanonicalJSON.parse(Array(text.utf8).span)["a"]?.integer == value)
        }
        for value in [limit + 1, -limit - 1, .max, .min] {
            #expect(throws: JSONError.self) { try CanonicalJSON.encode(["a": .integer(value)]) }
        }
    }

    @Test(arguments: [
        JSON.null, [1], "a", 1, true, ["a": .null], ["a": [.null]], ["é": 1], ["a": ["\u{80}": 1]],
    ])
    func `a value without canonical form is not encoded`(value: JSON) {
        #expect(throws: JSONError.self) { try CanonicalJSON.encode(value) }
    }

    @Test(arguments: ["-0", "1.0", "1e3", "0.5", "9007199254740992"])
    func `a number without canonical form is not encoded`(literal: String) throws {
        let number = try JSONNumber(literal: literal)
        #expect(throws: JSONError.self) { try CanonicalJSON.encode(["a": .number(number)]) }
    }

    @Test func `strings stay as given, without normalisation`() throws {
        for text in ["\u{e9}", "e\u{301}", "\u{7f}", "\u{2028}", "😀", "/", "\u{fffe}"] {
            #expect(
                try Self.encoded(["a": .string(text)]).utf8.elementsEqual(
                    "{\"a\":\"\(text)\"}".utf8))
        }
    }

    @Test func `a difference is named by its byte`() {
        for (text, offset) in [(#"{"a": 1}"#, 5), (#"{"a":1,"B":2}"#, 2), ("{}\n", 2), (" {}", 0)] {
            do {
                _ = try CanonicalJSON.parse(Array(text.utf8).span)
                Issue.record("accepted: \(text)")
            } catch {
                #expect(error.kind == .notCanonical)
                #expect(error.offset == offset)
            }
        }
    }

    @Test(arguments: UInt64(0)..<200)
    func `what is encoded parses to the same, and no other spelling does`(seed: UInt64) throws {
        var samples = JSONSamples(seed: seed)
        let text = [UInt8](#"{"a":"#.utf8) + samples.text(size: Int(seed % 40)) + [0x7d]
        let tree = try JSON(parsing: text)
        guard let canonical = try? CanonicalJSON.encode(tree) else { return }
        #expect(try CanonicalJSON.parse(canonical.span) == tree)
        #expect((try? CanonicalJSON.parse(text.span)) == (text == canonical ? tree : nil))
        for _ in 0..<20 {
            let changed = samples.mutated(canonical)
            guard let other = try? CanonicalJSON.parse(changed.span) else { continue }
            #expect((other == tree) == (changed == canonical))
        }
    }
}
