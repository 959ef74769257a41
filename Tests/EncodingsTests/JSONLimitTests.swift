// SPDX-License-Identifier: EUPL-1.2
import Encodings
import TestSupport
import Testing

@Suite struct JSONLimitTests {
    /// Arrays and objects in turn, so many deep.
    private static func nested(_ depth: Int) -> String {
        let halves = (depth / 2, depth - depth / 2)
        return String(repeating: "[", count: halves.1)
            + String(repeating: "{\"a\":", count: halves.0)
            + "1" + String(repeating: "}", count: halves.0)
            + String(repeating: "]", count: halves.1)
    }

    private static func object(_ count: Int) -> String {
        "{" + (0..<count).map { "\"k\($0)\":\($0)" }.joined(separator: ",") + "}"
    }

    private static func kind(_ text: String, _ limits: JSONLimits) -> JSONError.Kind? {
        do {
            _ = try JSON(parsing: text, limits: limits)
            return nil
        } catch {
            return error.kind
        }
    }

    @Test(arguments: [0, 1, 2, 127, 1000])
    func `nesting is read up to the limit and not beyond`(limit: Int) {
        let limits = JSONLimits(depthLimit: limit)
        #expect(Self.kind(Self.nested(limit), limits) == nil)
        #expect(Self.kind(Self.nested(limit + 1), limits) == .depthLimit(limit))
    }

    @Test func `a depth of zero allows only scalars`() {
        let limits = JSONLimits(depthLimit: 0)
        #expect(Self.kind("\"a\"", limits) == nil)
        #expect(Self.kind("[]", limits) == .depthLimit(0))
        #expect(Self.kind("{}", limits) == .depthLimit(0))
    }

    @Test func `siblings do not add up to depth`() {
        let text = "[" + String(repeating: "[],{},", count: 500) + "[]]"
        #expect(Self.kind(text, JSONLimits(depthLimit: 2)) == nil)
    }

    @Test(arguments: ["[", "{\"a\":", "[{\"a\":["])
    func `a million brackets are an error, whatever the stack`(opening: String) {
        let text = String(repeating: opening, count: 1_000_000)
        let limits = JSONLimits(
            byteCountLimit: 1 << 30, depthLimit: JSONLimits.greatestDepth,
            valueCountLimit: 1 << 30)
        let standard: JSONError.Kind =
            text.utf8.count > 1 << 20 ? .byteCountLimit(1 << 20) : .depthLimit(127)
        #expect(Self.kind(text, .standard) == standard)
        #expect(Self.kind(text, limits) == .depthLimit(1000))
    }

    @Test func `the deepest tree is compared and written on an ordinary stack`() throws {
        let limits = JSONLimits(depthLimit: JSONLimits.greatestDepth)
        let text = Self.nested(JSONLimits.greatestDepth)
        let tree = try JSON(parsing: text, limits: limits)
        #expect(tree == (try JSON(parsing: text, limits: limits)))
        #expect(String(decoding: tree.serialized(), as: UTF8.self) == text)
    }

    @Test func `a depth that the stack may not bear is a bug`() async {
        await #expect(processExitsWith: .failure) {
            _ = JSONLimits(depthLimit: JSONLimits.greatestDepth + 1)
        }
    }

    @Test(arguments: [0, 1, 2, 12, 13, 1024])
    func `members are read up to the limit and not beyond`(limit: Int) {
        let limits = JSONLimits(memberCountLimit: limit)
        #expect(Self.kind(Self.object(limit), limits) == nil)
        #expect(Self.kind(Self.object(limit + 1), limits) == .memberCountLimit(limit))
        // The limit is one object's, not the text's.
        let two = "[\(Self.object(limit)),\(Self.object(limit))]"
        #expect(Self.kind(two, limits) == nil)
    }

    @Test(arguments: [1, 2, 100])
    func `values are counted up to the limit, in all`(limit: Int) {
        let limits = JSONLimits(valueCountLimit: limit)
        func row(_ count: Int) -> String {
            "[" + Array(repeating: "1", count: count).joined(separator: ",") + "]"
        }
        // The array itself is a value too; keys are none.
        #expect(Self.kind(row(limit - 1), limits) == nil)
        #expect(Self.kind(row(limit), limits) == .valueCountLimit(limit))
        #expect(Self.kind(Self.object(limit - 1), limits) == nil)
        #expect(Self.kind(Self.object(limit), limits) == .valueCountLimit(limit))
    }

    @Test func `a limit of zero values allows nothing`() {
        #expect(Self.kind("1", JSONLimits(valueCountLimit: 0)) == .valueCountLimit(0))
    }

    @Test(arguments: [2, 3, 100])
    func `bytes are read up to the limit and not beyond`(limit: Int) {
        let limits = JSONLimits(byteCountLimit: limit)
        let text = "[" + String(repeating: " ", count: limit - 2) + "]"
        #expect(Self.kind(text, limits) == nil)
        #expect(Self.kind(text + " ", limits) == .byteCountLimit(limit))
    }

    @Test func `a limit of zero bytes allows nothing`() {
        let limits = JSONLimits(byteCountLimit: 0)
        #expect(Self.kind("", limits) == .unexpectedEnd)
        #expect(Self.kind("1", limits) == .byteCountLimit(0))
    }

    @Test func `the standard limits are the documented ones`() {
        #expect(JSONLimits.standard.byteCountLimit == 1_048_576)
        #expect(JSONLimits.standard.depthLimit == 127)
        #expect(JSONLimits.standard.memberCountLimit == 1024)
        #expect(JSONLimits.standard.valueCountLimit == 131_072)
    }

    @Test(arguments: [2, 3, 11, 12, 13, 14, 31, 32, 33, 500])
    func `two equal keys are found at every place of an object`(count: Int) {
        let stride = max(count / 12, 1)
        for first in Swift.stride(from: 0, to: count, by: stride) {
            for second in Swift.stride(from: first + 1, to: count, by: stride) {
                for spelling in ["k\(first)", "\\u006b\(first)"] {
                    let members = (0..<count).map {
                        "\"\($0 == second ? spelling : "k\($0)")\":0"
                    }
                    let text = "{" + members.joined(separator: ",") + "}"
                    #expect(Self.kind(text, .standard) == .duplicateKey)
                }
            }
        }
    }

    @Test func `many keys take time in proportion`() throws {
        // Quadratic work over these would take minutes, also where lengths and prefixes agree.
        let count = 50_000
        let digits = (0..<count).map { String($0 + 1_000_000) }
        let text =
            "{"
            + digits.map { "\"een lang gelijk begin van de sleutel \($0)\":0" }
            .joined(separator: ",") + "}"
        let limits = JSONLimits(
            byteCountLimit: 1 << 30, memberCountLimit: 1 << 30, valueCountLimit: 1 << 30)
        let elapsed = try ContinuousClock().measure {
            let tree = try JSON(parsing: text, limits: limits)
            #expect(tree.object?.count == count)
        }
        #expect(elapsed < .seconds(20))
    }
}
