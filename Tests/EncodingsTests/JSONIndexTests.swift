// SPDX-License-Identifier: EUPL-1.2
import Encodings
import TestSupport
import Testing

@Suite struct JSONIndexTests {
    private static let text =
        #" { "naam" : "R\u00e9n\u00e9e \ud83d\ude00" , "leeg": "", "\u006eul": null,"#
        + #" "rij": [ 1, [2], {"a": true} ], "nee": false, "breuk": 1.5, "vol": "abc" } "#
    private let bytes: [UInt8]
    private let index: JSONIndex

    init() throws {
        let bytes = Array(Self.text.utf8)
        index = try JSONIndex(parsing: bytes.span)
        self.bytes = bytes
    }

    private func raw(_ node: JSONIndex.Node) -> String {
        String(decoding: bytes[index.range(of: node)], as: UTF8.self)
    }

    // The macros take no spans, so these pass them.
    private func find(_ key: String, of node: JSONIndex.Node) -> JSONIndex.Node? {
        index.member(key, of: node, in: bytes.span)
    }

    private func member(_ key: String) throws -> JSONIndex.Node {
        let found = find(key, of: index.root)
        return try #require(found)
    }

    private func says(_ node: JSONIndex.Node, _ text: String) -> Bool {
        index.isEqual(node, to: text, in: bytes.span)
    }

    private func string(_ node: JSONIndex.Node) -> [UInt8]? {
        index.string(of: node, in: bytes.span)
    }

    private func bool(_ node: JSONIndex.Node) -> Bool? { index.bool(of: node, in: bytes.span) }

    private func integer(_ node: JSONIndex.Node) -> Int64? {
        index.integer(of: node, in: bytes.span)
    }

    @Test func `ranges hold the value and no white space`() throws {
        #expect(raw(index.root) == Self.text.dropFirst().dropLast())
        #expect(raw(try member("naam")) == #""R\u00e9n\u00e9e \ud83d\ude00""#)
        #expect(raw(try member("rij")) == #"[ 1, [2], {"a": true} ]"#)
        #expect(raw(try member("breuk")) == "1.5")
        #expect(index.byteCount == bytes.count)
    }

    @Test func `members and elements come in their order`() throws {
        let members = index.members(of: index.root)
        #expect(
            members.map { raw($0.key) } == [
                "\"naam\"", "\"leeg\"", #""\u006eul""#, "\"rij\"", "\"nee\"", "\"breuk\"",
                "\"vol\"",
            ])
        #expect(
            members.map { index.kind(of: $0.value) } == [
                .string, .string, .null, .array, .bool, .number, .string,
            ])
        let row = try member("rij")
        #expect(index.elements(of: row).map(raw) == ["1", "[2]", #"{"a": true}"#])
        #expect(index.count(of: index.root) == 7)
        #expect(index.count(of: row) == 3)
        #expect(index.count(of: try member("naam")) == 0)
        #expect(index.elements(of: index.root) == [])
        #expect(index.members(of: row) == [])
    }

    @Test func `keys are found by what they say`() throws {
        #expect(index.kind(of: try member("nul")) == .null)
        #expect(find("\\u006eul", of: index.root) == nil)
        #expect(find("naa", of: index.root) == nil)
        #expect(find("naamm", of: index.root) == nil)
        #expect(find("a", of: index.root) == nil)
        #expect(find("0", of: try member("rij")) == nil)
    }

    @Test func `text is compared and copied decoded`() throws {
        let name = try member("naam")
        #expect(says(name, "Rénée 😀"))
        #expect(!says(name, "Re\u{301}nee 😀"))
        #expect(!says(name, "Rénée 😀 "))
        #expect(!says(name, "Rénée 😁"))
        #expect(string(name) == Array("Rénée 😀".utf8))
        #expect(index.decodedCount(of: name) == 12)
        #expect(string(try member("leeg")) == [])
        #expect(says(try member("leeg"), ""))
        #expect(string(try member("vol")) == Array("abc".utf8))
        #expect(!says(try member("vol"), "abd"))
        #expect(!says(try member("breuk"), "1.5"))
        #expect(string(index.root) == nil)
        #expect(index.decodedCount(of: index.root) == nil)
    }

    @Test func `scalars have a value of their own kind only`() throws {
        #expect(bool(try member("nee")) == false)
        #expect(bool(try member("nul")) == nil)
        #expect(integer(try member("breuk")) == nil)
        #expect(integer(try member("nee")) == nil)
        let row = index.elements(of: try member("rij"))
        #expect(integer(row[0]) == 1)
        let flag = try #require(find("a", of: row[2]))
        #expect(bool(flag) == true)
    }

    @Test func `a part becomes a tree`() throws {
        let part = index.tree(of: try member("rij"), in: bytes.span)
        #expect(part == [1, [2], ["a": true]])
    }

    @Test func `look-ups with other bytes, or into memory of another size, are bugs`() async {
        await #expect(processExitsWith: .failure) {
            let index = try JSONIndex(parsing: Array("[1]".utf8).span)
            _ = index.integer(of: index.root, in: Array("[1] ".utf8).span)
        }
        await #expect(processExitsWith: .failure) {
            let bytes = Array("\"abc\"".utf8)
            let index = try JSONIndex(parsing: bytes.span)
            var memory = [UInt8](repeating: 0, count: 2)
            var span = memory.mutableSpan
            index.decode(index.root, in: bytes.span, into: &span)
        }
        await #expect(processExitsWith: .failure) {
            let bytes = Array("[]".utf8)
            let index = try JSONIndex(parsing: bytes.span)
            var memory: [UInt8] = []
            var span = memory.mutableSpan
            index.decode(index.root, in: bytes.span, into: &span)
        }
    }
}
