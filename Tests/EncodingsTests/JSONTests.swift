// SPDX-License-Identifier: EUPL-1.2
import Encodings
import TestSupport
import Testing

@Suite struct JSONTests {
    struct Refusal: Sendable {
        var text: String
        var kind: JSONError.Kind
        var offset: Int
    }

    @Test(arguments: [
        Refusal(text: "", kind: .unexpectedEnd, offset: 0),
        Refusal(text: " \n", kind: .unexpectedEnd, offset: 2),
        Refusal(text: "[", kind: .unexpectedEnd, offset: 1),
        Refusal(text: "{\"a\"", kind: .unexpectedEnd, offset: 4),
        Refusal(text: "tru", kind: .unexpectedEnd, offset: 3),
        Refusal(text: "\"abc", kind: .unexpectedEnd, offset: 4),
        Refusal(text: "1 2", kind: .trailingBytes, offset: 2),
        Refusal(text: "{}\u{0}", kind: .trailingBytes, offset: 2),
        Refusal(text: "\u{feff}{}", kind: .byteOrderMark, offset: 0),
        Refusal(text: "\u{c}1", kind: .unexpectedByte, offset: 0),
        Refusal(text: "[1,]", kind: .unexpectedByte, offset: 3),
        Refusal(text: "[1}", kind: .unexpectedByte, offset: 2),
        Refusal(text: "{\"a\":1]", kind: .unexpectedByte, offset: 6),
        Refusal(text: "{1:2}", kind: .unexpectedByte, offset: 1),
        Refusal(text: "{\"a\" 1}", kind: .unexpectedByte, offset: 5),
        Refusal(text: "{\"a\":1,}", kind: .unexpectedByte, offset: 7),
        Refusal(text: "[1 2]", kind: .unexpectedByte, offset: 3),
        Refusal(text: "NaN", kind: .unexpectedByte, offset: 0),
        Refusal(text: "trUe", kind: .unexpectedByte, offset: 2),
        Refusal(text: "// c\n1", kind: .unexpectedByte, offset: 0),
        Refusal(text: "'a'", kind: .unexpectedByte, offset: 0),
        Refusal(text: "\"a\nb\"", kind: .controlByte, offset: 2),
        Refusal(text: "\"a\u{0}\"", kind: .controlByte, offset: 2),
        Refusal(text: #""\x""#, kind: .invalidEscape, offset: 1),
        Refusal(text: #""\u12g4""#, kind: .invalidEscape, offset: 1),
        Refusal(text: #""\u12"#, kind: .unexpectedEnd, offset: 5),
        Refusal(text: #""\ud800""#, kind: .loneSurrogate, offset: 1),
        Refusal(text: #""\udc00""#, kind: .loneSurrogate, offset: 1),
        Refusal(text: #""\ud800\ud800""#, kind: .loneSurrogate, offset: 1),
        Refusal(text: #""\ud800\n""#, kind: .loneSurrogate, offset: 1),
        Refusal(text: "01", kind: .invalidNumber, offset: 0),
        Refusal(text: "-", kind: .unexpectedEnd, offset: 1),
        Refusal(text: "-a", kind: .invalidNumber, offset: 1),
        Refusal(text: "1.", kind: .unexpectedEnd, offset: 2),
        Refusal(text: "1.e1", kind: .invalidNumber, offset: 2),
        Refusal(text: "1e+", kind: .unexpectedEnd, offset: 3),
        Refusal(text: "+1", kind: .unexpectedByte, offset: 0),
        Refusal(text: ".5", kind: .unexpectedByte, offset: 0),
        Refusal(text: #"{"a":1,"a":2}"#, kind: .duplicateKey, offset: 7),
        Refusal(text: #"{"a":1,"\u0061":2}"#, kind: .duplicateKey, offset: 7),
        Refusal(text: #"{"é":1,"\u00e9":2}"#, kind: .duplicateKey, offset: 8),
        Refusal(text: #"{"😀":1,"\ud83d\ude00":2}"#, kind: .duplicateKey, offset: 10),
        Refusal(text: #"{"":1,"":2}"#, kind: .duplicateKey, offset: 6),
        Refusal(text: #"[{"a":{"b":1,"b":1}}]"#, kind: .duplicateKey, offset: 13),
    ])
    func `a refusal names its kind and its byte`(refusal: Refusal) {
        #expect(throws: JSONError.self) { try JSON(parsing: refusal.text) }
        do {
            _ = try JSON(parsing: refusal.text)
        } catch {
            #expect(error.kind == refusal.kind)
            #expect(error.offset == refusal.offset)
        }
    }

    @Test func `every byte at the start, between and behind is judged as the grammar says`() {
        for byte in UInt8.min...UInt8.max {
            let isSpace = [0x20, 0x09, 0x0a, 0x0d].contains(byte)
            #expect(((try? JSON(parsing: [byte, 0x5b, 0x5d])) != nil) == isSpace)
            #expect(((try? JSON(parsing: [0x5b, 0x5d, byte])) != nil) == isSpace)
            let isDigit = (0x30...0x39).contains(byte)
            #expect(((try? JSON(parsing: [0x5b, byte, 0x5d])) != nil) == (isSpace || isDigit))
            let isPlain = (0x20...0x7f).contains(byte) && byte != 0x22 && byte != 0x5c
            #expect(((try? JSON(parsing: [0x22, byte, 0x22])) != nil) == isPlain)
            let isEscape = Array(#""\/bfnrt"#.utf8).contains(byte)
            #expect(((try? JSON(parsing: [0x22, 0x5c, byte, 0x22])) != nil) == isEscape)
        }
    }

    @Test func `all two and three byte sequences in a string are judged as Unicode judges them`() {
        var differing: [[UInt8]] = []
        for first in UInt8(0x80)...UInt8.max {
            for second in UInt8(0x60)...UInt8.max {
                var texts: [[UInt8]] = [[first, second]]
                for third: UInt8 in [0x22, 0x7f, 0x80, 0xbf, 0xc0] {
                    texts.append([first, second, third])
                    texts.append([first, second, third, 0x80])
                    texts.append([first, second, 0x80, third])
                }
                for text in texts where !text.contains(0x22) {
                    let isValid = String(validating: text, as: UTF8.self) != nil
                    let isAccepted = (try? JSON(parsing: [0x22] + text + [0x22])) != nil
                    if isValid != isAccepted { differing.append(text) }
                }
            }
        }
        #expect(differing == [])
    }

    @Test func `every escaped code unit stands for its scalar, or is half of one`() throws {
        for unit in UInt32(0)...0xffff {
            let digits = String(unit, radix: 16)
            let text = "\"\\u" + String(repeating: "0", count: 4 - digits.count) + digits + "\""
            let tree = try? JSON(parsing: text)
            #expect(tree?.string == Unicode.Scalar(unit).map { String(Character($0)) })
        }
    }

    @Test func `keys that only look alike are two keys`() throws {
        let tree = try JSON(parsing: "{\"\u{e9}\":1,\"e\u{301}\":2}")
        #expect(tree["\u{e9}"] == 1)
        #expect(tree["e\u{301}"] == 2)
        #expect(JSON.string("\u{e9}") != JSON.string("e\u{301}"))
        #expect(tree.object?["e"] == nil)
    }

    @Test func `a tree is built by literals, read by accessors and written compactly`() throws {
        let tree: JSON = [
            "naam": "Kernpoort \"2\"\n", "aantal": -3, "ja": true, "leeg": [], "niets": [:],
            "rij": [1, "a", false],
        ]
        let text =
            #"{"naam":"Kernpoort \"2\"\n","aantal":-3,"ja":true,"leeg":[],"niets":{},"#
            + #""rij":[1,"a",false]}"#
        #expect(String(decoding: tree.serialized(), as: UTF8.self) == text)
        #expect(try JSON(parsing: text) == tree)
        #expect(tree["naam"]?.string == "Kernpoort \"2\"\n")
        #expect(tree["aantal"]?.integer == -3)
        #expect(tree["ja"]?.bool == true)
        #expect(tree["leeg"]?.array == [])
        #expect(tree["niets"]?.object?.isEmpty == true)
        #expect(tree["rij"]?[1]?.string == "a")
        #expect(tree["rij"]?[3] == nil)
        #expect(tree["rij"]?["a"] == nil)
        #expect(tree[0] == nil)
        #expect(tree["naam"]?.integer == nil)
        #expect(JSON.null.isNull)
        #expect(JSON.null.serialized() == Array("null".utf8))
        #expect(tree.object?.keys == ["naam", "aantal", "ja", "leeg", "niets", "rij"])
    }

    @Test func `control bytes are written in their shortest escape`() throws {
        let all = String(String.UnicodeScalarView((0..<0x80).compactMap { Unicode.Scalar($0) }))
        let text = String(decoding: JSON.string(all).serialized(), as: UTF8.self)
        #expect(
            text.hasPrefix(#""\u0000\u0001\u0002\u0003\u0004\u0005\u0006\u0007\b\t\n\u000b\f\r"#))
        #expect(text.contains(#"\u001f !\"#))
        #expect(text.hasSuffix("~\u{7f}\""))
        #expect(try JSON(parsing: text).string == all)
    }

    @Test(arguments: [0, 1, 15, 16, 17, 18, 40])
    func `an object keeps order and finds every key, however many there are`(count: Int) {
        var object = JSONObject()
        for number in 0..<count { object["k\(number)"] = .integer(Int64(number)) }
        #expect(object.count == count)
        #expect(object.keys == (0..<count).map { "k\($0)" })
        for number in 0..<count { #expect(object["k\(number)"]?.integer == Int64(number)) }
        #expect(object["k\(count)"] == nil)
        guard count > 0 else { return }
        object["k0"] = "nieuw"
        #expect(object.count == count)
        #expect(object.members[0].value == "nieuw")
        var shorter = object
        shorter["k0"] = nil
        #expect(shorter.keys == (1..<count).map { "k\($0)" })
        #expect(shorter["k\(count - 1)"] == (count > 1 ? .integer(Int64(count - 1)) : nil))
        #expect(shorter != object)
        // The order of members does not matter for equality.
        shorter["k0"] = "nieuw"
        #expect(shorter == object)
    }

    @Test func `a literal that gives a key twice is a bug`() async {
        await #expect(processExitsWith: .failure) {
            let tree: JSON = ["a": 1, "a": 2]
            _ = tree
        }
    }
}
