// SPDX-License-Identifier: EUPL-1.2
import Cedar
import Testing

@Suite struct `Limits` {
    @Test(arguments: ["(", "[", "{", "\"", "{\"a\":[", "entity A { a: {", "Set<", "type T = Set<"])
    func `a million opening signs are an error everywhere`(sign: String) {
        let bytes = Array(
            String(repeating: sign, count: 1_000_000 / sign.utf8.count).utf8)
        #expect(throws: CedarError.self) { try PolicySet(parsing: bytes) }
        #expect(throws: CedarError.self) { try Schema(parsing: bytes) }
        #expect(throws: CedarError.self) { try Entities(parsing: bytes) }
    }

    @Test func `nesting is allowed up to the limit and no further`() throws {
        func nested(_ depth: Int) -> String {
            let open = String(repeating: "(", count: depth)
            let close = String(repeating: ")", count: depth)
            return "permit(principal, action, resource) when { \(open)true\(close) };"
        }
        // The condition itself is the first level.
        _ = try PolicySet(parsing: nested(199))
        #expect(throws: CedarError.self) { try PolicySet(parsing: nested(200)) }
    }

    @Test func `a text beyond the limit is refused`() {
        let text = String(repeating: " ", count: 1 << 20)
        #expect(throws: Never.self) { try PolicySet(parsing: text) }
        #expect(throws: CedarError.self) { try PolicySet(parsing: text + " ") }
    }

    @Test func `aliases that double a type a hundred times are refused`() {
        let doubled = (1..<100).map { "type T\($0) = {a: T\($0 - 1), b: T\($0 - 1)};" }
        let text = "type T0 = Long;" + doubled.joined() + "entity A { a: T99 };"
        #expect(throws: CedarError.self) { try Schema(parsing: text) }
        let chained = (1..<5_000).map { "type T\($0) = T\($0 + 1);" }
        #expect(throws: CedarError.self) {
            try Schema(parsing: chained.joined() + "type T5000 = Long;")
        }
    }
}

@Suite struct `Texts` {
    @Test func `texts compare by code point and not by canonical equivalence`() {
        #expect(Text("é") != Text("e\u{301}"))
        #expect(Text("a") < Text("b") && Text("a") < Text("aa"))
        #expect(Text("K") != Text("\u{212A}"))
        #expect(Text("z") < Text("é"))
        #expect(Text("abcdefghi") < Text("abcdefghj") && Text("abcdefgh") < Text("abcdefgh\u{0}"))
        let set: Value = [.string("é"), .string("e\u{301}"), .string("é")]
        guard case .set(let elements) = set else { return }
        #expect(elements.count == 2)
    }
}
